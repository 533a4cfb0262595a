/*
 * writev sends all of its first piece and a part of the second. One that takes the bytes off the second piece goes on in its middle; one that
 * counts whole pieces repeats its beginning, and one that takes all for sent leaves the rest out.
 *
 * Edge case: 13
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: writev(2), RETURN VALUE; POSIX.1-2017 writev()
 */
#include "support/edge.h"
#include <stdio.h>
#include <stdlib.h>

enum { PIECES = 3, LITTLE = 10, MUCH = 3000001 };

/* The bytes from..to of what sends_by_writev has. */
static void expect_pattern(struct sck_peer *client, size_t from, size_t to)
{
	uint8_t *want = malloc(to - from + 1);

	assert_non_null(want);
	for (size_t i = from; i < to; i++)
		want[i - from] = (uint8_t)(i % 251);
	sck_expect(client, want, to - from);
	free(want);
}

/* What comes of three pieces of LEN bytes of which the first writev took PART, and the second all the others. */
static void expect_of(struct sck_peer *client, const char *how, size_t len, size_t part)
{
	expect_pattern(client, 0, part);
	if (strcmp(how, "advances") == 0)
		expect_pattern(client, part, PIECES * len);
	if (strcmp(how, "pieces") == 0)
		expect_pattern(client, part - part % len, PIECES * len);
	sck_expect_end(client);
}

static void by_a_rule(struct sck_session *s, const char *how, size_t part)
{
	struct sck_peer *client;
	char rule[64];

	snprintf(rule, sizeof(rule), "writev:short=%zu:when=1", part);
	if (edge_means())
		sck_inject(s, rule);
	client = sck_connect(s, START(s, "sends_by_writev", "{host}", "{port}", "10", how));
	expect_of(client, how, LITTLE, part);
	assert_int_equal(seen_call(s, "writev", 1)->result, part);
	assert_int_equal(seen_call(s, "writev", 1)->asked, PIECES * LITTLE);
}

static void cut_by_a_rule(void **state)
{
	static const char *const kinds[] = { "advances", "pieces", "once" };

	for (size_t part = 1; part < (size_t)PIECES * LITTLE; part++)
		for (size_t i = 0; i < COUNT_OF(kinds); i++) {
			struct sck_session *s = sck_session_new(sck_family(*state));

			by_a_rule(s, kinds[i], part);
			sck_session_free(s);
		}
}

/* More than there is room for: nobody reads yet. */
static void cut_by_a_full_buffer(void **state)
{
	struct sck_program *server = START(*state, "sends_by_writev", "{host}", "{port}",
					   edge_means() ? "3000001" : "10", "advances");
	struct sck_peer *client;
	int64_t part;

	sck_run_until(*state, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(*state, server);
	sck_stop_reading(client);
	sck_run_until(*state, server, SCK_AFTER, "writev", 1);
	part = seen_call(*state, "writev", 1)->result;
	assert_in_range(part, 1, PIECES * MUCH - 1);
	assert_int_not_equal(part % MUCH, 0);
	sck_read_again(client);
	sck_go_on(server);
	expect_of(client, "advances", MUCH, (size_t)part);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(cut_by_a_rule),
	EDGE_TESTS(cut_by_a_full_buffer),
};

LIVE_MAIN(tests)
