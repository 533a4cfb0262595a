/*
 * PrairieLearn's results.json: a test a case. One without points would take them from all, so what could not be judged is
 * 0 of 0, which is shown as neither right nor wrong; and where nothing could be judged, the submission is not gradable, which
 * costs no attempt. More than a megabyte is refused: the tests behind that have no text.
 */
#include "report/explain.h"
#include "report/jsonparts.h"
#include "report/report.h"

enum { TEXT_MOST = 384 * 1024 }; /* as JSON a character may take twice its bytes */

static json_t *test_of(const struct group_case *c, size_t *text_left)
{
	json_t *output = jsonparts_explanation(c);

	if (json_string_length(output) > *text_left) {
		json_decref(output);
		output = json_string("(left out: the report would be too long)");
	}
	*text_left -= json_string_length(output) < *text_left ? json_string_length(output) : *text_left;
	return json_pack("{so so so so so}", "name", jsonparts_word(c->name), "description",
			 jsonparts_word(c->asks ? c->asks : ""), "points", jsonparts_points(c->points),
			 "max_points", jsonparts_points(c->max_points), "output", output);
}

void report_prairielearn(struct bytes *to, const struct results *r)
{
	double max_points = results_max_points(r);
	bool is_gradable = max_points > 0 || results_verdict(r) == VERDICT_FAIL;
	json_t *tests = json_array(), *root, *message;
	size_t text_left = TEXT_MOST;
	struct group_case c = { 0 };
	struct bytes text = { 0 };
	struct groups groups;

	groups_make(&groups, r);
	while (groups_next_case(&groups, &c))
		json_array_append_new(tests, test_of(&c, &text_left));
	groups_done(&groups);
	explain_run(&text, r);
	explain_build(&text, r);
	message = jsonparts_text(&text);
	root = json_pack("{sb sO so}", "gradable", is_gradable, "message", message, "tests", tests);
	if (is_gradable)
		json_object_set_new(root, "score",
				    jsonparts_points(max_points > 0 ? results_points(r) / max_points : 0));
	else
		json_object_set_new(root, "format_errors", json_pack("[O]", message));
	json_decref(message);
	jsonparts_append(to, root, true);
	bytes_done(&text);
}
