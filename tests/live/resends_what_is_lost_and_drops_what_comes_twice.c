/*
 * A network loses datagrams, brings some of them twice, late, or behind others. Who has a time-out and numbers in them moves the word all the
 * same; who waits without one waits for ever, and who takes each datagram for the next one gets another word.
 *
 * Edge case: 96
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: RFC 768; udp(7); RFC 1350, 2
 */
#include "support/edge.h"
#include <stdio.h>

static struct {
	struct sck_link *link;
	struct sck_program *sender, *taker;
} now;

static void begin(struct sck_session *s, const char *take)
{
	sck_clock_auto(s);
	now.taker = START(s, "takes_a_word_by_datagrams", "{host}", "{port}", take);
	sck_until_listening(now.taker);
	now.link = sck_link(s);
}

static void send_word(struct sck_session *s, const char *how)
{
	now.sender = START(s, "sends_a_word_by_datagrams", "{host}", "{port}", how, "hello");
}

/* The word that arrives, in so many datagrams. */
static void expect_word(struct sck_session *s, const char *word, int datagrams)
{
	char output[64];

	sck_expect_exit(now.taker, 0);
	sck_expect_exit(now.sender, 0);
	snprintf(output, sizeof(output), "%s\n", word);
	live_assert_output(now.taker, output);
	assert_int_equal(sck_link_count(now.link, SCK_TO_SERVER), datagrams);
	sck_expect_injected(s);
}

enum { ALL = 6 }; /* five letters and the end */

/* ---- The second is lost ---- */

static void resends_what_is_lost(void **state)
{
	begin(*state, "numbers");
	if (edge_means())
		sck_link_lose(now.link, SCK_TO_SERVER, 2);
	send_word(*state, "resends");
	expect_word(*state, "hello", ALL + 1);
}

static void or_waits_for_ever(void **state)
{
	begin(*state, "numbers");
	if (edge_means())
		sck_link_lose(now.link, SCK_TO_SERVER, 2);
	send_word(*state, "waits");
	sck_clock_advance(*state, 1000 * SCK_SECOND);
	sck_expect_running(now.sender);
	assert_int_equal(sck_link_count(now.link, SCK_TO_SERVER), 2);
}

/* The taker's answer is a send, too: the third of all is the sender's second. */
static void resends_what_a_rule_loses(void **state)
{
	if (edge_means())
		sck_inject(*state, "send:lose:when=3");
	begin(*state, "numbers");
	send_word(*state, "resends");
	expect_word(*state, "hello", ALL);
	assert_int_equal(seen_call(*state, "send", 3)->injected.len > 0, 1);
}

/* ---- One comes twice: for it was brought twice, or its confirmation was lost ---- */

static void with_one_twice(struct sck_session *s, const char *take, const char *word)
{
	begin(s, take);
	if (edge_means())
		sck_link_repeat(now.link, SCK_TO_SERVER, 2);
	send_word(s, "resends");
	expect_word(s, word, ALL);
	assert_int_equal(sck_link_count(now.link, SCK_TO_CLIENT), ALL + 1);
}

static void with_its_confirmation_lost(struct sck_session *s, const char *take, const char *word)
{
	begin(s, take);
	if (edge_means())
		sck_link_lose(now.link, SCK_TO_CLIENT, 2);
	send_word(s, "resends");
	expect_word(s, word, ALL + 1);
}

static void drops_what_comes_twice(void **state)
{
	with_one_twice(*state, "numbers", "hello");
}

static void or_takes_it_twice(void **state)
{
	with_one_twice(*state, "trusts", "heello");
}

static void drops_what_was_sent_twice(void **state)
{
	with_its_confirmation_lost(*state, "numbers", "hello");
}

static void or_takes_what_was_sent_twice(void **state)
{
	with_its_confirmation_lost(*state, "trusts", "heello");
}

/* ---- The third overtakes the second ---- */

static void with_two_swapped(struct sck_session *s, const char *take, const char *word)
{
	begin(s, take);
	if (edge_means())
		sck_link_swap(now.link, SCK_TO_SERVER, 2);
	send_word(s, "at_once");
	expect_word(s, word, ALL);
	seen_assert_data(s, seen_call(s, "recv", 2), "\3l", 2);
	seen_assert_data(s, seen_call(s, "recv", 3), "\2e", 2);
}

static void puts_them_in_order(void **state)
{
	with_two_swapped(*state, "numbers", "hello");
}

static void or_takes_them_as_they_come(void **state)
{
	with_two_swapped(*state, "trusts", "hlelo");
}

/* ---- The second's confirmation comes when the third is waited for, which was lost ---- */

static void with_a_late_confirmation(struct sck_session *s)
{
	begin(s, "numbers");
	if (!edge_means())
		return;
	sck_link_delay(now.link, SCK_TO_CLIENT, 2, 3 * SCK_SECOND / 2);
	sck_link_lose(now.link, SCK_TO_SERVER, 4);
}

static void knows_a_late_confirmation(void **state)
{
	with_a_late_confirmation(*state);
	send_word(*state, "resends");
	expect_word(*state, "hello", ALL + 2);
}

static void or_takes_it_for_another(void **state)
{
	with_a_late_confirmation(*state);
	send_word(*state, "trusts");
	sck_expect_exit(now.sender, 0);
	sck_expect_running(now.taker); /* waits for the third */
	sck_expect_injected(*state);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(resends_what_is_lost),
	EDGE_TESTS(or_waits_for_ever),
	EDGE_TESTS(resends_what_a_rule_loses),
	EDGE_TESTS(drops_what_comes_twice),
	EDGE_TESTS(or_takes_it_twice),
	EDGE_TESTS(drops_what_was_sent_twice),
	EDGE_TESTS(or_takes_what_was_sent_twice),
	EDGE_TESTS(puts_them_in_order),
	EDGE_TESTS(or_takes_them_as_they_come),
	EDGE_TESTS(knows_a_late_confirmation),
	EDGE_TESTS(or_takes_it_for_another),
};

LIVE_MAIN(tests)
