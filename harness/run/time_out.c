/*
 * See time_out.h. Where a time-out is optional its argument says "none" while the call is made; no memory of the program is touched. A
 * sleep has to have one: a ppoll(2) for nothing is made in its place. Those of sockets the kernel does not know (socket_time.c).
 *
 * A call that a signal interrupts is made again by the kernel, unless a handler runs. It is then the same call, and ends at
 * the same time. A handler is known by the signal's delivery between the two. Whatever way the kernel would take to make
 * it again, we have it take ERESTARTNOHAND's: by the same entry. Only those that take a point of time are also made again
 * behind a handler with SA_RESTART: that is ERESTARTSYS, and left as it is.
 */
#include "run/time_out.h"
#include "run/time_out_of.h"
#include "base/deadline.h"
#include "facts/park.h"
#include "os/proctext.h"
#include "os/regs.h"
#include "os/signals.h"
#include "os/tracee.h"
#include "os/tracer.h"
#include "run/batch.h"
#include "run/descriptors.h"
#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* What a call returns that the kernel makes again (include/linux/errno.h): whatever handler, always, none, by restart_syscall(2). */
enum { ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514, ERESTART_RESTARTBLOCK = 516 };

/* ---- The entry -------------------------------------------------------------------------------------------------------- */

static struct pending *find(const struct sck_session *s, const struct tracee *who)
{
	struct pending *p = NULL;

	while ((p = pending_next(s, p, PENDING_WAIT, who->tgid)) != NULL)
		if (p->wait.who == who)
			return p;
	return NULL;
}

static bool is_made_again(const struct pending *p, const struct tracee *who, const struct park *park)
{
	return p->wait.restarts && p->wait.park == park && p->wait.ip == who->ip &&
	       p->wait.sp == who->sp && p->wait.first_arg == who->args[0];
}

static bool is_sleep(const struct park *park)
{
	return park->timer == PARK_SLEEP || park->timer == PARK_SLEEP_ON;
}

static void take_away(const struct tracee *who, const struct park *park)
{
	if (park->timer == PARK_SOCKET)
		return;
	if (!is_sleep(park)) {
		regs_set_arg(who->tid, park->timer_arg, park->timer == PARK_MS ? ~UINT64_C(0) : 0);
		return;
	}
	regs_set_number(who->tid, SYS_ppoll);
	for (int i = 0; i < 4; i++)
		regs_set_arg(who->tid, i, 0);
}

/* recvmmsg(2) may have another time-out than its socket's; the first of the two counts. */
static bool find_first(const struct sck_session *s, const struct tracee *who,
		       const struct park *park, struct pending *ret)
{
	const bool found = time_out_of(s, who, park, &ret->when);

	ret->wait.batch.is_one = time_out_behind(s, who, batch_time_out(who), &ret->wait.batch.at);
	if (ret->wait.batch.is_one &&
	    (!found || clock_left(s, ret->wait.batch.at) < clock_left(s, ret->when)))
		ret->when = ret->wait.batch.at;
	return found || ret->wait.batch.is_one;
}

/* NULL: it has none. */
static struct pending *find_or_add(struct sck_session *s, struct tracee *who, const struct park *park)
{
	struct pending *p = find(s, who), next = { 0 };

	if (p && is_made_again(p, who, park)) {
		p->armed = !p->wait.batch.ends_with_next || time_out_of_socket(s, who, &p->when);
		return p;
	}
	if (p)
		pending_drop(s, p);
	if (!park || !find_first(s, who, park, &next))
		return NULL;
	p = pending_add(s, PENDING_WAIT, who->tgid);
	p->armed = true;
	p->when = next.when;
	p->wait.batch = next.wait.batch;
	p->wait.timed_out = time_out_result(who, park);
	return p;
}

bool time_out_enter(struct sck_session *s, struct tracee *who)
{
	const struct park *park = park_by_number(who->nr);
	struct pending *p = find_or_add(s, who, park);

	if (!p)
		return false;
	p->wait.who = who;
	p->wait.park = park;
	p->wait.restarts = p->wait.expired = false;
	p->wait.ip = who->ip;
	p->wait.sp = who->sp;
	p->wait.first_arg = who->args[0];
	if (p->wait.batch.is_one)
		batch_begin(p);
	take_away(who, park);
	return true;
}

void time_out_fire(struct pending *p)
{
	p->wait.expired = true;
	tracer_wake(p->wait.who);
}

/* ---- The exit --------------------------------------------------------------------------------------------------------- */

static void put_back(const struct tracee *who, const struct park *park)
{
	if (park->timer == PARK_SOCKET)
		return;
	if (!is_sleep(park)) {
		regs_set_arg(who->tid, park->timer_arg, (uint64_t)who->args[park->timer_arg]);
		return;
	}
	regs_set_number(who->tid, who->nr);
	for (int i = 0; i < 4; i++)
		regs_set_arg(who->tid, i, (uint64_t)who->args[i]);
}

static void write_rest(const struct sck_session *s, const struct pending *p, int64_t address, bool is_timeval)
{
	const int64_t left = clock_left(s, p->when);
	const struct timespec t = deadline_timespec(left);
	const struct timeval v = { t.tv_sec, t.tv_nsec / 1000 };

	if (address)
		tracee_write(p->wait.who->tid, (uint64_t)address,
			     is_timeval ? (const void *)&v : &t, sizeof(t));
}

/* As the kernel does: of so many descriptors as the process has room for. */
static void clear_sets(const struct tracee *who)
{
	static const uint8_t zeros[FD_SETSIZE];
	int64_t count = (int32_t)who->args[0], room = 0;
	size_t len;

	proctext_number(who->tgid, "status", "FDSize:", 10, &room);
	if (count > room)
		count = room;
	len = ((size_t)count + 63) / 64 * 8;

	for (size_t done = 0; done < len; done += sizeof(zeros))
		for (int i = 1; i <= 3; i++)
			if (who->args[i])
				tracee_write(who->tid, (uint64_t)who->args[i] + done, zeros,
					     len - done < sizeof(zeros) ? len - done : sizeof(zeros));
}

static bool is_restart(int64_t result)
{
	return result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK;
}

static int64_t expire(const struct tracee *who, const struct pending *p)
{
	if (p->wait.park->can & PARK_SETS)
		clear_sets(who);
	return p->wait.timed_out;
}

/* The kernel makes it again, or the program's handler runs: then it returns EINTR. */
static int64_t interrupt(const struct sck_session *s, struct pending *p, int64_t result)
{
	const struct tracee *who = p->wait.who;
	const struct park *park = p->wait.park;

	p->wait.restarts = true;
	p->armed = false;
	if (is_sleep(park) && !(park->timer == PARK_SLEEP_ON && (who->args[1] & TIMER_ABSTIME)))
		write_rest(s, p, who->args[park->timer_arg + 1], false);
	if (result == -ERESTARTNOINTR || park->timer == PARK_WALL || park->timer == PARK_UNTIL)
		return result;
	return -ERESTARTNOHAND;
}

/*
 * A socket with a time-out does not have its call made again (socket(7)), but for what interrupts it under a tracer alone. recvmmsg(2) with
 * one of its own does.
 */
static int64_t leave_socket(const struct sck_session *s, struct pending *p, int64_t result)
{
	const struct tracee *who = p->wait.who;
	struct moment unused;

	if (p->wait.expired && result > 0 && who->call->args[1] == ARG_MMSG_OUT)
		batch_clear_error(who);
	if (!is_restart(result))
		return result;
	if (!time_out_of_socket(s, who, &unused)) {
		interrupt(s, p, result);
		return result;
	}
	if (result != -ERESTARTNOHAND && !signals_only_ignored(who->tgid, who->tid))
		return -EINTR;
	return interrupt(s, p, result);
}

static int64_t end_wait(const struct sck_session *s, struct pending *p, int64_t result)
{
	if (p->wait.expired && (result == -EINTR || is_restart(result)))
		return expire(p->wait.who, p);
	if (p->wait.park->timer == PARK_SOCKET)
		return leave_socket(s, p, result);
	return is_restart(result) ? interrupt(s, p, result) : result;
}

int64_t time_out_leave(struct sck_session *s, struct tracee *who, int64_t result)
{
	struct pending *p = find(s, who);
	const struct park *park = p ? p->wait.park : NULL;

	if (!p)
		return result;
	put_back(who, park);
	if (result >= 0 && park->timer == PARK_FUTEX) /* somebody woke it up */
		clock_was_used(s, who);
	if (p->wait.batch.is_one)
		result = batch_leave(s, p, result);
	if (!p->wait.restarts)
		result = end_wait(s, p, result);
	if (park->can & PARK_REST) /* also for a handler: the caller goes on with the rest */
		write_rest(s, p, who->args[park->timer_arg], park->timer == PARK_TIMEVAL);
	regs_set_result(who->tid, result);
	if (!p->wait.restarts)
		pending_drop(s, p);
	return result;
}

void time_out_signal(struct sck_session *s, const struct tracee *who, int signal)
{
	struct pending *p = find(s, who);
	int64_t caught = 0;

	if (!p || !p->wait.restarts || p->wait.batch.ends_with_next)
		return;
	proctext_number(who->tgid, "status", "SigCgt:", 16, &caught);
	if ((uint64_t)caught >> (signal - 1) & 1)
		pending_drop(s, p);
}

void time_out_forget(struct sck_session *s, const struct tracee *who)
{
	struct pending *p = find(s, who);

	if (p)
		pending_drop(s, p);
}
