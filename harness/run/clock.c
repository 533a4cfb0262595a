/*
 * Theory of operation.
 *
 * A session's own clock has one number, the nanoseconds since the session began; each of the kernel's clocks is that number and what the
 * kernel's said then (and CLOCK_REALTIME what the test has set it to). It either runs (so many times as fast as the
 * kernel's) or it jumps: it stands still while anybody works, and when everybody rests it goes to the earliest time
 * that anybody waits for. So a run takes the time of its work, time-outs come in their true order, and a busy machine changes nothing.
 *
 * Programs meet it at their calls. The filter stops at those that tell a time (clock_calls.c), the vDSO is made to
 * call them (os/vdso), and they are answered without being made. A call that waits is made without its time-out (time_out.c): the
 * session keeps it, and when its time has come (due.c) interrupts the call, which then returns what it would have.
 * Timers are never armed in the kernel: when their time has come, the session sends what they would have (timer.c, timer_fd.c). So the kernel's time
 * ends nothing, and the order of all ends is the session's own.
 *
 * Where the clock jumps two more things move it, so that no program waits for ever. A thread that reads it over and over, does nothing
 * else in between, and nobody rests, finds it a millisecond further at each reading after some thousands, and ever more. Whose process gets
 * something done (bytes moved, a descriptor made, a wake-up) or comes to memory that it has not used before is not meant: for it time would
 * fly, and somebody else's time-out end too early. And where somebody works without a rest, each tenth of a second of the processor
 * counts as time.
 *
 * The kernel's own timers (retransmission, keep-alive, TIME_WAIT) and the file system's times stay the kernel's.
 */
#include "run/clock.h"
#include "base/deadline.h"
#include "base/err.h"
#include "os/proctext.h"
#include "plan/date.h"
#include <errno.h>
#include <time.h>

static const double fastest = 100;
static const int reads_free = 1000;

/* ---- What a test asks for ----------------------------------------------------------------------------------------- */

static int64_t to_ns(struct timespec t)
{
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static int take_over(struct sck_session *s, struct sck_err *err)
{
	struct clock_state *c = &s->clock;
	struct timespec now;

	if (c->mode != CLOCK_KERNEL)
		return 0;
	if (s->programs)
		return err_set(err, -EBUSY,
			       "the clock is to be asked for before the first program is started");
	for (int id = 0; id < CLOCK_STATE_IDS; id++)
		c->bases[id] = clock_gettime(id, &now) == 0 ? to_ns(now) : 0;
	c->mode = CLOCK_RUNS;
	c->rate = 1;
	c->real_at = deadline_now();
	s->began_at = c->real_at;
	return 0;
}

/* From now on it runs at another rate. */
static void change_rate(struct clock_state *c, const struct sck_session *s, enum clock_mode mode, double rate)
{
	c->at = clock_elapsed(s);
	c->real_at = deadline_now();
	c->mode = mode;
	c->rate = rate;
}

int clock_set(struct sck_session *s, const char *date, struct sck_err *err)
{
	int64_t wanted;
	int rc = date_parse(date, &wanted, err);

	if (rc == 0)
		rc = take_over(s, err);
	if (rc < 0)
		return rc;
	clock_change(s, wanted);
	return 0;
}

int clock_rate(struct sck_session *s, double rate, struct sck_err *err)
{
	int rc;

	if (!(rate > 0) || rate > fastest)
		return err_set(err, -EINVAL, "a rate of %g (expected one above 0, and at most %g: at more, what programs do takes longer than they wait)",
			       rate, fastest);
	rc = take_over(s, err);
	if (rc == 0)
		change_rate(&s->clock, s, CLOCK_RUNS, rate);
	return rc;
}

int clock_auto(struct sck_session *s, struct sck_err *err)
{
	int rc = take_over(s, err);

	if (rc == 0)
		change_rate(&s->clock, s, CLOCK_JUMPS, 0);
	return rc;
}

/* ---- What time is it? --------------------------------------------------------------------------------------------- */

bool clock_is_ours(const struct sck_session *s)
{
	return s->clock.mode != CLOCK_KERNEL;
}

bool clock_jumps(const struct sck_session *s)
{
	return s->clock.mode == CLOCK_JUMPS;
}

double clock_speed(const struct sck_session *s)
{
	return s->clock.mode == CLOCK_RUNS ? s->clock.rate : 1;
}

int64_t clock_elapsed(const struct sck_session *s)
{
	const struct clock_state *c = &s->clock;

	switch (c->mode) {
	case CLOCK_KERNEL:
		return deadline_now() - s->began_at;
	case CLOCK_RUNS:
		return c->at + (int64_t)((double)(deadline_now() - c->real_at) * c->rate);
	case CLOCK_JUMPS:
		break;
	}
	return c->at;
}

static bool is_wall(int id)
{
	return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE || id == CLOCK_REALTIME_ALARM ||
	       id == CLOCK_TAI;
}

/* What the clock said when the session began, and where the test has put it since; the processor's clocks are 2 and 3. */
static bool base_of(const struct sck_session *s, int id, int64_t *ret)
{
	if (id < 0 || id >= CLOCK_STATE_IDS || !s->clock.bases[id] ||
	    id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID)
		return false;
	*ret = s->clock.bases[id] + (is_wall(id) ? s->clock.wall_shift : 0);
	return true;
}

bool clock_tells(const struct sck_session *s, int id, int64_t *ret_ns)
{
	int64_t base;

	if (!base_of(s, id, &base))
		return false;
	*ret_ns = base + clock_elapsed(s);
	return true;
}

/* Whoever works between its readings comes to memory that it has not used before, and so has page faults. */
static bool works(struct tracee *who)
{
	const int64_t had = who->reads_faults;

	who->reads_faults = proctext_faults(who->tgid, who->tid);
	return who->reads_faults != had;
}

/* Threads of a runtime share its work: one reads the clock, another moves bytes. */
static struct tracee *leader_of(struct sck_session *s, struct tracee *who)
{
	struct tracee *leader = tracees_find(&s->tracees, who->tgid);

	return leader ? leader : who;
}

void clock_was_read(struct sck_session *s, struct tracee *who)
{
	const int uses = leader_of(s, who)->uses;

	if (!clock_jumps(s))
		return;
	if (who->reads_rests != s->clock.rests || who->reads_uses != uses)
		who->reads = 0;
	who->reads_rests = s->clock.rests;
	who->reads_uses = uses;
	if (++who->reads % reads_free == 0 && works(who))
		who->reads = 0;
	if (who->reads > reads_free)
		s->clock.at += NS_PER_MS * (1 + (who->reads - reads_free) / 40);
}

void clock_was_used(struct sck_session *s, struct tracee *who)
{
	if (clock_jumps(s))
		leader_of(s, who)->uses++;
}

void clock_change(struct sck_session *s, int64_t now)
{
	int64_t was = 0;

	clock_tells(s, CLOCK_REALTIME, &was);
	s->clock.wall_shift += now - was;
}

/* ---- Times that something waits for ------------------------------------------------------------------------------- */

struct moment clock_after(const struct sck_session *s, int64_t for_ns)
{
	const int64_t now = clock_elapsed(s);

	return (struct moment){ .at = for_ns > INT64_MAX - now ? INT64_MAX : now + for_ns };
}

struct moment clock_moment(const struct sck_session *s, int id, int64_t at)
{
	int64_t base;

	if (!base_of(s, id, &base))
		return clock_after(s, 0);
	if (is_wall(id)) /* as CLOCK_REALTIME has it */
		return (struct moment){ .is_wall = true,
					.at = at - s->clock.bases[id] + s->clock.bases[CLOCK_REALTIME] };
	return (struct moment){ .at = at - base };
}

int64_t clock_left(const struct sck_session *s, struct moment when)
{
	int64_t base = 0;

	if (when.is_wall)
		base_of(s, CLOCK_REALTIME, &base);
	return when.at - base - clock_elapsed(s);
}
