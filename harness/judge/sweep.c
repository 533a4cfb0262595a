/*
 * See sweep.h. Theory of operation: each case over each family runs three times as it is (sweep_control.h chooses one), which says what every
 * call could have met (run/survey.h). From that the runs are planned, one rule each, and made by the pool in batches. Where the last rule of a kind
 * acted there was one call more than in the control, and its number is planned next, until one does not act. A run is judged
 * against its control (sweep_oracle.h); pairs come last (sweep_pairs.h); findings at one place are one, and made again before they are believed.
 */
#include "judge/sweep.h"
#include "base/deadline.h"
#include "base/err.h"
#include "facts/family.h"
#include "facts/site.h"
#include "judge/pool.h"
#include "judge/sweep_control.h"
#include "judge/sweep_draw.h"
#include "judge/sweep_findings.h"
#include "judge/sweep_jobs.h"
#include "judge/sweep_oracle.h"
#include "judge/sweep_order.h"
#include "judge/sweep_pairs.h"
#include "os/source_file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CONTROLS = 3, AGAIN = 2, TRIED_MOST = 3, BATCH = 1024, WAVES_MOST = 64 };
enum { FIRST_TIME }; /* that a run is made; then again and again */

struct sweeper {
	struct sweep *ret;
	sweep_watch *watch;
	void *arg;
	struct pool *pool;
	struct suite_job *jobs; /* of the controls: CONTROLS times each case over each family */
	size_t jobs_count;
	size_t through;        /* planned runs of earlier batches */
	struct planned *again; /* runs of findings, one of each, while they are made again ... */
	struct result *shown;  /* ... and of each the first verdict by which it was there again */
	struct sweep_runs runs;
	bool finds_pairs; /* as they end, runs say what else their calls could have met */
	struct sweep_pairs pairs;
};

/* ---- The controls ---------------------------------------------------------------------------------------------- */

static void leave_out(struct sweeper *w, struct swept *swept, const char *why, const char *more)
{
	struct sweep_left_out *left = SWEEP_ADD(w->ret->left_out, w->ret->left_out_count);

	swept->is_left_out = true;
	left->name = swept->name;
	left->family = swept->family;
	bytes_append_text(&left->why, why);
	if (more && *more)
		bytes_printf(&left->why, ": %s", more);
}

/* Some of its calls alone. */
static void leave_out_calls(struct sweeper *w, const struct swept *swept, struct bytes *calls)
{
	struct sweep_left_out *left = SWEEP_ADD(w->ret->left_out, w->ret->left_out_count);

	left->name = swept->name;
	left->family = swept->family;
	left->calls = *calls;
	bytes_append_text(&left->why, "one run of it has more of these calls than another");
}

/* A rule that is asked for is taken as it is. */
static void choose_control(struct sweeper *w, struct swept *swept, struct probe *probes)
{
	const int chosen = sweep_control_choose(probes, CONTROLS);
	struct bytes uneven = { 0 };

	if (chosen < 0) {
		leave_out(w, swept, "its program never fares twice alike", NULL);
		return;
	}
	if (!w->runs.plan->rule)
		sweep_control_keep_even(probes, CONTROLS, chosen, &uneven);
	if (uneven.len)
		leave_out_calls(w, swept, &uneven);
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

static void tell(void *arg, size_t count)
{
	const struct sweeper *w = arg;

	w->watch(w->arg, w->through + count, w->runs.count);
}

static void run_jobs(struct sweeper *w, const struct suite_job *jobs, size_t count, int time,
		     struct result *rows)
{
	const bool is_planned = time == FIRST_TIME && jobs->sweep == SWEEP_BENT;

	sweep_jobs_run(&(struct sweep_jobs){ .suite = w->runs.suite,
					     .plan = w->runs.plan->suite,
					     .pool = w->pool,
					     .journal = w->runs.plan->journal,
					     .list = jobs,
					     .count = count,
					     .time = time,
					     .ended = w->watch && is_planned ? tell : NULL,
					     .arg = w },
		       rows);
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

	run_jobs(w, w->jobs, w->jobs_count, FIRST_TIME, rows);
	for (size_t i = 0; i < w->runs.swept_count; i++) {
		w->runs.swept[i].job = w->jobs[CONTROLS * i];
		w->runs.swept[i].name = w->jobs[CONTROLS * i].c->name;
		w->runs.swept[i].family = w->jobs[CONTROLS * i].family->name;
		take_control(w, &w->runs.swept[i], &rows[CONTROLS * i]);
	}
	free_rows(rows, w->jobs_count);
}

/* Who waits for what does not come, and tries again now and then, does so for the whole of a limit. */
static double limit_of(const struct suite_plan *plan, const struct planned *run)
{
	const double limit = 3;

	return sweep_lasts(&run->chance) && !sweep_is_absorbed(&run->chance) && !(plan->limit > 0) ? limit
												   : 0;
}

static void run_batch(struct sweeper *w, struct planned *runs, size_t count, int time,
		      void (*take)(struct sweeper *w, struct planned *run, struct result *row))
{
	struct suite_job *jobs = calloc(count, sizeof(*jobs));
	struct result *rows = new_rows(count);

	if (!jobs)
		abort();
	for (size_t i = 0; i < count; i++) {
		jobs[i] = w->runs.swept[runs[i].swept].job;
		jobs[i].sweep = SWEEP_BENT;
		jobs[i].rule = bytes_text(&runs[i].rule);
		jobs[i].ladder = time != FIRST_TIME;
		jobs[i].limit = limit_of(w->runs.plan->suite, &runs[i]);
		jobs[i].surveys = w->finds_pairs && time == FIRST_TIME;
		jobs[i].started_anew = w->runs.plan->no_snapshot || time != FIRST_TIME;
	}
	run_jobs(w, jobs, count, time, rows);
	for (size_t i = 0; i < count; i++)
		take(w, &runs[i], &rows[i]);
	free_rows(rows, count);
	free(jobs);
}

static void take_run(struct sweeper *w, struct planned *run, struct result *row)
{
	sweep_note(w->ret, &w->runs, run, row);
	if (w->finds_pairs)
		sweep_pairs_find(&w->pairs, &w->runs, run, row);
}

static void run_wave(struct sweeper *w, size_t first, size_t end)
{
	for (size_t at = first, count; at < end; at += count) {
		count = end - at < BATCH ? end - at : BATCH;
		w->through = at;
		run_batch(w, &w->runs.list[at], count, FIRST_TIME, take_run);
	}
}

static void run_planned(struct sweeper *w)
{
	size_t end = 0, first = 0;

	for (int wave = 0; wave < WAVES_MOST && first < w->runs.count; wave++) {
		end = w->runs.count;
		run_wave(w, first, end);
		if (!w->runs.plan->rule && !w->runs.plan->budget)
			sweep_runs_plan_further(&w->runs, first, end);
		first = end;
	}
}

/* Which they are says the whole; a part leaves them to whoever puts the parts together. */
static void run_pairs(struct sweeper *w)
{
	const size_t first = w->runs.count;

	if (w->runs.plan->shards)
		return;
	w->finds_pairs = false;
	sweep_pairs_plan(&w->pairs, &w->runs, w->ret);
	run_wave(w, first, w->runs.count);
}

/* ---- Is it there when the run is made again? --------------------------------------------------------------------- */

static void take_again(struct sweeper *w, struct planned *run, struct result *row)
{
	struct verdict *shown = &w->shown[run - w->again].verdict;

	if (!sweep_shows_again(&w->runs, run, row)) {
		run->is_finding = false;
	} else if (!shown->ladder.len) {
		verdict_done(shown);
		*shown = row->verdict;
		row->verdict = (struct verdict){ 0 };
	}
}

/* Of each finding that is not steady one more of its runs. How many there are, and in PLACES which. */
static size_t choose_again(struct sweeper *w, size_t *places)
{
	size_t count = 0;

	for (size_t i = 0; i < w->ret->findings_count; i++) {
		struct planned *run =
			w->ret->findings[i].is_steady ? NULL : sweep_order_next(&w->runs, i);

		if (!run)
			continue;
		run->is_made_again = true;
		places[count] = (size_t)(run - w->runs.list);
		w->again[count++] = *run;
	}
	return count;
}

/* The run that is shown stays as it was first seen, but for its ladder; another one takes its place where it comes each time. */
static void keep_again(struct sweeper *w, size_t place, bool is_steady, struct result *shown)
{
	struct sweep_finding *f = &w->ret->findings[w->runs.list[place].finding];

	f->is_steady = is_steady;
	if (f->run == place) {
		f->verdict.ladder = shown->verdict.ladder;
		shown->verdict.ladder = (struct bytes){ 0 };
	} else if (is_steady) {
		sweep_show(f, &w->runs, &w->runs.list[place], shown);
	}
}

static void confirm(struct sweeper *w)
{
	const size_t most = w->ret->findings_count;
	size_t *places = calloc(most + 1, sizeof(*places)), count;

	w->again = calloc(most + 1, sizeof(*w->again)); /* their rules are those of w->runs */
	if (!places || !w->again)
		abort();
	for (int tried = 0; tried < TRIED_MOST && (count = choose_again(w, places)) > 0; tried++) {
		w->shown = new_rows(count);
		for (int time = FIRST_TIME + 1; time <= AGAIN; time++)
			run_batch(w, w->again, count, time, take_again);
		for (size_t i = 0; i < count; i++)
			keep_again(w, places[i], w->again[i].is_finding, &w->shown[i]);
		free_rows(w->shown, count);
	}
	free(w->again);
	free(places);
}

static void look_up_sources(struct sweep *s)
{
	for (size_t i = 0; i < s->findings_count; i++) {
		const char *site = bytes_text(&s->findings[i].site);
		struct bytes path = { 0 };

		if (site_line(site) && source_file_find(&path, s->program, site, site_file_len(site)))
			source_file_line(&s->findings[i].source, bytes_text(&path), site_line(site));
		bytes_done(&path);
	}
}

/* ---------------------------------------------------------------------------------------------------------------- */

static int prepare(struct sweeper *w, struct sck_err *err)
{
	struct suite_job *jobs = suite_choose(w->runs.suite, w->runs.plan->suite, &w->runs.swept_count);

	w->jobs_count = CONTROLS * w->runs.swept_count;
	w->jobs = calloc(w->jobs_count + 1, sizeof(*w->jobs));
	w->runs.swept = calloc(w->runs.swept_count + 1, sizeof(*w->runs.swept));
	if (!w->jobs || !w->runs.swept)
		abort();
	for (size_t i = 0; i < w->jobs_count; i++) {
		w->jobs[i] = jobs[i / CONTROLS];
		w->jobs[i].sweep = SWEEP_CONTROL;
	}
	free(jobs);
	return w->runs.swept_count
		       ? 0
		       : err_set(err, -ENOENT, "no case of %s was chosen", w->runs.suite->name);
}

static void done(struct sweeper *w)
{
	pool_free(w->pool);
	for (size_t i = 0; i < w->runs.swept_count; i++)
		probe_done(&w->runs.swept[i].control);
	free(w->runs.swept);
	sweep_pairs_done(&w->pairs);
	sweep_runs_done(&w->runs);
	free(w->jobs);
}

int sweep_run(const struct sck_suite *suite, const struct sweep_plan *plan, sweep_watch *watch,
	      void *arg, struct sweep *ret, struct sck_err *err)
{
	struct sweeper w = { .runs = { .suite = suite, .plan = plan }, .ret = ret, .watch = watch, .arg = arg };
	const int64_t began_at = deadline_now();
	int code;

	w.finds_pairs = plan->pairs || (plan->rule && strstr(plan->rule, SWEEP_AND));
	*ret = (struct sweep){ .suite = suite->name, .program = plan->suite->command };
	w.pool = pool_new();
	code = prepare(&w, err);
	if (!code) {
		run_controls(&w);
		sweep_runs_note_lines(&w.runs, &ret->lines);
		sweep_runs_plan(&w.runs);
		code = sweep_runs_check_rule(&w.runs, err);
	}
	if (!code) {
		sweep_draw_shard(&w.runs);
		run_planned(&w);
		run_pairs(&w);
		confirm(&w);
		sweep_order_findings(ret);
		look_up_sources(ret);
	}
	done(&w);
	ret->seconds = (double)(deadline_now() - began_at) / NS_PER_S;
	return code;
}
