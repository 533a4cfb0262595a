/*
 * See pump.h. SIGCHLD is blocked except while polling: a wait status that comes after the drain ends
 * the poll at once. Where there is nothing to poll for and no time to keep, the loop waits for
 * statuses alone, at half the price. All sessions of the process share the loop, for waitpid(-1)
 * answers for all of them: each status goes to the session whose thread it is.
 */
#include "run/pump.h"
#include "base/deadline.h"
#include "os/procfs.h"
#include "run/clock.h"
#include "run/descendants.h"
#include "run/due.h"
#include "run/fruitless.h"
#include "run/processes.h"
#include "run/link.h"
#include "run/own_process.h"
#include "run/postpone.h"
#include "run/route.h"
#include "run/stillness.h"
#include "run/streams.h"
#include "run/talk.h"
#include "run/tap.h"
#include "run/untraced.h"
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { DRAIN_MOST = 64 };
/* Where nobody is traced no event tells that a program is a step further: at first it is looked for more often. */
static const int64_t idle_longest = 20 * NS_PER_MS, untraced_longest = 2 * NS_PER_MS;
static const int64_t untraced_at_first = 200 * NS_PER_MS;
static const int64_t cpu_look_every = 100 * NS_PER_MS;
static const int64_t starved_after = 120 * NS_PER_S, nowhere_most = 2 * NS_PER_S;

static struct sck_session *sessions;

void pump_join(struct sck_session *s)
{
	s->next = sessions;
	sessions = s;
	if (!s->next)
		own_process_begin();
}

void pump_leave(struct sck_session *s)
{
	struct sck_session **link = &sessions;

	while (*link && *link != s)
		link = &(*link)->next;
	if (!*link)
		return;
	*link = s->next;
	if (!sessions)
		own_process_end();
}

bool pump_knows(pid_t pid)
{
	for (struct sck_session *s = sessions; s; s = s->next)
		if (s->loopback.keeper == pid)
			return true;
	return route_program(sessions, pid) != NULL;
}

/* Handles what statuses there are, up to a bound, for peers want to be served too; false: there was none. */
static bool drain(bool *ret_all)
{
	struct rusage used;
	int status, count = 0;
	pid_t tid = 0;

	while (count < DRAIN_MOST && (tid = wait4(-1, &status, __WALL | WNOHANG, &used)) > 0) {
		route_status(sessions, tid, status, &used);
		count++;
	}
	*ret_all = tid <= 0;
	return count > 0;
}

struct watched { /* what a pollfd belongs to: one of the four */
	struct sck_program *program;
	struct sck_peer *peer;
	struct sck_link *link;
	struct sck_session *tapped;
};

struct poll_set {
	struct pollfd *fds;
	struct watched *watched;
	size_t count, room;
};

static void watch(struct poll_set *set, int fd, short events, struct watched whose)
{
	if (fd < 0 || !events)
		return;
	if (set->count == set->room) {
		set->room = set->room ? 2 * set->room : 16;
		set->fds = reallocarray(set->fds, set->room, sizeof(set->fds[0]));
		set->watched = reallocarray(set->watched, set->room, sizeof(set->watched[0]));
		if (!set->fds || !set->watched)
			abort();
	}
	set->fds[set->count] = (struct pollfd){ .fd = fd, .events = events };
	set->watched[set->count++] = whose;
}

static void watch_session(struct poll_set *set, struct sck_session *s)
{
	for (struct sck_program *p = s->programs; p; p = p->next) {
		watch(set, p->fd_out, POLLIN, (struct watched){ .program = p });
		watch(set, p->fd_err, POLLIN, (struct watched){ .program = p });
		watch(set, p->fd_in, p->input.len ? POLLOUT : 0, (struct watched){ .program = p });
	}
	for (struct sck_peer *peer = s->peers; peer; peer = peer->next)
		watch(set, peer->fd, talk_wants(peer), (struct watched){ .peer = peer });
	for (struct sck_link *link = s->links; link; link = link->next)
		watch(set, link->fd_ready, POLLIN, (struct watched){ .link = link });
	if (!s->tap)
		return;
	tap_take(s); /* what we sent ourselves to look whether all rest is nothing that happens */
	watch(set, s->tap->ring.fd, POLLIN, (struct watched){ .tapped = s });
}

static void serve(const struct pollfd *ready, struct watched whose)
{
	if (whose.tapped) {
		tap_ready(whose.tapped, ready->revents);
		return;
	}
	if (whose.link) {
		whose.link->session->events_seen++;
		link_ready(whose.link);
		return;
	}
	if (whose.peer) {
		whose.peer->session->events_seen++;
		talk_ready(whose.peer, ready->revents);
		return;
	}
	whose.program->session->events_seen++;
	if (ready->events == POLLOUT)
		streams_feed(whose.program);
	else
		streams_take(whose.program);
}

/*
 * Blocks until a status is there; false: there is nobody to wait for. What the process used is dear
 * to ask for at each stop, and nobody needs it here.
 */
static bool wait_for_status(int *ret_status)
{
	pid_t tid;

	while ((tid = waitpid(-1, ret_status, __WALL)) < 0)
		if (errno != EINTR)
			return false;
	route_status(sessions, tid, *ret_status, NULL);
	return true;
}

bool pump_turn(int64_t for_ns)
{
	static struct poll_set set;
	static bool all_drained = true; /* else there are statuses whose signal has come and gone */
	int64_t wait_ns = all_drained ? for_ns : 0;
	struct timespec timeout;
	int n, status;

	set.count = 0;
	for (struct sck_session *s = sessions; s; s = s->next) {
		watch_session(&set, s);
		wait_ns = due_within(s, wait_ns);
	}
	if (!set.count && wait_ns == PUMP_NO_TIME)
		return wait_for_status(&status);
	timeout = deadline_timespec(wait_ns);
	n = ppoll(set.fds, set.count, &timeout, own_process_while_polling());
	if (n < 0 && errno != EINTR)
		abort(); /* a program has taken our descriptors' number from us (prlimit(2)): nothing could be seen any more */
	for (size_t i = 0; i < set.count && n > 0; i++)
		if (set.fds[i].revents)
			serve(&set.fds[i], set.watched[i]);
	for (struct sck_session *s = sessions; s; s = s->next)
		due_fire(s);
	return drain(&all_drained) || n != 0;
}

struct budget { /* what a step may use up */
	int64_t began_at, looked_at, cpu_before, waited_for;
};

/* A program that is known to spin need not get nowhere for the whole of a step's limit. */
static enum pump_end judge_processor(struct sck_session *s, const struct budget *b)
{
	const int64_t nowhere_for = fruitless_cpu(s);

	if (fruitless_spins(s)) {
		s->has_spun = true;
		return PUMP_SPINS;
	}
	if (s->options.known_to_spin && nowhere_for > nowhere_most && nowhere_most < s->limit_for)
		s->limit_for = nowhere_most;
	else if (stillness_cpu(s) - b->cpu_before <= s->limit_for)
		return PUMP_MET;
	s->has_spun |= 2 * nowhere_for > s->limit_for;
	return PUMP_LIMIT;
}

/* Asked in every turn, looked at now and then. PUMP_MET stands for "go on waiting". */
static enum pump_end judge_use(struct sck_session *s, struct budget *b)
{
	due_work(s);
	if (s->tracees.count > s->tracees_most)
		return PUMP_CROWD;
	if (streams_flood(s))
		return PUMP_FLOOD;
	if (deadline_now() - b->looked_at < cpu_look_every)
		return PUMP_MET;
	b->looked_at = deadline_now();
	if (processes_overgrow(s))
		return PUMP_MEMORY;
	return judge_processor(s, b);
}

/* All rest, and somebody waits for a time: that is either let pass, or gone to. False: it is longer than the session's limit. */
static bool wait_for_time(struct sck_session *s, struct budget *b, int64_t idle_for)
{
	int64_t left = clock_jumps(s) ? due_left(s) : INT64_MAX;

	if (left == INT64_MAX)
		b->waited_for += (int64_t)((double)idle_for * clock_speed(s));
	else if (left > 0)
		b->waited_for = left > s->limit_for ? left : b->waited_for + left;
	if (b->waited_for > s->limit_for)
		return false;
	if (left != INT64_MAX)
		due_go(s, left);
	return true;
}

/* Nothing happened for IDLE_FOR: how does it stand? PUMP_MET stands for "go on waiting". */
static enum pump_end take_stock(struct sck_session *s, struct budget *b, int64_t idle_for, bool quiet_ends)
{
	enum stillness now = stillness_look(s, !quiet_ends);

	/* a process may have ended, a byte may have come, between the last turn and the look */
	if (now != STILL_BUSY && pump_turn(0))
		return PUMP_MET;
	if (now != STILL_BUSY) {
		fruitless_rest(s);
		due_rest(s);
	}
	if (now != STILL_BUSY && postpone_release_last(s))
		return PUMP_MET;
	if (now == STILL_DEAD && (postpone_release_all(s) || (!quiet_ends && link_release_all(s))))
		return PUMP_MET;
	if (now == STILL_DEAD)
		return PUMP_DEAD;
	if (now == STILL_WAITING && quiet_ends)
		return PUMP_QUIET;
	if (now == STILL_WAITING && !wait_for_time(s, b, idle_for)) {
		if (!link_release_all(s))
			return PUMP_WAITED;
		b->waited_for = 0;
	}
	if (deadline_now() - b->began_at > starved_after + s->limit_for)
		return PUMP_STARVED;
	return PUMP_MET;
}

static int64_t longest_of(const struct sck_session *s, const struct budget *b)
{
	return s->untraced && deadline_now() - b->began_at < untraced_at_first ? untraced_longest
									       : idle_longest;
}

/* The programs share our core: once they have had it, most are at rest or at their next stop, and a sweep need not let time pass to see that. */
static bool turn_after_others(int64_t idle_for)
{
	if (!idle_for)
		sched_yield();
	return pump_turn(idle_for);
}

enum pump_end pump_until(struct sck_session *s, bool (*met)(void *arg), void *arg, bool quiet_ends)
{
	int64_t now = deadline_now();
	struct budget budget = { .began_at = now, .looked_at = now, .cpu_before = stillness_cpu(s) };
	const int64_t at_first = s->options.goes_on && !s->untraced ? 0 : due_idle(s);
	int64_t idle_for = at_first;
	enum pump_end end;

	/* what holds already lets nothing happen: so a test can follow one step by another without the program between */
	if (met && met(arg))
		return PUMP_MET;
	pump_turn(0);
	for (;;) {
		if (met && met(arg))
			return PUMP_MET;
		end = judge_use(s, &budget);
		if (end != PUMP_MET)
			return end;
		if (turn_after_others(idle_for)) {
			idle_for = at_first;
			continue;
		}
		if (met && met(arg))
			return PUMP_MET;
		end = take_stock(s, &budget, idle_for, quiet_ends);
		/* what came true without an event, such as an acknowledgement, may have done so since it was asked for */
		if (end != PUMP_MET)
			return met && met(arg) ? PUMP_MET : end;
		if (!idle_for)
			idle_for = due_idle(s);
		else if (idle_for < longest_of(s, &budget))
			idle_for *= 2;
	}
}

static void kill_one(void *arg, struct tracee *who)
{
	(void)arg;
	tgkill(who->tgid, who->tid, SIGKILL); /* of one thread: its process */
}

void pump_to_the_end(struct sck_session *s)
{
	int status;

	while (s->untraced && descendants_are_left(s)) {
		for (struct sck_program *p = s->programs; p; p = p->next)
			processes_kill(p);
		if (!wait_for_status(&status))
			break;
	}
	tracees_each(&s->tracees, kill_one, NULL);
	while ((s->tracees.count > 0 || (s->loopback.keeper > 0 && !s->options.lasting)) &&
	       wait_for_status(&status)) {
		/* one that was being forked while the others were killed stops now, for the first time */
		if (WIFSTOPPED(status))
			tracees_each(&s->tracees, kill_one, NULL);
	}
}
