/*
 * A suite's run as a whole: chooses the jobs (case by case, family by family), has the pool run them, and fills in the rest of the rows:
 * names, points, the place of the case in its source, the command that runs just this again. It never looks
 * at a program; the verdicts come from the workers.
 */
#include "judge/suite.h"
#include "base/deadline.h"
#include "base/err.h"
#include "base/text.h"
#include "facts/family.h"
#include "judge/marks.h"
#include "judge/outcomes.h"
#include "judge/pool.h"
#include "os/callsite.h"
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

unsigned suite_families(const struct sck_suite *suite, const struct sck_case *c)
{
	return c->families ? suite->families & c->families : suite->families;
}

const char *suite_family_unknown(const struct sck_suite *suite, const struct suite_plan *plan)
{
	unsigned all = 0;

	for (size_t i = 0; i < suite->cases_count; i++)
		all |= suite_families(suite, &suite->cases[i]);
	for (size_t i = 0; i < plan->family_words_count; i++)
		if (!(family_mask(plan->family_words[i]) & all))
			return plan->family_words[i];
	return NULL;
}

/* Fills JOBS, which has room for every case over every family; returns how many were chosen. */
static size_t choose_jobs(const struct sck_suite *suite, const struct suite_plan *plan,
			  struct suite_job *jobs)
{
	size_t count = 0;

	for (size_t i = 0; i < suite->cases_count; i++) {
		const struct sck_case *c = &suite->cases[i];
		unsigned families = suite_families(suite, c) & (plan->families ? plan->families : ~0U);

		if (plan->case_glob && !text_matches(plan->case_glob, c->name))
			continue;
		for (size_t j = 0; j < family_table_count; j++)
			if (families & family_table[j].bit)
				jobs[count++] = (struct suite_job){ .c = c, .family = &family_table[j] };
	}
	return count;
}

struct suite_job *suite_choose(const struct sck_suite *suite, const struct suite_plan *plan, size_t *ret_count)
{
	struct suite_job *jobs = calloc(suite->cases_count * family_table_count + 1, sizeof(*jobs));

	if (!jobs)
		abort();
	*ret_count = choose_jobs(suite, plan, jobs);
	return jobs;
}

size_t suite_count(const struct sck_suite *suite, const struct suite_plan *plan)
{
	size_t count;

	free(suite_choose(suite, plan, &count));
	return count;
}

int suite_count_workers(const struct suite_task *task)
{
	size_t workers = task->plan->jobs > 0 ? (size_t)task->plan->jobs : 0;
	cpu_set_t allowed;

	if (!workers)
		workers = sched_getaffinity(0, sizeof(allowed), &allowed) ? 1 : (size_t)CPU_COUNT(&allowed);
	if (workers > task->jobs_count)
		workers = task->jobs_count;
	return (int)workers;
}

/* The glob that matches NAME alone, as a shell word. */
static void append_glob(struct bytes *to, const char *name)
{
	struct bytes glob = { 0 };

	for (; *name; name++) {
		if (strchr("*?[\\", *name))
			bytes_append_text(&glob, "\\");
		bytes_append(&glob, name, 1);
	}
	text_shell_word(to, bytes_text(&glob));
	bytes_done(&glob);
}

static void append_rules(struct bytes *to, const struct suite_plan *plan)
{
	for (size_t i = 0; i < plan->rules_count; i++) {
		bytes_append_text(to, " --inject ");
		text_shell_word(to, plan->rules[i]);
	}
	if (plan->seed)
		bytes_printf(to, " --seed %llu", (unsigned long long)plan->seed);
	if (plan->force)
		bytes_append_text(to, " --force");
}

static void append_rule_of(struct bytes *to, const struct suite_job *job)
{
	char *rules = job->rule ? strdup(job->rule) : NULL, *rest = NULL;

	if (job->rule && job->sweep == SWEEP_BENT) {
		bytes_append_text(to, " --rule ");
		text_shell_word(to, job->rule);
	} else if (rules) {
		for (char *rule = strtok_r(rules, " ", &rest); rule; rule = strtok_r(NULL, " ", &rest)) {
			bytes_append_text(to, " --inject ");
			text_shell_word(to, rule);
		}
	}
	free(rules);
}

static void append_clock(struct bytes *to, const struct suite_plan *plan)
{
	if (plan->date) {
		bytes_append_text(to, " --clock ");
		text_shell_word(to, plan->date);
	}
	if (plan->clock_jumps)
		bytes_append_text(to, " --clock auto");
	if (plan->rate > 0)
		bytes_printf(to, " --rate %.9g", plan->rate);
}

void suite_append_rerun(struct bytes *to, const struct sck_suite *suite,
			const struct suite_plan *plan, const struct suite_job *job)
{
	for (const char *const *word = plan->rerun; word && *word; word++) {
		text_shell_word(to, *word);
		bytes_append_text(to, " ");
	}
	if (suite->cases_count > 1) {
		bytes_append_text(to, "--case ");
		append_glob(to, job->c->name);
		bytes_append_text(to, " ");
	}
	bytes_printf(to, "--family %s", job->family->name);
	if (plan->port)
		bytes_printf(to, " --port %d", plan->port);
	if (plan->limit > 0)
		bytes_printf(to, " --limit %.9g", plan->limit);
	append_clock(to, plan);
	append_rules(to, plan);
	append_rule_of(to, job);
	bytes_append_text(to, plan->asan ? " --asan" : plan->valgrind ? " --valgrind" : "");
	bytes_append_text(to, " --");
	for (size_t i = 0; i < plan->command_count; i++) {
		bytes_append_text(to, " ");
		text_shell_word(to, plan->command[i]);
	}
}

/* What is known of the rows before they are run. */
static void name_rows(const struct suite_task *task, struct result *rows)
{
	size_t end;

	for (size_t first = 0; first < task->jobs_count; first = end) {
		const struct sck_case *c = task->jobs[first].c;
		char file[sizeof(rows->file)] = "";
		int line = 0;

		if (callsite_own((const void *)(uintptr_t)c->run, file, sizeof(file), &line))
			file[0] = '\0';
		for (end = first; end < task->jobs_count && task->jobs[end].c == c; end++) {
			rows[end].name = c->name;
			rows[end].asks = c->asks;
			rows[end].hint = c->hint;
			rows[end].family = task->jobs[end].family->name;
			rows[end].line = line;
			memcpy(rows[end].file, file, sizeof(file));
			suite_append_rerun(&rows[end].rerun, task->suite, task->plan, &task->jobs[end]);
		}
	}
}

static void give_points(const struct suite_task *task, struct result *rows)
{
	size_t end;

	for (size_t first = 0; first < task->jobs_count; first = end) {
		const struct sck_case *c = task->jobs[first].c;

		for (end = first; end < task->jobs_count && task->jobs[end].c == c; end++)
			;
		marks_share(rows + first, rows + end, c->points > 0 ? c->points : 1, false);
	}
}

int suite_run(const struct sck_suite *suite, const struct suite_plan *plan,
	      const struct suite_watch *watch, struct results *ret, struct sck_err *err)
{
	struct suite_task task = { .suite = suite, .plan = plan, .watch = watch };
	struct suite_job *jobs = suite_choose(suite, plan, &task.jobs_count);
	int64_t began_at = deadline_now();
	struct result *rows;
	struct pool *pool;

	task.jobs = jobs;
	if (!task.jobs_count) {
		free(jobs);
		return err_set(err, -ENOENT, "no case of %s was chosen", suite->name);
	}
	rows = calloc(task.jobs_count, sizeof(*rows));
	if (!rows)
		abort();
	name_rows(&task, rows);
	pool = pool_new();
	if (watch && watch->begins)
		watch->begins(watch->arg, task.jobs_count);
	pool_run(pool, &task, suite_count_workers(&task), rows);
	pool_free(pool);
	give_points(&task, rows);
	*ret = (struct results){
		.suite = suite->name,
		.program = plan->command,
		.rows = rows,
		.count = task.jobs_count,
		.seconds = (double)(deadline_now() - began_at) / NS_PER_S,
	};
	for (size_t i = 0; plan->outcomes && i < ret->count; i++)
		outcomes_add(&ret->outcomes, &rows[i].probe, rows[i].verdict.kind == VERDICT_PASS);
	free(jobs);
	return 0;
}
