/*
 * What a grader hands to GitHub Classroom's reporter, which adds up the scores and fails the job unless the status is "pass".
 * It knows neither a skip nor a test without points: such a test passes with 0 points and says why. max_score always stands
 * there, for without it the reporter leaves the grader out of the maximum.
 */
#include "report/jsonparts.h"
#include "report/report.h"

static const char *status_of(const struct group_case *c)
{
	return c->has_failed ? "fail" : c->is_broken ? "error" : "pass";
}

static const char *status_of_run(enum verdict_kind kind)
{
	return kind == VERDICT_FAIL ? "fail" : kind == VERDICT_BROKEN ? "error" : "pass";
}

static json_t *test_of(const struct group_case *c)
{
	json_t *message = jsonparts_explanation(c);

	if (!json_string_length(message)) {
		json_decref(message);
		message = json_null();
	}
	return json_pack("{so ss so so so ss si sI}", "name", jsonparts_word(c->name), "status",
			 status_of(c), "score", jsonparts_points(c->points), "message", message,
			 "test_code", jsonparts_line(&c->groups->first->rerun), "filename", "",
			 "line_no", 0, "duration", (json_int_t)(c->seconds * 1000));
}

void report_classroom(struct bytes *to, const struct results *r)
{
	json_t *tests = json_array();
	struct group_case c = { 0 };
	struct groups groups;

	groups_make(&groups, r);
	while (groups_next_case(&groups, &c))
		json_array_append_new(tests, test_of(&c));
	jsonparts_append(to,
			 json_pack("{si ss so so}", "version", 1, "status",
				   status_of_run(results_verdict(r)), "max_score",
				   jsonparts_points(results_max_points(r)), "tests", tests),
			 false);
	groups_done(&groups);
}
