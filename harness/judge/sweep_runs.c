/* See sweep_runs.h. */
#include "judge/sweep_runs.h"
#include "base/err.h"
#include "base/text.h"
#include "facts/family.h"
#include "judge/sweep.h"
#include "judge/sweep_control.h"
#include "judge/sweep_draw.h"
#include "plan/rule.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct planned *sweep_runs_add(struct sweep_runs *r, const struct planned *run)
{
	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 256;
		r->list = reallocarray(r->list, r->room, sizeof(r->list[0]));
		if (!r->list)
			abort();
	}
	r->list[r->count] = *run;
	return &r->list[r->count++];
}

static struct planned *add_run(struct sweep_runs *r, size_t swept, const struct survey_chance *chance)
{
	return sweep_runs_add(r, &(struct planned){ .swept = swept, .chance = *chance });
}

/* A socket of IPv6 may be for an address of IPv4. */
const char *sweep_runs_whom(const struct survey_chance *chance)
{
	if (!chance->of_family)
		return "";
	if (chance->call->class == CLASS_CONNECT)
		return chance->domain == AF_INET6 ? ":peer=[::1]" : ":peer=127.0.0.1";
	return chance->domain == AF_INET6 ? ":family=ipv6" : ":family=ipv4";
}

/* What comes so from then on makes a thousand calls of a long stream, not a million; but it has to be less than what a call asks for. */
static int64_t least_of(const struct probe *control, const struct survey_chance *chance)
{
	enum { CALLS_MOST = 1000, LEAST_MOST = 4096 };
	const int64_t least =
		1 + (chance->call->class == CLASS_SEND ? control->out : control->in) / CALLS_MOST;

	return least < LEAST_MOST ? least : LEAST_MOST;
}

/* By CHANCE's number, and what else it says. */
static void plan_run(struct sweep_runs *r, size_t swept, const struct survey_chance *chance)
{
	struct planned *run = add_run(r, swept, chance);

	if (chance->lasts && chance->outcome->value == VALUE_COUNT)
		bytes_printf(&run->rule, "%s:%s=%lld", chance->call->name, chance->outcome->word,
			     (long long)least_of(&r->swept[swept].control, chance));
	else
		survey_append_rule(&run->rule, chance->call->name, chance->outcome);
	bytes_printf(&run->rule, SWEEP_WHEN "%lld%s", (long long)chance->when, chance->lasts ? "+" : "");
	bytes_append_text(&run->rule, sweep_runs_whom(chance));
}

static void plan_number(struct sweep_runs *r, size_t swept, const struct survey_chance *chance,
			int64_t when, bool lasts)
{
	struct survey_chance one = *chance;

	one.when = when;
	one.lasts = lasts;
	plan_run(r, swept, &one);
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
	int64_t power = EACH, next;

	if (at < EACH || at >= len - 1)
		return at + 1;
	while (power + 1 <= at)
		power *= 2;
	next = power - 1 > at ? power - 1 : at + 1;
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

/* Is there another family by which a client that was given a name comes to somebody? */
static bool has_other_way(const struct swept *swept, int domain)
{
	const struct family *f = swept->job.family;

	return f && f->group && swept->control.after == AFTER_ENDED &&
	       (domain == AF_INET6 ? f->answers_ipv4 : f->answers_ipv6);
}

static void plan_family(struct sweep_runs *r, size_t swept, const struct survey_chance *chance, int domain)
{
	struct survey_chance all = *chance;

	all.when = 1;
	all.lasts = all.of_family = true;
	all.domain = domain;
	all.has_other_way = has_other_way(&r->swept[swept], domain);
	plan_run(r, swept, &all);
}

static bool is_of(const struct survey_chance *chance, enum call_class class, const char *error)
{
	return chance->call->class == class && chance->outcome->error &&
	       !strcmp(chance->outcome->error, error);
}

/*
 * What the machine, its network or a name are like, for all calls: there is no IPv6, it leads nowhere, the first address of a name refuses, there
 * can be no more processes.
 */
static void plan_surroundings(struct sweep_runs *r, size_t swept)
{
	const struct probe *control = &r->swept[swept].control;
	bool is_absent = false, leads_nowhere = false, is_refused = false;

	for (size_t i = 0; i < control->count; i++) {
		const struct survey_chance *c = &control->chances[i];
		const bool ipv6 = c->domain == AF_INET6;

		if ((int)survey_plausibility(c) > r->plan->plausibility)
			continue;
		if (is_of(c, CLASS_PROCESS, "EAGAIN") && !(r->plan->kinds & SWEEP_LASTING))
			plan_number(r, swept, c, c->when, true);
		if (ipv6 && is_of(c, CLASS_SOCKET, "EAFNOSUPPORT") && !is_absent) {
			plan_family(r, swept, c, AF_INET6);
			is_absent = true;
		}
		if (ipv6 && is_of(c, CLASS_CONNECT, "ENETUNREACH") && !leads_nowhere) {
			plan_family(r, swept, c, AF_INET6);
			leads_nowhere = true;
		}
		if (is_of(c, CLASS_CONNECT, "ECONNREFUSED") && !is_refused) {
			if (has_other_way(&r->swept[swept], c->domain))
				plan_family(r, swept, c, c->domain);
			is_refused = true;
		}
	}
}

/* The run that RULE means, where this chance is what it begins with. */
static bool plan_if_meant(struct sweep_runs *r, size_t swept, const struct rule *rule,
			  const struct survey_chance *chance)
{
	const bool is_at_offset = rule->offset >= 0;
	struct survey_chance one = *chance;

	if (rule->outcome != chance->outcome || (is_at_offset && !is_of_a_stream(chance)) ||
	    strcmp(rule->call, is_at_offset ? call_class_name(chance->call->class) : chance->call->name) != 0)
		return false;
	one.when = rule->first;
	one.lasts = rule->last == INT64_MAX;
	if (is_at_offset)
		plan_at_offset(r, swept, chance, rule->offset);
	else if (rule->domain || rule->peer.ss_family)
		plan_family(r, swept, chance, rule->domain ? rule->domain : rule->peer.ss_family);
	else
		plan_run(r, swept, &one);
	bytes_clear(&r->list[r->count - 1].rule);
	bytes_append_text(&r->list[r->count - 1].rule, rule->text);
	return true;
}

/* The one rule of the plan, or the first of its two, also for a call that the control has not made: one more than those may come when an outcome did. */
static void plan_rule(struct sweep_runs *r, size_t swept)
{
	const struct probe *control = &r->swept[swept].control;
	char *first = strndup(r->plan->rule, strcspn(r->plan->rule, " "));
	struct sck_err unused;
	struct rule rule;
	bool is_planned;

	if (!first)
		abort();
	is_planned = rule_parse(&rule, first, false, &unused) < 0;
	for (size_t i = 0; i < control->count && !is_planned; i++)
		is_planned = plan_if_meant(r, swept, &rule, &control->chances[i]);
	rule_done(&rule);
	free(first);
}

void sweep_runs_drop(struct planned *run)
{
	bytes_done(&run->rule);
	bytes_done(&run->site);
}

/* What the call that RULE names can meet; of all calls their names, where none is it. */
static void append_fitting(struct bytes *to, const struct sweep_runs *r, const char *rule)
{
	const size_t len = strcspn(rule, ":") + 1;
	struct bytes kind = { 0 }, calls = { 0 };

	for (size_t i = 0; i < r->swept_count; i++)
		for (size_t j = 0; j < r->swept[i].control.count; j++) {
			const struct survey_chance *chance = &r->swept[i].control.chances[j];

			bytes_clear(&kind);
			survey_append_rule(&kind, chance->call->name, chance->outcome);
			text_add_words(&calls, chance->call->name);
			if (!strncmp(bytes_text(&kind), rule, len))
				text_add_words(to, bytes_text(&kind));
		}
	if (!to->len)
		bytes_append_text(to, bytes_text(&calls));
	bytes_done(&calls);
	bytes_done(&kind);
}

int sweep_runs_check_rule(const struct sweep_runs *r, struct sck_err *err)
{
	struct bytes fitting = { 0 };
	bool is_any_left = false;

	for (size_t i = 0; i < r->swept_count; i++)
		is_any_left |= !r->swept[i].is_left_out;
	if (!r->plan->rule || r->count || !is_any_left)
		return 0;
	append_fitting(&fitting, r, r->plan->rule);
	err_set(err, -EINVAL, "--rule: no call that is made can meet '%s' (expected one of %s)",
		r->plan->rule, fitting.len ? bytes_text(&fitting) : "none");
	bytes_done(&fitting);
	return -EINVAL;
}

static enum sweep_kind kind_of(const struct outcome *o)
{
	switch (o->deed) {
	case DEED_LATE:
		return SWEEP_ORDER;
	case DEED_LIMIT:
	case DEED_STRANGER:
	case DEED_EMPTY:
		return SWEEP_SURROUNDINGS;
	default:
		return SWEEP_CALLS;
	}
}

bool sweep_runs_wants(const struct sweep_plan *plan, unsigned kind, const struct survey_chance *chance)
{
	const struct outcome *o = chance->outcome;

	return (plan->kinds & kind) &&
	       (kind_of(o) == kind || (kind == SWEEP_LASTING && outcome_lasts(o))) &&
	       (int)survey_plausibility(chance) <= plan->plausibility;
}

static void plan_chance(struct sweep_runs *r, size_t swept, const struct survey_chance *chance)
{
	if (sweep_runs_wants(r->plan, kind_of(chance->outcome), chance))
		plan_number(r, swept, chance, chance->when, false);
	if (sweep_runs_wants(r->plan, SWEEP_LASTING, chance))
		plan_number(r, swept, chance, chance->when, true);
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
			plan_chance(r, i, &control->chances[j]);
		if (r->plan->kinds & SWEEP_OFFSETS)
			plan_offsets(r, i);
		if (r->plan->kinds & SWEEP_SURROUNDINGS)
			plan_surroundings(r, i);
	}
	sweep_draw_budget(r, 0);
}

void sweep_runs_note_lines(const struct sweep_runs *r, struct outcome_lines *lines)
{
	for (size_t i = 0; i < r->swept_count && !r->plan->rule; i++) {
		const struct probe *control = &r->swept[i].control;

		for (size_t j = 0; j < control->count && !r->swept[i].is_left_out; j++)
			if (sweep_runs_wants(r->plan, kind_of(control->chances[j].outcome),
					     &control->chances[j]))
				outcome_lines_at(lines, probe_site(control, &control->chances[j]),
						 control->chances[j].call, control->chances[j].outcome);
	}
}

/* Behind those of FIRST to END: the next number of each kind whose last one acted. */
void sweep_runs_plan_further(struct sweep_runs *r, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const struct planned run = r->list[i];
		const struct survey_chance *last =
			sweep_control_last(&r->swept[run.swept].control, &run.chance);

		if (!run.is_at_offset && !run.chance.of_family && run.has_fired &&
		    run.chance.when >= last->when)
			plan_number(r, run.swept, &run.chance, run.chance.when + 1, run.chance.lasts);
	}
}

void sweep_runs_done(struct sweep_runs *r)
{
	for (size_t i = 0; i < r->count; i++)
		sweep_runs_drop(&r->list[i]);
	free(r->list);
}
