/*
 * sendfile or splice moves but a part of the file, and has moved the offset itself. One that goes by what the call returned and by that offset sends
 * all; one that takes all for sent leaves the rest out, and one that moves the offset once more leaves a hole.
 *
 * Edge case: 15
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: sendfile(2), RETURN VALUE; splice(2)
 */
#include "support/edge.h"
#include <stdio.h>
#include <stdlib.h>

enum { LITTLE = 1000, MUCH = 8 << 20 };

/* The bytes from..to of what sends_a_file has. */
static void expect_pattern(struct sck_peer *client, size_t from, size_t to)
{
	uint8_t *want = malloc(to - from + 1);

	assert_non_null(want);
	for (size_t i = from; i < to; i++)
		want[i - from] = (uint8_t)(i % 251);
	sck_expect(client, want, to - from);
	free(want);
}

static struct sck_peer *begin(struct sck_session *s, const char *call, const char *how, const char *rule)
{
	if (edge_means())
		sck_inject(s, rule);
	return sck_connect(s, START(s, "sends_a_file", "{host}", "{port}", "1000", call, how));
}

static void each_part(void **state, const char *call)
{
	static const size_t parts[] = { 1, 300, LITTLE - 1 };

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		for (int is_once = 0; is_once < 2; is_once++) {
			struct sck_session *s = sck_session_new(sck_family(*state));
			struct sck_peer *client;
			char rule[64];

			snprintf(rule, sizeof(rule), "send:short=%zu:when=1", parts[i]);
			client = begin(s, call, is_once ? "once" : "returned", rule);
			expect_pattern(client, 0, is_once ? parts[i] : LITTLE);
			sck_expect_end(client);
			assert_int_equal(seen_call(s, "send", 1)->result, parts[i]);
			assert_string_equal(seen_call(s, "send", 1)->call->name, call);
			sck_session_free(s);
		}
}

static void short_sendfile(void **state)
{
	each_part(state, "sendfile");
}

static void short_splice(void **state)
{
	each_part(state, "splice");
}

/* The kernel's offset is 300, that of the program 600 then. */
static void one_that_moves_the_offset_too(void **state)
{
	struct sck_peer *client = begin(*state, "sendfile", "twice", "sendfile:short=300:when=1");

	expect_pattern(client, 0, 300);
	expect_pattern(client, 600, LITTLE);
	sck_expect_end(client);
	assert_int_equal(seen_call(*state, "sendfile", 1)->result, 300);
}

/* More than there is room for: nobody reads yet. */
static void into_a_full_buffer(struct sck_session *s, const char *call)
{
	struct sck_program *server = START(s, "sends_a_file", "{host}", "{port}",
					   edge_means() ? "8388608" : "1000", call, "returned");
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_stop_reading(client);
	sck_go_on(server);
	sck_until_parked(server);
	sck_read_again(client);
	expect_pattern(client, 0, MUCH);
	sck_expect_end(client);
}

/* Was there one that moved a part of what it was asked to? */
static void assert_short(struct sck_session *s, const char *call)
{
	const int count = seen_count(s, call);
	bool is_short = false, is_full = false;

	for (int n = 1; n <= count; n++) {
		const struct record_call *one = seen_call(s, call, n);

		is_short |= one->result > 0 && (size_t)one->result < one->asked;
		is_full |= one->result < 0;
	}
	assert_true(is_full);
	assert_true(is_short || strcmp(call, "splice") == 0);
}

static void sendfile_into_a_full_buffer(void **state)
{
	into_a_full_buffer(*state, "sendfile");
	assert_short(*state, "sendfile");
}

static void splice_into_a_full_buffer(void **state)
{
	into_a_full_buffer(*state, "splice");
	assert_short(*state, "splice");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(short_sendfile),
	EDGE_TESTS(short_splice),
	EDGE_TESTS(one_that_moves_the_offset_too),
	EDGE_TESTS(sendfile_into_a_full_buffer),
	EDGE_TESTS(splice_into_a_full_buffer),
};

LIVE_MAIN(tests)
