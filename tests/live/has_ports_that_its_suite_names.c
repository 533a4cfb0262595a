/*
 * A suite names ports (sck_use_port()), and the network is the machine's: ports of the session's own stand in for them, and any other that is
 * nobody's here is as where nobody listens.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"
#include "support/taken.h"

#include "run/state.h"
#include <stdio.h>

enum {
	PORT = 2345, /* somebody else's */
	MANY = 150,
	TOO_MANY = 200,
	FIRST = 3000,
	ITS_OWN = 3999,
	LAST = 65535
};

/* The contract names none. */
static int at_no_port(void **state)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);

	*state = s;
	return sck_is_private(s) ? -1 : 0;
}

static void one_of_the_suite(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *client;

	sck_use_port(s, PORT);
	assert_int_equal(sck_port(s), PORT);
	sck_listen(s, NULL);
	client = START(s, "tells_its_ports", "{host}", "{port}", "connect");
	sck_expect_exit(client, 0);
	live_assert_output(client, "connect 2345\ngetpeername 2345\n");
}

static struct sck_program *connect_to(struct sck_session *s, int port)
{
	char text[8];

	snprintf(text, sizeof(text), "%d", port);
	return START(s, "play", "127.0.0.1", text, "try", "connect");
}

static void many(void **state)
{
	struct sck_peer *listeners[MANY];

	for (int i = 0; i < MANY; i++) {
		sck_use_port(*state, (uint16_t)(FIRST + i));
		listeners[i] = sck_listen(*state, NULL);
	}
	for (int i = 0; i < MANY; i += MANY - 1) {
		struct sck_program *client = connect_to(*state, FIRST + i);

		sck_accept(listeners[i]);
		sck_expect_exit(client, 0);
	}
}

static void uses_too_many(void **state)
{
	for (int i = 0; i < TOO_MANY; i++)
		sck_use_port(*state, (uint16_t)(FIRST + i));
}

static void more_than_a_session_may_have(void **state)
{
	(void)state;
	assert_int_equal(outcome_of(uses_too_many)->kind, VERDICT_SKIP);
}

/* It names what it cannot know of: to it nobody is there, as wherever nothing was named. */
static void nobody_s_by_the_number_of_a_stand_in(void **state)
{
	struct sck_session *s = *state;
	char text[8];
	struct sck_program *server, *client;

	sck_use_port(s, FIRST);
	sck_listen(s, NULL);
	client = connect_to(s, s->port);
	sck_expect_exit(client, 0);
	live_assert_output(client, "connect: Connection refused\n");

	snprintf(text, sizeof(text), "%d", FIRST + 1);
	sck_use_port(s, FIRST + 1);
	server = START(s, "play", "127.0.0.1", text, "listen", "accept");
	sck_until_parked(server);
	client = connect_to(s, s->port);
	sck_expect_exit(client, 0);
	live_assert_output(client, "connect: Connection refused\n");
}

/* The contract's port is the last but one: no port stands in for port 0, which is any. */
static void any_port_behind_the_last_one(void **state)
{
	struct sck_session *s = taken_session(SCK_IPV4, LAST - 1);

	(void)state;
	for (int i = 0; i < 2; i++)
		sck_until_parked(START(s, "play", "127.0.0.1", "0", "listen", "accept"));
	assert_int_equal(seen_call(s, "bind", 2)->error, 0);
	sck_session_free(s);
}

/* Only here: somebody is there, and everyone else is answered. */
static void nobody_s_where_the_suite_names_others(void **state)
{
	struct sck_program *client = connect_to(*state, PORT);

	sck_expect_exit(client, 0);
	sck_use_port(*state, FIRST);
	client = connect_to(*state, PORT);
	sck_expect_exit(client, 0);
	live_assert_output(client, "connect: Connection refused\n");
	seen_assert_address(*state, seen_call(*state, "connect", 2), "127.0.0.1", PORT);
}

static void a_program_s_own(void **state)
{
	char text[8];
	struct sck_program *server;

	snprintf(text, sizeof(text), "%d", ITS_OWN);
	sck_use_port(*state, FIRST);
	server = START(*state, "play", "127.0.0.1", text, "listen", "accept");
	sck_until_parked(server);
	sck_expect_exit(connect_to(*state, ITS_OWN), 0);
	sck_expect_exit(server, 0);
}

#define OF_SUITE(test) cmocka_unit_test_setup_teardown(test, at_no_port, sck_teardown)
static const struct CMUnitTest tests_there[] = {
	OF_SUITE(one_of_the_suite),
	OF_SUITE(many),
	cmocka_unit_test(more_than_a_session_may_have),
	OF_SUITE(nobody_s_where_the_suite_names_others),
	OF_SUITE(nobody_s_by_the_number_of_a_stand_in),
	OF_SUITE(a_program_s_own),
	cmocka_unit_test(any_port_behind_the_last_one),
};

TAKEN_MAIN(tests_there, PORT)
