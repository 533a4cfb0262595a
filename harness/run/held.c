/* See held.h. A connection that was reset is in no table of the kernel's any more, so the descriptors themselves are asked. */
#include "run/held.h"
#include "run/descriptors.h"
#include "run/folder.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
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
	int ours = descriptors_borrow(who, fd);
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

static int count_of(const struct sck_session *s, const struct tracee *who)
{
	const struct dirent *entry;
	char path[32], link[256];
	int64_t inode;
	int count = 0;
	DIR *folder;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)who->tgid);
	folder = opendir(path);
	while (folder && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		inode = descriptors_inode(who, atoi(entry->d_name), link, sizeof(link));
		count += inode > 0 ? is_connection(who, atoi(entry->d_name))
				   : inode == 0 && is_in(s->folder, link);
	}
	if (folder)
		closedir(folder);
	return count;
}

struct held {
	struct sck_program *program;
	int count;
};

static void add(void *arg, struct tracee *who)
{
	struct held *held = arg;

	if (who->program == held->program->index && who->tid == who->tgid)
		held->count += count_of(held->program->session, who);
}

int held_count(struct sck_program *p)
{
	struct held held = { .program = p };

	tracees_each(&p->session->tracees, add, &held);
	return held.count;
}
