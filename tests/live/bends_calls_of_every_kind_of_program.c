/*
 * Programs that make tracing hard: under valgrind, with a seccomp filter of their own, with 200 threads, with 1,000 short-lived
 * children. Their calls are bent and nothing is lost.
 */
#include "run/session.h"
#include "support/live.h"
#include "support/seen.h"
#include <stdlib.h>

static int injected(struct sck_session *s)
{
	const struct record *r = session_record(s);
	int count = 0;

	for (size_t i = 0; i < r->calls_count; i++)
		count += r->calls[i].injected.len > 0;
	return count;
}

static void under_valgrind(void **state)
{
	struct sck_program *p;

	if (system("command -v valgrind >/dev/null") != 0)
		sck_skip(*state, "no valgrind here");
	sck_limit(*state, 60);
	sck_inject(*state, "recv:short=3");
	p = sck_start(*state, &(struct sck_start){ .argv = (const char *const[]){
							   "valgrind", "-q", "--error-exitcode=9",
							   live_program("talks_in_many"), "threads",
							   "2", NULL } });
	sck_expect_exit(p, 0);
	sck_expect_output_text(p, "all came back\n");
	assert_int_equal(injected(*state), 2 * (20 / 3));
}

static void with_a_filter_of_its_own(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "read:short=2");
	p = START(*state, "filters_itself");
	sck_expect_exit(p, 0);
	sck_expect_output_text(p, "hello, bind: Invalid cross-device link\n");
	assert_int_equal(injected(*state), 2);
}

static void with_200_threads(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "recv:short=3");
	p = START(*state, "talks_in_many", "threads", "200");
	sck_expect_exit(p, 0);
	sck_expect_output_text(p, "all came back\n");
	assert_int_equal(injected(*state), 200 * (20 / 3));
}

static void with_1000_children(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "recv:short=3");
	sck_inject(*state, "fork:error=EAGAIN:when=5000"); /* stops at each fork, too */
	p = START(*state, "talks_in_many", "children", "1000");
	sck_expect_exit(p, 0);
	sck_expect_output_text(p, "all came back\n");
	assert_int_equal(injected(*state), 1000 * (20 / 3));
}

static void where_no_process_can_be_made(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "fork:error=EAGAIN:when=3");
	p = START(*state, "talks_in_many", "threads", "5");
	sck_expect_exit(p, 3);
	sck_expect_injected(*state);
	assert_int_equal(injected(*state), 1);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(under_valgrind),
	LIVE_TEST(with_a_filter_of_its_own),
	LIVE_TEST(with_200_threads),
	LIVE_TEST(with_1000_children),
	LIVE_TEST(where_no_process_can_be_made),
};

LIVE_MAIN(tests)
