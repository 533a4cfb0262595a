/*
 * Programs built with AddressSanitizer, whose LeakSanitizer traces its own process at the end, and with ThreadSanitizer: they
 * end as they do untraced, their reports are whole, and their calls can be bent. Likewise under valgrind.
 */
#include "support/live.h"
#include "support/seen.h"

static void finds_no_leak_where_there_is_none(void **state)
{
	struct sck_program *p = START(*state, "talks_at_its_end_asan");
	size_t len;

	sck_expect_exit(p, 0);
	sck_errors(p, &len);
	assert_int_equal(len, 0);
}

static void finds_a_leak(void **state)
{
	struct sck_program *p = START(*state, "talks_at_its_end_asan", "leak");
	const uint8_t *errors;
	size_t len;

	sck_until_exit(p);
	errors = sck_errors(p, &len);
	assert_non_null(memmem(errors, len, "77 byte(s) leaked", 17));
	assert_null(memmem(errors, len, "recv", 4));
	assert_null(memmem(errors, len, "ptrace", 6));
	sck_expect_failure(p);
}

static void moves_every_byte(struct sck_session *s, const char *const *argv)
{
	struct sck_program *p;

	sck_limit(s, 60);
	sck_inject(s, "write:short=7");
	sck_inject(s, "read:short=3");
	p = live_start(s, argv);
	sck_expect_exit(p, 0);
	sck_expect_output_text(p, "the same came back\n");
	sck_expect_injected(s);
	assert_true(seen_count(s, "read") >= 100 / 3);
}

static void bends_calls_under_address_sanitizer(void **state)
{
	moves_every_byte(*state, (const char *const[]){ "talks_at_its_end_asan", "talk", NULL });
}

static void bends_calls_under_thread_sanitizer(void **state)
{
	moves_every_byte(*state, (const char *const[]){ "talks_at_its_end_tsan", "talk", NULL });
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(finds_no_leak_where_there_is_none),
	LIVE_TEST(finds_a_leak),
	LIVE_TEST(bends_calls_under_address_sanitizer),
	LIVE_TEST(bends_calls_under_thread_sanitizer),
};

LIVE_MAIN(tests)
