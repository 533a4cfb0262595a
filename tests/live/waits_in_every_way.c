/*
 * Every kind of wait ends when its time has come by the session's clock, no earlier, and returns what it does by the kernel's: where the
 * clock runs a hundred times as fast, where it jumps, where the test moves it. What tells a time that is out of reach is known to. One
 * test a row and way; the rows are those of the manual.
 */
#include "support/live.h"
#include "support/waits.h"

#include "base/bytes.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const struct waits_row *row; /* of the test that runs */

static struct sck_program *start(struct sck_session *s, double seconds)
{
	const char *path = live_program(row->program);

	return sck_start(s, &(struct sck_start){ .argv = waits_words(row, path, seconds) });
}

static double assert_says(const char *text)
{
	double seconds;
	char says[64];

	assert_true(waits_read(text, &seconds, says, sizeof(says)));
	assert_string_equal(says, row->says);
	return seconds;
}

/* What it measured, once it has ended. */
static double measured(struct sck_program *p)
{
	const char *output;
	char text[128];
	size_t len;

	sck_expect_exit(p, 0);
	output = (const char *)sck_output(p, &len);
	snprintf(text, sizeof(text), "%.*s", (int)len, output);
	return assert_says(text);
}

/* A language that counts whole milliseconds has them begin with one that has begun. */
static bool is_early(double got, double want)
{
	return got < want - 1e-9 - (row->late_by > 0 ? 1e-3 : 0);
}

static void assert_on_time(double got, double want)
{
	if (is_early(got, want) || got > want + row->late_by / 1e3 + 1e-9)
		fail_msg("%s: %.9f s (expected %g, and at most %d ms more)", row->name, got, want,
			 row->late_by);
}

static void as_by_the_kernel(void **state)
{
	struct bytes output = { 0 };
	const double want = row->is_whole ? 1 : 0.01;

	(void)state;
	assert_int_equal(live_untraced(waits_words(row, row->program, want), &output), 0);
	assert_false(is_early(assert_says(bytes_text(&output)), want));
	bytes_done(&output);
}

static void by_rate(void **state)
{
	struct sck_program *p;
	double got;

	sck_limit(*state, 1000);
	sck_clock_rate(*state, 100);
	p = start(*state, 5);
	got = measured(p);
	if (is_early(got, 5))
		fail_msg("%s: %.9f s (expected 5)", row->name, got);
}

static void by_jumps(void **state)
{
	sck_limit(*state, 1000);
	sck_clock_auto(*state);
	assert_on_time(measured(start(*state, 30)), 30);
}

/* All but some seconds are not enough. */
static void by_the_test_s_hand(void **state)
{
	struct sck_program *p;

	sck_clock_auto(*state);
	p = start(*state, 30);
	sck_until_parked(p);
	sck_clock_advance(*state, 24 * SCK_SECOND);
	sck_expect_running(p);
	sck_clock_advance(*state, (6 + row->late_by / 1000) * SCK_SECOND);
	assert_on_time(measured(p), 30);
}

/* An hour is too long for any machine to have waited really. */
static void is_out_of_reach(void **state)
{
	sck_limit(*state, 10000);
	sck_clock_auto(*state);
	assert_true(measured(start(*state, 3600)) < 1800);
}

static int set_up(void **state)
{
	row = *state;
	return sck_setup(state);
}

static int take_row(void **state)
{
	row = *state;
	return 0;
}

static struct CMUnitTest test_of(const struct waits_row *of, const char *way, void (*run)(void **state))
{
	const bool has_session = run != as_by_the_kernel;
	char *name;

	if (asprintf(&name, "%s %s: %s %s", of->program, of->kind, of->name, way) < 0)
		abort();
	return (struct CMUnitTest){ .name = name,
				    .test_func = run,
				    .setup_func = has_session ? set_up : take_row,
				    .teardown_func = has_session ? sck_teardown : NULL,
				    .initial_state = (void *)of };
}

/* How many. */
static size_t add_tests(struct CMUnitTest *tests, const struct waits_row *of)
{
	const bool waits = strcmp(of->says, "-") != 0, is_a_class = strstr(of->program, ".class");
	size_t count = 0;

	if (!of->is_ours) {
		tests[count++] = test_of(of, "is out of reach", is_out_of_reach);
		return count;
	}
	if (waits && !is_a_class)
		tests[count++] = test_of(of, "as by the kernel", as_by_the_kernel);
	tests[count++] = test_of(of, "by rate", by_rate);
	tests[count++] = test_of(of, "by jumps", by_jumps);
	if (!of->never_rests)
		tests[count++] = test_of(of, "by the test's hand", by_the_test_s_hand);
	return count;
}

int main(void)
{
	struct CMUnitTest *tests = calloc(4 * waits_rows_count, sizeof(*tests));
	size_t count = 0;

	if (!tests)
		abort();
	live_begin();
	for (size_t i = 0; i < waits_rows_count; i++)
		count += add_tests(tests + count, &waits_rows[i]);
	return _cmocka_run_group_tests("waits", tests, count, NULL, NULL);
}
