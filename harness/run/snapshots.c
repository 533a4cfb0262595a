/*
 * See snapshots.h. A copy makes no difference where all that the program has by then is what fork(2) passes on: one thread, no child, no descriptor but
 * its three pipes, of which it has read and written nothing, no memory shared with others, no timer. It is also as old as the snapshot:
 * a program that has asked for the time before takes it for as much later. So a snapshot is soon replaced.
 */
#include "run/snapshots.h"
#include "base/deadline.h"
#include "os/borrow.h"
#include "os/callsite.h"
#include "os/lasting.h"
#include "os/procfs.h"
#include "os/snapshot.h"
#include "run/bend.h"
#include "run/clock.h"
#include "run/descriptors.h"
#include "run/sites.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int64_t snapshots_oldest = 200 * NS_PER_MS;

static struct {
	struct snapshot snapshot;
	struct bytes key;       /* of the program that it is of */
	struct record before;   /* what it has done by then */
	struct callsite *sites; /* of the snapshot; NULL: nobody has asked */
	pid_t keeper;           /* of the loopback that it is in */
	int64_t taken_at;
	struct bytes begun; /* the key of the program that the session under way has spawned; empty: none that can be */
	const struct sck_session *copied; /* whose program began by a copy */
} now = { .snapshot = { .fd = -1 } };

static void drop(void)
{
	snapshot_drop(&now.snapshot);
	callsite_free(now.sites);
	now.sites = NULL;
	bytes_clear(&now.key);
}

static void append_words(struct bytes *to, const char *const *words)
{
	for (; *words; words++)
		bytes_append(to, *words, strlen(*words) + 1);
	bytes_append(to, "", 1);
}

/* Streams, and nothing else between its fork and its exec. */
static bool is_plain(const struct spawn_plan *plan)
{
	for (size_t i = 0; i < plan->actions_count; i++)
		if (plan->actions[i].kind != SPAWN_NEW_SESSION &&
		    plan->actions[i].kind != SPAWN_MOVE_FD && plan->actions[i].kind != SPAWN_CLOSE_REST)
			return false;
	return !plan->function && !plan->same_addresses && !plan->on_other_host && !plan->keeps_net_raw;
}

/* The same key: the same program, in surroundings that are alike. Empty: none can be taken. */
static void write_key(const struct sck_program *p, const struct spawn_plan *plan, struct bytes *ret)
{
	const struct sck_session *s = p->session;

	bytes_clear(ret);
	if (!s->options.snapshots || p->index > 0 || !is_plain(plan) || s->untraced ||
	    clock_is_ours(s) || s->record.store.len || s->options.on_call || s->options.on_event ||
	    !s->loopback.is_private || !s->loopback.may_last || s->loopback.is_altered)
		return;
	append_words(ret, plan->argv);
	append_words(ret, plan->envp);
	bytes_append(ret, &plan->stops, sizeof(plan->stops));
}

static bool is_of_use(const struct sck_session *s)
{
	return now.snapshot.pid && now.keeper == s->loopback.keeper &&
	       now.key.len == now.begun.len && !memcmp(now.key.data, now.begun.data, now.key.len) &&
	       deadline_now() - now.taken_at < snapshots_oldest;
}

/* Does a rule concern what it has done by then? */
static bool is_bent_before(const struct sck_session *s)
{
	for (size_t i = 0; i < now.before.calls_count; i++)
		if (bend_concerns(s, now.before.calls[i].call->class))
			return true;
	return false;
}

/* What is mapped in a copy need not be read anew. */
static void hand_on_sites(struct sck_session *s, pid_t pid)
{
	if (!s->options.call_sites)
		return;
	if (!now.sites)
		now.sites = callsite_new(now.snapshot.pid);
	sites_inherit(s, pid, now.sites);
}

bool snapshots_begin(struct sck_program *p, const struct spawn_plan *plan, const int fds[3])
{
	struct sck_session *s = p->session;
	struct tracee *who;
	pid_t inner;

	now.copied = NULL;
	write_key(p, plan, &now.begun);
	if (!now.begun.len || !is_of_use(s)) {
		if (now.begun.len)
			drop();
		return false;
	}
	if (is_bent_before(s)) {
		bytes_clear(&now.begun);
		return false;
	}
	p->pid = snapshot_copy(&now.snapshot, fds, &inner);
	if (p->pid < 0) {
		drop();
		return false;
	}
	bytes_clear(&now.begun);
	now.copied = s;
	who = tracer_take_over(&s->tracees, p->pid, plan->program);
	who->inner_tid = who->inner_tgid = inner;
	hand_on_sites(s, p->pid);
	return true;
}

/* ---- May one be taken? ---- */

/* What lies in the pipe, or was taken out of it, belongs to one run. Its flags are another matter: those the program has set. */
static bool is_untouched(const struct tracee *who, int fd, int flags, size_t unread)
{
	int ours = borrow(who, fd), left = -1;
	char link[64] = "";
	bool is;

	if (ours < 0)
		return false;
	descriptors_inode(who, fd, link, sizeof(link));
	is = !strncmp(link, "pipe:", 5) && fcntl(ours, F_GETFL) == flags &&
	     ioctl(ours, FIONREAD, &left) == 0 && (size_t)left == unread;
	close(ours);
	return is;
}

static bool has_streams(const struct sck_program *p, const struct tracee *who)
{
	return procfs_descriptors(who->tgid) == 3 && !p->output.len && !p->errors.len &&
	       is_untouched(who, 0, O_RDONLY, p->input_fed) && is_untouched(who, 1, O_WRONLY, 0) &&
	       is_untouched(who, 2, O_WRONLY, 0);
}

static bool shares_memory(pid_t pid)
{
	char path[32], line[512];
	bool shares = false;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	maps = fopen(path, "re");
	while (maps && !shares && fgets(line, sizeof(line), maps)) {
		const char *flags = strchr(line, ' ');

		shares = flags && flags[2] == 'w' && flags[4] == 's';
	}
	if (maps)
		fclose(maps);
	return !maps || shares;
}

/* It has done nothing that others could have noticed. */
static bool is_harmless(const struct record *r)
{
	for (size_t i = 1; i < r->events_count; i++)
		if (r->events[i].kind != RECORD_EXEC)
			return false;
	for (size_t i = 0; i < r->calls_count; i++)
		if (r->calls[i].ended_at < 0 || r->calls[i].injected.len)
			return false;
	return r->events_count > 1 && !r->sockets_count;
}

static void *copy_of(const void *from, size_t len)
{
	void *to = malloc(len + 1);

	if (!to)
		abort();
	if (len)
		memcpy(to, from, len);
	return to;
}

/* Into one that is empty. */
static void copy_record(struct record *to, const struct record *from)
{
	record_done(to);
	*to = (struct record){ .calls_count = from->calls_count,
			       .calls_room = from->calls_count,
			       .events_count = from->events_count,
			       .events_room = from->events_count };
	to->calls = copy_of(from->calls, from->calls_count * sizeof(*from->calls));
	to->events = copy_of(from->events, from->events_count * sizeof(*from->events));
	bytes_append(&to->store, from->store.data, from->store.len);
}

bool snapshots_tell(struct sck_session *s, struct tracee *who)
{
	const int64_t at = clock_elapsed(s);

	if (now.copied != s)
		return false;
	copy_record(&s->record, &now.before);
	for (size_t i = 0; i < s->record.calls_count; i++)
		s->record.calls[i].at = s->record.calls[i].ended_at = at;
	for (size_t i = 0; i < s->record.events_count; i++)
		s->record.events[i].at = at;
	tracer_act(&s->tracees, who, TRACER_GO);
	return true;
}

static bool may_be_taken(const struct sck_session *s, const struct tracee *who)
{
	const struct sck_program *p = s->programs;

	return s->programs_count == 1 && s->tracees.count == 1 && who->tgid == p->pid &&
	       who->tid == who->tgid && is_harmless(&s->record) && !p->has_itimer &&
	       !procfs_timer_armed(who->tgid) && has_streams(p, who) && !shares_memory(who->tgid);
}

bool snapshots_take(struct sck_session *s, struct tracee *who)
{
	const struct bytes spare = now.key;
	int code;

	if (!now.begun.len || who->call->class != CLASS_SOCKET)
		return false;
	now.key = now.begun;
	now.begun = spare;
	bytes_clear(&now.begun);
	if (!may_be_taken(s, who))
		return false;
	copy_record(&now.before, &s->record);
	now.keeper = s->loopback.keeper;
	now.taken_at = deadline_now();
	code = snapshot_take(&now.snapshot, who->tid, who->inner_tgid, &s->loopback);
	return !code || code == -EAGAIN;
}

static void end_loopback(struct loopback *lo)
{
	if (now.keeper == lo->keeper)
		drop(); /* its namespaces end only when all in them has been reaped */
	lasting_end(lo);
}

int snapshots_open_loopback(struct sck_session *s, unsigned purpose, struct sck_err *err)
{
	struct loopback other;

	if (!s->options.lasting)
		return loopback_open(&s->loopback, err);
	if (lasting_unfit(purpose, &other))
		end_loopback(&other);
	return lasting_open(&s->loopback, err);
}

void snapshots_put_loopback(struct sck_session *s)
{
	const bool is_here = now.snapshot.pid && now.keeper == s->loopback.keeper;

	if (lasting_keep(&s->loopback, is_here ? now.snapshot.inner : 0))
		return;
	end_loopback(&s->loopback);
}
