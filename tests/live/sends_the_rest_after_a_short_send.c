/*
 * send takes but a part of what it was given. One that goes on behind that part sends each byte once; one that takes all for sent leaves a hole,
 * and one that begins again repeats.
 *
 * Edge case: 11
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: send(2), RETURN VALUE; POSIX.1-2017 send()
 */
#include "support/edge.h"
#include <stdio.h>
#include <stdlib.h>

enum { LITTLE = 1000, MUCH = 8 << 20 };

/* LEN bytes that are as sends_much has them. */
static void expect_pattern(struct sck_peer *from, size_t len)
{
	uint8_t *want = malloc(len + 1);

	assert_non_null(want);
	for (size_t i = 0; i < len; i++)
		want[i] = (uint8_t)(i % 251);
	sck_expect(from, want, len);
	free(want);
}

/* What comes of LEN bytes of which the first send took PART. */
static void expect_of(struct sck_peer *client, const char *how, size_t len, size_t part)
{
	if (strcmp(how, "once") == 0)
		len = part;
	if (strcmp(how, "again") == 0)
		expect_pattern(client, part);
	expect_pattern(client, len);
	sck_expect_end(client);
}

static void by_a_rule(struct sck_session *s, const char *how, size_t part)
{
	struct sck_peer *client;
	char rule[64];

	snprintf(rule, sizeof(rule), "send:short=%zu:when=1", part);
	if (edge_means())
		sck_inject(s, rule);
	client = sck_connect(s, START(s, "sends_much", "{host}", "{port}", "1000", "blocking", how));
	expect_of(client, how, LITTLE, part);
	assert_int_equal(seen_call(s, "send", 1)->result, part);
}

/* Without blocking, and more than there is room for: nobody reads. */
static void by_the_peer(struct sck_session *s, const char *how, size_t part)
{
	struct sck_program *server = START(s, "sends_much", "{host}", "{port}",
					   edge_means() ? "8388608" : "1000", "nonblocking", how);
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_stop_reading(client);
	sck_run_until(s, server, SCK_AFTER, "send", 1);
	part = (size_t)seen_call(s, "send", 1)->result;
	assert_in_range(part, 1, MUCH - 1);
	assert_int_equal(seen_call(s, "send", 1)->asked, MUCH);
	sck_read_again(client);
	sck_go_on(server);
	expect_of(client, how, MUCH, part);
}

static void each_kind(void **state, void (*by)(struct sck_session *, const char *, size_t), size_t part)
{
	static const char *const kinds[] = { "loops", "once", "again" };

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct sck_session *s = sck_session_new(sck_family(*state));

		by(s, kinds[i], part);
		sck_session_free(s);
	}
}

static void short_by_a_rule(void **state)
{
	static const size_t parts[] = { 1, 2, 500, LITTLE - 1 };

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		each_kind(state, by_a_rule, parts[i]);
}

static void short_by_a_full_buffer(void **state)
{
	each_kind(state, by_the_peer, 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(short_by_a_rule),
	EDGE_TESTS(short_by_a_full_buffer),
};

LIVE_MAIN(tests)
