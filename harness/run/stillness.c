/*
 * Theory of operation.
 *
 * A session is still when every thread of every program is blocked in a call that only a peer, a timer or another of
 * them can end, and nothing is on its way to any of them. Each of these can be seen from outside:
 *
 * - /proc/PID/task/TID/syscall names the call that a thread is blocked in, with its arguments, and so its time-out; the park
 *   table knows which calls those are. A thread that we hold stopped is parked too: only the test lets it go on. Where a program
 *   is not dumpable and we are not root, /proc hides the calls: then those count that the tracer saw begin.
 * - What was sent and not yet delivered: a TCP sender with unacknowledged bytes has its retransmission timer running
 *   (sock_diag), which also covers a segment that Nagle's algorithm holds back; where only
 *   the acknowledgement is delayed, the receiver has counted the bytes, and the sender has room for more. One that has
 *   found the window closed probes it instead, and one whose segments were dropped for want of room (small ones take far more
 *   room than they have bytes) tries again ever later; where the receiver has read all there was, the next try succeeds. A
 *   datagram, a reset or a wake-up may still stand in the network's queue of this core; that queue is served in order, so once
 *   a datagram that we sent to ourselves has come back, all that was sent before it has been delivered (the barrier).
 *   What has to pass another host stands in it more than once, and there are as many barriers; its sockets are asked for as ours are.
 * - Two looks with the barrier between them must show the same threads with the same number of context switches: else
 *   somebody ran meanwhile. What was judged of a thread stays true, from call to call, until it runs again; so the first look is at those
 *   alone of which nothing is known, and the second asks of each whether it has run.
 *
 * Where nobody traces them, all of a program's threads count as parked that sleep (proc(5), state S), and a timer may run for any of them.
 *
 * Still, without any timer: dead. Timers are the blocked calls' own time-outs, SO_RCVTIMEO and SO_SNDTIMEO, alarm and
 * setitimer (seen when they are called), timer_create and timerfd (/proc), and the repetition of an unanswered SYN.
 */
#include "run/stillness.h"
#include "os/procfs.h"
#include "os/proctree.h"
#include "os/tracee.h"
#include "facts/park.h"
#include "os/barrier.h"
#include "os/borrow.h"
#include "run/descendants.h"
#include "run/descriptors.h"
#include "run/foreign.h"
#include "run/link.h"
#include "run/pending.h"
#include "run/positions.h"
#include "run/processes.h"
#include "run/talk.h"
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RETRANSMISSION = 1, PROBE = 4 }; /* sockdiag_row.timer */

struct look {
	struct sck_session *session;
	enum stillness so_far; /* the least still of all threads */
	uint64_t switches;
	size_t threads;
	bool timers;          /* the slow questions too */
	bool is_second;       /* nobody may have run since the first */
	struct bytes held_up; /* rows of senders whose receiver had no room */
};

static void at_most(struct look *look, enum stillness bound)
{
	if (bound < look->so_far)
		look->so_far = bound;
}

static bool has_time_out(const struct tracee *who, int fd)
{
	struct timeval receive = { 0 }, send = { 0 };
	socklen_t len = sizeof(receive);
	int ours = borrow(who, fd);

	if (ours < 0)
		return false;
	getsockopt(ours, SOL_SOCKET, SO_RCVTIMEO, &receive, &len);
	getsockopt(ours, SOL_SOCKET, SO_SNDTIMEO, &send, &len);
	close(ours);
	return receive.tv_sec || receive.tv_usec || send.tv_sec || send.tv_usec;
}

/* Blocked on a descriptor: sockets and pipes are in our sight; a terminal or a FIFO is not. */
static enum stillness judge_descriptor(const struct tracee *who, int fd)
{
	char link[64] = "";
	int64_t inode = descriptors_inode(who, fd, link, sizeof(link));

	if (inode > 0)
		return has_time_out(who, fd) ? STILL_WAITING : STILL_DEAD;
	if (strncmp(link, "pipe:", 5) == 0 || strncmp(link, "anon_inode:", 11) == 0)
		return STILL_DEAD;
	return STILL_WAITING;
}

static enum stillness judge_call(const struct look *look, const struct tracee *who,
				 const struct procfs_thread *t)
{
	const struct park *park = park_by_number(t->call);

	if (!park)
		return STILL_WAITING;
	switch (park->timer) {
	case PARK_MS:
		return (int32_t)t->args[park->timer_arg] < 0 ? STILL_DEAD : STILL_WAITING;
	case PARK_TIMESPEC:
	case PARK_TIMEVAL:
	case PARK_FUTEX:
	case PARK_UNTIL:
	case PARK_WALL:
		return t->args[park->timer_arg] == 0 ? STILL_DEAD : STILL_WAITING;
	case PARK_SLEEP:
	case PARK_SLEEP_ON:
	case PARK_ALWAYS:
		return STILL_WAITING;
	case PARK_SOCKET:
		return look->timers ? judge_descriptor(who, (int)t->args[0]) : STILL_DEAD;
	case PARK_NEVER:
		break;
	}
	return STILL_DEAD;
}

/* A vfork parent sleeps uninterruptibly until its child execs or ends; other sleeps of that kind are over soon. */
static bool waits_for_vfork(const struct tracee *who, const struct procfs_thread *t)
{
	const struct park *park = park_by_number(t->call);
	uint64_t flags = t->args[0];

	if (!park || park->timer != PARK_NEVER)
		return false;
	if (strcmp(park->name, "clone3") == 0 &&
	    tracee_read(who->tid, t->args[0], &flags, sizeof(flags)) != sizeof(flags))
		return false;
	return strcmp(park->name, "vfork") == 0 ||
	       (strncmp(park->name, "clone", 5) == 0 && (flags & CLONE_VFORK));
}

struct search {
	const struct tracee *who;
	bool has_others;
};

static void look_for_others(void *arg, struct tracee *other)
{
	struct search *search = arg;

	search->has_others |= other->tgid == search->who->tgid && other != search->who;
}

/* A leader that has ended before its other threads says nothing until they have. Any other end is about to be reported. */
static bool is_leader_of_others(struct sck_session *s, const struct tracee *who)
{
	struct search search = { .who = who };

	if (who->tid == who->tgid)
		tracees_each(&s->tracees, look_for_others, &search);
	return search.has_others;
}

/* What was judged of a blocked thread holds as long as it has not run: of many threads most have not, look after look. */
static bool was_judged(const struct look *look, const struct tracee *who)
{
	return who->rests_since && (who->rests_timers || !look->timers) && !who->lent &&
	       !who->postponed && !who->held && !who->stopped && !who->in_group_stop;
}

static bool has_not_run(struct tracee *who)
{
	return procfs_eye_rests(&who->eye, who->tgid, who->tid, who->rests_since);
}

static enum stillness judge_blocked(const struct look *look, struct tracee *who,
				    const struct procfs_thread *t)
{
	if (t->running || look->is_second) /* then it has run since the first */
		return STILL_BUSY;
	who->rests_since = t->switches;
	who->rests_timers = look->timers;
	who->rests_as = judge_call(look, who, t);
	return who->rests_as;
}

static enum stillness judge_stopped(struct look *look, const struct tracee *who,
				    const struct procfs_thread *t)
{
	look->switches += t->switches;
	/* SIGCONT or SIGKILL may have woken it up, and its report has not come yet */
	if (who->lent)
		return STILL_BUSY;
	if (who->waits_for_time)
		return STILL_WAITING;
	if (who->held || who->in_group_stop)
		return t->state == 't' || t->state == 'T' ? STILL_DEAD : STILL_BUSY;
	return STILL_BUSY;
}

static enum stillness judge_thread(struct look *look, struct tracee *who)
{
	struct procfs_thread t;

	if (was_judged(look, who) && (!look->is_second || has_not_run(who)))
		return who->rests_as;
	who->rests_since = 0;
	if (positions_look(who, &t) < 0)
		return STILL_BUSY;
	if (who->lent || who->waits_for_time || who->held || who->in_group_stop || who->stopped)
		return judge_stopped(look, who, &t);
	if (t.state == 'S')
		return judge_blocked(look, who, &t);
	look->switches += t.switches;
	switch (t.state) {
	case 'Z':
		return is_leader_of_others(look->session, who) ? STILL_DEAD : STILL_BUSY;
	case 'T':
		return STILL_DEAD;
	case 'D':
		return !t.running && waits_for_vfork(who, &t) ? STILL_DEAD : STILL_BUSY;
	default:
		return STILL_BUSY;
	}
}

static void look_at(void *arg, struct tracee *who)
{
	struct look *look = arg;
	struct sck_program *p;

	look->threads++;
	if (look->so_far == STILL_BUSY)
		return;
	at_most(look, judge_thread(look, who));
	/* a first thread that has ended has no descriptors any more: then any other is asked */
	if (!look->is_second || !look->timers || look->so_far != STILL_DEAD ||
	    clock_is_ours(look->session) || (who->tid != who->tgid && procfs_state(who->tgid) != 'Z'))
		return;
	p = state_program(look->session, who->program);
	if ((p && p->has_itimer) || procfs_timer_armed(who->tid))
		at_most(look, STILL_WAITING);
}

/* Of one that nobody traces it is not known what it sleeps in: a timer may end that. */
static void look_at_process(void *arg, pid_t pid)
{
	struct look *look = arg;
	struct proctree_look seen = { 0 };

	proctree_look(pid, &seen);
	look->threads += seen.threads;
	look->switches += seen.switches;
	at_most(look, seen.runs ? STILL_BUSY : STILL_WAITING);
}

static void look_at_all(struct look *look)
{
	struct sck_session *s = look->session;

	for (struct sck_program *p = s->untraced ? s->programs : NULL; p; p = p->next)
		descendants_each(p, look_at_process, look);
	tracees_each(&s->tracees, look_at, look);
}

/* Who waits for room to send is woken then (sk_stream_is_writeable()); else an acknowledgement makes some. */
static bool has_room(const struct sockdiag_row *sender)
{
	return sender->send_memory + sender->send_memory / 2 <= sender->send_memory_most;
}

/*
 * All that the sender has is with the receiver, and nobody can be waiting for room for more: what is missing is an acknowledgement that is
 * delayed (RFC 1122, 4.2.3.2).
 */
static bool is_delivered(struct sockdiag *diag, const struct sockdiag_row *row)
{
	const struct sockaddr *here = (const struct sockaddr *)&row->local;
	const struct sockaddr *there = (const struct sockaddr *)&row->remote;
	struct sockdiag_row sender, receiver;

	return sockdiag_connection(diag, here, there, &sender, NULL) == 0 &&
	       sockdiag_connection(diag, there, here, &receiver, NULL) == 0 &&
	       sender.bytes_sent > 0 && !sender.bytes_unsent &&
	       sender.bytes_sent == receiver.bytes_received && has_room(&sender);
}

/*
 * The end that the test has sent, or a socket that nobody has any more, is with the receiver, and so is all before it: an acknowledgement is
 * missing, too, and nobody waits for that. (A close of the program's that lingers would: until then the socket is its own.)
 */
static bool is_end_delivered(const struct look *look, const struct sockdiag_row *row)
{
	const struct sockaddr *here = (const struct sockaddr *)&row->local;
	const struct sockaddr *there = (const struct sockaddr *)&row->remote;
	struct sockdiag *diag = &look->session->diag;
	struct sockdiag_row sender, receiver;

	return row->state == TCP_FIN_WAIT1 && (!row->inode || talk_is_ours(look->session, row->inode)) &&
	       sockdiag_connection(diag, here, there, &sender, NULL) == 0 &&
	       sockdiag_connection(diag, there, here, &receiver, NULL) == 0 &&
	       !sender.bytes_unsent && receiver.bytes_received == sender.bytes_sent + 1;
}

/*
 * What was sent before the receiver closed its window is tried again ever later, and these tries do not count as retransmissions
 * (tcp_retransmit_timer()).
 */
static bool backs_off(const struct look *look, const struct sockdiag_row *row)
{
	struct sockdiag_row sender;

	return sockdiag_connection(&look->session->diag, (const struct sockaddr *)&row->local,
				   (const struct sockaddr *)&row->remote, &sender, NULL) == 0 &&
	       sender.backoffs > 1;
}

/* What has gone out, or is about to, and is not acknowledged. */
static enum stillness judge_try(struct look *look, const struct sockdiag_row *row)
{
	const bool is_made = row->state != TCP_SYN_SENT && row->state != TCP_SYN_RECV;

	/* nobody answers: a full backlog drops SYNs and what follows them until the program accepts */
	if (row->state == TCP_SYN_SENT || (!is_made && row->retransmits > 1))
		return STILL_WAITING;
	if (row->retransmits <= 1 && (row->state == TCP_ESTABLISHED ? is_delivered(&look->session->diag, row)
								    : is_end_delivered(look, row)))
		return STILL_DEAD;
	if (!is_made || (row->retransmits <= 1 && !backs_off(look, row)))
		return STILL_BUSY;
	bytes_append(&look->held_up, row, sizeof(*row));
	return STILL_WAITING;
}

static bool look_at_connection(void *arg, const struct sockdiag_row *row)
{
	struct look *look = arg;

	if ((row->timer != RETRANSMISSION && row->timer != PROBE) || foreign_connection(look->session, row))
		return true;
	if (row->timer == PROBE)
		bytes_append(&look->held_up, row, sizeof(*row));
	else
		at_most(look, judge_try(look, row));
	return look->so_far != STILL_BUSY;
}

/*
 * Nobody answers its tries: the receiver has sent, too, into a window that was closed meanwhile. What was dropped there lies before all
 * that it answers, and so that is dropped as well (RFC 9293, 3.10.7.4). Both ends try ever later until the sender reads.
 */
static bool is_deadlocked(const struct sockdiag_row *sender, const struct sockdiag_row *receiver)
{
	return sender->receive_queue > 0 && sender->retransmits > 1 && receiver->backoffs > 1 &&
	       (receiver->timer == RETRANSMISSION || receiver->timer == PROBE);
}

/* A sender waits for its next try, and nothing stands before the receiver any more: what it has is about to go out. */
static void look_at_receivers(struct look *look)
{
	const struct sockdiag_row *sender = (const struct sockdiag_row *)look->held_up.data;
	struct sockdiag *diag = &look->session->diag;
	struct sockdiag_row receiver;

	for (size_t left = look->held_up.len / sizeof(*sender); left > 0; left--, sender++) {
		const struct sockaddr *there = (const struct sockaddr *)&sender->remote;
		const struct sockaddr *here = (const struct sockaddr *)&sender->local;

		if (sockdiag_connection(diag, there, here, &receiver, NULL) < 0)
			at_most(look, STILL_WAITING); /* what stands before it nobody knows */
		else if (receiver.receive_queue == 0 && receiver.state != TCP_SYN_RECV &&
			 !is_deadlocked(sender, &receiver))
			at_most(look, STILL_BUSY);
	}
	bytes_done(&look->held_up);
}

/* What another host answers, or its router sends back, joins the queue only when what it is about has been served. */
static bool pass_barriers(struct sck_session *s)
{
	int rounds = s->loopback.fd_other >= 0 ? 3 : 1;

	if (s->loopback.is_down) /* over no link nothing is on its way */
		return true;
	while (rounds > 0 && barrier_pass(s->fd_barrier))
		rounds--;
	return rounds == 0;
}

enum stillness stillness_look(struct sck_session *s, bool timers)
{
	struct look first = { .session = s, .so_far = STILL_DEAD, .timers = timers };
	struct look second = { .session = s, .so_far = STILL_DEAD, .timers = timers, .is_second = true };

	look_at_all(&first);
	if (first.so_far == STILL_BUSY || !pass_barriers(s))
		return STILL_BUSY;
	if ((s->record.sockets_count || s->untraced) &&
	    sockdiag_each_connection(&s->diag, look_at_connection, &second, NULL) < 0)
		at_most(&second, STILL_BUSY);
	look_at_receivers(&second);
	look_at_all(&second);
	if (first.switches != second.switches || first.threads != second.threads)
		return STILL_BUSY;
	if (timers && second.so_far == STILL_DEAD && (pending_first(s) || link_left(s) != INT64_MAX))
		return STILL_WAITING;
	return second.so_far;
}

int64_t stillness_cpu(struct sck_session *s)
{
	int64_t sum = 0;

	for (struct sck_program *p = s->programs; p; p = p->next)
		sum += processes_cpu(p);
	return sum;
}
