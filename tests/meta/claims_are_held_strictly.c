/*
 * The meta tests can fail: what a broken program's first comment may not look like, and every way in which a check's report
 * may not agree with it, or with a good program.
 */
#include "support/meta_judge.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sockcheck.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- The comment --------------------------------------------------------------------------------------------- */

static void a_comment_in_c_is_read(void **state)
{
	const char *text = "/*\n * Breaks: a\n * Breaks: b*\n * May break: *\n * Cause: bytes\n * "
			   "Bug: -; x: y.\n"
			   " * Families: ipv6 mapped\n */\nint x;\n";
	struct meta_claim c;

	(void)state;
	assert_int_equal(meta_claim_parse(&c, text, NULL), 0);
	assert_int_equal(c.breaks_count, 2);
	assert_string_equal(c.breaks[0], "a");
	assert_string_equal(c.breaks[1], "b*");
	assert_int_equal(c.may_break_count, 1);
	assert_string_equal(c.may_break[0], "*");
	assert_string_equal(c.cause, "bytes");
	assert_string_equal(c.bug, "-; x: y.");
	assert_int_equal(c.families, SCK_IPV6 | SCK_MAPPED);
	meta_claim_done(&c);
}

static void a_comment_of_a_script_is_read(void **state)
{
	const char *text = "#!/usr/bin/env python3\n# Breaks: a\n# Cause: deadlock\n# Bug: -; "
			   "x.\nimport socket\n# no claim\n";
	struct meta_claim c;

	(void)state;
	assert_int_equal(meta_claim_parse(&c, text, NULL), 0);
	assert_string_equal(c.breaks[0], "a");
	assert_string_equal(c.cause, "deadlock");
	assert_int_equal(c.families, 0);
	meta_claim_done(&c);
}

static void any_other_comment_is_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "does not end" },
		{ "#!/bin/sh", "does not end" },
		{ "int main(void) {}\n", "no line says \"Breaks" },
		{ "#!/bin/sh\necho\n", "no line says \"Breaks" },
		{ "\n/*\n * Breaks: a\n * Cause: end\n * Bug: x\n */\n", "no line says \"Breaks" },
		{ "/* Breaks: a\n * Cause: end\n * Bug: x\n */\n", "no line says \"Breaks" },
		{ "/*\n * Breaks: a\n * Bug: x\n */\n", "no line says \"Cause" },
		{ "/*\n * Breaks: a\n * Cause: end\n */\n", "no line says \"Bug" },
		{ "/*\n * May break: a\n * Cause: end\n * Bug: x\n */\n", "no line says \"Breaks" },
		{ "/*\n * Breaks: a\n * Cause: end\n * Bug: x\n", "does not end" },
		{ "# Breaks: a\n# Cause: end\n# Bug: x\n", "does not end" },
		{ "/*\n * Breaks: a\n * Cause: end\n * Bug: x\n *\n */\n",
		  "no line of the first comment" },
		{ "/*\n * Breaks: a\nCause: end\n * Bug: x\n */\n",
		  "no line of the first comment" },
		{ "/*\n * Breaks: a\n * Cause: end\n * Bug: x,\n *   and on\n */\n",
		  "no \"Key: value\"" },
		{ "/*\n * Breaks:\n * Cause: end\n * Bug: x\n */\n", "no \"Key: value\"" },
		{ "/*\n * Breaks: a \n * Cause: end\n * Bug: x\n */\n", "no \"Key: value\"" },
		{ "/*\n * Breaks:  a\n * Cause: end\n * Bug: x\n */\n", "no \"Key: value\"" },
		{ "/*\n * breaks: a\n * Cause: end\n * Bug: x\n */\n", "is no key" },
		{ "/*\n * Breaks: a\n * Cause: ends\n * Bug: x\n */\n", "is no cause" },
		{ "/*\n * Breaks: a\n * Cause: end\n * Cause: end\n * Bug: x\n */\n",
		  "a second Cause" },
		{ "/*\n * Breaks: a\n * Cause: end\n * Bug: x\n * Bug: x\n */\n", "a second Bug" },
		{ "/*\n * Breaks: a\n * Breaks: a\n * Cause: end\n * Bug: x\n */\n", "said twice" },
		{ "/*\n * Breaks: a\n * Cause: end\n * Bug: x\n * Families: ipv5\n */\n",
		  "is no family" },
		{ "/*\n * Families: ipv4\n * Families: ipv6\n */\n", "a second Families" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct sck_err err = { 0 };
		struct meta_claim c;

		if (meta_claim_parse(&c, bad[i].text, &err) != -EINVAL)
			fail_msg("accepted: %s", bad[i].text);
		if (!strstr(err.text, bad[i].why))
			fail_msg("'%s' does not say '%s', for: %s", err.text, bad[i].why, bad[i].text);
		meta_claim_done(&c);
	}
}

static void a_file_that_is_not_there_is_refused(void **state)
{
	struct meta_claim c;

	(void)state;
	assert_true(meta_claim_read(&c, "/nowhere", NULL) < 0);
	meta_claim_done(&c);
}

/* ---- The judgement ------------------------------------------------------------------------------------------- */

#define ROW(case_name, over, came, why)                                                   \
	{                                                                                 \
		.name = (case_name), .family = (over), .verdict = (came), .cause = (why), \
		.message = "m", .dependency = "", .rerun = "r"                            \
	}
#define PASS(case_name, over) ROW(case_name, over, "PASS", "")
#define FAIL(case_name, over, why) ROW(case_name, over, "FAIL", why)
#define REPORT(...)                                                                         \
	(struct meta_report)                                                                \
	{                                                                                   \
		.verdict = "FAIL", .status = 1, .rows = (struct meta_row[]){ __VA_ARGS__ }, \
		.count = COUNT_OF(((struct meta_row[]){ __VA_ARGS__ }))                     \
	}

static const struct meta_claim claim = {
	.breaks = { "a" },
	.breaks_count = 1,
	.may_break = { "b*" },
	.may_break_count = 1,
	.cause = "bytes",
};

/* WANTED is in the complaints; NULL: there are none. */
static void assert_complaint(struct meta_judgement *j, const char *wanted)
{
	const char *text = bytes_text(&j->complaints);

	if (wanted ? !strstr(text, wanted) : *text != '\0')
		fail_msg("wanted '%s', came '%s'", wanted ? wanted : "", text);
	assert_true(!j->is_idle || !wanted);
	meta_judgement_done(j);
}

static void assert_broken(const struct meta_report *r, const struct meta_claim *c, const char *wanted)
{
	struct meta_judgement j;

	meta_judge_broken(&j, r, c, false);
	assert_complaint(&j, wanted);
}

static void assert_good(struct meta_report r, const char *verdict, int status, const char *wanted)
{
	struct meta_judgement j;

	r.verdict = verdict;
	r.status = status;
	meta_judge_good(&j, &r, false);
	assert_complaint(&j, wanted);
}

static void a_good_program_passes_everywhere(void **state)
{
	const struct meta_report good = REPORT(PASS("a", "ipv4"), PASS("a", "ipv6"));

	(void)state;
	assert_good(good, "PASS", 0, NULL);
	assert_good(good, "PASS", 1, "ends with");
	assert_good(good, "FAIL", 0, "ends with");
	assert_good(REPORT(PASS("a", "ipv4"), FAIL("a", "ipv6", "end")), "FAIL", 1,
		    "a good program is accused: a, ipv6");
	assert_good(REPORT(PASS("a", "ipv4"), ROW("a", "ipv6", "BROKEN", "")), "BROKEN", 99,
		    "not judged: a, ipv6");
	assert_good(REPORT(PASS("a", "ipv4"), ROW("a", "ipv6", "pass", "")), "PASS", 0,
		    "not judged: a, ipv6");
	assert_good(REPORT(PASS("a", "ipv4"), ROW("a", "ipv6", "SKIP", "")), "PASS", 0, "left out");
}

static void a_broken_program_fails_as_it_says(void **state)
{
	struct meta_report r = REPORT(FAIL("a", "ipv4", "bytes"), FAIL("a", "ipv6", "bytes"),
				      FAIL("b2", "ipv4", "end"), PASS("b2", "ipv6"), PASS("c", "ipv4"));

	(void)state;
	assert_broken(&r, &claim, NULL);
	r.verdict = "PASS";
	assert_broken(&r, &claim, "ends with");
	r.verdict = "FAIL";
	r.status = 99;
	assert_broken(&r, &claim, "ends with");
}

static void a_broken_program_that_passes_is_told(void **state)
{
	const struct meta_report passes = REPORT(PASS("a", "ipv4"), PASS("b", "ipv4"));
	const struct meta_report passes_once =
		REPORT(FAIL("a", "ipv4", "bytes"), PASS("a", "ipv6"), PASS("b", "ipv4"));
	const struct meta_report other_cause = REPORT(FAIL("a", "ipv4", "end"), PASS("b", "ipv4"));
	const struct meta_report other_case = REPORT(PASS("a", "ipv4"), FAIL("b", "ipv4", "bytes"));

	(void)state;
	assert_broken(&passes, &claim, "'a' does not FAIL with the cause bytes over ipv4");
	assert_broken(&passes_once, &claim, "'a' does not FAIL with the cause bytes over ipv6");
	assert_broken(&other_cause, &claim, "'a' does not FAIL with the cause bytes over ipv4");
	assert_broken(&other_case, &claim, "'a' does not FAIL with the cause bytes over ipv4");
}

static void an_accusation_that_was_not_foretold_is_told(void **state)
{
	const struct meta_report r =
		REPORT(FAIL("a", "ipv4", "bytes"), PASS("b", "ipv4"), FAIL("c", "ipv4", "bytes"));
	const struct meta_report not_judged =
		REPORT(FAIL("a", "ipv4", "bytes"), ROW("b", "ipv4", "BROKEN", ""));
	const struct meta_report left_out =
		REPORT(FAIL("a", "ipv4", "bytes"), ROW("b", "ipv4", "SKIP", ""));

	(void)state;
	assert_broken(&r, &claim, "fails where it does not say so: c, ipv4");
	assert_broken(&not_judged, &claim, "not judged: b, ipv4");
	assert_broken(&left_out, &claim, "left out on a machine that can run it: b, ipv4");
}

static void a_name_that_no_case_has_is_told(void **state)
{
	const struct meta_report r = REPORT(FAIL("a", "ipv4", "bytes"), PASS("c", "ipv4"));
	struct meta_claim c = claim;

	(void)state;
	assert_broken(&r, &claim, "no case that was run is called 'b*'");
	c.breaks[c.breaks_count++] = "d";
	assert_broken(&r, &c, "no case that was run is called 'd'");
}

static void families_bound_a_claim(void **state)
{
	const struct meta_report holds =
		REPORT(PASS("a", "ipv4"), FAIL("a", "ipv6", "bytes"), PASS("b", "ipv6"));
	const struct meta_report elsewhere =
		REPORT(FAIL("a", "ipv4", "bytes"), FAIL("a", "ipv6", "bytes"), PASS("b", "ipv6"));
	const struct meta_report never_run = REPORT(PASS("a", "ipv4"), PASS("b", "ipv4"));
	struct meta_claim c = claim;

	(void)state;
	c.families = SCK_IPV6;
	assert_broken(&holds, &c, NULL);
	assert_broken(&elsewhere, &c, "fails where it does not say so: a, ipv4");
	assert_broken(&never_run, &c, "'a' was run over none of the families");
	assert_broken(&holds, &claim, "'a' does not FAIL with the cause bytes over ipv4");
}

static void each_further_claim_is_held_whatever_its_cause(void **state)
{
	const struct meta_report holds = REPORT(FAIL("a", "ipv4", "bytes"), FAIL("b", "ipv4", "end"));
	const struct meta_report passes = REPORT(FAIL("a", "ipv4", "bytes"), PASS("b", "ipv4"));
	struct meta_claim c = claim;

	(void)state;
	c.breaks[c.breaks_count++] = "b";
	assert_broken(&holds, &c, NULL);
	assert_broken(&passes, &c, "'b' does not FAIL over ipv4");
}

static void what_a_machine_cannot_run_is_no_complaint(void **state)
{
	struct meta_report r = REPORT(ROW("a", "ipv4", "SKIP", ""), PASS("b", "ipv4"));
	struct meta_judgement j;

	(void)state;
	meta_judge_broken(&j, &r, &claim, true);
	assert_true(j.is_idle);
	assert_non_null(strstr(bytes_text(&j.skipped), "a, ipv4: m"));
	assert_complaint(&j, NULL);
	r.rows[1].verdict = "SKIP";
	meta_judge_good(&j, &r, true);
	assert_true(j.is_idle);
	assert_complaint(&j, NULL);
}

/* It counts as neither a pass nor a lack; a claim on it does not hold. */
static void what_a_basic_case_prevented_is_no_complaint(void **state)
{
	struct meta_report r = REPORT(FAIL("a", "ipv4", "bytes"), ROW("b", "ipv4", "SKIP", ""));
	struct meta_claim c = claim;

	(void)state;
	r.rows[1].dependency = "a";
	assert_broken(&r, &claim, NULL);
	c.breaks[c.breaks_count++] = "b";
	assert_broken(&r, &c, "'b' does not FAIL over ipv4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_basic_case_prevented_is_no_complaint),
		cmocka_unit_test(a_comment_in_c_is_read),
		cmocka_unit_test(a_comment_of_a_script_is_read),
		cmocka_unit_test(any_other_comment_is_refused),
		cmocka_unit_test(a_file_that_is_not_there_is_refused),
		cmocka_unit_test(a_good_program_passes_everywhere),
		cmocka_unit_test(a_broken_program_fails_as_it_says),
		cmocka_unit_test(a_broken_program_that_passes_is_told),
		cmocka_unit_test(an_accusation_that_was_not_foretold_is_told),
		cmocka_unit_test(a_name_that_no_case_has_is_told),
		cmocka_unit_test(families_bound_a_claim),
		cmocka_unit_test(each_further_claim_is_held_whatever_its_cause),
		cmocka_unit_test(what_a_machine_cannot_run_is_no_complaint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
