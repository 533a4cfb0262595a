/*
 * What a survey says of a read that a wait has told to find something: that it finds nothing is less likely then, but for a datagram.
 */
#include "run/session.h"
#include "run/survey.h"
#include "support/live.h"

static const struct survey_chance *find(struct sck_session *s, int64_t when)
{
	const struct survey *v = session_surveyed(s);

	for (size_t i = 0; i < v->count; i++) {
		const struct survey_chance *c = &v->chances[i];

		if (!strcmp(c->call->name, "recvfrom") && c->outcome->error &&
		    !strcmp(c->outcome->error, "EAGAIN") && c->when == when)
			return c;
	}
	fail_msg("no chance of EAGAIN at number %d", (int)when);
	return NULL;
}

static struct sck_session *survey(const char *words, bool is_datagram)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *p;

	session_survey(s);
	p = live_play(s, words);
	if (is_datagram)
		sck_send_datagram(sck_datagrams_to(s, p), "abc", 3);
	else
		sck_send_text(sck_connect(s, p), "abc");
	sck_expect_exit(p, 0);
	return s;
}

static void of_a_connection(void **state)
{
	static const char *const words[] = { "listen accept do=Irr", "listen accept do=Err",
					     "listen accept do=Trr" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct sck_session *s = survey(words[i], false);

		assert_int_equal(survey_plausibility(find(s, 1)), PLAUSIBLE_POSIX);
		assert_int_equal(survey_plausibility(find(s, 2)), PLAUSIBLE_LOOPBACK);
		sck_session_free(s);
	}
}

static void of_datagrams(void **state)
{
	struct sck_session *s = survey("udp do=Irr", true);

	(void)state;
	assert_int_equal(survey_plausibility(find(s, 1)), PLAUSIBLE_LOOPBACK);
	sck_session_free(s);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(of_a_connection),
	cmocka_unit_test(of_datagrams),
};

LIVE_MAIN(tests)
