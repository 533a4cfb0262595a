/*
 * See sweep.h. Theory of operation: each case over each family runs three times as it is (the control), which says what every call could have
 * met (run/survey.h). From that the runs are planned, one rule each, and made by the pool in batches. Where the last rule of a kind
 * acted there was one call more than in the control, and its number is planned next, until one does not act. A run is judged
 * against its control (sweep_oracle.h); findings at one place are one, and made again before they are believed.
 */
#include "judge/sweep.h"
#include "base/deadline.h"
#include "base/err.h"
#include "facts/family.h"
#include "judge/pool.h"
#include "judge/sweep_control.h"
#include "judge/sweep_oracle.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CONTROLS = 3, AGAIN = 2, BATCH = 1024, WAVES_MOST = 64 };

/* A case over a family, and how it runs when nothing happens. */
struct swept {
	struct suite_job job;
	const char *name, *family;
	struct probe control;
	bool is_left_out;
};

struct planned {
	size_t swept;                /* index */
	struct survey_chance chance; /* its site in the control's */
	struct bytes rule;
	bool has_fired, is_finding;
};

struct sweeper {
	const struct sck_suite *suite;
	const struct sweep_plan *plan;
	struct sweep *ret;
	sweep_watch *watch;
	void *arg;
	struct suite_job *jobs; /* of the controls: CONTROLS times each case over each family */
	size_t jobs_count;
	struct swept *swept;
	size_t swept_count;
	struct planned *runs;
	size_t runs_count, runs_room;
};

#define ADD(list, count)                                                                        \
	((list) = reallocarray(list, (count) + 1, sizeof(*(list))), (list) ? (void)0 : abort(), \
	 memset(&(list)[count], 0, sizeof(*(list))), &(list)[(count)++])

/* ---- The controls ---------------------------------------------------------------------------------------------- */

static void leave_out(struct sweeper *w, struct swept *swept, const char *why, const char *more)
{
	struct sweep_left_out *left = ADD(w->ret->left_out, w->ret->left_out_count);

	swept->is_left_out = true;
	left->name = swept->name;
	left->family = swept->family;
	bytes_append_text(&left->why, why);
	if (more && *more)
		bytes_printf(&left->why, ": %s", more);
}

/* Two of them are alike: the first of those is the control. */
static void choose_control(struct sweeper *w, struct swept *swept, struct probe *probes)
{
	const char *unlike = NULL;
	const int chosen = sweep_control_choose(probes, CONTROLS, &unlike);

	if (chosen < 0) {
		leave_out(w, swept, "no two runs of it are alike", unlike);
		return;
	}
	swept->control = probes[chosen];
	probes[chosen] = (struct probe){ 0 };
}

static void take_control(struct sweeper *w, struct swept *swept, struct result *rows)
{
	struct probe probes[CONTROLS] = { 0 };
	struct sck_err err = { 0 };

	for (size_t i = 0; i < CONTROLS && !swept->is_left_out; i++)
		if (rows[i].verdict.kind != VERDICT_PASS)
			leave_out(w, swept, "without any outcome it is no PASS",
				  bytes_text(&rows[i].verdict.message));
		else if (probe_read(&probes[i], &rows[i].probe, &err))
			leave_out(w, swept, err.text, NULL);
		else if (probes[i].counts_calls)
			leave_out(w, swept, "it acts at the n-th call itself", NULL);
	if (!swept->is_left_out)
		choose_control(w, swept, probes);
	for (size_t i = 0; i < CONTROLS; i++)
		probe_done(&probes[i]);
}

static void run_jobs(struct sweeper *w, const struct suite_job *jobs, size_t count, struct result *rows)
{
	const struct suite_task task = {
		.suite = w->suite, .plan = w->plan->suite, .jobs = jobs, .jobs_count = count
	};

	pool_run(&task, suite_count_workers(&task), rows);
	w->ret->runs += count;
}

static struct result *new_rows(size_t count)
{
	struct result *rows = calloc(count, sizeof(*rows));

	if (!rows)
		abort();
	return rows;
}

static void free_rows(struct result *rows, size_t count)
{
	struct results all = { .rows = rows, .count = count };

	results_done(&all);
}

static void run_controls(struct sweeper *w)
{
	struct result *rows = new_rows(w->jobs_count);

	run_jobs(w, w->jobs, w->jobs_count, rows);
	for (size_t i = 0; i < w->swept_count; i++) {
		w->swept[i].job = w->jobs[CONTROLS * i];
		w->swept[i].name = w->jobs[CONTROLS * i].c->name;
		w->swept[i].family = w->jobs[CONTROLS * i].family->name;
		take_control(w, &w->swept[i], &rows[CONTROLS * i]);
	}
	free_rows(rows, w->jobs_count);
}

/* ---- The plan -------------------------------------------------------------------------------------------------- */

static void plan_run(struct sweeper *w, size_t swept, const struct survey_chance *chance, int64_t when)
{
	struct planned *run;

	if (w->runs_count == w->runs_room) {
		w->runs_room = w->runs_room ? 2 * w->runs_room : 256;
		w->runs = reallocarray(w->runs, w->runs_room, sizeof(w->runs[0]));
		if (!w->runs)
			abort();
	}
	run = &w->runs[w->runs_count++];
	*run = (struct planned){ .swept = swept, .chance = *chance };
	run->chance.when = when;
	survey_append_rule(&run->rule, chance->call, chance->outcome);
	bytes_printf(&run->rule, SWEEP_WHEN "%lld", (long long)when);
}

/* The one rule of the plan, also for a call that the control has not made: one more than those may come when an outcome did. */
static void plan_rule(struct sweeper *w, size_t swept)
{
	const struct probe *control = &w->swept[swept].control;
	const char *rule = w->plan->rule, *when = strstr(rule, SWEEP_WHEN);
	struct bytes kind = { 0 };

	for (size_t i = 0; i < control->count; i++) {
		bytes_clear(&kind);
		survey_append_rule(&kind, control->chances[i].call, control->chances[i].outcome);
		if (kind.len != (size_t)(when - rule) || memcmp(kind.data, rule, kind.len) != 0)
			continue;
		plan_run(w, swept, &control->chances[i], atoll(when + strlen(SWEEP_WHEN)));
		break;
	}
	bytes_done(&kind);
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

static void keep_budget(struct sweeper *w)
{
	const size_t budget = (size_t)w->plan->budget;
	uint64_t *numbers, highest;
	size_t kept = 0;

	if (!budget || w->runs_count <= budget)
		return;
	numbers = calloc(w->runs_count, sizeof(*numbers));
	if (!numbers)
		abort();
	for (size_t i = 0; i < w->runs_count; i++)
		numbers[i] = draw(w->plan->suite->seed, i);
	qsort(numbers, w->runs_count, sizeof(*numbers), compare_numbers);
	highest = numbers[budget - 1];
	free(numbers);
	for (size_t i = 0; i < w->runs_count; i++) {
		if (draw(w->plan->suite->seed, i) <= highest)
			w->runs[kept++] = w->runs[i];
		else
			bytes_done(&w->runs[i].rule);
	}
	w->runs_count = kept;
}

static void plan_first(struct sweeper *w)
{
	for (size_t i = 0; i < w->swept_count; i++) {
		const struct probe *control = &w->swept[i].control;

		if (w->swept[i].is_left_out)
			continue;
		if (w->plan->rule) {
			plan_rule(w, i);
			continue;
		}
		for (size_t j = 0; j < control->count; j++)
			if ((int)control->chances[j].outcome->plausibility <= w->plan->plausibility)
				plan_run(w, i, &control->chances[j], control->chances[j].when);
	}
	keep_budget(w);
}

/* Behind those of FIRST to END: the next number of each kind whose last one acted. */
static void plan_further(struct sweeper *w, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const struct planned run = w->runs[i];
		const struct survey_chance *last =
			sweep_control_last(&w->swept[run.swept].control, &run.chance);

		if (run.has_fired && run.chance.when >= last->when)
			plan_run(w, run.swept, &run.chance, run.chance.when + 1);
	}
}

/* ---- What they show -------------------------------------------------------------------------------------------- */

static struct sweep_line *line_of(struct sweep *s, const char *site, const struct survey_chance *chance)
{
	struct sweep_line *line;

	for (size_t i = 0; i < s->lines_count; i++) {
		line = &s->lines[i];
		if (line->call == chance->call && line->outcome == chance->outcome &&
		    !strcmp(bytes_text(&line->site), site))
			return line;
	}
	line = ADD(s->lines, s->lines_count);
	line->call = chance->call;
	line->outcome = chance->outcome;
	bytes_append_text(&line->site, site);
	return line;
}

static const char *outcome_text(const struct planned *run, struct bytes *to)
{
	const char *rule = bytes_text((struct bytes *)(uintptr_t)&run->rule);
	const char *begin = strchr(rule, ':') + 1, *end = strstr(begin, SWEEP_WHEN);

	bytes_clear(to);
	bytes_append(to, begin, (size_t)(end - begin));
	return bytes_text(to);
}

static struct sweep_finding *find(struct sweep *s, const char *site, const struct planned *run,
				  const char *outcome)
{
	for (size_t i = 0; i < s->findings_count; i++) {
		struct sweep_finding *f = &s->findings[i];

		if (f->call == run->chance.call && !strcmp(bytes_text(&f->site), site) &&
		    !strcmp(bytes_text(&f->outcome), outcome))
			return f;
	}
	return NULL;
}

/* `check --inject` shows what the case sees; what became of the program behind it a sweep alone looks at. */
static void append_rerun(struct bytes *to, const struct sweeper *w, struct planned *run)
{
	const bool shows = sweep_is_absorbed(&run->chance);
	struct suite_job job = w->swept[run->swept].job;
	struct suite_plan plan = *w->plan->suite;
	const char *words[4] = { plan.rerun[0], "sweep", plan.rerun[2], NULL };

	if (!shows)
		plan.rerun = words;
	job.sweep = shows ? SWEEP_NO : SWEEP_BENT;
	job.rule = bytes_text(&run->rule);
	suite_append_rerun(to, w->suite, &plan, &job);
}

static void note_finding(struct sweeper *w, struct planned *run, const char *site, struct result *row)
{
	struct bytes outcome = { 0 };
	struct sweep_finding *f = find(w->ret, site, run, outcome_text(run, &outcome));

	run->is_finding = true;
	if (!f) {
		f = ADD(w->ret->findings, w->ret->findings_count);
		f->run = (size_t)(run - w->runs);
		f->call = run->chance.call;
		f->when = run->chance.when;
		f->name = w->swept[run->swept].name;
		f->family = w->swept[run->swept].family;
		f->verdict = row->verdict;
		row->verdict = (struct verdict){ 0 };
		bytes_append_text(&f->site, site);
		bytes_append_text(&f->outcome, bytes_text(&outcome));
		append_rerun(&f->rerun, w, run);
	}
	f->count++;
	bytes_done(&outcome);
}

/* True: the run shows what it was to show, and is a finding. */
static bool judge(struct sweeper *w, struct planned *run, struct result *row, struct probe *got)
{
	const struct swept *swept = &w->swept[run->swept];

	return got->has_fired && sweep_judge(&run->chance, &swept->control, got, row);
}

static void take_run(struct sweeper *w, struct planned *run, struct result *row)
{
	struct probe got = { 0 };
	struct sck_err err = { 0 };
	const struct swept *swept = &w->swept[run->swept];
	const char *site;
	struct sweep_line *line;

	w->ret->planned++;
	if (row->verdict.kind == VERDICT_BROKEN || probe_read(&got, &row->probe, &err)) {
		w->ret->broken++;
		probe_done(&got);
		return;
	}
	site = got.site[0] ? got.site : probe_site(&swept->control, &run->chance);
	line = line_of(w->ret, site, &run->chance);
	line->planned++;
	run->has_fired = got.has_fired;
	w->ret->fired += got.has_fired;
	w->ret->unreachable += !got.has_fired;
	line->met += got.has_fired;
	if (judge(w, run, row, &got)) {
		note_finding(w, run, site, row);
	} else if (got.has_fired) {
		w->ret->absorbed++;
		line->survived++;
	}
	probe_done(&got);
}

static void run_batch(struct sweeper *w, struct planned *runs, size_t count,
		      void (*take)(struct sweeper *w, struct planned *run, struct result *row))
{
	struct suite_job *jobs = calloc(count, sizeof(*jobs));
	struct result *rows = new_rows(count);

	if (!jobs)
		abort();
	for (size_t i = 0; i < count; i++) {
		jobs[i] = w->swept[runs[i].swept].job;
		jobs[i].sweep = SWEEP_BENT;
		jobs[i].rule = bytes_text(&runs[i].rule);
	}
	run_jobs(w, jobs, count, rows);
	for (size_t i = 0; i < count; i++)
		take(w, &runs[i], &rows[i]);
	free_rows(rows, count);
	free(jobs);
}

static void run_planned(struct sweeper *w)
{
	size_t end = 0, first = 0;

	for (int wave = 0; wave < WAVES_MOST && first < w->runs_count; wave++) {
		end = w->runs_count;
		for (size_t at = first, count; at < end; at += count) {
			count = end - at < BATCH ? end - at : BATCH;
			if (w->watch)
				w->watch(w->arg, at, w->runs_count);
			run_batch(w, &w->runs[at], count, take_run);
		}
		if (!w->plan->rule && !w->plan->budget)
			plan_further(w, first, end);
		first = end;
	}
}

/* ---- Is it there when the run is made again? --------------------------------------------------------------------- */

static void take_again(struct sweeper *w, struct planned *run, struct result *row)
{
	struct probe got = { 0 };
	struct sck_err err = { 0 };
	bool is_there = row->verdict.kind != VERDICT_BROKEN &&
			!probe_read(&got, &row->probe, &err) && judge(w, run, row, &got);

	run->is_finding &= is_there;
	probe_done(&got);
}

static void confirm(struct sweeper *w)
{
	struct planned *again = calloc(w->ret->findings_count + 1, sizeof(*again));
	size_t count = w->ret->findings_count;

	if (!again)
		abort();
	for (size_t i = 0; i < count; i++)
		again[i] = w->runs[w->ret->findings[i].run];
	for (int time = 0; time < AGAIN && count; time++)
		run_batch(w, again, count, take_again);
	for (size_t i = 0; i < count; i++)
		w->ret->findings[i].is_steady = again[i].is_finding;
	free(again); /* the rules are those of w->runs */
}

/* ---------------------------------------------------------------------------------------------------------------- */

static int prepare(struct sweeper *w, struct sck_err *err)
{
	struct suite_job *jobs = suite_choose(w->suite, w->plan->suite, &w->swept_count);

	w->jobs_count = CONTROLS * w->swept_count;
	w->jobs = calloc(w->jobs_count + 1, sizeof(*w->jobs));
	w->swept = calloc(w->swept_count + 1, sizeof(*w->swept));
	if (!w->jobs || !w->swept)
		abort();
	for (size_t i = 0; i < w->jobs_count; i++) {
		w->jobs[i] = jobs[i / CONTROLS];
		w->jobs[i].sweep = SWEEP_CONTROL;
	}
	free(jobs);
	return w->swept_count ? 0 : err_set(err, -ENOENT, "no case of %s was chosen", w->suite->name);
}

static void done(struct sweeper *w)
{
	for (size_t i = 0; i < w->runs_count; i++)
		bytes_done(&w->runs[i].rule);
	for (size_t i = 0; i < w->swept_count; i++)
		probe_done(&w->swept[i].control);
	free(w->runs);
	free(w->swept);
	free(w->jobs);
}

int sweep_run(const struct sck_suite *suite, const struct sweep_plan *plan, sweep_watch *watch,
	      void *arg, struct sweep *ret, struct sck_err *err)
{
	struct sweeper w = { .suite = suite, .plan = plan, .ret = ret, .watch = watch, .arg = arg };
	const int64_t began_at = deadline_now();
	int code;

	*ret = (struct sweep){ .suite = suite->name, .program = plan->suite->command };
	code = prepare(&w, err);
	if (!code) {
		run_controls(&w);
		plan_first(&w);
		run_planned(&w);
		confirm(&w);
	}
	done(&w);
	ret->seconds = (double)(deadline_now() - began_at) / NS_PER_S;
	return code;
}

void sweep_done(struct sweep *s)
{
	for (size_t i = 0; i < s->findings_count; i++) {
		bytes_done(&s->findings[i].site);
		bytes_done(&s->findings[i].outcome);
		bytes_done(&s->findings[i].rerun);
		verdict_done(&s->findings[i].verdict);
	}
	for (size_t i = 0; i < s->lines_count; i++)
		bytes_done(&s->lines[i].site);
	for (size_t i = 0; i < s->left_out_count; i++)
		bytes_done(&s->left_out[i].why);
	free(s->findings);
	free(s->lines);
	free(s->left_out);
	*s = (struct sweep){ 0 };
}
