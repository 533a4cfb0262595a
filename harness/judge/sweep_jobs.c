/* See sweep_jobs.h. */
#include "judge/sweep_jobs.h"
#include "judge/pool.h"
#include "judge/sweep_journal.h"
#include <stdlib.h>
#include <string.h>

/* Those that are left to be made, and how the whole goes on. */
struct left {
	const struct sweep_jobs *all;
	struct suite_job *jobs;
	struct result *rows;
	size_t *places; /* of each in ALL */
	size_t count, through;
};

static bool is_alike(const struct suite_job *a, const struct suite_job *b)
{
	return a->c == b->c && a->family == b->family && a->sweep == b->sweep &&
	       !strcmp(a->rule ? a->rule : "", b->rule ? b->rule : "");
}

static int time_of(const struct sweep_jobs *all, size_t place)
{
	int time = all->time;

	while (place > 0 && is_alike(&all->list[place], &all->list[place - 1])) {
		place--;
		time++;
	}
	return time;
}

static void tell(struct left *left)
{
	if (left->all->ended)
		left->all->ended(left->all->arg, left->through);
}

static void take_ended(void *arg, const struct result *row)
{
	struct left *left = arg;
	const size_t place = left->places[row - left->rows];

	if (left->all->journal)
		sweep_journal_add(left->all->journal, &left->all->list[place],
				  time_of(left->all, place), row);
	left->through++;
	tell(left);
}

static void look_for_known(struct left *left, struct result *rows)
{
	for (size_t i = 0; i < left->all->count; i++) {
		const struct suite_job *job = &left->all->list[i];

		if (left->all->journal &&
		    sweep_journal_find(left->all->journal, job, time_of(left->all, i), &rows[i])) {
			left->through++;
			continue;
		}
		left->places[left->count] = i;
		left->jobs[left->count++] = *job;
	}
	tell(left);
}

void sweep_jobs_run(const struct sweep_jobs *jobs, struct result *rows)
{
	struct left left = { .all = jobs };
	const struct suite_watch watch = { .ended = take_ended, .arg = &left };
	struct suite_task task = { .suite = jobs->suite, .plan = jobs->plan, .watch = &watch };

	task.jobs = left.jobs = calloc(jobs->count + 1, sizeof(*left.jobs));
	left.rows = calloc(jobs->count + 1, sizeof(*left.rows));
	left.places = calloc(jobs->count + 1, sizeof(*left.places));
	if (!left.jobs || !left.rows || !left.places)
		abort();
	look_for_known(&left, rows);
	task.jobs_count = left.count;
	if (left.count)
		pool_run(jobs->pool, &task, suite_count_workers(&task), left.rows);
	for (size_t i = 0; i < left.count; i++)
		rows[left.places[i]] = left.rows[i];
	free(left.places);
	free(left.rows);
	free(left.jobs);
}
