/*
 * Where an outcome could not happen its rule does not act: the verdict is SKIP and says what it needs, and the program does what it does
 * without the rule. Insisted on (--force), it acts.
 */
#include "support/alike.h"
#include "support/outcome.h"

#include "run/session.h"
#include "run/state.h"
#include <stdlib.h>

static const struct lie {
	const char *rule, *words, *call;
	const char *needs; /* in the verdict */
	const char *hello;
	const char *truth, *lie; /* what is printed without force, and with it */
	bool is_datagram;
} lies[] = {
	{ "recv:short=1:when=1", "listen accept edge=6 do=e", "recv", "EPOLLET", "abcdef",
	  "e so_error none 0\n", NULL, false },
	{ "recv:error=EAGAIN:when=1", "listen accept edge=6 do=e", "recv", "EPOLLET", "abcdef",
	  "e so_error none 0\n", NULL, false },
	{ "recv:short=2:when=1", "listen accept do=WR", "recv", "MSG_WAITALL", "abcdefghi",
	  "W 'abcdefgh' 8\nR 'i' 1\n", "W 'ab' 2\nR 'cdefghi' 7\n", false },
	{ "recv:short=2", "udp do=R", "recv", "a stream socket", "abcdef", "R 'abcdef' 6\n",
	  "R 'ab' 2\n", true },
	{ "recv:error=EAGAIN:when=1", "listen accept do=RR", "recv", "does not wait", "abc", NULL,
	  NULL, false },
	{ "recv:error=EINTR:when=1", "listen accept do=Ir", "recv", "may wait", "abc",
	  "I revents 0x1 1\nr 'abc' 3\n", "I revents 0x1 1\nr -1 EINTR\n", false },
	{ "recv:spurious:when=1", "listen accept do=IR", "recv", "does not wait", "abc",
	  "I revents 0x1 1\nR 'abc' 3\n", "I revents 0x1 1\nR -1 EAGAIN\n", false },
	{ "recv:end", "udp do=R", "recv", "a stream socket", "abc", "R 'abc' 3\n", NULL, true },
	{ "recv:reset", "udp do=R", "recv", "a TCP socket", "abc", "R 'abc' 3\n", NULL, true },
	{ "send:error=EMSGSIZE:when=1", "listen accept do=SR", "send", "a datagram socket", "abc",
	  "S 4\nR 'abc' 3\n", "S -1 EMSGSIZE\nR 'abc' 3\n", false },
	{ "send:lose:when=1", "listen accept do=SR", "send", "a datagram socket", "abc",
	  "S 4\nR 'abc' 3\n", "S 4\nR 'abc' 3\n", false },
	{ "send:error=EAGAIN:when=1", "listen accept do=SR", "send", "does not wait", "abc",
	  "S 4\nR 'abc' 3\n", "S -1 EAGAIN\nR 'abc' 3\n", false },
	{ "accept:error=EAGAIN:when=1", "listen do=ao", "accept", "does not wait", "abc",
	  "a 0\no 0\n", NULL, false },
	{ "connect:error=ECONNREFUSED", "socket=udp do=x", "connect", "a stream socket", NULL,
	  "x 0\n", "x -1 ECONNREFUSED\n", false },
	{ "wait:error=EINTR:when=1", "listen accept do=Rp", "wait", "may wait", "abc",
	  "R 'abc' 3\np revents 0x4 1\n", "R 'abc' 3\np revents 0 -1 EINTR\n", false },
	{ "recv:end:when=1", "listen accept do=IQR", "recv", "MSG_ERRQUEUE", "abc",
	  "I revents 0x1 1\nQ -1 EAGAIN\nR 'abc' 3\n", "I revents 0x1 1\nQ 0\nR 0\n", false },
	{ "recv:error=ECONNRESET:when=1", "listen accept do=IOR", "recv", "MSG_OOB", "abc",
	  "I revents 0x1 1\nO -1 EINVAL\nR 'abc' 3\n", "I revents 0x1 1\nO -1 ECONNRESET\nR 0\n", false },
	{ "recv:error=EINTR:when=1", "listen accept do=IQR", "recv", "may wait", "abc",
	  "I revents 0x1 1\nQ -1 EAGAIN\nR 'abc' 3\n", "I revents 0x1 1\nQ -1 EINTR\nR 'abc' 3\n", false },
	{ "connect:error=EACCES:when=2", "socket=udp do=xzg", "connect", "AF_UNSPEC", NULL,
	  "x 0\nz 0\ng -1 ENOTCONN\n", NULL, false },
	{ "listen:error=EADDRINUSE:when=2", "bind do=llk", "listen", "does not listen yet", NULL,
	  "l 0\nl 0\nk 11\n", NULL, false },
	{ "recv:short=1:when=2", "listen accept do=KR", "recv", "MSG_PEEK", "abc",
	  "K 'abc' 3\nR 'abc' 3\n", "K 'abc' 3\nR 'a' 1\n", false },
	{ "recv:end:when=1", "listen accept do=ImR", "recv", "FIONREAD", "abc",
	  "I revents 0x1 1\nm 3\nR 'abc' 3\n", "I revents 0x1 1\nm 3\nR 0\n", false },
	{ "recv:error=EAGAIN:when=2", "listen accept do=Krr", "recv", "MSG_PEEK", "abc",
	  "K 'abc' 3\nr 'abc' 3\nr -1 EAGAIN\n", "K 'abc' 3\nr -1 EAGAIN\nr 'abc' 3\n", false },
	{ "wait:early", "listen accept do=I", "wait", "a time-out", "abc", "I revents 0x1 1\n", NULL, false },
};
static const struct lie *lie;

static struct sck_program *play(struct sck_session *s, bool is_forced)
{
	struct sck_program *p;

	s->options.force = is_forced;
	sck_inject(s, lie->rule);
	p = live_play(s, lie->words);
	if (lie->hello && lie->is_datagram)
		sck_send_datagram(sck_datagrams_to(s, p), lie->hello, strlen(lie->hello));
	else if (lie->hello)
		sck_send_text(sck_connect(s, p), lie->hello);
	return p;
}

static void is_refused(void **state)
{
	struct sck_program *p = play(*state, false);

	if (lie->truth) {
		sck_expect_exit(p, 0);
		live_assert_output(p, lie->truth);
	} else {
		sck_until_parked(p);
	}
	for (size_t i = 0; i < session_record(*state)->calls_count; i++)
		assert_int_equal(session_record(*state)->calls[i].injected.len, 0);
	sck_expect_injected(*state);
}

static void refuses(void **state)
{
	(void)state;
	for (lie = lies; lie < lies + COUNT_OF(lies); lie++) {
		const struct outcome *o = outcome_of(is_refused);

		if (o->kind != VERDICT_SKIP)
			fail_msg("%s on %s: %s", lie->rule, lie->words, o->message);
		outcome_assert_says(o, lie->rule);
		outcome_assert_says(o, lie->needs);
		outcome_assert_says(o, "--force");
	}
}

static void lies_when_forced(void **state)
{
	(void)state;
	for (lie = lies; lie < lies + COUNT_OF(lies); lie++) {
		struct sck_session *s = sck_session_new(SCK_IPV4);
		const char *when = strstr(lie->rule, "when=");
		struct sck_program *p;

		if (lie->lie) {
			p = play(s, true);
			sck_expect_exit(p, 0);
			live_assert_output(p, lie->lie);
			sck_expect_injected(s);
			alike_assert_marked(s, lie->call, when ? atoi(when + strlen("when=")) : 1,
					    lie->rule);
		}
		sck_session_free(s);
	}
}

/* By a forced short recv it takes the descriptor for drained, and waits for an edge that does not come. */
static void breaks_edge_triggered_programs_when_forced(void **state)
{
	const struct record_call *last;
	struct sck_program *p;

	lie = &lies[0];
	p = play(*state, true);
	sck_until_parked(p);
	sck_expect_injected(*state);
	last = &session_record(*state)->calls[session_record(*state)->calls_count - 1];
	assert_string_equal(last->call->name, "epoll_wait");
	assert_int_equal(last->ended_at, -1);
}

/* The first splice is out of a socket, the second into one; only that sends. */
static void fails_no_splice_that_receives(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "splice:error=EPIPE");
	p = START(*state, "moves_bytes", "{port}");
	sck_until_exit(p);
	assert_int_equal(seen_call(*state, "splice", 1)->result, 8);
	alike_assert_marked(*state, "splice", 2, "splice:error=EPIPE");
}

/* What was seen comes; what lies behind it may come later. */
static void cuts_where_no_more_was_seen(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "recv:short=2");
	p = live_play(*state, "listen accept do=KRRR");
	sck_send_text(sck_connect(*state, p), "abcdef");
	sck_expect_exit(p, 0);
	live_assert_output(p, "K 'ab' 2\nR 'ab' 2\nR 'cd' 2\nR 'ef' 2\n");
	sck_expect_injected(*state);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(refuses),
	cmocka_unit_test(lies_when_forced),
	LIVE_TEST(breaks_edge_triggered_programs_when_forced),
	LIVE_TEST(cuts_where_no_more_was_seen),
	LIVE_TEST(fails_no_splice_that_receives),
};

LIVE_MAIN(tests)
