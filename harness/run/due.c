/* See due.h, and the theory of operation in clock.c. */
#include "run/due.h"
#include "base/deadline.h"
#include "run/link.h"
#include "run/pending.h"
#include "run/postpone.h"
#include "run/stillness.h"
#include "run/time_out.h"
#include "run/timer.h"
#include "run/timer_fd.h"

static const int64_t look_every = 100 * NS_PER_MS;

int64_t due_idle(const struct sck_session *s)
{
	/* a sweep looks at a program's rest often, and at nothing else meanwhile */
	return clock_jumps(s) || s->options.goes_on ? 10 * 1000 : 200 * 1000;
}

static int64_t shortest(const struct sck_session *s)
{
	const struct pending *first = pending_first(s);
	const int64_t left = first ? clock_left(s, first->when) : INT64_MAX;
	const int64_t of_rules = postpone_left(s), of_links = link_left(s);
	const int64_t least = left < of_rules ? left : of_rules;

	return least < of_links ? least : of_links;
}

int64_t due_within(const struct sck_session *s, int64_t for_ns)
{
	int64_t left = shortest(s);

	if (left <= 0)
		return 0;
	if (left == INT64_MAX || clock_jumps(s))
		return for_ns;
	left = (int64_t)((double)left / clock_speed(s)) + 1;
	return left < for_ns ? left : for_ns;
}

/* MISSED: so many of its periods have passed besides. */
static void fire_one(struct sck_session *s, struct pending *p, int64_t missed)
{
	switch (p->kind) {
	case PENDING_WAIT:
		time_out_fire(p);
		break;
	case PENDING_ITIMER:
	case PENDING_TIMER:
		timer_fire(s, p, missed);
		break;
	case PENDING_FD:
		timer_fd_fire(p, missed);
		break;
	}
}

void due_fire(struct sck_session *s)
{
	struct pending *p;

	postpone_release_due(s);
	link_release_due(s);
	while ((p = pending_first(s)) != NULL && clock_left(s, p->when) <= 0) {
		const int64_t late_by = -clock_left(s, p->when);
		const int64_t missed = p->every_for > 0 ? late_by / p->every_for : 0;

		p->armed = p->every_for > 0;
		p->when.at += (missed + 1) * p->every_for;
		fire_one(s, p, missed);
	}
}

int64_t due_left(struct sck_session *s)
{
	struct pending *p;

	while ((p = pending_first(s)) != NULL && p->kind == PENDING_FD && !timer_fd_is_open(s, p))
		pending_drop(s, p);
	return shortest(s);
}

void due_go(struct sck_session *s, int64_t for_ns)
{
	if (for_ns > 0)
		s->clock.at += for_ns;
	due_rest(s);
	due_fire(s);
}

void due_rest(struct sck_session *s)
{
	s->clock.rests++;
	s->clock.looks = 0;
}

void due_work(struct sck_session *s)
{
	struct clock_state *c = &s->clock;
	const int64_t now = clock_jumps(s) ? deadline_now() : 0;
	int64_t cpu;

	if (!clock_jumps(s) || now - c->looked_at < look_every)
		return;
	cpu = stillness_cpu(s);
	c->looked_at = now;
	if (c->looks++ == 0) {
		c->cpu = cpu;
	} else if (cpu - c->cpu >= look_every) { /* less in all that time: the machine was busy with others */
		c->at += cpu - c->cpu;
		c->cpu = cpu;
	}
}
