/* See held.h. A connection that was reset is in no table of the kernel's any more, so the descriptors themselves are asked. */
#include "run/held.h"
#include "os/borrow.h"
#include "os/procfs.h"
#include "run/descriptors.h"
#include "run/folder.h"
#include <string.h>
#include <unistd.h>

static int option(int fd, int name)
{
	int value = 0;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &len) ? -1 : value;
}

static bool is_connection(const struct tracee *who, int fd)
{
	int ours = borrow(who, fd);
	bool is;

	if (ours < 0)
		return false;
	is = option(ours, SO_PROTOCOL) == IPPROTO_TCP && option(ours, SO_ACCEPTCONN) == 0;
	close(ours);
	return is;
}

static bool is_in(const struct folder *folder, const char *path)
{
	const size_t len = folder ? strlen(folder->path) : 0;

	return len && !strncmp(path, folder->path, len) && path[len] == '/';
}

struct held {
	struct sck_program *program;
	const struct tracee *who; /* whose descriptors are looked at */
	int count;
};

static int is_held(void *arg, pid_t pid, int fd)
{
	const struct held *held = arg;
	char link[256];
	const int64_t inode = descriptors_inode(held->who, fd, link, sizeof(link));

	(void)pid;
	return inode > 0 ? is_connection(held->who, fd)
			 : inode == 0 && is_in(held->program->session->folder, link);
}

static void add(void *arg, struct tracee *who)
{
	struct held *held = arg;
	int count;

	if (who->program != held->program->index || who->tid != who->tgid)
		return;
	held->who = who;
	count = procfs_each_descriptor(who->tgid, is_held, held);
	held->count += count > 0 ? count : 0;
}

int held_count(struct sck_program *p)
{
	struct held held = { .program = p };

	tracees_each(&p->session->tracees, add, &held);
	return held.count;
}
