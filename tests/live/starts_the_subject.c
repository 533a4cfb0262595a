/*
 * The session's subject, as a suite has one: sck_subject starts it once and gives the same one
 * afterwards; sck_start without words starts it as it likes.
 */
#include "support/live.h"
#include "support/seen.h"

#include "base/err.h"
#include "run/session.h"

static struct sck_session *session_about(const char *const *subject)
{
	const struct session_options options = { .family = SCK_IPV4, .port = 4321, .subject = subject };
	struct sck_session *s;
	struct sck_err err;

	assert_int_equal(session_new(&options, &s, &err), 0);
	return s;
}

static void once(void **state)
{
	const char *subject[] = { live_program("talk"), "serve", "{port}", NULL };
	struct sck_session *s = session_about(subject);
	struct sck_peer *client = sck_connect(s, sck_subject(s));

	(void)state;
	assert_ptr_equal(sck_subject(s), sck_subject(s));
	assert_int_equal(sck_port(s), 4321);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	assert_int_equal(seen_count_events(s, RECORD_START), 1);
	sck_session_free(s);
}

static void with_other_settings(void **state)
{
	const char *subject[] = { live_program("play"), "{host}", "{port}", NULL };
	const char *args[] = { "print={port}", NULL };
	struct sck_session *s = session_about(subject);
	struct sck_program *p = sck_start(s, &(struct sck_start){ .args = args });

	(void)state;
	assert_ptr_equal(sck_subject(s), p);
	sck_expect_output_text(p, "4321\n");
	sck_session_free(s);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(once),
	cmocka_unit_test(with_other_settings),
};

LIVE_MAIN(tests)
