/*
 * report/: each format says what the results say, whatever bytes they hold. TAP and XML are read back here line by line;
 * golden tests give them to readers that others wrote.
 */
#include "base/err.h"
#include "judge/jsonfile.h"
#include "report/report.h"
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *const program[] = { "./server", "{port}", "M\xfcll", NULL };

static struct result *add(struct results *r, const char *name, const char *family, enum verdict_kind kind)
{
	struct result *row;

	r->rows = reallocarray(r->rows, r->count + 1, sizeof(*r->rows));
	assert_non_null(r->rows);
	row = &r->rows[r->count++];
	*row = (struct result){
		.name = name, .family = family, .verdict.kind = kind, .seconds = 0.0625, .line = 7
	};
	strcpy(row->file, "suite.c");
	bytes_printf(&row->rerun, "sockcheck check echo --case '%s' --family %s -- ./server", name, family);
	if (kind == VERDICT_PASS || kind == VERDICT_FAIL)
		row->max_points = 0.5;
	row->points = kind == VERDICT_PASS ? 0.5 : 0;
	return row;
}

static void add_failure(struct result *row)
{
	struct verdict *v = &row->verdict;

	v->cause = CAUSE_BYTES;
	bytes_append_text(&v->message, "wanted 6 bytes, but # others <came> \"so\" & \\");
	bytes_append_text(&v->want, "\"hello\\n\"");
	bytes_append_text(&v->got, "\"hel\"");
	bytes_append_text(&v->detail, "first difference at byte 3\n  00000000 68\n\nlast\n");
	bytes_append_text(&v->errors, "Traceback\nBoom \x01]]>\n");
	strcpy(v->file, "suite.c");
	v->line = 42;
}

/* A case that passes over both families, one that fails over one of them, a SKIP, a BROKEN. */
static void fill(struct results *r)
{
	*r = (struct results){ .suite = "echo", .program = program, .seconds = 1.5 };
	add(r, "echoes", "ipv4", VERDICT_PASS);
	add(r, "echoes", "ipv6", VERDICT_PASS);
	add_failure(add(r, "echoes #2 <in> any split", "ipv4", VERDICT_FAIL));
	add_failure(add(r, "echoes #2 <in> any split", "ipv6", VERDICT_FAIL));
	add(r, "ends", "ipv4", VERDICT_PASS);
	bytes_append_text(&add(r, "ends", "ipv6", VERDICT_SKIP)->verdict.message, "no IPv6 here");
	bytes_append_text(&add(r, "lives", "ipv4", VERDICT_BROKEN)->verdict.message,
			  "the harness broke");
	add(r, "waits", "ipv4", VERDICT_PASS)->seconds = 2.34;
}

static void text_has_a_line_a_case_and_a_screen_a_failure(void **state)
{
	struct results r;
	struct bytes text = { 0 };

	(void)state;
	fill(&r);
	report_text(&text, &r);
	assert_string_equal(
		bytes_text(&text),
		"echo: ./server {port} M\xef\xbf\xbdll\n"
		"over ipv4 ipv6\n"
		"\n"
		"  PASS    echoes                        1/1\n"
		"  FAIL    echoes #2 <in> any split      0/1  bytes\n"
		"  PASS    ends                      0.5/0.5  (ipv4)\n"
		"  SKIP    ends                               (ipv6)  no IPv6 here\n"
		"  BROKEN  lives                              (ipv4)\n"
		"  PASS    waits                     0.5/0.5  2.3 s  (ipv4)\n"
		"\n"
		"---- echoes #2 <in> any split (ipv4; likewise ipv6) ----------------------------\n"
		"  FAIL (bytes) wanted 6 bytes, but # others <came> \"so\" & \\\n"
		"    at    suite.c:42\n"
		"    want  \"hello\\n\"\n"
		"    got   \"hel\"\n"
		"    first difference at byte 3\n"
		"      00000000 68\n"
		"\n"
		"    last\n"
		"    standard error\n"
		"      | Traceback\n"
		"      | Boom ?]]>\n"
		"    again sockcheck check echo --case 'echoes #2 <in> any split' --family ipv4 -- "
		"./server\n"
		"\n"
		"---- lives (ipv4) --------------------------------------------------------------\n"
		"  BROKEN the harness broke\n"
		"    again sockcheck check echo --case 'lives' --family ipv4 -- ./server\n"
		"\n"
		"4 of 8 passed, 2 failed, 1 skipped, 1 broken: 2 of 3 points\n"
		"BROKEN is a fault of the tests, not of the program: it costs no points and gives "
		"none.\n");
	bytes_done(&text);
	results_done(&r);
}

static void failures_at_different_steps_have_a_screen_each(void **state)
{
	struct results r;
	struct bytes text = { 0 };

	(void)state;
	fill(&r);
	r.rows[3].verdict.line++;
	report_text(&text, &r);
	assert_non_null(strstr(bytes_text(&text), "(ipv4) -"));
	assert_non_null(strstr(bytes_text(&text), "(ipv6) -"));
	assert_non_null(strstr(bytes_text(&text), "suite.c:43"));
	bytes_done(&text);
	results_done(&r);
}

static void a_long_side_is_cut_in_text_alone(void **state)
{
	struct results r;
	struct bytes text = { 0 }, json = { 0 };

	(void)state;
	fill(&r);
	memset(bytes_grow(&r.rows[2].verdict.want, 2000), 'x', 2000);
	r.rows[2].verdict.want.len += 2000;
	report_text(&text, &r);
	report_json(&json, &r);
	assert_non_null(strstr(bytes_text(&text), "xxx ... (2009 characters in all)\n"));
	assert_true(json.len > text.len + 1000);
	bytes_done(&text);
	bytes_done(&json);
	results_done(&r);
}

static void colours_mark_the_verdicts(void **state)
{
	struct results r;
	struct bytes text = { 0 };

	(void)state;
	fill(&r);
	report_text_coloured(&text, &r);
	assert_non_null(strstr(bytes_text(&text), "\033[32mPASS\033[m    echoes"));
	assert_non_null(strstr(bytes_text(&text), "\033[1;31mFAIL\033[m (bytes)"));
	bytes_done(&text);
	results_done(&r);
}

static void tap_escapes_and_explains(void **state)
{
	struct results r;
	struct bytes text = { 0 };

	(void)state;
	fill(&r);
	report_tap(&text, &r);
	assert_non_null(
		strstr(bytes_text(&text),
		       "TAP version 14\n"
		       "1..8\n"
		       "ok 1 - echoes (ipv4)\n"
		       "ok 2 - echoes (ipv6)\n"
		       "not ok 3 - echoes \\#2 <in> any split (ipv4)\n"
		       "  ---\n"
		       "  message: \"wanted 6 bytes, but # others <came> \\\"so\\\" & \\\\\"\n"
		       "  severity: \"fail\"\n"
		       "  cause: \"bytes\"\n"
		       "  wanted: \"\\\"hello\\\\n\\\"\"\n"
		       "  found: \"\\\"hel\\\"\"\n"
		       "  at:\n"
		       "    file: \"suite.c\"\n"
		       "    line: 42\n"
		       "  detail: |\n"
		       "    first difference at byte 3\n"
		       "      00000000 68\n"
		       "    \n"
		       "    last\n"
		       "  errors: |\n"
		       "    Traceback\n"
		       "    Boom ?]]>\n"
		       "  rerun: \"sockcheck check echo --case 'echoes #2 <in> any split' --family "
		       "ipv4 -- ./server\"\n"
		       "  ...\n"
		       "not ok 4 - "));
	assert_non_null(strstr(bytes_text(&text), "\nok 6 - ends (ipv6) # SKIP no IPv6 here\n"));
	assert_non_null(strstr(bytes_text(&text), "\n  severity: \"broken\"\n"));
	assert_non_null(strstr(bytes_text(&text), "\nok 8 - waits (ipv4)\n"));
	bytes_done(&text);
	results_done(&r);
}

static void junit_has_what_its_readers_ask_for(void **state)
{
	struct results r;
	struct bytes text = { 0 };

	(void)state;
	fill(&r);
	report_junit(&text, &r);
	assert_non_null(strstr(
		bytes_text(&text),
		"<testsuite name=\"echo\" tests=\"8\" failures=\"2\" errors=\"1\" skipped=\"1\" "
		"time=\"1.500000\">\n"));
	assert_non_null(
		strstr(bytes_text(&text),
		       "<property name=\"program\" value=\"./server {port} M\xef\xbf\xbdll\"/>"));
	assert_non_null(
		strstr(bytes_text(&text),
		       "<testcase classname=\"echo.ipv6\" name=\"echoes\" time=\"0.062500\" "
		       "file=\"suite.c\" line=\"7\"/>\n"));
	assert_non_null(strstr(bytes_text(&text), "name=\"echoes #2 &lt;in&gt; any split\""));
	assert_non_null(strstr(bytes_text(&text),
			       "<failure message=\"wanted 6 bytes, but # others &lt;came&gt; "
			       "&quot;so&quot; &amp; \\\" type=\"bytes\">"));
	assert_non_null(
		strstr(bytes_text(&text), "<system-err>Traceback\nBoom ]]&gt;\n</system-err>"));
	assert_non_null(strstr(bytes_text(&text), "<skipped message=\"no IPv6 here\"/>"));
	assert_non_null(
		strstr(bytes_text(&text), "<error message=\"the harness broke\" type=\"broken\">"));
	assert_null(memchr(text.data, '\x01', text.len));
	bytes_done(&text);
	results_done(&r);
}

static const char *string_at(json_t *row, const char *key)
{
	return json_string_value(json_object_get(row, key));
}

static void json_has_the_keys_of_the_contract_and_no_other(void **state)
{
	static const char *const keys[] = { "name",       "family",     "verdict", "cause",
					    "message",    "dependency", "asks",    "hint",
					    "want",       "got",        "detail",  "errors",
					    "ladder",     "at",         "source",  "points",
					    "max_points", "seconds",    "rerun" };
	struct results r;
	struct bytes text = { 0 };
	json_t *root, *row;
	size_t i;

	(void)state;
	fill(&r);
	report_json(&text, &r);
	root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_int_equal(json_object_size(root), 8);
	assert_string_equal(string_at(root, "suite"), "echo");
	assert_string_equal(string_at(root, "verdict"), "FAIL");
	assert_int_equal(json_array_size(json_object_get(root, "program")), 3);
	assert_true(json_real_value(json_object_get(root, "points")) == 2.0);
	assert_true(json_real_value(json_object_get(root, "max_points")) == 3.0);
	assert_true(json_real_value(json_object_get(root, "seconds")) == 1.5);
	json_array_foreach(json_object_get(root, "cases"), i, row)
	{
		assert_int_equal(json_object_size(row), sizeof(keys) / sizeof(keys[0]));
		for (size_t j = 0; j < sizeof(keys) / sizeof(keys[0]); j++)
			assert_non_null(json_object_get(row, keys[j]));
	}
	assert_int_equal(i, 8);
	row = json_array_get(json_object_get(root, "cases"), 0);
	assert_true(json_is_null(json_object_get(row, "cause")));
	assert_true(json_is_null(json_object_get(row, "want")));
	assert_true(json_is_null(json_object_get(row, "got")));
	row = json_array_get(json_object_get(root, "cases"), 2);
	assert_string_equal(string_at(row, "cause"), "bytes");
	assert_string_equal(string_at(row, "want"), "\"hello\\n\"");
	json_decref(root);
	bytes_done(&text);
	results_done(&r);
}

/* What is written again from what was read is the same, byte for byte. */
static void json_is_read_as_it_was_written(void **state)
{
	struct bytes first = { 0 }, again = { 0 };
	struct sck_err err = { 0 };
	struct jsonfile file;
	struct results r;

	(void)state;
	fill(&r);
	r.build = "server.c:3: warning: unused\n";
	r.rows[0].asks = "It echoes.";
	r.rows[0].hint = "A loop.";
	r.rows[1].dependency = "echoes";
	bytes_append_text(&r.rows[2].verdict.ladder, "[{\"kind\":\"step\",\"at\":7}]");
	report_json(&first, &r);
	assert_int_equal(jsonfile_read(bytes_text(&first), first.len, &file, &err), 0);
	report_json(&again, &file.results);
	assert_string_equal(bytes_text(&again), bytes_text(&first));
	assert_string_equal(bytes_text(&file.results.rows[2].verdict.ladder),
			    "[{\"kind\":\"step\",\"at\":7}]");
	assert_int_equal(file.results.rows[0].verdict.ladder.len, 0);
	jsonfile_done(&file);
	bytes_done(&first);
	bytes_done(&again);
	results_done(&r);
}

static void json_that_is_no_report_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"{\"suite\": \"x\", \"program\": [], \"cases\": {}, \"seconds\": 1}",
		"{\"suite\": \"x\", \"program\": [1], \"cases\": [], \"seconds\": 1}",
		"{\"suite\": \"x\", \"program\": [], \"cases\": [{\"name\": \"a\"}], \"seconds\": "
		"1}",
		"{\"suite\": \"x\", \"program\": [], \"seconds\": 1, \"cases\": [{\"name\": \"a\", "
		"\"family\": \"ipv4\","
		"\"verdict\": \"GOOD\", \"points\": 1, \"max_points\": 1, \"seconds\": 1}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sck_err err = { 0 };
		struct jsonfile file;

		assert_int_equal(jsonfile_read(texts[i], strlen(texts[i]), &file, &err), -EINVAL);
		assert_true(err.text[0] != '\0');
		jsonfile_done(&file);
	}
}

static void a_run_without_families_that_count_has_no_points(void **state)
{
	struct results r = { .suite = "echo", .program = program };
	struct bytes text = { 0 };

	(void)state;
	add(&r, "ends", "ipv6", VERDICT_SKIP);
	assert_int_equal(results_verdict(&r), VERDICT_SKIP);
	report_text(&text, &r);
	assert_non_null(strstr(bytes_text(&text), "\n0 of 1 passed, 1 skipped: 0 of 0 points\n"));
	bytes_done(&text);
	results_done(&r);
}

static void the_table_finds_the_formats(void **state)
{
	(void)state;
	assert_ptr_equal(report_find("text")->write, report_text);
	assert_ptr_equal(report_find("tap")->write, report_tap);
	assert_ptr_equal(report_find("junit")->write, report_junit);
	assert_ptr_equal(report_find("json")->write, report_json);
	assert_null(report_find("xml"));
	assert_null(report_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_has_a_line_a_case_and_a_screen_a_failure),
		cmocka_unit_test(failures_at_different_steps_have_a_screen_each),
		cmocka_unit_test(a_long_side_is_cut_in_text_alone),
		cmocka_unit_test(colours_mark_the_verdicts),
		cmocka_unit_test(tap_escapes_and_explains),
		cmocka_unit_test(junit_has_what_its_readers_ask_for),
		cmocka_unit_test(json_has_the_keys_of_the_contract_and_no_other),
		cmocka_unit_test(json_is_read_as_it_was_written),
		cmocka_unit_test(json_that_is_no_report_is_refused),
		cmocka_unit_test(a_run_without_families_that_count_has_no_points),
		cmocka_unit_test(the_table_finds_the_formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
