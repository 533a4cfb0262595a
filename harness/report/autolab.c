/*
 * The last two lines that an Autolab grader prints: the cases for its table, then the scores, of which the problem is named as the
 * suite. Its tests have passed or not; those that could not be judged (SKIP, BROKEN) stand in a stage of their own.
 */
#include "report/jsonparts.h"
#include "report/report.h"

#define JUDGED "cases"
#define NOT_JUDGED "not judged, costs no points"

static void add_case(json_t *stage, const struct group_case *c)
{
	json_t *test, *word = jsonparts_word(c->name);

	test = json_pack("{sb}", "passed", c->max_points > 0 && !c->has_failed);
	if (c->has_failed || c->max_points <= 0)
		json_object_set_new(test, "hint", jsonparts_explanation(c));
	json_object_set_new(stage, json_string_value(word), test);
	json_decref(word);
}

void report_autolab(struct bytes *to, const struct results *r)
{
	json_t *judged = json_object(), *others = json_object(), *stages = json_array(), *shown;
	json_t *scores = json_object(), *problem = jsonparts_word(r->suite);
	struct group_case c = { 0 };
	struct groups groups;

	groups_make(&groups, r);
	while (groups_next_case(&groups, &c))
		add_case(c.has_failed || c.max_points > 0 ? judged : others, &c);
	groups_done(&groups);
	json_array_append_new(stages, json_string(JUDGED));
	if (json_object_size(others))
		json_array_append_new(stages, json_string(NOT_JUDGED));
	shown = json_pack("{ss so so}", "_presentation", "semantic", "stages", stages, JUDGED, judged);
	if (json_object_size(others))
		json_object_set(shown, NOT_JUDGED, others);
	json_decref(others);
	jsonparts_append(to, shown, false);
	if (results_max_points(r) > 0) /* what could not be judged has no score, not one of 0 */
		json_object_set_new(scores, json_string_value(problem),
				    jsonparts_points(results_points(r)));
	json_decref(problem);
	jsonparts_append(to, json_pack("{so}", "scores", scores), false);
}
