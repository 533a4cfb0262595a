/* See marks.h. */
#include "judge/marks.h"
#include <string.h>

static bool counts(const struct result *row)
{
	return row->verdict.kind == VERDICT_PASS || row->verdict.kind == VERDICT_FAIL || row->dependency;
}

void marks_share(struct result *first, struct result *end, double points, bool all_or_nothing)
{
	size_t counted = 0, passed = 0;

	for (struct result *row = first; row < end; row++) {
		counted += counts(row);
		passed += row->verdict.kind == VERDICT_PASS;
	}
	for (struct result *row = first; row < end; row++) {
		row->max_points = counts(row) ? points / (double)counted : 0;
		row->points = 0;
		if (row->verdict.kind == VERDICT_PASS && (!all_or_nothing || passed == counted))
			row->points = row->max_points;
	}
}

static const struct case_list_row *find_case(const struct case_list *cases, const char *name)
{
	for (size_t i = 0; i < cases->count; i++)
		if (!strcmp(cases->rows[i].name, name))
			return &cases->rows[i];
	return NULL;
}

static void mark_case(struct result *first, struct result *end, const struct policy *policy,
		      const struct case_list *cases)
{
	const struct case_list_row *c = find_case(cases, first->name);
	const struct policy_case says = policy_of(policy, first->name);
	double points = says.points;

	if (!c && !strcmp(first->name, case_list_builds))
		return;
	for (struct result *row = first; row < end; row++)
		row->visibility = says.visibility;
	if (c && points < 0)
		points = c->points;
	if (points >= 0) /* else it is a case of an older suite, whose points stand in the rows alone */
		marks_share(first, end, points, says.all_or_nothing);
}

void marks_apply(struct results *r, const struct policy *policy, const struct case_list *cases)
{
	struct result *end = r->rows + r->count, *next;

	for (struct result *first = r->rows; first < end; first = next) {
		next = first + 1;
		while (next < end && !strcmp(next->name, first->name))
			next++;
		mark_case(first, next, policy, cases);
	}
}
