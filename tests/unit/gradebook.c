/*
 * report/gradebook: the class as a table for a spreadsheet, a terminal and a program. report_readers.c gives the CSV to a
 * reader that others wrote.
 */
#include "report/gradebook.h"
#include "base/err.h"
#include "unit/sample_results.h"
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* One who passed, one of whom some failed, one of whom there are no results. */
struct class
{
	struct results good, some;
	struct gradebook_row rows[3];
	struct gradebook book;
};

static void fill(struct class *c)
{
	c->good = (struct results){ .suite = "echo", .seconds = 0.25 };
	sample_add(&c->good, "echoes", "ipv4", VERDICT_PASS);
	sample_add(&c->good, "waits", "ipv4", VERDICT_PASS);
	sample_fill(&c->some);
	c->rows[0] = (struct gradebook_row){ .student = "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2",
					     .folder = "kanji",
					     .results = &c->good };
	c->rows[1] = (struct gradebook_row){ .student = "bob\x1b[2J", .results = &c->some };
	c->rows[2] = (struct gradebook_row){ .student = "carol" };
	c->book = (struct gradebook){ "echo", c->rows, 3, 0 };
}

static void done(struct class *c)
{
	results_done(&c->good);
	results_done(&c->some);
}

static void check_csv(const char *columns, const char *want)
{
	struct bytes text = { 0 };
	struct sck_err err = { 0 };
	struct class c;

	fill(&c);
	assert_int_equal(gradebook_csv(&text, &c.book, columns, &err), 0);
	assert_string_equal(bytes_text(&text), want);
	bytes_done(&text);
	done(&c);
}

static void csv_has_the_columns_of_its_own(void **state)
{
	(void)state;
	check_csv(NULL, "student,points,max_points,percent,verdict,passed,failed,skipped,broken,"
			"build,first_failure\r\n"
			"\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2,1,1,100,PASS,2,0,0,0,ok,\r\n"
			"bob?[2J,1.5,3,50,FAIL,3,1,2,1,ok,echoes in <any> split\r\n"
			"carol,,,,BROKEN,,,,,,\r\n");
}

static void csv_has_the_columns_that_were_asked_for(void **state)
{
	(void)state;
	check_csv("seconds,student",
		  "seconds,student\r\n0.250,\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\r\n1.500,bob?["
		  "2J\r\n,carol\r\n");
	/* what was not judged is an empty cell; what was not run for a failure is none */
	check_csv("cases", "echoes,waits,echoes in <any> "
			   "split,ends,lives\r\n0.5,0.5,,,\r\n1,,0.5,0,\r\n,,,,\r\n");
	check_csv("student,case:e*s,points",
		  "student,echoes,ends,points\r\n\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2,0.5,,"
		  "1\r\nbob?[2J,1,0,1."
		  "5\r\ncarol,,,\r\n");
}

static void csv_names_the_columns_that_there_are(void **state)
{
	static const struct {
		const char *columns, *text;
	} rows[] = {
		{ "student,mark",
		  "'mark' is no column (expected one of student, points, max_points, percent, "
		  "verdict, passed, failed, "
		  "skipped, broken, build, first_failure, seconds, coverage, cases, case:GLOB)" },
		{ "", "'' is no column" },
		{ "student,", "'' is no column" },
		{ "case:x*", "no case matches 'case:x*'" },
	};
	struct class c;

	(void)state;
	fill(&c);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes text = { 0 };
		struct sck_err err = { 0 };

		assert_int_equal(gradebook_csv(&text, &c.book, rows[i].columns, &err), -EINVAL);
		assert_memory_equal(err.text, rows[i].text, strlen(rows[i].text));
		assert_int_equal(text.len, 0);
		bytes_done(&text);
	}
	done(&c);
}

/* RFC 4180, 2.6 and 2.7; the leading characters are OWASP's, the semicolon separates where the comma is decimal. */
static void csv_quotes_and_has_no_formula(void **state)
{
	static const struct {
		const char *student, *cell;
	} rows[] = {
		{ "a,b", "\"a,b\"" },
		{ "a\"b", "\"a\"\"b\"" },
		{ "a\r\nb", "a? b" },
		{ "=1+1", "'=1+1" },
		{ "+1", "'+1" },
		{ "-1", "'-1" },
		{ "@x", "'@x" },
		{ "=\"a\"", "\"'=\"\"a\"\"\"" },
		{ "\xef\xbc\x9d"
		  "1",
		  "'\xef\xbc\x9d"
		  "1" },
		{ "a;=1", "\"a;'=1\"" },
		{ "a=1", "a=1" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct gradebook_row row = { .student = rows[i].student };
		struct gradebook book = { "echo", &row, 1, 0 };
		struct bytes text = { 0 }, want = { 0 };

		bytes_printf(&want, "student\r\n%s\r\n", rows[i].cell);
		assert_int_equal(gradebook_csv(&text, &book, "student", NULL), 0);
		assert_string_equal(bytes_text(&text), bytes_text(&want));
		bytes_done(&text);
		bytes_done(&want);
	}
}

static void text_is_aligned_by_what_is_seen(void **state)
{
	struct bytes text = { 0 };
	struct class c;

	(void)state;
	fill(&c);
	gradebook_text(&text, &c.book);
	assert_string_equal(bytes_text(&text),
			    "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2   PASS      1/1\n"
			    "bob?[2J  FAIL    1.5/3  echoes in <any> split (bytes); 1 broken\n"
			    "carol    BROKEN         there are no results\n"
			    "\n"
			    "echo: 1 of 3 passed, 1 failed, 1 broken\n"
			    "BROKEN is a fault of the tests, not of the program: it costs no "
			    "points and gives none.\n");
	bytes_done(&text);
	done(&c);
}

static void json_says_where_the_results_are(void **state)
{
	struct bytes text = { 0 };
	json_t *root, *students;
	const char *name, *build, *results;
	int passed, broken;
	double points, max_points;
	struct class c;

	(void)state;
	fill(&c);
	gradebook_json(&text, &c.book);
	root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "assignment")), "echo");
	assert_true(json_is_string(json_object_get(root, "version")));
	students = json_object_get(root, "students");
	assert_int_equal(json_array_size(students), 3);
	assert_int_equal(json_unpack(json_array_get(students, 0), "{ss ss}", "results", &results,
				     "verdict", &name),
			 0);
	assert_string_equal(results, "kanji/results.json");
	assert_string_equal(name, "PASS");
	assert_int_equal(json_unpack(json_array_get(students, 1), "{ss sF sF ss ss s{si si}}",
				     "name", &name, "points", &points, "max_points", &max_points,
				     "build", &build, "first_failure", &results, "cases", "passed",
				     &passed, "broken", &broken),
			 0);
	assert_string_equal(name, "bob?[2J");
	assert_string_equal(build, "ok");
	assert_string_equal(results, "echoes in <any> split");
	assert_true(points == 1.5 && max_points == 3 && passed == 3 && broken == 1);
	assert_int_equal(json_unpack(json_array_get(students, 2), "{ss sn sn}", "verdict", &name,
				     "points", "results"),
			 0);
	assert_string_equal(name, "BROKEN");
	json_decref(root);
	bytes_done(&text);
	done(&c);
}

/* Neither built nor failed to: then no case has a column by that row. */
static void a_build_that_broke_is_neither(void **state)
{
	struct results unbuilt = { .suite = "echo" };
	struct gradebook_row row = { .student = "dan", .folder = "dan", .results = &unbuilt };
	const struct gradebook book = { "echo", &row, 1, 0 };
	struct bytes text = { 0 };

	(void)state;
	sample_add(&unbuilt, "builds", "any", VERDICT_BROKEN);
	sample_add(&unbuilt, "echoes", "ipv4", VERDICT_SKIP);
	assert_null(gradebook_build(&unbuilt));
	assert_int_equal(gradebook_csv(&text, &book, "build,cases,student", &(struct sck_err){ 0 }), 0);
	assert_string_equal(bytes_text(&text), "build,student\r\n,dan\r\n");
	unbuilt.rows[0].verdict.kind = VERDICT_FAIL;
	unbuilt.rows[0].verdict.cause = CAUSE_BUILD;
	assert_string_equal(gradebook_build(&unbuilt), "failed");
	unbuilt.rows[0].family = "ipv4";
	unbuilt.rows[0].verdict.kind = VERDICT_BROKEN;
	unbuilt.rows[0].verdict.cause = CAUSE_NONE;
	assert_string_equal(gradebook_build(&unbuilt), "ok");
	bytes_done(&text);
	results_done(&unbuilt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_has_the_columns_of_its_own),
		cmocka_unit_test(csv_has_the_columns_that_were_asked_for),
		cmocka_unit_test(csv_names_the_columns_that_there_are),
		cmocka_unit_test(csv_quotes_and_has_no_formula),
		cmocka_unit_test(text_is_aligned_by_what_is_seen),
		cmocka_unit_test(json_says_where_the_results_are),
		cmocka_unit_test(a_build_that_broke_is_neither),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
