/*
 * cli/steps: the options of `sockcheck talk` become steps, and steps that cannot be where they stand are refused before
 * anything is started.
 */
#include "cli/steps_table.h"
#include "plan/options.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static int take(struct steps *steps, struct sck_err *err, ...)
{
	static char *argv[64] = { "talk" };
	const struct options_want want = { .command = true, .more = { { steps_take, steps, NULL } } };
	struct options o;
	va_list args;
	int argc = 1, code;

	va_start(args, err);
	while ((argv[argc] = va_arg(args, char *)))
		argc++;
	va_end(args);
	argv[argc++] = "--";
	argv[argc++] = "p";
	*steps = (struct steps){ 0 };
	*err = (struct sck_err){ 0 };
	code = options_parse(&o, &want, argc, argv, err);
	return code ? code : steps_check(steps, err);
}
#define TAKE(steps, err, ...) take(steps, err, __VA_ARGS__, (char *)NULL)

#define REFUSED(line, ...)                                                    \
	do {                                                                  \
		struct steps refused;                                         \
		struct sck_err why;                                           \
		assert_int_equal(TAKE(&refused, &why, __VA_ARGS__), -EINVAL); \
		assert_string_equal(why.text, line);                          \
		steps_done(&refused);                                         \
	} while (0)

static void steps_keep_their_order_and_values(void **state)
{
	struct steps s;
	struct sck_err err;

	(void)state;
	assert_int_equal(TAKE(&s, &err, "--connect", "--send", "a\\n\\x00", "--send-chunks", "3",
			      "abc", "--expect=\\\\", "--peer", "1", "--expect-exit", "0", "--signal",
			      "SIGTERM", "--run-until", "after:accept4:2", "--expect-calls",
			      "socket bind,listen", "--urgent", "!", "--expect-line", "text"),
			 0);
	assert_int_equal(s.count, 11);
	assert_string_equal(s.list[0].row->option, "--connect");
	assert_int_equal(s.list[1].bytes.len, 3);
	assert_memory_equal(s.list[1].bytes.data, "a\n\0", 3);
	assert_int_equal(s.list[2].number, 3);
	assert_memory_equal(s.list[2].bytes.data, "abc", 3);
	assert_int_equal(s.list[2].words_count, 3);
	assert_memory_equal(s.list[3].bytes.data, "\\", 1);
	assert_int_equal(s.list[3].words_count, 1);
	assert_int_equal(s.list[4].number, 1);
	assert_int_equal(s.list[5].number, 0);
	assert_int_equal(s.list[6].number, SIGTERM);
	assert_int_equal(s.list[7].moment, SCK_AFTER);
	assert_int_equal(s.list[7].number, 2);
	assert_string_equal(s.list[7].text, "accept4");
	assert_string_equal(s.list[8].text, "socket bind,listen");
	assert_false(s.datagram || s.feeds_input);
	steps_done(&s);
}

static void what_the_steps_are_about_is_known(void **state)
{
	struct steps s;
	struct sck_err err;

	(void)state;
	assert_int_equal(
		TAKE(&s, &err, "--send-datagram", "", "--expect-datagram", "x", "--expect-silence"), 0);
	assert_true(s.datagram);
	assert_int_equal(s.list[0].bytes.len, 0);
	steps_done(&s);
	assert_int_equal(TAKE(&s, &err, "--listen", "--input", "x", "--accept", "--end-input"), 0);
	assert_true(s.feeds_input);
	steps_done(&s);
}

static void bytes_can_come_from_a_file(void **state)
{
	char path[] = "/tmp/sockcheck-steps-XXXXXX", word[64];
	int fd = mkstemp(path);
	struct steps s;
	struct sck_err err;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "\\n\n\0", 4), 4);
	close(fd);
	snprintf(word, sizeof(word), "@%s", path);
	assert_int_equal(TAKE(&s, &err, "--connect", "--send", word), 0);
	assert_int_equal(s.list[1].bytes.len, 4);
	assert_memory_equal(s.list[1].bytes.data, "\\n\n\0", 4);
	steps_done(&s);
	unlink(path);
	REFUSED("--send: '/nowhere/at/all': No such file or directory", "--connect", "--send",
		"@/nowhere/at/all");
}

static void bad_values_are_told_with_what_is_expected(void **state)
{
	(void)state;
	REFUSED("--send: 'a\\q': an unknown escape at character 2 (expected C's: \\n \\x00 \\\\)",
		"--connect", "--send", "a\\q");
	REFUSED("--send: its value is missing (expected TEXT)", "--send");
	REFUSED("--send-chunks: its value is missing (expected N TEXT)", "--send-chunks", "3");
	REFUSED("--send-chunks: 'x' is no number that fits (expected 1 to 1073741824)",
		"--send-chunks", "x", "y");
	REFUSED("--expect-exit: '256' is no number that fits (expected 0 to 255)", "--expect-exit", "256");
	REFUSED("--peer: '0' is no number that fits (expected 1 to 1073741824)", "--peer", "0");
	REFUSED("--connect: takes no value, 'x' was given", "--connect=x");
	REFUSED("--urgent: 'ab' has 2 bytes (expected one)", "--connect", "--urgent", "ab");
	REFUSED("--expect-line: 'a\\nb' is more than a line (expected a text without \\n and \\0)",
		"--expect-line", "a\\nb");
	REFUSED("--signal: 'SIGFOO' is no signal (expected a name as TERM)", "--signal", "SIGFOO");
	REFUSED("--run-until: 'recv:2' is no moment (expected e.g. before:recv:2)", "--run-until", "recv:2");
	REFUSED("--run-until: 'during:recv:2' is no moment (expected e.g. before:recv:2)",
		"--run-until", "during:recv:2");
	REFUSED("--run-until: 'before:recv:0' is no moment (expected e.g. before:recv:2)",
		"--run-until", "before:recv:0");
	REFUSED("--run-until: 'fork' is no call (expected one that 'sockcheck list calls' prints)",
		"--run-until", "before:fork:1");
	REFUSED("--expect-calls: 'fork' is no call (expected one that 'sockcheck list calls' "
		"prints)",
		"--expect-calls", "socket fork");
	REFUSED("--expect-calls: no call is named (expected e.g. 'socket bind listen')",
		"--expect-calls", " ");
	REFUSED("--nonsense: unknown option (expected one that --help lists)", "--nonsense");
}

static void a_step_stands_where_it_can_be(void **state)
{
	char *many[64];
	struct steps s = { 0 };
	struct sck_err err;

	(void)state;
	REFUSED("no step is given (expected e.g. --connect --send 'hello\\n' --expect 'hello\\n')", NULL);
	REFUSED("--send: there is no connection (expected --connect or --accept before it)", "--send", "x");
	REFUSED("--accept: nobody listens (expected --listen before it)", "--accept");
	REFUSED("--expect: the connection was closed before it", "--connect", "--close", "--expect", "x");
	REFUSED("--peer: there is no connection 2 (there are 1 before it)", "--connect", "--peer", "2");
	REFUSED("--listen: given twice", "--listen", "--listen");
	REFUSED("--send: a step for connections, among steps for datagrams", "--send-datagram", "x",
		"--send", "x");
	REFUSED("--connect: a step for connections, among steps for datagrams", "--send-datagram",
		"x", "--connect");
	REFUSED("--send-datagram: a step for datagrams, among steps for connections", "--connect",
		"--send-datagram", "x");
	assert_int_equal(
		TAKE(&s, &err, "--connect", "--reset", "--connect", "--send", "x", "--peer", "2"), 0);
	steps_done(&s);
	for (size_t i = 0; i < sizeof(many) / sizeof(many[0]); i++)
		assert_int_equal(steps_take(&s, "--connect", NULL,
					    (const char *const[]){ "--connect" }, 1, &err),
				 1);
	assert_int_equal(steps_check(&s, &err), 0);
	assert_int_equal(
		steps_take(&s, "--connect", NULL, (const char *const[]){ "--connect" }, 1, &err), 1);
	assert_int_equal(steps_check(&s, &err), -EINVAL);
	assert_string_equal(err.text, "--connect: more than 64 connections");
	steps_done(&s);
}

static void a_step_is_shown_as_a_shell_takes_it(void **state)
{
	struct steps s;
	struct sck_err err;
	struct bytes text = { 0 };

	(void)state;
	assert_int_equal(TAKE(&s, &err, "--connect", "--send-chunks", "3", "a b\\n"), 0);
	steps_append(&text, &s.list[1]);
	assert_string_equal(bytes_text(&text), "--send-chunks 3 'a b\\n'");
	bytes_done(&text);
	steps_done(&s);
}

static void every_row_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < steps_table_count; i++) {
		const struct steps_row *row = &steps_table[i];

		assert_int_equal(strncmp(row->option, "--", 2), 0);
		assert_true((row->value == STEPS_NONE) == (row->value_name == NULL));
		assert_non_null(row->run);
		assert_true(strlen(row->help) > 0);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(row->option, steps_table[j].option);
	}
}

static void write_steps(char *path, const char *text)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void steps_of_a_file_stand_one_a_line_with_their_values_as_they_are(void **state)
{
	char path[] = "/tmp/sockcheck-steps-XXXXXX";
	struct steps s;
	struct sck_err err;

	(void)state;
	write_steps(
		path,
		"# a comment\n\n\t--send GET \"/\" 'x'\\r\\n \n--send-chunks 3  a b\n--half-close");
	assert_int_equal(TAKE(&s, &err, "--connect", "--steps", path, "--close"), 0);
	assert_int_equal(s.count, 5);
	assert_int_equal(s.list[1].bytes.len, 13);
	assert_memory_equal(s.list[1].bytes.data, "GET \"/\" 'x'\r\n", 13);
	assert_int_equal(s.list[2].number, 3);
	assert_int_equal(s.list[2].bytes.len, 3);
	assert_memory_equal(s.list[2].bytes.data, "a b", 3);
	assert_string_equal(s.list[3].row->option, "--half-close");
	/* they are run again by the name of the file */
	assert_int_equal(s.given_count, 4);
	assert_string_equal(s.given[2], path);
	steps_done(&s);
	unlink(path);
}

static void a_file_of_steps_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "--connect\n\nsend x\n",
		  "line 3: 'send' is no step (expected one that 'sockcheck list steps' prints)" },
		{ "--connect now\n", "line 1: --connect: takes no value, 'now' was given" },
		{ "--connect\n--send\n", "line 2: --send: its value is missing (expected TEXT)" },
		{ "--send-chunks 3\n",
		  "line 1: --send-chunks: its value is missing (expected N TEXT)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char path[] = "/tmp/sockcheck-steps-XXXXXX", line[256];

		write_steps(path, rows[i].text);
		snprintf(line, sizeof(line), "--steps: '%s', %s", path, rows[i].why);
		REFUSED(line, "--steps", path);
		unlink(path);
	}
	REFUSED("--steps: its value is missing (expected FILE)", "--steps");
	REFUSED("--steps: '/nonesuch': No such file or directory", "--steps=/nonesuch");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_keep_their_order_and_values),
		cmocka_unit_test(what_the_steps_are_about_is_known),
		cmocka_unit_test(bytes_can_come_from_a_file),
		cmocka_unit_test(bad_values_are_told_with_what_is_expected),
		cmocka_unit_test(a_step_stands_where_it_can_be),
		cmocka_unit_test(a_step_is_shown_as_a_shell_takes_it),
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(steps_of_a_file_stand_one_a_line_with_their_values_as_they_are),
		cmocka_unit_test(a_file_of_steps_is_refused_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
