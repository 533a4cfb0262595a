/*
 * What a grader hands to GitHub Classroom's reporter, which adds up the scores and fails the job unless the status is "pass".
 * It knows neither a skip nor a test without points: such a test passes with 0 points and says why. max_score always stands
 * there, for without it the reporter leaves the grader out of the maximum. All of these are whole numbers (the reporter's sums are taken from a line of
 * text): where a suite shares a point, hundredths are told. The reporter gets it as one word of its environment, of which
 * Linux takes 128 KiB, in base64: the messages behind that are left out.
 */
#include "report/jsonparts.h"
#include "report/report.h"

enum {
	MESSAGES_MOST = 64 << 10, /* bytes, as JSON has them */
	WHOLE_MOST = 1000000000,
};

struct telling {
	double unit;     /* what a point counts */
	double points;   /* of the cases so far */
	json_int_t told; /* of that, as whole numbers */
	size_t message_left;
};

static json_int_t whole(double points)
{
	return points < WHOLE_MOST ? (json_int_t)(points + 0.5) : WHOLE_MOST;
}

/* Hundredths where a row's points are not whole: the same for all whose rows counted over the same families. */
static double unit_of(const struct results *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->rows[i].max_points != (double)whole(r->rows[i].max_points))
			return 100;
	return 1;
}

/* So much that the sum so far is right: thirds are told as 33, 34 and 33 hundredths. */
static json_int_t score_of(struct telling *t, const struct group_case *c)
{
	json_int_t before = t->told;

	t->points += c->points;
	t->told = whole(t->points * t->unit);
	return t->told - before;
}

static json_t *message_of(struct telling *t, const struct group_case *c)
{
	json_t *message = jsonparts_explanation(c);
	size_t size = json_dumpb(message, NULL, 0, JSON_ENCODE_ANY);
	const bool is_empty = !json_string_length(message), fits = size <= t->message_left;

	if (!is_empty && fits)
		t->message_left -= size;
	if (!is_empty && fits)
		return message;
	json_decref(message);
	return is_empty ? json_null() : json_string("(left out here, for there is too much: the run's summary has it)");
}

static const char *status_of(const struct group_case *c)
{
	return c->has_failed ? "fail" : c->is_broken ? "error" : "pass";
}

static const char *status_of_run(enum verdict_kind kind)
{
	return kind == VERDICT_FAIL ? "fail" : kind == VERDICT_BROKEN ? "error" : "pass";
}

static json_t *test_of(struct telling *t, const struct group_case *c)
{
	return json_pack("{so ss sI so so ss si sI}", "name", jsonparts_word(c->name), "status",
			 status_of(c), "score", score_of(t, c), "message", message_of(t, c),
			 "test_code", jsonparts_line(&c->groups->first->rerun), "filename", "",
			 "line_no", 0, "duration", (json_int_t)(c->seconds * 1000));
}

void report_classroom(struct bytes *to, const struct results *r)
{
	struct telling t = { .unit = unit_of(r), .message_left = MESSAGES_MOST };
	json_t *tests = json_array();
	struct group_case c = { 0 };
	struct groups groups;

	groups_make(&groups, r);
	while (groups_next_case(&groups, &c))
		json_array_append_new(tests, test_of(&t, &c));
	jsonparts_append(to,
			 json_pack("{si ss sI so}", "version", 1, "status",
				   status_of_run(results_verdict(r)), "max_score",
				   whole(results_max_points(r) * t.unit), "tests", tests),
			 false);
	groups_done(&groups);
}
