/*
 * The limit on a process's descriptors is really reached: set to the lowest number that it does not use, so that the kernel itself has none left,
 * for whatever makes one, until one is closed. It stays so until no rule acts any more. poll(2) alone takes the limit for one on its own list, and is
 * let have as many as it asks for: the program has not more descriptors by it.
 */
#include "os/tracee.h"
#include "run/descriptors.h"
#include "run/injection.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

struct limit {
	pid_t tgid;
	rlim_t before, reached, now;
	struct limit *next;
};

static int set_soft(pid_t pid, rlim_t soft)
{
	struct rlimit limit;

	if (prlimit(pid, RLIMIT_NOFILE, NULL, &limit) < 0)
		return -errno;
	limit.rlim_cur = soft;
	return prlimit(pid, RLIMIT_NOFILE, &limit, NULL) < 0 ? -errno : 0;
}

static rlim_t lowest_free(const struct tracee *who, rlim_t most)
{
	rlim_t fd = 0;

	while (fd < most && descriptors_inode(who, (int)fd, NULL, 0) >= 0)
		fd++;
	return fd;
}

static struct limit *find(const struct injection *i, pid_t tgid)
{
	struct limit *l = i->limits;

	while (l && l->tgid != tgid)
		l = l->next;
	return l;
}

static struct limit *add(struct injection *i, pid_t tgid, rlim_t before)
{
	struct limit *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	*l = (struct limit){ .tgid = tgid, .before = before, .next = i->limits };
	i->limits = l;
	return l;
}

int limit_reach(struct sck_session *s, const struct tracee *who)
{
	struct limit *l = find(s->injection, who->tgid);
	struct rlimit had;

	if (prlimit(who->tgid, RLIMIT_NOFILE, NULL, &had) < 0)
		return -errno;
	if (!l)
		l = add(s->injection, who->tgid, had.rlim_cur);
	l->reached = l->now = lowest_free(who, l->before);
	return set_soft(who->tgid, l->reached);
}

void limit_meet_call(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	struct limit *l = find(s->injection, who->tgid);
	rlim_t wants;

	if (!l)
		return;
	wants = call->call->args[0] == ARG_POLLFDS && (rlim_t)call->args[1] > l->reached ? l->before
											 : l->reached;
	if (wants != l->now && set_soft(who->tgid, wants) == 0)
		l->now = wants;
}

void limit_inherit(struct injection *i, const struct tracee *child)
{
	const struct limit *l = find(i, child->parent_tgid);
	struct limit *its = l ? add(i, child->tgid, l->before) : NULL;

	if (its)
		its->reached = its->now = l->reached;
}

void limit_lift(struct injection *i)
{
	for (const struct limit *l = i->limits; l; l = l->next)
		set_soft(l->tgid, l->before);
	limit_forget(i);
}

void limit_forget(struct injection *i)
{
	while (i->limits) {
		struct limit *l = i->limits;

		i->limits = l->next;
		free(l);
	}
}
