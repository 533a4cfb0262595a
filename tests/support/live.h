/*
 * What every live test needs: where the fixture programs are, starting them in a session, and
 * running one of them without any harness, for comparison. Knows nothing of records (seen.h) or of
 * steps that fail (outcome.h).
 */
#ifndef SUPPORT_LIVE_H
#define SUPPORT_LIVE_H

/* cmocka.h asks for these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "sockcheck.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A test with a session over IPv4, or over IPv6. */
#define LIVE_TEST(test) cmocka_unit_test_setup_teardown(test, sck_setup, sck_teardown)
#define LIVE_TEST_IPV6(test) cmocka_unit_test_setup_teardown(test, sck_setup_ipv6, sck_teardown)

/*
 * Runs the tests as one group. A test that hangs ends the process by SIGALRM after minutes: the
 * last resort of a suite that has no other wall clock.
 */
#define LIVE_MAIN(tests)                                          \
	int main(void)                                            \
	{                                                         \
		live_begin();                                     \
		return cmocka_run_group_tests(tests, NULL, NULL); \
	}
void live_begin(void);

/*
 * The path of a program built from fixtures/programs. Valid until the eighth next; skips the test
 * where it was not built.
 */
const char *live_program(const char *name);
/* This very test program. */
const char *live_self(void);
/* It passes once more with the argument "there", run by the fixture WRAPPER, and that by OUTER; NULL: by WRAPPER alone. */
void live_passes_under(const char *outer, const char *wrapper);

/* Starts a fixture; argv[0] is its name. */
struct sck_program *live_start(struct sck_session *s, const char *const *argv);
#define START(s, ...) live_start(s, (const char *const[]){ __VA_ARGS__, NULL })

/*
 * Starts the fixture `play` with these words (fixtures/programs/play.c), at the session's host and
 * port.
 */
struct sck_program *live_play(struct sck_session *s, const char *words);
/* The same, with HOW's other members (argv is filled in). */
struct sck_program *live_play_with(struct sck_session *s, const char *words, struct sck_start how);

/*
 * Runs argv (argv[0] a fixture's name) without the harness to its end: what it wrote on standard
 * output, and wait(2)'s status.
 */
int live_untraced(const char *const *argv, struct bytes *ret_output);

/* Asserts that the standard output of a program that has ended is TEXT. */
void live_assert_output(struct sck_program *p, const char *text);

#endif
