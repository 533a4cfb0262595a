/*
 * Datagrams: refused at a closed port, too long, without a way, lost, of a stranger. The socket goes on as after the real thing, and a datagram is never
 * cut, for that would destroy it.
 */
#include "run/session.h"
#include "support/alike.h"
#include "support/outcome.h"

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

static struct sck_peer *served(struct sck_session *s, const char *rule)
{
	struct sck_program *p;

	sck_inject(s, rule);
	p = START(s, "answers_datagrams", "{host}", "{port}", "each");
	return sck_datagrams_to(s, p);
}

/* Behind what has come already, so at the first or the second. */
static void assert_one_came(struct sck_session *s, const char *text)
{
	const size_t len = strlen(text);
	bool came = false;

	for (int n = 1; n <= 2; n++) {
		const struct record_call *call = seen_call(s, "recvfrom", n);

		came |= call->result == (int64_t)len &&
			(!len || memcmp(record_data(session_record(s), call->data), text, len) == 0);
	}
	assert_true(came);
}

/* Whoever asked gets the answer, the stranger one of its own. */
static void assert_stranger_is_answered(struct sck_session *s, const char *rule, const char *text)
{
	struct sck_peer *peer = served(s, rule);

	sck_send_datagram(peer, "mine", 4);
	sck_expect_datagram(peer, "mine", 4);
	sck_send_datagram(peer, "more", 4);
	sck_expect_datagram(peer, "more", 4);
	sck_expect_injected(s);
	alike_assert_marked(s, "recvfrom", 1, rule);
	assert_one_came(s, text);
}

static void comes_from_a_stranger(void **state)
{
	assert_stranger_is_answered(*state, "recv:stranger:when=1", "stranger");
}

static void comes_without_a_byte(void **state)
{
	assert_stranger_is_answered(*state, "recv:empty:when=1", "");
}

/* Who asks without a connection hears whoever sends; the stranger is quicker than any answer. */
static void comes_before_the_answer(void **state)
{
	const char rule[] = "sendto:stranger:when=1";
	struct sck_program *p;

	sck_inject(*state, rule);
	p = live_play(*state, "socket=udp do=yR");
	sck_expect_exit(p, 0);
	live_assert_output(p, "y 4\nR 'stranger' 8\n");
	sck_expect_injected(*state);
	alike_assert_marked(*state, "sendto", 1, rule);
}

static void hears_its_peer(void **state)
{
	struct sck_peer *peer;
	struct sck_program *p;

	sck_inject(*state, "recv:stranger");
	peer = sck_datagrams_at(*state, false);
	p = live_play(*state, "connect=udp send=one recv");
	sck_expect_datagram(peer, "one", 3);
	sck_send_datagram(peer, "two", 3);
	sck_expect_exit(p, 0);
	sck_expect_injected(*state);
}

/* To a connected socket nobody else can send (udp(7)). */
static void from_nobody_but_its_peer(void **state)
{
	(void)state;
	assert_int_equal(outcome_of(hears_its_peer)->kind, VERDICT_SKIP);
	outcome_assert_says(outcome_of(hears_its_peer), "no peer");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(is_refused),
	cmocka_unit_test(is_too_long),
	cmocka_unit_test(has_no_way),
	LIVE_TEST(is_lost),
	LIVE_TEST(is_answered),
	LIVE_TEST(comes_from_a_stranger),
	LIVE_TEST(comes_before_the_answer),
	LIVE_TEST(comes_without_a_byte),
	cmocka_unit_test(from_nobody_but_its_peer),
};

LIVE_MAIN(tests)
