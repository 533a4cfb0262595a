/*
 * See running.h. The record says who had a socket listen, or bound one for datagrams, and who has ended; who holds such a socket now, having
 * inherited it, the kernel says: a child may be announced only when its parent is gone.
 */
#include "run/running.h"
#include "os/procfs.h"
#include "run/descriptors.h"
#include "run/processes.h"
#include <sys/socket.h>
#include <sys/wait.h>

/* Does the call make a socket one to which others come? */
static bool opens(const struct sck_program *p, const struct record_call *call)
{
	const struct record_socket *socket;

	if (call->program != p->index || call->socket < 0 || call->error || call->ended_at < 0)
		return false;
	socket = &p->session->record.sockets[call->socket];
	return call->call->class == CLASS_LISTEN ||
	       (call->call->class == CLASS_BIND && socket->type == SOCK_DGRAM &&
		(socket->domain == AF_INET || socket->domain == AF_INET6));
}

static const struct record_event *end_of(const struct sck_program *p, int process)
{
	const struct record *r = &p->session->record;

	for (size_t i = 0; i < r->events_count; i++)
		if (r->events[i].program == p->index && r->events[i].process == process &&
		    (r->events[i].kind == RECORD_EXIT || r->events[i].kind == RECORD_KILLED))
			return &r->events[i];
	return NULL;
}

struct search {
	const struct sck_program *program;
	const struct tracee *who; /* whose descriptors are looked at */
	bool is_held;
};

static bool is_open(const struct sck_program *p, int64_t inode)
{
	const struct record *r = &p->session->record;

	for (size_t i = 0; i < r->calls_count; i++)
		if (opens(p, &r->calls[i]) && (int64_t)r->sockets[r->calls[i].socket].inode == inode)
			return true;
	return false;
}

static int count_open(void *arg, pid_t pid, int fd)
{
	const struct search *search = arg;
	const int64_t inode = descriptors_inode(search->who, fd, NULL, 0);

	(void)pid;
	return inode > 0 && is_open(search->program, inode);
}

static void look_at(void *arg, struct tracee *who)
{
	struct search *search = arg;

	if (search->is_held || who->program != search->program->index || who->tid != who->tgid)
		return;
	search->who = who;
	search->is_held = procfs_each_descriptor(who->tgid, count_open, search) > 0;
}

static bool is_held(struct sck_program *p)
{
	struct search search = { .program = p };

	tracees_each(&p->session->tracees, look_at, &search);
	return search.is_held;
}

/* Nobody has listened: the process that was started, unless it has left the rest to its children, as a daemon does. */
static bool first_lives(const struct sck_program *p, const struct record_event **ret_end)
{
	const struct record *r = &p->session->record;

	if (!p->has_ended || (WIFEXITED(p->status) && WEXITSTATUS(p->status) == 0))
		return true;
	for (size_t i = 0; i < r->events_count && !*ret_end; i++)
		if (r->events[i].program == p->index)
			*ret_end = end_of(p, r->events[i].process);
	return false;
}

bool running(struct sck_program *p, const struct record_event **ret_end)
{
	const struct record *r = &p->session->record;

	*ret_end = NULL;
	if (!processes_alive(p) || p->session->untraced)
		return processes_alive(p);
	for (size_t i = 0; i < r->calls_count; i++) {
		if (!opens(p, &r->calls[i]))
			continue;
		*ret_end = end_of(p, r->calls[i].process);
		if (!*ret_end)
			return true;
	}
	return *ret_end ? is_held(p) : first_lives(p, ret_end);
}
