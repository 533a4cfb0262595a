/*
 * The reports that learning platforms read: what a case is worth, what costs nothing, and that no byte of a program's is markup
 * or a command in them. report_readers.c gives them to readers that others wrote.
 */
#include "report/report.h"
#include "unit/sample_results.h"
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static json_t *load(report_function *write)
{
	struct bytes text = { 0 };
	struct results r;
	json_t *root;

	sample_fill(&r);
	write(&text, &r);
	root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	bytes_done(&text);
	results_done(&r);
	return root;
}

static json_t *at(json_t *root, const char *list, size_t i)
{
	json_t *row = json_array_get(json_object_get(root, list), i);

	assert_non_null(row);
	return row;
}

static double number_at(json_t *row, const char *key)
{
	assert_true(json_is_number(json_object_get(row, key)));
	return json_number_value(json_object_get(row, key));
}

static const char *string_at(json_t *row, const char *key)
{
	assert_true(json_is_string(json_object_get(row, key)));
	return json_string_value(json_object_get(row, key));
}

static void gradescope_has_a_test_a_case(void **state)
{
	json_t *root = load(report_gradescope), *test;

	(void)state;
	assert_int_equal(json_array_size(json_object_get(root, "tests")), 5);
	assert_true(number_at(root, "score") == 1.5);
	assert_true(number_at(root, "execution_time") == 1.5);
	assert_string_equal(string_at(root, "stdout_visibility"), "hidden");
	assert_non_null(strstr(string_at(root, "output"),
			       "3 of 7 passed, 1 failed, 2 skipped, 1 broken: 1.5 of 3 points"));
	test = at(root, "tests", 0);
	assert_string_equal(string_at(test, "name"), "echoes");
	assert_string_equal(string_at(test, "number"), "001");
	assert_string_equal(string_at(test, "status"), "passed");
	assert_string_equal(string_at(test, "output"), "");
	assert_true(number_at(test, "score") == 1 && number_at(test, "max_score") == 1);
	test = at(root, "tests", 1);
	assert_string_equal(string_at(test, "status"), "failed");
	assert_true(number_at(test, "score") == 0.5 && number_at(test, "max_score") == 1);
	assert_string_equal(string_at(test, "output_format"), "text");
	assert_non_null(strstr(string_at(test, "output"),
			       "PASS\n  over  ipv4\n\nFAIL (bytes) wanted 6 bytes"));
	assert_non_null(strstr(string_at(test, "output"), "\n  want  \"hello\\n\" (6 bytes)\n"));
	assert_non_null(strstr(string_at(test, "output"), "\n  asked Every byte <comes> back.\n"));
	assert_non_null(strstr(string_at(test, "output"), "\n  hint  One recv"));
	assert_non_null(strstr(string_at(test, "output"), "\n  again sockcheck check echo"));
	assert_null(strpbrk(string_at(test, "output"), "\r\033"));
	json_decref(root);
}

static void gradescope_takes_no_points_for_what_was_not_judged(void **state)
{
	json_t *root = load(report_gradescope), *test;

	(void)state;
	for (size_t i = 3; i < 5; i++) {
		test = at(root, "tests", i);
		assert_null(json_object_get(test, "score"));
		assert_null(json_object_get(test, "max_score"));
		assert_null(json_object_get(test, "status"));
	}
	assert_non_null(strstr(string_at(at(root, "tests", 3), "output"), "SKIP no IPv6 here"));
	assert_non_null(strstr(string_at(test, "output"), "it costs no points"));
	/* what was not run because the program failed is another matter */
	test = at(root, "tests", 2);
	assert_string_equal(string_at(test, "status"), "failed");
	assert_true(number_at(test, "score") == 0 && number_at(test, "max_score") == 1);
	json_decref(root);
}

static void gradescope_says_failed_of_a_failure_without_points(void **state)
{
	struct results r = { .suite = "echo" };
	struct bytes text = { 0 };

	(void)state;
	sample_add(&r, "builds", "", VERDICT_FAIL)->max_points = 0;
	report_gradescope(&text, &r);
	assert_non_null(strstr(bytes_text(&text), "\"status\": \"failed\""));
	assert_null(strstr(bytes_text(&text), "max_score"));
	bytes_done(&text);
	results_done(&r);
}

static void check50_has_null_for_what_was_not_judged(void **state)
{
	json_t *root = load(report_check50), *row;

	(void)state;
	assert_int_equal(json_array_size(json_object_get(root, "results")), 7);
	row = at(root, "results", 0);
	assert_string_equal(string_at(row, "name"), "echoes (ipv4)");
	assert_true(json_is_true(json_object_get(row, "passed")));
	assert_true(json_is_null(json_object_get(row, "cause")));
	assert_true(json_is_null(json_object_get(row, "dependency")));
	row = at(root, "results", 3);
	assert_true(json_is_false(json_object_get(row, "passed")));
	assert_true(json_array_size(json_object_get(row, "log")) > 5);
	row = at(root, "results", 4);
	assert_true(json_is_null(json_object_get(row, "passed")));
	assert_string_equal(string_at(row, "dependency"), "echoes (ipv4)");
	assert_string_equal(string_at(json_object_get(row, "cause"), "rationale"),
			    "not run, as 'echoes' failed");
	assert_true(json_is_null(json_object_get(at(root, "results", 5), "passed")));
	row = at(root, "results", 6);
	assert_true(json_is_null(json_object_get(row, "passed")));
	assert_string_equal(
		string_at(json_object_get(json_object_get(row, "cause"), "error"), "value"),
		"the harness broke");
	json_decref(root);
}

/* A build is over no family; and what a student does not see, nothing refers to. */
static void check50_refers_to_results_that_are_there(void **state)
{
	static const char *const dependencies[] = { "builds", "a hidden case" };
	static const char *const wants[] = { "builds (any)", NULL };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct results r = { .suite = "echo", .program = sample_program };
		struct bytes text = { 0 };
		json_t *root, *row;

		sample_add(&r, "builds", "any", VERDICT_FAIL);
		sample_add(&r, "echoes", "ipv6", VERDICT_SKIP)->dependency = dependencies[i];
		report_check50(&text, &r);
		root = json_loads(bytes_text(&text), JSON_REJECT_DUPLICATES, NULL);
		row = at(root, "results", 1);
		if (wants[i])
			assert_string_equal(string_at(row, "dependency"), wants[i]);
		else
			assert_true(json_is_null(json_object_get(row, "dependency")));
		json_decref(root);
		bytes_done(&text);
		results_done(&r);
	}
}

/* Its page puts these four into HTML as they are. */
static void check50_has_no_markup_in_a_cause(void **state)
{
	static const char *const keys[] = { "rationale", "help", "expected", "actual" };
	json_t *root = load(report_check50),
	       *cause = json_object_get(at(root, "results", 3), "cause");

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_null(strchr(string_at(cause, keys[i]), '<'));
	assert_non_null(strstr(string_at(cause, "actual"), "\\x3cb>hel"));
	json_decref(root);
}

static void prairielearn_has_points_in_each_test(void **state)
{
	static const double points[] = { 1, 0.5, 0, 0, 0 }, max_points[] = { 1, 1, 1, 0, 0 };
	json_t *root = load(report_prairielearn);

	(void)state;
	assert_true(json_is_true(json_object_get(root, "gradable")));
	assert_true(number_at(root, "score") == 0.5);
	for (size_t i = 0; i < 5; i++) {
		assert_true(number_at(at(root, "tests", i), "points") == points[i]);
		assert_true(number_at(at(root, "tests", i), "max_points") == max_points[i]);
	}
	json_decref(root);
}

static void prairielearn_does_not_grade_what_could_not_be_judged(void **state)
{
	struct results r = { .suite = "echo" };
	struct bytes text = { 0 };

	(void)state;
	bytes_append_text(&sample_add(&r, "lives", "ipv4", VERDICT_BROKEN)->verdict.message,
			  "the harness broke");
	report_prairielearn(&text, &r);
	assert_non_null(strstr(bytes_text(&text), "\"gradable\": false"));
	assert_non_null(strstr(bytes_text(&text), "\"format_errors\": ["));
	assert_null(strstr(bytes_text(&text), "\"score\""));
	bytes_clear(&text);
	r.rows[0].verdict.kind = VERDICT_FAIL;
	report_prairielearn(&text, &r);
	assert_non_null(strstr(bytes_text(&text), "\"gradable\": true"));
	assert_non_null(strstr(bytes_text(&text), "\"score\": 0"));
	bytes_done(&text);
	results_done(&r);
}

static void classroom_adds_up_and_keeps_its_maximum(void **state)
{
	static const char *const statuses[] = { "pass", "fail", "fail", "pass", "error" };
	json_t *root = load(report_classroom), *test;
	double sum = 0;
	size_t i;

	(void)state;
	assert_int_equal(number_at(root, "version"), 1);
	assert_string_equal(string_at(root, "status"), "fail");
	assert_true(number_at(root, "max_score") == 300); /* hundredths, for the rows have halves */
	assert_true(json_is_integer(json_object_get(root, "max_score")));
	json_array_foreach(json_object_get(root, "tests"), i, test)
	{
		assert_true(json_is_integer(json_object_get(test, "score")));
		sum += number_at(test, "score");
		assert_string_equal(string_at(test, "status"), statuses[i]);
		assert_true(json_is_null(json_object_get(test, "message")) == (i == 0));
	}
	assert_int_equal(i, 5);
	assert_true(sum == 150);
	json_decref(root);
}

/* A suite of COUNT cases that are passed over ipv4 and failed over ipv6, POINTS for each row, as Classroom hears of it. */
static json_t *load_classroom(int count, double points, size_t message)
{
	static const char names[3][2] = { "a", "b", "c" };
	struct results r = { .suite = "echo" };
	struct bytes text = { 0 };
	json_t *root;

	for (int i = 0; i < count; i++) {
		struct result *row = sample_add(&r, names[i], "ipv4", VERDICT_PASS);

		row->points = row->max_points = points;
		row = sample_add_failure(&r, names[i], "ipv6");
		row->max_points = points;
		for (size_t at = 0; at < message; at++)
			bytes_append_text(&row->verdict.message, "\"");
	}
	report_classroom(&text, &r);
	assert_in_range(text.len, 1, 96 << 10); /* in base64 it has to fit into one string of the environment, of 128 KiB */
	root = json_loadb((const char *)text.data, text.len, 0, NULL);
	assert_non_null(root);
	bytes_done(&text);
	results_done(&r);
	return root;
}

static void classroom_hears_of_whole_points_alone(void **state)
{
	static const json_int_t thirds[] = { 33, 34, 33 };
	json_t *root = load_classroom(3, 2, 0);

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(root, "max_score")), 12);
	assert_int_equal(json_integer_value(json_object_get(at(root, "tests", 2), "score")), 2);
	json_decref(root);
	root = load_classroom(3, 1. / 3, 0);
	assert_int_equal(json_integer_value(json_object_get(root, "max_score")), 200);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(json_integer_value(json_object_get(at(root, "tests", i), "score")),
				 thirds[i]);
	json_decref(root);
	root = load_classroom(1, 1e300, 0);
	assert_true(json_is_integer(json_object_get(root, "max_score")));
	json_decref(root);
}

static void classroom_gets_no_more_than_its_environment_holds(void **state)
{
	json_t *root = load_classroom(3, 1, 20 << 10);

	(void)state;
	assert_non_null(strstr(string_at(at(root, "tests", 0), "message"), "\"\"\""));
	assert_non_null(strstr(string_at(at(root, "tests", 2), "message"), "left out here"));
	assert_string_equal(string_at(at(root, "tests", 2), "status"), "fail");
	json_decref(root);
}

static void autolab_ends_with_its_scores(void **state)
{
	struct bytes text = { 0 };
	json_t *root, *cases;
	struct results r;
	const char *second;

	(void)state;
	sample_fill(&r);
	report_autolab(&text, &r);
	second = strchr(bytes_text(&text), '\n') + 1;
	assert_string_equal(second, "{\"scores\":{\"echo <i>\":1.5}}\n");
	root = json_loadb((const char *)text.data, (size_t)(second - (const char *)text.data), 0, NULL);
	assert_non_null(root);
	assert_string_equal(string_at(root, "_presentation"), "semantic");
	assert_int_equal(json_array_size(json_object_get(root, "stages")), 2);
	cases = json_object_get(root, "cases");
	assert_int_equal(json_object_size(cases), 3);
	assert_true(json_is_true(json_object_get(json_object_get(cases, "echoes"), "passed")));
	assert_true(json_is_false(json_object_get(json_object_get(cases, "ends"), "passed")));
	assert_int_equal(json_object_size(json_object_get(root, "not judged, costs no points")), 2);
	json_decref(root);
	bytes_done(&text);
	results_done(&r);
}

/* The runner takes a line for a command that begins with ::NAME, or that has ##[NAME] anywhere and is none of those. */
static void annotations_are_commands_of_our_own(void **state)
{
	static const char *const begins[] = {
		"::error file=src/a%2Cb%3Aserver.c,line=36,title=echoes in <any>",
		"::warning title=lives (ipv4)::BROKEN the harness broke",
		"::notice title=sockcheck::echo <i>: 3 of 7 passed",
	};
	struct bytes text = { 0 };
	struct results r;
	const char *line;

	(void)state;
	sample_fill(&r);
	report_annotations(&text, &r);
	line = bytes_text(&text);
	assert_null(strpbrk(line, "\r\t\033"));
	assert_non_null(strstr(line, "%250A &"));
	for (size_t i = 0; i < 3; i++) {
		assert_memory_equal(line, begins[i], strlen(begins[i]));
		line = strchr(line, '\n') + 1;
	}
	assert_string_equal(line, "");
	bytes_done(&text);
	results_done(&r);
}

static void annotations_name_the_line_of_the_program(void **state)
{
	struct bytes text = { 0 };
	struct results r = { .suite = "echo" };
	struct result *row = sample_add(&r, "echoes", "ipv4", VERDICT_FAIL);

	(void)state;
	bytes_append_text(
		&row->verdict.detail,
		"  00000000 >3c<  |, thread 1, at forged.c:1 x|\n"
		"server, process 2, thread 2: in poll, at ??\n"
		"server, process 2, thread 3: in recvfrom, descriptor 4, at a, at b.c:36 echo\n"
		"server, process 2, thread 4: running, at server.c:99 main\n");
	report_annotations(&text, &r);
	assert_non_null(
		strstr(bytes_text(&text), "::error file=b.c,line=36,title=echoes (ipv4)::FAIL%0A"));
	bytes_done(&text);
	results_done(&r);
}

static void annotations_are_ten_of_a_kind(void **state)
{
	static const char names[][4] = { "c01", "c02", "c03", "c04", "c05", "c06",
					 "c07", "c08", "c09", "c10", "c11" };

	(void)state;
	for (size_t cases = 10; cases <= 11; cases++) {
		struct results r = { .suite = "echo" };
		struct bytes text = { 0 };
		size_t errors = 0;

		for (size_t i = 0; i < cases; i++)
			sample_add(&r, names[i], "ipv4", VERDICT_FAIL);
		report_annotations(&text, &r);
		for (const char *line = bytes_text(&text); (line = strstr(line, "::error ")); line++)
			errors++;
		assert_int_equal(errors, 10);
		assert_int_equal(strstr(bytes_text(&text), "title=c10 ") != NULL, cases == 10);
		assert_int_equal(strstr(bytes_text(&text), "::error title=sockcheck::2 more, ") != NULL,
				 cases == 11);
		bytes_done(&text);
		results_done(&r);
	}
}

static void summary_writes_what_is_not_its_own_in_references(void **state)
{
	struct bytes text = { 0 };
	struct results r;

	(void)state;
	sample_fill(&r);
	report_summary(&text, &r);
	assert_non_null(strstr(bytes_text(&text),
			       "| FAIL | echoes in &#60;any&#62; split | 0/0.5 | bytes (ipv6)"));
	assert_non_null(strstr(bytes_text(&text), "| SKIP | ends | 0/1 |"));
	assert_non_null(strstr(bytes_text(&text), "| BROKEN | lives |  |"));
	assert_null(strstr(bytes_text(&text), "<script"));
	assert_null(strpbrk(bytes_text(&text), "[]`@\r\033"));
	bytes_done(&text);
	results_done(&r);
}

static void summary_is_below_a_megabyte(void **state)
{
	static char names[300][8];
	struct results r = { .suite = "echo" };
	struct bytes text = { 0 };

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		struct bytes *detail;

		names[i][0] = 'a';
		names[i][1] = (char)('a' + i / 26);
		names[i][2] = (char)('a' + i % 26);
		detail = &sample_add(&r, names[i], "ipv4", VERDICT_FAIL)->verdict.detail;
		memset(bytes_grow(detail, 5000), '<', 5000);
		detail->len += 5000;
	}
	report_summary(&text, &r);
	assert_true(text.len < 1024 * 1000);
	assert_non_null(strstr(bytes_text(&text), " more failures have no place here.\n"));
	assert_null(strstr(bytes_text(&text), " more cases have"));
	bytes_clear(&text);
	report_prairielearn(&text, &r);
	assert_true(text.len < 1000 * 1000);
	assert_non_null(strstr(bytes_text(&text), "the report would be too long"));
	bytes_done(&text);
	results_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gradescope_has_a_test_a_case),
		cmocka_unit_test(gradescope_takes_no_points_for_what_was_not_judged),
		cmocka_unit_test(gradescope_says_failed_of_a_failure_without_points),
		cmocka_unit_test(check50_has_null_for_what_was_not_judged),
		cmocka_unit_test(check50_refers_to_results_that_are_there),
		cmocka_unit_test(check50_has_no_markup_in_a_cause),
		cmocka_unit_test(prairielearn_has_points_in_each_test),
		cmocka_unit_test(prairielearn_does_not_grade_what_could_not_be_judged),
		cmocka_unit_test(classroom_adds_up_and_keeps_its_maximum),
		cmocka_unit_test(classroom_hears_of_whole_points_alone),
		cmocka_unit_test(classroom_gets_no_more_than_its_environment_holds),
		cmocka_unit_test(autolab_ends_with_its_scores),
		cmocka_unit_test(annotations_are_commands_of_our_own),
		cmocka_unit_test(annotations_name_the_line_of_the_program),
		cmocka_unit_test(annotations_are_ten_of_a_kind),
		cmocka_unit_test(summary_writes_what_is_not_its_own_in_references),
		cmocka_unit_test(summary_is_below_a_megabyte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
