/* See sweep_runs.h. */
#include "judge/sweep_runs.h"
#include "judge/sweep.h"
#include "judge/sweep_control.h"
#include <stdlib.h>
#include <string.h>

static struct planned *add_run(struct sweep_runs *r, size_t swept, const struct survey_chance *chance)
{
	struct planned *run;

	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 256;
		r->list = reallocarray(r->list, r->room, sizeof(r->list[0]));
		if (!r->list)
			abort();
	}
	run = &r->list[r->count++];
	*run = (struct planned){ .swept = swept, .chance = *chance };
	return run;
}

static void plan_run(struct sweep_runs *r, size_t swept, const struct survey_chance *chance, int64_t when)
{
	struct planned *run = add_run(r, swept, chance);

	run->chance.when = when;
	survey_append_rule(&run->rule, chance->call->name, chance->outcome);
	bytes_printf(&run->rule, SWEEP_WHEN "%lld", (long long)when);
}

/* "recv:short=1:offset=" */
static void append_at_offset(struct bytes *to, const struct survey_chance *chance)
{
	survey_append_rule(to, call_class_name(chance->call->class), chance->outcome);
	bytes_append_text(to, ":offset=");
}

static void plan_at_offset(struct sweep_runs *r, size_t swept, const struct survey_chance *chance,
			   int64_t offset)
{
	struct planned *run = add_run(r, swept, chance);

	run->is_at_offset = true;
	run->chance.when = 1;
	append_at_offset(&run->rule, chance);
	bytes_printf(&run->rule, "%lld" SWEEP_WHEN "1", (long long)offset);
}

/* Where it comes in the stream matters: less, the end, a reset. */
static bool is_of_a_stream(const struct survey_chance *chance)
{
	const struct outcome *o = chance->outcome;

	return (o->value == VALUE_COUNT && (o->needs & NEED_STREAM) && !chance->is_datagram) ||
	       o->deed == DEED_END || o->deed == DEED_RESET;
}

/* Each up to EACH; then those around the powers of two, where buffers end, and the last. */
static int64_t next_offset(int64_t at, int64_t len)
{
	enum { EACH = 256 };
	int64_t next = at + 1;

	if (at < EACH || at >= len - 1)
		return next;
	for (int64_t power = EACH; power - 1 <= at + 1; power *= 2)
		for (int around = -1; around <= 1; around++)
			next = power + around > at ? power + around : next;
	return next < len - 1 ? next : len - 1;
}

static bool is_first_of_its_outcome(const struct probe *control, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (control->chances[i].outcome == control->chances[n].outcome)
			return false;
	return true;
}

static void plan_offsets(struct sweep_runs *r, size_t swept)
{
	const struct probe *control = &r->swept[swept].control;

	for (size_t i = 0; i < control->count; i++) {
		const struct survey_chance *chance = &control->chances[i];
		const bool is_short = chance->outcome->value == VALUE_COUNT;
		const int64_t len = chance->call->class == CLASS_SEND ? control->out : control->in;

		if (!is_of_a_stream(chance) || !is_first_of_its_outcome(control, i))
			continue;
		for (int64_t at = is_short; at < len + !is_short; at = next_offset(at, len))
			plan_at_offset(r, swept, chance, at);
	}
}

/* The run that RULE means, where this chance is what it begins with. */
static bool plan_if_meant(struct sweep_runs *r, size_t swept, const struct survey_chance *chance)
{
	const char *rule = r->plan->rule, *when = strstr(rule, SWEEP_WHEN);
	struct bytes kind = { 0 };
	bool is_meant;

	survey_append_rule(&kind, chance->call->name, chance->outcome);
	is_meant = kind.len == (size_t)(when - rule) && !memcmp(kind.data, rule, kind.len);
	if (is_meant)
		plan_run(r, swept, chance, atoll(when + strlen(SWEEP_WHEN)));
	bytes_clear(&kind);
	append_at_offset(&kind, chance);
	if (!is_meant && is_of_a_stream(chance) && !strncmp(bytes_text(&kind), rule, kind.len)) {
		plan_at_offset(r, swept, chance, atoll(rule + kind.len));
		is_meant = true;
	}
	bytes_done(&kind);
	return is_meant;
}

/* The one rule of the plan, also for a call that the control has not made: one more than those may come when an outcome did. */
static void plan_rule(struct sweep_runs *r, size_t swept)
{
	const struct probe *control = &r->swept[swept].control;

	for (size_t i = 0; i < control->count; i++)
		if (plan_if_meant(r, swept, &control->chances[i]))
			return;
}

/* The same for the same seed: each run has a number, and those with the lowest are made. */
static uint64_t draw(uint64_t seed, uint64_t number)
{
	uint64_t x = seed + UINT64_C(0x9e3779b97f4a7c15) * (number + 1);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void keep_budget(struct sweep_runs *r)
{
	const size_t budget = (size_t)r->plan->budget;
	uint64_t *numbers, highest;
	size_t kept = 0;

	if (!budget || r->count <= budget)
		return;
	numbers = calloc(r->count, sizeof(*numbers));
	if (!numbers)
		abort();
	for (size_t i = 0; i < r->count; i++)
		numbers[i] = draw(r->plan->suite->seed, i);
	qsort(numbers, r->count, sizeof(*numbers), compare_numbers);
	highest = numbers[budget - 1];
	free(numbers);
	for (size_t i = 0; i < r->count; i++) {
		if (draw(r->plan->suite->seed, i) <= highest)
			r->list[kept++] = r->list[i];
		else
			bytes_done(&r->list[i].rule);
	}
	r->count = kept;
}

static enum sweep_kind kind_of(const struct outcome *o)
{
	switch (o->deed) {
	case DEED_LATE:
		return SWEEP_ORDER;
	case DEED_STRANGER:
	case DEED_EMPTY:
		return SWEEP_SURROUNDINGS;
	default:
		return SWEEP_CALLS;
	}
}

static bool is_wanted(const struct sweep_plan *plan, const struct outcome *o)
{
	return (plan->kinds & kind_of(o)) && (int)o->plausibility <= plan->plausibility;
}

void sweep_runs_plan(struct sweep_runs *r)
{
	for (size_t i = 0; i < r->swept_count; i++) {
		const struct probe *control = &r->swept[i].control;

		if (r->swept[i].is_left_out)
			continue;
		if (r->plan->rule) {
			plan_rule(r, i);
			continue;
		}
		for (size_t j = 0; j < control->count; j++)
			if (is_wanted(r->plan, control->chances[j].outcome))
				plan_run(r, i, &control->chances[j], control->chances[j].when);
		if (r->plan->kinds & SWEEP_OFFSETS)
			plan_offsets(r, i);
	}
	keep_budget(r);
}

/* Behind those of FIRST to END: the next number of each kind whose last one acted. */
void sweep_runs_plan_further(struct sweep_runs *r, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const struct planned run = r->list[i];
		const struct survey_chance *last =
			sweep_control_last(&r->swept[run.swept].control, &run.chance);

		if (!run.is_at_offset && run.has_fired && run.chance.when >= last->when)
			plan_run(r, run.swept, &run.chance, run.chance.when + 1);
	}
}

void sweep_runs_done(struct sweep_runs *r)
{
	for (size_t i = 0; i < r->count; i++)
		bytes_done(&r->list[i].rule);
	free(r->list);
}
