/*
 * See descriptors.h. The memory is a list of facts per process and descriptor in an array that is searched from its end; programs
 * under test have tens of descriptors. An answer is asked for again only after a call that may have ended the descriptor.
 */
#include "run/descriptors.h"
#include "os/borrow.h"
#include "os/procfs.h"
#include "run/clock.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* /proc hides the descriptors of a process that is not dumpable (prctl(2)) from all but root; a copy of ours it shows. */
int64_t descriptors_inode(const struct tracee *who, int fd, char *link, size_t link_room)
{
	int64_t inode = procfs_socket_inode(who->tid, fd, link, link_room);
	int ours;

	if (inode != -EACCES)
		return inode;
	ours = borrow(who, fd);
	if (ours < 0)
		return ours;
	inode = procfs_socket_inode(getpid(), ours, link, link_room);
	close(ours);
	return inode;
}

static void tell(struct sck_session *s, const struct tracee *who, enum record_event_kind kind, int fd)
{
	struct record_event *event = record_add_event(&s->record);

	event->at = clock_elapsed(s);
	event->kind = kind;
	event->program = who->program;
	event->process = who->inner_tgid;
	event->thread = who->inner_tid;
	event->value = fd;
	if (s->options.on_event)
		s->options.on_event(s->options.arg, &s->record, event);
}

static struct fd_fact *find(struct sck_session *s, pid_t tgid, int fd)
{
	for (size_t i = s->facts_count; i-- > 0;)
		if (s->facts[i].fd == fd && s->facts[i].tgid == tgid)
			return &s->facts[i];
	return NULL;
}

static void remember(struct sck_session *s, const struct tracee *who, int fd, int socket)
{
	if (s->facts_count == s->facts_room) {
		s->facts_room = s->facts_room ? 2 * s->facts_room : 64;
		s->facts = reallocarray(s->facts, s->facts_room, sizeof(s->facts[0]));
		if (!s->facts)
			abort();
	}
	s->facts[s->facts_count++] = (struct fd_fact){ .tgid = who->tgid, .fd = fd, .socket = socket };
	if (socket >= 0)
		tell(s, who, RECORD_FD_BORN, fd);
}

static void forget(struct sck_session *s, const struct tracee *who, size_t i, bool has_ended)
{
	borrow_end(who, s->facts[i].fd, has_ended);
	if (s->facts[i].socket >= 0)
		tell(s, who, RECORD_FD_ENDED, s->facts[i].fd);
	s->facts[i] = s->facts[--s->facts_count];
}

static int identify(struct sck_session *s, const struct tracee *who, int fd, uint64_t inode)
{
	struct record_socket socket = { .inode = inode };
	socklen_t len = sizeof(int);
	int ours;

	for (size_t i = s->record.sockets_count; i-- > 0;)
		if (s->record.sockets[i].inode == inode)
			return (int)i;
	ours = borrow(who, fd);
	if (ours >= 0) {
		getsockopt(ours, SOL_SOCKET, SO_DOMAIN, &socket.domain, &len);
		getsockopt(ours, SOL_SOCKET, SO_TYPE, &socket.type, &len);
		getsockopt(ours, SOL_SOCKET, SO_PROTOCOL, &socket.protocol, &len);
		close(ours);
	}
	return record_add_socket(&s->record, &socket);
}

int descriptors_socket(struct sck_session *s, const struct tracee *who, int fd)
{
	struct fd_fact *fact;
	int64_t inode;
	int socket;

	if (fd < 0)
		return -1;
	fact = find(s, who->tgid, fd);
	if (fact)
		return fact->socket;
	inode = descriptors_inode(who, fd, NULL, 0);
	if (inode < 0)
		return -1; /* not open, as the call is about to find out */
	if (inode)
		borrow_keep(who, fd);
	socket = inode ? identify(s, who, fd, (uint64_t)inode) : -1;
	remember(s, who, fd, socket);
	return socket;
}

static void forget_range(struct sck_session *s, const struct tracee *who, int first, int last, bool has_ended)
{
	for (size_t i = s->facts_count; i-- > 0;)
		if (s->facts[i].tgid == who->tgid && s->facts[i].fd >= first && s->facts[i].fd <= last)
			forget(s, who, i, has_ended);
}

void descriptors_ended(struct sck_session *s, const struct tracee *who, int first, int last)
{
	forget_range(s, who, first, last, false);
}

void descriptors_process_ended(struct sck_session *s, const struct tracee *who)
{
	forget_range(s, who, 0, INT32_MAX, true);
}

void descriptors_execed(struct sck_session *s, const struct tracee *who)
{
	for (size_t i = s->facts_count; i-- > 0;) {
		const struct fd_fact *fact = &s->facts[i];

		if (fact->tgid != who->tgid)
			continue;
		if (fact->socket < 0 || descriptors_inode(who, fact->fd, NULL, 0) !=
						(int64_t)s->record.sockets[fact->socket].inode)
			forget(s, who, i, true);
	}
}

void descriptors_inherited(struct sck_session *s, const struct tracee *child)
{
	size_t count = s->facts_count;

	for (size_t i = 0; i < count; i++)
		if (s->facts[i].tgid == child->parent_tgid && s->facts[i].socket >= 0) {
			remember(s, child, s->facts[i].fd, s->facts[i].socket);
			borrow_inherit(child, s->facts[i].fd);
		}
}
