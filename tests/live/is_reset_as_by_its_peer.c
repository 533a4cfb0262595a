/*
 * A connection that a rule resets, or lets die of a time-out, is afterwards as one that its peer has reset: whatever is asked of it, in
 * whichever order.
 */
#include "support/alike.h"

#include <stdio.h>

/* Before it is accepted, so that it is over when the program makes its first call. */
static void reset_early(struct sck_session *s, struct sck_program *p)
{
	struct sck_peer *client;

	sck_run_until(s, p, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, p);
	sck_reset(client);
	sck_go_on(p);
}

static void only_connect(struct sck_session *s, struct sck_program *p)
{
	sck_connect(s, p);
}

static void at_a_recv(const char *rule, enum sck_family family)
{
	const struct alike reset = {
		.rule = rule,
		.call = "recv",
		.real = { .words = "listen accept do=R%s", .act = reset_early },
		.bent = { .words = "listen accept do=R%s", .act = only_connect },
	};

	alike_assert(family, &reset, alike_dead);
}

static void at_a_send(const char *rule, enum sck_family family)
{
	const struct alike reset = {
		.rule = rule,
		.call = "send",
		.real = { .words = "listen accept do=S%s", .act = reset_early },
		.bent = { .words = "listen accept do=S%s", .act = only_connect },
	};

	alike_assert(family, &reset, alike_dead);
}

static void when_it_receives(void **state)
{
	(void)state;
	at_a_recv("recv:reset", SCK_IPV4);
}

static void when_it_receives_over_ipv6(void **state)
{
	(void)state;
	at_a_recv("recv:error=ECONNRESET", SCK_IPV6);
}

static void when_it_sends(void **state)
{
	(void)state;
	at_a_send("send:reset", SCK_IPV4);
}

static void when_it_sends_over_ipv4_in_ipv6(void **state)
{
	(void)state;
	at_a_send("send:error=ECONNRESET", SCK_MAPPED);
}

/* The reset has been told to the one that asked for the error: then EPIPE with its signal. */
static void its_pipe_breaks(void **state)
{
	static const char *const rest[] = { "rrspegk", "ssrpegx", "epgxhsr", "nRSkgxc", NULL };
	const struct alike pipe = {
		.rule = "send:error=EPIPE",
		.call = "send",
		.real = { .words = "listen accept do=eS%s", .act = reset_early },
		.bent = { .words = "listen accept do=S%s", .act = only_connect },
	};

	(void)state;
	for (const char *const *letters = rest; *letters; letters++) {
		struct bytes real = { 0 }, bent = { 0 };

		alike_run(SCK_IPV4, &pipe, NULL, *letters, &real);
		alike_run(SCK_IPV4, &pipe, pipe.rule, *letters, &bent);
		assert_string_equal(strstr(bytes_text(&real), "S -1 EPIPE signal"), bytes_text(&bent));
		bytes_done(&real);
		bytes_done(&bent);
	}
}

/* The peer has gone when the program asks: by `shutdown`, by `getpeername`. */
static void is_not_connected(const char *rule, const char *call, char letter)
{
	static const char *const rest[] = { "rrsspegk", "ssrrpegx", "ghirsxc", NULL };
	char words[64];

	for (const char *const *letters = rest; *letters; letters++) {
		struct alike gone = { .rule = rule,
				      .call = call,
				      .bent = { .words = words, .act = only_connect } };
		struct bytes real = { 0 }, bent = { 0 };

		gone.real = (struct alike_side){ .words = words, .act = reset_early };
		snprintf(words, sizeof(words), "listen accept do=e%c%%s", letter);
		alike_run(SCK_IPV4, &gone, NULL, *letters, &real);
		alike_run(SCK_IPV4, &gone, rule, *letters, &bent);
		assert_non_null(strchr(bytes_text(&real), '\n'));
		assert_string_equal(strchr(bytes_text(&real), '\n'), strchr(bytes_text(&bent), '\n'));
		bytes_done(&real);
		bytes_done(&bent);
	}
}

static void when_it_asks_for_its_peer(void **state)
{
	(void)state;
	is_not_connected("getpeername:error=ENOTCONN", "getpeername", 'g');
}

static void when_it_shuts_down(void **state)
{
	(void)state;
	is_not_connected("shutdown:error=ENOTCONN", "shutdown", 'h');
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(when_it_receives),   cmocka_unit_test(when_it_receives_over_ipv6),
	cmocka_unit_test(when_it_sends),      cmocka_unit_test(when_it_sends_over_ipv4_in_ipv6),
	cmocka_unit_test(its_pipe_breaks),    cmocka_unit_test(when_it_asks_for_its_peer),
	cmocka_unit_test(when_it_shuts_down),
};

LIVE_MAIN(tests)
