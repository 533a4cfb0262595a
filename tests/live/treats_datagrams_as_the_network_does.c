/*
 * Datagrams: refused at a closed port, too long, without a way, lost. The socket goes on as after the real thing, and a datagram is never
 * cut, for that would destroy it.
 */
#include "support/alike.h"

static const char *const rest[] = { "epsg", "neg", "gSep", NULL };

static void is_refused(void **state)
{
	static const char *const letters[] = { "epg", "eeg", "gkp", NULL };
	struct alike refused = {
		.rule = "recv:error=ECONNREFUSED",
		.call = "recv",
		.real = { .words = "connect=udp do=sr%s" },
		.bent = { .words = "udp connect=udp do=sr%s" },
	};

	(void)state;
	alike_assert(SCK_IPV4, &refused, letters);
	alike_assert(SCK_IPV6, &refused, letters);
	refused.rule = "send:error=ECONNREFUSED:when=2";
	refused.call = "send";
	refused.n = 2;
	refused.real.words = "connect=udp do=ss%s";
	refused.bent.words = "udp connect=udp do=ss%s";
	alike_assert(SCK_IPV4, &refused, letters);
}

static void is_too_long(void **state)
{
	const struct alike too_long = {
		.rule = "send:error=EMSGSIZE:when=1",
		.call = "send",
		.real = { .words = "udp connect=udp do=F%s" },
		.bent = { .words = "udp connect=udp do=F%s" },
	};

	(void)state;
	alike_assert(SCK_IPV4, &too_long, rest);
}

static void has_no_way(void **state)
{
	const struct alike no_way = {
		.rule = "send:error=ENETUNREACH:when=1",
		.call = "send",
		.real = { .words = "socket=udp do=y%s", .host = "203.0.113.1" },
		.bent = { .words = "socket=udp do=y%s", .host = "203.0.113.1" },
	};
	static const char *const letters[] = { "epkg", "yep", NULL };

	(void)state;
	alike_assert(SCK_IPV4, &no_way, letters);
}

/* The second is the first that arrives. */
static void is_lost(void **state)
{
	struct sck_peer *peer;
	struct sck_program *p;

	sck_inject(*state, "send:lose:when=1");
	peer = sck_datagrams_at(*state, false);
	p = live_play(*state, "connect=udp send=one send=two");
	sck_expect_datagram(peer, "two", 3);
	sck_expect_exit(p, 0);
	sck_expect_injected(*state);
	assert_int_equal(seen_call(*state, "send", 1)->result, 3);
	alike_assert_marked(*state, "send", 1, "send:lose:when=1");
}

static void is_answered(void **state)
{
	struct sck_program *p;
	struct sck_peer *peer;

	sck_inject(*state, "recv:error=ENOMEM:when=1");
	p = live_play(*state, "udp do=R answer=1");
	peer = sck_datagrams_to(*state, p);
	sck_send_datagram(peer, "hello", 5);
	sck_expect_datagram(peer, "hello", 5);
	sck_expect_exit(p, 0);
	live_assert_output(p, "R -1 ENOMEM\n");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(is_refused), cmocka_unit_test(is_too_long), cmocka_unit_test(has_no_way),
	LIVE_TEST(is_lost),           LIVE_TEST(is_answered),
};

LIVE_MAIN(tests)
