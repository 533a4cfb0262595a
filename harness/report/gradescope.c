/*
 * Gradescope's results.json: one test a case, worth the sum of its families. One that cannot be judged (SKIP, BROKEN) has neither
 * score nor max_score, so that it is information and costs nothing. A test that the policy hides says so, and Gradescope shows it to the teacher alone,
 * with the total; all else is for the student. Standard output is not, for what an autograder prints beside is the teacher's.
 */
#include "report/explain.h"
#include "report/jsonparts.h"
#include "report/redact.h"
#include "report/report.h"

static json_t *test_of(const struct group_case *c, size_t number)
{
	json_t *test = json_pack("{so so ss so ss}", "name", jsonparts_word(c->name), "number",
				 json_sprintf("%03zu", number), "output_format", "text", "output",
				 jsonparts_explanation(c), "visibility",
				 visibility_name(c->groups->first->visibility));

	if (c->max_points > 0) {
		json_object_set_new(test, "score", jsonparts_points(c->points));
		json_object_set_new(test, "max_score", jsonparts_points(c->max_points));
	}
	/* said, for the default takes the points' word for it: a FAIL without points would be none */
	if (c->max_points > 0 || c->has_failed)
		json_object_set_new(test, "status", json_string(c->has_failed ? "failed" : "passed"));
	return test;
}

void report_gradescope(struct bytes *to, const struct results *r)
{
	json_t *tests = json_array();
	struct group_case c = { 0 };
	struct bytes output = { 0 };
	struct redacted all, visible;
	struct groups groups;

	redact_make(&all, r, REDACT_KEEP);
	redact_make(&visible, r, REDACT_AWAY);
	groups_make(&groups, &all.results);
	for (size_t number = 1; groups_next_case(&groups, &c); number++)
		json_array_append_new(tests, test_of(&c, number));
	explain_run(&output, &visible.results);
	explain_build(&output, &visible.results);
	jsonparts_append(to,
			 json_pack("{so sf so ss ss ss so}", "score",
				   jsonparts_points(results_points(r)), "execution_time", r->seconds,
				   "output", jsonparts_text(&output), "output_format", "text", "visibility",
				   "visible", "stdout_visibility", "hidden", "tests", tests),
			 true);
	bytes_done(&output);
	groups_done(&groups);
	redact_done(&all);
	redact_done(&visible);
}
