/*
 * Sums over the results of a suite's run, the same for every report format. It judges nothing; the rows come from judge.
 */
#include "facts/result.h"
#include <stdlib.h>
#include <string.h>

static const char *const visibilities[] = {
	[VISIBILITY_VISIBLE] = "visible",
	[VISIBILITY_HIDDEN] = "hidden",
	[VISIBILITY_AFTER_DUE_DATE] = "after_due_date",
	[VISIBILITY_AFTER_PUBLISHED] = "after_published",
};

const char *visibility_name(enum visibility visibility)
{
	return visibilities[visibility];
}

int visibility_find(const char *name)
{
	for (int i = 0; i < VISIBILITIES; i++)
		if (!strcmp(visibilities[i], name))
			return i;
	return -1;
}

/* The worst first. */
enum verdict_kind results_verdict(const struct results *r)
{
	static const enum verdict_kind order[] = { VERDICT_FAIL, VERDICT_BROKEN, VERDICT_PASS };

	for (size_t kind = 0; kind < sizeof(order) / sizeof(order[0]); kind++)
		for (size_t i = 0; i < r->count; i++)
			if (r->rows[i].verdict.kind == order[kind])
				return order[kind];
	return VERDICT_SKIP;
}

/* The thirds of a case that ran over three families add up to a whole. */
static double round_points(double points)
{
	return (double)(long long)(points * 1e6 + 0.5) / 1e6;
}

double results_points(const struct results *r)
{
	double sum = 0;

	for (size_t i = 0; i < r->count; i++)
		sum += r->rows[i].points;
	return round_points(sum);
}

double results_max_points(const struct results *r)
{
	double sum = 0;

	for (size_t i = 0; i < r->count; i++)
		sum += r->rows[i].max_points;
	return round_points(sum);
}

void results_done(struct results *r)
{
	for (size_t i = 0; i < r->count; i++) {
		verdict_done(&r->rows[i].verdict);
		bytes_done(&r->rows[i].rerun);
		bytes_done(&r->rows[i].probe);
	}
	free(r->rows);
	outcome_lines_done(&r->outcomes);
	*r = (struct results){ 0 };
}
