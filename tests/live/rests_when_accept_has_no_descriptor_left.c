/*
 * A connection waits, and accept has no descriptor for it: EMFILE by the process's own limit, ENFILE by the system's. Who asks again at
 * once asks for ever; who leaves the listener alone until a client has left serves the one that waits then.
 *
 * Edge case: 51
 * Families: ipv4 ipv6
 * Means: namespace, injected
 * Source: accept(2), ERRORS; getrlimit(2), RLIMIT_NOFILE
 */
#include "support/edge.h"
#include <errno.h>
#include <stdio.h>

enum { STANDARD_AND_LISTENER = 4, ROOM = 2, SPIN = 100 };

struct full {
	struct sck_program *server;
	struct sck_peer *clients[ROOM + 1];
};

/* The last one's connection stands, and waits. */
static void fill(struct sck_session *s, const char *how, int files, struct full *ret)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", files);
	ret->server = START(s, "runs_out_of_descriptors", "{host}", "{port}", how, text);
	for (int i = 0; i <= ROOM; i++) {
		ret->clients[i] = sck_connect(s, ret->server);
		if (i == ROOM)
			break;
		sck_send_text(ret->clients[i], "hello");
		sck_expect_text(ret->clients[i], "hello");
	}
}

static void fill_really(struct sck_session *s, const char *how, struct full *ret)
{
	fill(s, how, STANDARD_AND_LISTENER + ROOM + (edge_means() ? 0 : 1), ret);
}

static void fill_by_a_rule(struct sck_session *s, const char *how, struct full *ret)
{
	if (edge_means())
		sck_inject(s, strcmp(how, "rests") == 0 ? "accept:error=ENFILE:when=3"
							: "accept:error=ENFILE:when=3..200");
	fill(s, how, 64, ret);
}

/* What the process may have is lowered to what it has. */
static void fill_to_a_lowered_limit(struct sck_session *s, const char *how, struct full *ret)
{
	if (edge_means())
		sck_inject(s, "accept:limit:when=3");
	fill(s, how, 64, ret);
}

static void assert_rests(struct sck_session *s, struct full *f, int error)
{
	struct sck_peer *waits = f->clients[ROOM];

	sck_expect_no_spin(f->server);
	assert_int_equal(seen_call(s, "accept", ROOM + 1)->error, error);
	assert_int_equal(seen_count(s, "accept"), ROOM + 1);
	sck_send_text(waits, "at last");
	sck_expect_silence(waits);
	sck_close(f->clients[0]);
	sck_expect_text(waits, "at last");
}

static void assert_spins(struct sck_session *s, struct full *f, int error)
{
	sck_run_until(s, f->server, SCK_AFTER, "accept", SPIN);
	for (int n = ROOM + 1; n < SPIN; n++)
		assert_int_equal(seen_call(s, "accept", n)->error, error);
}

static void rests_at_its_own_limit(void **state)
{
	struct full f;

	fill_really(*state, "rests", &f);
	assert_rests(*state, &f, EMFILE);
}

static void spins_at_its_own_limit(void **state)
{
	struct full f;

	fill_really(*state, "goes_on", &f);
	assert_spins(*state, &f, EMFILE);
}

static void rests_at_the_system_s(void **state)
{
	struct full f;

	fill_by_a_rule(*state, "rests", &f);
	assert_rests(*state, &f, ENFILE);
}

static void spins_at_the_system_s(void **state)
{
	struct full f;

	fill_by_a_rule(*state, "goes_on", &f);
	assert_spins(*state, &f, ENFILE);
}

static void rests_at_a_lowered_limit(void **state)
{
	struct full f;

	fill_to_a_lowered_limit(*state, "rests", &f);
	assert_rests(*state, &f, EMFILE);
	sck_expect_injected(*state);
}

static void spins_at_a_lowered_limit(void **state)
{
	struct full f;

	fill_to_a_lowered_limit(*state, "goes_on", &f);
	assert_spins(*state, &f, EMFILE);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(rests_at_its_own_limit),   EDGE_TESTS(spins_at_its_own_limit),
	EDGE_TESTS(rests_at_a_lowered_limit), EDGE_TESTS(spins_at_a_lowered_limit),
	EDGE_TESTS(rests_at_the_system_s),    EDGE_TESTS(spins_at_the_system_s),
};

LIVE_MAIN(tests)
