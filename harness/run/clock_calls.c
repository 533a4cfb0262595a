/* See clock_calls.h, and the theory of operation in clock.c. */
#include "run/clock_calls.h"
#include "base/deadline.h"
#include "facts/timing.h"
#include "os/proctext.h"
#include "os/regs.h"
#include "os/tracee.h"
#include "os/vdso.h"
#include "run/events.h"
#include "run/time_out.h"
#include "run/timer.h"
#include "run/timer_fd.h"
#include <linux/capability.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

/* ---- What time is it? ----------------------------------------------------------------------------------------------- */

static struct timespec told(struct sck_session *s, int id)
{
	int64_t ns = 0;

	clock_tells(s, id, &ns);
	return deadline_timespec(ns);
}

/* A bad address is the kernel's to refuse. */
static enum clock_answer tell(const struct tracee *who, int64_t address, const void *from, size_t len)
{
	return tracee_write(who->tid, (uint64_t)address, from, len) == len ? CLOCK_SKIP : CLOCK_MAKE;
}

static enum clock_answer tell_clock(struct sck_session *s, const struct tracee *who)
{
	const int id = (int)who->args[0];
	struct timespec now;
	int64_t ns;

	if (!clock_tells(s, id, &ns))
		return CLOCK_MAKE;
	now = deadline_timespec(ns);
	return tell(who, who->args[1], &now, sizeof(now));
}

static enum clock_answer tell_timeval(struct sck_session *s, const struct tracee *who)
{
	const struct timespec now = told(s, CLOCK_REALTIME);
	const struct timeval val = { now.tv_sec, now.tv_nsec / 1000 };
	const struct timezone zone = { 0, 0 };

	if (who->args[1] && tell(who, who->args[1], &zone, sizeof(zone)) == CLOCK_MAKE)
		return CLOCK_MAKE;
	return who->args[0] ? tell(who, who->args[0], &val, sizeof(val)) : CLOCK_SKIP;
}

static enum clock_answer tell_seconds(struct sck_session *s, const struct tracee *who, int64_t *ret_result)
{
	const time_t seconds = told(s, CLOCK_REALTIME).tv_sec;

	*ret_result = seconds;
	return who->args[0] ? tell(who, who->args[0], &seconds, sizeof(seconds)) : CLOCK_SKIP;
}

/* Without it the kernel refuses to set a clock, and the call is left to it. */
static bool may_set(const struct tracee *who)
{
	int64_t capabilities = 0;

	proctext_number(who->tid, "status", "CapEff:", 16, &capabilities);
	return (uint64_t)capabilities >> CAP_SYS_TIME & 1;
}

/* Only the session's clock is set: the machine's is not a program's to change. */
static enum clock_answer set_clock(struct sck_session *s, const struct tracee *who)
{
	struct timespec t;

	if ((int)who->args[0] != CLOCK_REALTIME || !may_set(who) ||
	    tracee_read(who->tid, (uint64_t)who->args[1], &t, sizeof(t)) != sizeof(t) || t.tv_sec < 0 ||
	    t.tv_sec > INT64_MAX / NS_PER_S / 2 || t.tv_nsec < 0 || t.tv_nsec >= NS_PER_S)
		return CLOCK_MAKE;
	clock_change(s, t.tv_sec * NS_PER_S + t.tv_nsec);
	return CLOCK_SKIP;
}

static enum clock_answer set_timeval(struct sck_session *s, const struct tracee *who)
{
	struct timeval t;

	if (!may_set(who) ||
	    tracee_read(who->tid, (uint64_t)who->args[0], &t, sizeof(t)) != sizeof(t) || t.tv_sec < 0 ||
	    t.tv_sec > INT64_MAX / NS_PER_S / 2 || t.tv_usec < 0 || t.tv_usec >= 1000 * 1000)
		return CLOCK_MAKE;
	clock_change(s, t.tv_sec * NS_PER_S + t.tv_usec * 1000);
	return CLOCK_SKIP;
}

/* What adjtimex(2) tells besides the clock's state: the time. */
static void tell_adjusted(struct sck_session *s, const struct tracee *who, int64_t address, int64_t result)
{
	const struct timespec now = told(s, CLOCK_REALTIME);
	struct timex t;

	if (result < 0 || tracee_read(who->tid, (uint64_t)address, &t, sizeof(t)) != sizeof(t))
		return;
	t.time.tv_sec = now.tv_sec;
	t.time.tv_usec = t.status & STA_NANO ? now.tv_nsec : now.tv_nsec / 1000;
	tracee_write(who->tid, (uint64_t)address, &t, sizeof(t));
}

static int64_t since_boot(const struct sck_session *s)
{
	int64_t ns = 0;

	clock_tells(s, CLOCK_BOOTTIME, &ns);
	return ns;
}

/* From when they count is arbitrary, times(2); so that they agree with the other clocks it is the boot. */
static int64_t tell_ticks(const struct sck_session *s, const struct tracee *who, int64_t result)
{
	if (result < 0)
		return result;
	result = since_boot(s) / (NS_PER_S / sysconf(_SC_CLK_TCK));
	regs_set_result(who->tid, result);
	return result;
}

/* Rounded up, as the kernel does (kernel/sys.c, do_sysinfo()). */
static void tell_uptime(const struct sck_session *s, const struct tracee *who, int64_t result)
{
	const long uptime = (long)((since_boot(s) + NS_PER_S - 1) / NS_PER_S); /* first in struct sysinfo */

	if (result == 0)
		tracee_write(who->tid, (uint64_t)who->args[0], &uptime, sizeof(uptime));
}

/* ---- The entry and the exit ------------------------------------------------------------------------------------------ */

static enum clock_answer answer(struct sck_session *s, struct tracee *who, enum timing_kind kind,
				int64_t *ret_result)
{
	*ret_result = 0;
	switch (kind) {
	case TIMING_CLOCK:
		clock_was_read(s, who);
		return tell_clock(s, who);
	case TIMING_TIMEVAL:
		clock_was_read(s, who);
		return tell_timeval(s, who);
	case TIMING_SECONDS:
		clock_was_read(s, who);
		return tell_seconds(s, who, ret_result);
	case TIMING_SET_CLOCK:
		return set_clock(s, who);
	case TIMING_SET_TIMEVAL:
		return set_timeval(s, who);
	case TIMING_ADJUST:
	case TIMING_ADJUST_CLOCK:
	case TIMING_TICKS:
	case TIMING_UPTIME:
		clock_was_read(s, who);
		return CLOCK_TO_EXIT;
	case TIMING_TIMER_NEW:
		return CLOCK_TO_EXIT;
	case TIMING_FD_SET:
	case TIMING_FD_GET:
		return timer_fd_answer(s, who, kind, ret_result) ? CLOCK_SKIP : CLOCK_MAKE;
	default:
		return timer_answer(s, who, kind, ret_result) ? CLOCK_SKIP : CLOCK_MAKE;
	}
}

enum clock_answer clock_calls_enter(struct sck_session *s, struct tracee *who, int64_t *ret_result)
{
	const struct timing *timing = timing_by_number(who->nr);

	if (timing)
		return answer(s, who, timing->kind, ret_result);
	return time_out_enter(s, who) ? CLOCK_TO_EXIT : CLOCK_MAKE;
}

int64_t clock_calls_leave(struct sck_session *s, struct tracee *who, int64_t result)
{
	const struct timing *timing = timing_by_number(who->nr);

	if (!timing)
		return time_out_leave(s, who, result);
	if (timing->kind == TIMING_TICKS)
		return tell_ticks(s, who, result);
	if (timing->kind == TIMING_UPTIME)
		tell_uptime(s, who, result);
	if (timing->kind == TIMING_ADJUST)
		tell_adjusted(s, who, who->args[0], result);
	if (timing->kind == TIMING_ADJUST_CLOCK && who->args[0] == CLOCK_REALTIME)
		tell_adjusted(s, who, who->args[1], result);
	if (timing->kind == TIMING_TIMER_NEW)
		timer_created(s, who, result);
	return result;
}

/* ---- Processes and threads ------------------------------------------------------------------------------------------- */

void clock_calls_begin(struct sck_session *s, const struct tracee *who)
{
	if (clock_is_ours(s) && vdso_make_calls(who->tid) < 0)
		events_note(s, who, "its vDSO could not be changed: it reads the kernel's clock, not the test's");
}

void clock_calls_closes(struct sck_session *s, const struct tracee *who, int first, int last)
{
	timer_fd_closes(s, who, first, last);
}

void clock_calls_signal(struct sck_session *s, const struct tracee *who, int signal)
{
	time_out_signal(s, who, signal);
	if (clock_is_ours(s))
		timer_delivers(s, who);
}

void clock_calls_thread_ended(struct sck_session *s, const struct tracee *who)
{
	time_out_forget(s, who);
}

void clock_calls_process_ended(struct sck_session *s, const struct tracee *who, bool by_exec)
{
	pending_process_ended(s, who->tgid, by_exec);
	timer_fd_all_looked_at(s);
}
