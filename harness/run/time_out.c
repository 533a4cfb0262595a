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
#include "base/deadline.h"
#include "facts/park.h"
#include "os/proctext.h"
#include "os/regs.h"
#include "os/signals.h"
#include "os/tracee.h"
#include "os/tracer.h"
#include "run/batch.h"
#include "run/descriptors.h"
#include "run/socket_time.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* What a call returns that the kernel makes again (include/linux/errno.h): whatever handler, always, none, by restart_syscall(2). */
enum { ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514, ERESTART_RESTARTBLOCK = 516 };
static const int64_t longest_s = INT64_MAX / NS_PER_S / 2;

/* ---- What time-out has it? ------------------------------------------------------------------------------------------ */

static int64_t to_ns(int64_t seconds, int64_t rest)
{
	return seconds > longest_s ? longest_s * NS_PER_S : seconds * NS_PER_S + rest;
}

/* False: none, or one that the kernel will refuse. */
static bool read_timespec(const struct tracee *who, int64_t address, int64_t *ret_ns)
{
	struct timespec t;

	if (!address || tracee_read(who->tid, (uint64_t)address, &t, sizeof(t)) != sizeof(t) ||
	    t.tv_sec < 0 || t.tv_nsec < 0 || t.tv_nsec >= NS_PER_S)
		return false;
	*ret_ns = to_ns(t.tv_sec, t.tv_nsec);
	return true;
}

static bool read_timeval(const struct tracee *who, int64_t address, int64_t *ret_ns)
{
	struct timeval t;

	if (!address || tracee_read(who->tid, (uint64_t)address, &t, sizeof(t)) != sizeof(t) ||
	    t.tv_sec < 0 || t.tv_usec < 0)
		return false;
	*ret_ns = to_ns(t.tv_sec + t.tv_usec / 1000000, t.tv_usec % 1000000 * 1000);
	return true;
}

/* Some clocks can only be read: EOPNOTSUPP, EINVAL (kernel/time/posix-timers.c). */
static bool can_be_waited_for(int id)
{
	return id != CLOCK_MONOTONIC_RAW && id != CLOCK_REALTIME_COARSE && id != CLOCK_MONOTONIC_COARSE;
}

/* A time on clock ID, or one from now. Of one that does not wait at all nothing is to be kept. */
static bool moment_of(const struct sck_session *s, bool is_absolute, int id, int64_t ns, struct moment *ret)
{
	int64_t now;

	if (!can_be_waited_for(id) || !clock_tells(s, id, &now))
		return false;
	*ret = is_absolute ? clock_moment(s, id, ns) : clock_after(s, ns);
	return is_absolute || ns > 0;
}

static bool of_futex(const struct sck_session *s, const struct tracee *who, int64_t ns, struct moment *ret)
{
	const int command = (int)who->args[1] & FUTEX_CMD_MASK;
	const bool is_wall = ((int)who->args[1] & FUTEX_CLOCK_REALTIME) || command == FUTEX_LOCK_PI;

	switch (command) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
	case FUTEX_WAIT_REQUEUE_PI:
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
		return moment_of(s, command != FUTEX_WAIT,
				 is_wall ? CLOCK_REALTIME : CLOCK_MONOTONIC, ns, ret);
	default:
		return false;
	}
}

/* That of a socket that waits; one that does not will not be interrupted. */
static bool of_socket(const struct sck_session *s, const struct tracee *who, struct moment *ret)
{
	const struct record_call *call = who->slot >= 0 ? &s->record.calls[who->slot] : NULL;
	const bool takes = who->nr == SYS_splice && call && call->fd == who->args[0];
	const int64_t ns =
		call ? socket_time_of(s, call->socket, takes ? CLASS_RECV : who->call->class) : 0;
	int ours, flags = 0;

	if (!ns)
		return false;
	for (int i = 0; i < who->call->args_count; i++)
		if (who->call->args[i] == ARG_MSG_FLAGS && (who->args[i] & MSG_DONTWAIT))
			return false;
	ours = descriptors_borrow(who, call->fd);
	if (ours >= 0) {
		flags = fcntl(ours, F_GETFL);
		close(ours);
	}
	return !(flags & O_NONBLOCK) && moment_of(s, false, CLOCK_MONOTONIC, ns, ret);
}

static bool find_moment(const struct sck_session *s, const struct tracee *who,
			const struct park *park, struct moment *ret)
{
	const int64_t arg = who->args[park->timer_arg];
	bool is_absolute;
	int64_t ns;

	switch (park->timer) {
	case PARK_MS:
		return moment_of(s, false, CLOCK_MONOTONIC, (int32_t)arg * NS_PER_MS, ret);
	case PARK_TIMEVAL:
		return read_timeval(who, arg, &ns) && moment_of(s, false, CLOCK_MONOTONIC, ns, ret);
	case PARK_TIMESPEC:
	case PARK_SLEEP:
		return read_timespec(who, arg, &ns) && moment_of(s, false, CLOCK_MONOTONIC, ns, ret);
	case PARK_FUTEX:
		return read_timespec(who, arg, &ns) && of_futex(s, who, ns, ret);
	case PARK_UNTIL:
		return read_timespec(who, arg, &ns) &&
		       moment_of(s, true, (int)who->args[park->timer_arg + 1], ns, ret);
	case PARK_WALL:
		return read_timespec(who, arg, &ns) && moment_of(s, true, CLOCK_REALTIME, ns, ret);
	case PARK_SLEEP_ON:
		is_absolute = who->args[1] & TIMER_ABSTIME;
		return read_timespec(who, arg, &ns) &&
		       moment_of(s, is_absolute, (int)who->args[0], ns, ret);
	case PARK_SOCKET:
		return of_socket(s, who, ret);
	case PARK_NEVER:
	case PARK_ALWAYS:
		break;
	}
	return false;
}

/* What a call returns at its time. Only connect(2) has more than one answer: EALREADY the second time, and EAGAIN to a UNIX address. */
static int timed_out(const struct tracee *who, const struct park *park)
{
	const int ours = who->nr == SYS_connect ? descriptors_borrow(who, (int)who->args[0]) : -1;
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);
	int domain = AF_UNSPEC, rc = park->timed_out;

	if (ours < 0)
		return rc;
	if (getsockopt(ours, IPPROTO_TCP, TCP_INFO, &info, &len) == 0 && info.tcpi_state == TCP_SYN_SENT)
		rc = -EALREADY;
	len = sizeof(domain);
	if (getsockopt(ours, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 && domain == AF_UNIX)
		rc = -EAGAIN;
	close(ours);
	return rc;
}

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
	const bool found = find_moment(s, who, park, &ret->when);
	int64_t ns;

	ret->wait.batch.is_one = read_timespec(who, batch_time_out(who), &ns) &&
				 moment_of(s, false, CLOCK_MONOTONIC, ns, &ret->wait.batch.at);
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
		p->armed = !p->wait.batch.ends_with_next || of_socket(s, who, &p->when);
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
	p->wait.timed_out = timed_out(who, park);
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
	if (!of_socket(s, who, &unused)) {
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
