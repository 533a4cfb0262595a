/*
 * A client announces a message of 64 MiB, of 4 GiB less one byte, or, to one that reads it as signed, of -1 bytes, and sends none of it. A careful
 * program refuses it at once; one that trusts it has taken the memory, and one that finds it small enough waits for bytes that never come.
 *
 * Edge case: 24
 * Families: ipv4 ipv6
 * Means: peer
 * Source: CWE-789; CWE-195; malloc(3)
 */
#include "support/edge.h"

enum { FAIR = 16 << 20 };

static struct sck_program *is_told(struct sck_session *s, const char *how, const char *field)
{
	struct sck_program *server = START(s, "takes_messages", "{host}", "{port}", how);

	sck_send(sck_connect(s, server), edge_means() ? field : "\0\0\0\5", 4);
	return server;
}

static void assert_was_told(struct sck_session *s, const char *field)
{
	seen_assert_data(s, seen_call(s, "recv", 1), field, 4);
}

static void one_that_refuses(void **state)
{
	static const char fields[][4] = { "\4\0\0\0", "\377\377\377\377", "\200\0\0\0", "\177\377\377\377" };

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		struct sck_session *s = sck_session_new(sck_family(*state));
		struct sck_program *server = is_told(s, "careful", fields[i]);

		sck_expect_failure(server);
		assert_was_told(s, fields[i]);
		assert_int_equal(seen_count(s, "recv"), 1);
		sck_session_free(s);
	}
}

static void takes_memory(void **state)
{
	struct sck_program *server = is_told(*state, "trusts", "\4\0\0\0");

	sck_until_parked(server);
	assert_was_told(*state, "\4\0\0\0");
	sck_expect_memory_below(server, FAIR);
}

static void one_that_trusts_it(void **state)
{
	const struct outcome *o = outcome_over(sck_family(*state), takes_memory);

	assert_int_equal(o->kind, VERDICT_FAIL);
	assert_int_equal(o->cause, CAUSE_MEMORY);
}

/* -1 is not above the most: it asks for as many bytes as there are numbers. */
static void one_that_reads_it_as_signed(void **state)
{
	struct sck_program *server = is_told(*state, "signed", "\377\377\377\377");

	sck_until_parked(server);
	assert_was_told(*state, "\377\377\377\377");
	assert_int_equal(seen_call(*state, "recv", 2)->ended_at, -1);
	assert_true(seen_call(*state, "recv", 2)->args[2] == 0xffffffff);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_refuses),
	EDGE_TESTS(one_that_trusts_it),
	EDGE_TESTS(one_that_reads_it_as_signed),
};

LIVE_MAIN(tests)
