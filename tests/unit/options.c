/*
 * plan/options: a command line is read strictly, and what is wrong is said in one line.
 */
#include "plan/options.h"
#include "base/bytes.h"
#include "sockcheck.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct options_want suite_want = {
	.options = OPTION_CASE | OPTION_FAMILY | OPTION_FORMAT | OPTION_OUTPUT | OPTION_JOBS |
		   OPTION_PORT | OPTION_LIMIT | OPTION_LADDER | OPTION_LIST,
	.command = true,
};
static const struct options_want run_want = {
	.options = OPTION_TRACE | OPTION_RECORD | OPTION_LIMIT,
	.command = true,
};
static const struct options_want show_want = { .words = { "RECORD" } };

static int parse(struct options *o, const struct options_want *want, struct sck_err *err, ...)
{
	static char *argv[32] = { "name" }; /* what was parsed points into it */
	va_list args;
	int argc = 1;

	va_start(args, err);
	while ((argv[argc] = va_arg(args, char *)))
		argc++;
	va_end(args);
	*err = (struct sck_err){ 0 };
	return options_parse(o, want, argc, argv, err);
}
#define PARSE(o, want, err, ...) parse(o, want, err, __VA_ARGS__, (char *)NULL)

#define REFUSED(want, line, ...)                                                     \
	do {                                                                         \
		struct options refused;                                              \
		struct sck_err err;                                                  \
		assert_int_equal(PARSE(&refused, want, &err, __VA_ARGS__), -EINVAL); \
		assert_string_equal(err.text, line);                                 \
	} while (0)

static void every_option_of_a_suite_is_taken(void **state)
{
	struct options o;
	struct sck_err err;

	(void)state;
	assert_int_equal(PARSE(&o, &suite_want, &err, "--case", "echo*", "--family", "ipv6", "--family=mapped",
			       "--format", "tap", "--output", "a file", "--jobs", "3", "--port=53",
			       "--ladder", "--limit", "2.5", "--", "./server", "{port}", "--help"),
			 0);
	assert_string_equal(o.suite.case_glob, "echo*");
	assert_true(o.suite.ladder);
	assert_int_equal(o.suite.families, SCK_IPV6 | SCK_MAPPED);
	assert_int_equal(o.suite.family_words_count, 2);
	assert_string_equal(o.suite.family_words[1], "mapped");
	assert_string_equal(o.suite.format, "tap");
	assert_string_equal(o.suite.output, "a file");
	assert_int_equal(o.suite.jobs, 3);
	assert_int_equal(o.suite.port, 53);
	assert_true(o.suite.limit == 2.5);
	assert_int_equal(o.suite.command_count, 3);
	assert_string_equal(o.suite.command[2], "--help");
	assert_null(o.suite.command[3]);
	assert_false(o.help || o.list);
}

static void flags_take_no_value(void **state)
{
	struct options o;
	struct sck_err err;

	(void)state;
	assert_int_equal(PARSE(&o, &run_want, &err, "--trace", "--record=r", "--", "p"), 0);
	assert_true(o.trace);
	assert_string_equal(o.record, "r");
	REFUSED(&run_want, "--trace: takes no value, 'yes' was given", "--trace=yes", "--", "p");
}

static void a_list_needs_no_program(void **state)
{
	struct options o;
	struct sck_err err;

	(void)state;
	assert_int_equal(PARSE(&o, &suite_want, &err, "--list"), 0);
	assert_true(o.list);
	assert_int_equal(o.suite.command_count, 0);
}

static void help_and_version_end_the_reading(void **state)
{
	struct options o;
	struct sck_err err;

	(void)state;
	assert_int_equal(PARSE(&o, &run_want, &err, "--help", "--nonsense"), 0);
	assert_true(o.help);
	assert_int_equal(PARSE(&o, &show_want, &err, "--version"), 0);
	assert_true(o.version);
}

static void words_are_taken_where_they_are_asked_for(void **state)
{
	struct options o;
	struct sck_err err;

	(void)state;
	assert_int_equal(PARSE(&o, &show_want, &err, "a.record"), 0);
	assert_int_equal(o.words_count, 1);
	assert_string_equal(o.words[0], "a.record");
	assert_int_equal(PARSE(&o, &show_want, &err, "-"), 0);
	assert_string_equal(o.words[0], "-");
	REFUSED(&show_want, "RECORD is missing", "--");
	REFUSED(&show_want, "'b': a word that is not expected here", "a", "b");
	REFUSED(&show_want, "'p': no program is expected here", "a", "--", "p");
	REFUSED(&run_want, "'p': a word that is not expected here (the program goes behind --)", "p");
}

static void what_is_missing_is_named(void **state)
{
	(void)state;
	REFUSED(&run_want, "the program is missing (expected -- PROGRAM [ARG]... at the end)", "--trace");
	REFUSED(&run_want, "the program is missing (expected -- PROGRAM [ARG]... at the end)", "--");
	REFUSED(&run_want, "--limit: its value is missing (expected SECONDS)", "--limit");
	REFUSED(&run_want, "--limit: its value is missing (expected SECONDS)", "--limit", "--", "p");
}

static void unknown_options_are_refused(void **state)
{
	(void)state;
	REFUSED(&run_want, "--lim: unknown option (expected one that --help lists)", "--lim", "2");
	REFUSED(&run_want, "-v: unknown option (expected one that --help lists)", "-v");
	REFUSED(&run_want, "--jobs: unknown option (expected one that --help lists)", "--jobs=2");
	REFUSED(&run_want, "--trace: given twice", "--trace", "--trace");
}

static void bad_values_are_told_with_what_is_expected(void **state)
{
	(void)state;
	REFUSED(&suite_want, "--limit: 'x' is no number of seconds (expected e.g. 2.5)", "--limit", "x");
	REFUSED(&suite_want, "--limit: 0 is out of range (expected 0.001 to 100000)", "--limit", "0");
	REFUSED(&suite_want, "--limit: 1000000 is out of range (expected 0.001 to 100000)",
		"--limit", "1000000");
	REFUSED(&suite_want, "--jobs: 'two' is no number (expected 1 to 1024)", "--jobs", "two");
	REFUSED(&suite_want, "--jobs: 0 is out of range (expected 1 to 1024)", "--jobs", "0");
	REFUSED(&suite_want, "--port: 65536 is out of range (expected 1 to 65535)", "--port", "65536");
	REFUSED(&suite_want, "--output: the name is empty (expected a file)", "--output=");
	REFUSED(&suite_want, "--family: 'ipv5' is no family (expected one of ipv4, ipv6, mapped, name, name-ipv4, name-ipv6, name-reversed, or all)",
		"--family", "ipv5");
}

static void a_family_can_be_asked_for_only_so_often(void **state)
{
	char *argv[SUITE_PLAN_FAMILIES + 3] = { "name" };
	struct options o;
	struct sck_err err;

	(void)state;
	for (int i = 1; i < SUITE_PLAN_FAMILIES + 2; i++)
		argv[i] = "--family=ipv4";
	assert_int_equal(options_parse(&o, &suite_want, SUITE_PLAN_FAMILIES + 1, argv, &err), -EINVAL);
	assert_string_equal(err.text,
			    "the program is missing (expected -- PROGRAM [ARG]... at the end)");
	assert_int_equal(options_parse(&o, &suite_want, SUITE_PLAN_FAMILIES + 2, argv, &err), -EINVAL);
	assert_string_equal(err.text, "--family: given more than 16 times");
}

struct seen {
	char name[16], value[16];
	size_t count;
};

static int take_more(void *arg, const char *name, const char *value, const char *const *words,
		     size_t count, struct sck_err *err)
{
	struct seen *seen = arg;

	if (!strcmp(name, "--bad"))
		return err_set(err, -EINVAL, "--bad: no");
	if (strcmp(name, "--step") || !words[0])
		return 0;
	strcpy(seen->name, name);
	strcpy(seen->value, value ? value : words[1]);
	seen->count = count;
	return value ? 1 : 2;
}

static void append_step(struct bytes *to)
{
	bytes_append_text(to, "  --step VALUE        one more\n");
}

static void a_command_can_have_options_of_its_own(void **state)
{
	struct seen seen = { 0 };
	const struct options_want want = { .command = true, .more = { { take_more, &seen, append_step } } };
	struct options o;
	struct sck_err err;

	(void)state;
	assert_int_equal(PARSE(&o, &want, &err, "--step", "--x", "--", "p", "q"), 0);
	assert_string_equal(seen.value, "--x");
	assert_int_equal(seen.count, 2);
	assert_int_equal(PARSE(&o, &want, &err, "--step=y=z", "--", "p"), 0);
	assert_string_equal(seen.value, "y=z");
	REFUSED(&want, "--bad: no", "--bad");
	REFUSED(&want, "--other: unknown option (expected one that --help lists)", "--other=1");
}

static void the_help_has_a_line_for_each_option(void **state)
{
	struct bytes text = { 0 };

	(void)state;
	options_help(&text, &(struct options_want){ .options = OPTION_LIMIT,
						    .more = { { take_more, NULL, append_step } } });
	assert_string_equal(
		bytes_text(&text),
		"  --limit SECONDS     the bound on processor time and on waiting for a timer\n"
		"  --step VALUE        one more\n"
		"  --help              print this and end\n"
		"  --version           print the version and end\n");
	bytes_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_option_of_a_suite_is_taken),
		cmocka_unit_test(flags_take_no_value),
		cmocka_unit_test(a_list_needs_no_program),
		cmocka_unit_test(help_and_version_end_the_reading),
		cmocka_unit_test(words_are_taken_where_they_are_asked_for),
		cmocka_unit_test(what_is_missing_is_named),
		cmocka_unit_test(unknown_options_are_refused),
		cmocka_unit_test(bad_values_are_told_with_what_is_expected),
		cmocka_unit_test(a_family_can_be_asked_for_only_so_often),
		cmocka_unit_test(a_command_can_have_options_of_its_own),
		cmocka_unit_test(the_help_has_a_line_for_each_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
