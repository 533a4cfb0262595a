/*
 * What comes to a raw ICMP socket need not be the answer: another's identifier, another sequence number, a duplicate, one that is too late,
 * cut off, damaged, or from another host. Who validates does not count it and waits on; who takes the next packet reports a host that has
 * not answered. With IPv4 the IP header comes before the message, with IPv6 it does not: who believes in one of the two for both finds no
 * reply in the other. A bad checksum comes to the program with IPv4; with ICMPv6 the kernel drops it.
 *
 * Edge case: 109
 * Families: ipv4 ipv6
 * Means: peer
 * Source: RFC 792; RFC 4443, 4 and 2.3; raw(7); RFC 3542, 3
 */
#include "run/session.h"
#include "support/edge.h"
#include "support/pinging.h"

static struct sck_program *ping(struct sck_session *s, const char *how, int count)
{
	return pinging_start(
		s, &(struct pinging){ .how = how, .count = count, .raw_sockets = SCK_RAW_ALLOWED });
}

/* The reply to the first request, wrong in one respect. */
static void answer(struct sck_session *s, const char *how, const struct sck_echo_reply *wrong,
		   const char *output)
{
	struct sck_peer *host = sck_icmp(s, pinging_far_host(s));
	struct sck_program *p = ping(s, how, 1);
	struct sck_echo echo = sck_expect_echo(host);

	sck_send_echo_reply(host, &echo, edge_means() ? wrong : NULL);
	pinging_expect(s, p, output);
}

static unsigned field(struct sck_session *s, int n, size_t at)
{
	size_t len;
	const uint8_t *message = pinging_message(s, n, &len);

	assert_true(len >= at + 2);
	return (unsigned)message[at] << 8 | message[at + 1];
}

enum { CHECKSUM_AT = 2, IDENTIFIER_AT = 4, SEQUENCE_AT = 6, WHOLE = 23 };

static size_t len_of(struct sck_session *s, int n)
{
	size_t len;

	pinging_message(s, n, &len);
	return len;
}

/* Once with the program that validates, once with that which takes any. */
static void with_both(void **state, const struct sck_echo_reply *wrong, const char *careless,
		      void (*prove)(struct sck_session *s))
{
	struct sck_session *second = sck_session_new(sck_family(*state));

	answer(*state, "validates", wrong, "1: no answer\n");
	prove(*state);
	answer(second, "takes-any", wrong, careless);
	prove(second);
	sck_session_free(second);
}

static void identifier_is_another(struct sck_session *s)
{
	assert_int_equal(field(s, 1, IDENTIFIER_AT), 0x5c0d);
}

static void another_identifier(void **state)
{
	with_both(state, &(struct sck_echo_reply){ .id_off = 1 }, "1: type TYPE from HOST\n",
		  identifier_is_another);
}

static void sequence_is_another(struct sck_session *s)
{
	assert_int_equal(field(s, 1, SEQUENCE_AT), 2);
}

static void another_sequence_number(void **state)
{
	with_both(state, &(struct sck_echo_reply){ .sequence_off = 1 }, "1: type TYPE from HOST\n",
		  sequence_is_another);
}

static void message_is_short(struct sck_session *s)
{
	assert_int_equal(len_of(s, 1), 8);
}

static void cut_off(void **state)
{
	with_both(state, &(struct sck_echo_reply){ .cut = WHOLE - 8 }, "1: type TYPE from HOST\n",
		  message_is_short);
}

static void source_is_another(struct sck_session *s)
{
	seen_assert_address(s, seen_call(s, "recvfrom", 1), pinging_stranger(s), 0);
}

static void another_source(void **state)
{
	const bool is_ipv4 = pinging_ipv4(*state);

	with_both(state, &(struct sck_echo_reply){ .from = pinging_stranger(*state) },
		  is_ipv4 ? "1: type 0 from 198.51.100.8\n" : "1: type 129 from 2001:db8:1::8\n",
		  source_is_another);
}

static unsigned sum_of_message(struct sck_session *s, int n)
{
	size_t len;
	const uint8_t *message = pinging_message(s, n, &len);
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += i % 2 ? message[i] : (unsigned)message[i] << 8;
	return (sum & 0xffff) + (sum >> 16);
}

/* It came to the program, or the kernel counts what it dropped. */
static void checksum_is_bad(struct sck_session *s)
{
	if (pinging_ipv4(s))
		assert_int_not_equal(sum_of_message(s, 1), 0xffff);
	else
		assert_null(seen_find(s, "recvfrom", 1));
	assert_int_equal(pinging_counter(s, "InCsumErrors"), 1);
}

static void bad_checksum(void **state)
{
	with_both(state, &(struct sck_echo_reply){ .checksum_wrong = true },
		  pinging_ipv4(*state) ? "1: type TYPE from HOST\n" : "1: no answer\n", checksum_is_bad);
}

/* Two requests; the first is answered twice, the second never. */
static void answer_the_first_twice(struct sck_session *s, const char *how, const char *output)
{
	struct sck_peer *host = sck_icmp(s, pinging_far_host(s));
	struct sck_program *p = ping(s, how, 2);
	struct sck_echo echo = sck_expect_echo(host);

	sck_send_echo_reply(host, &echo, NULL);
	if (edge_means())
		sck_send_echo_reply(host, &echo, NULL);
	pinging_expect(s, p, output);
	assert_int_equal(field(s, 1, SEQUENCE_AT), 1);
	assert_int_equal(field(s, 2, SEQUENCE_AT), 1);
}

static void duplicate_and_who_validates(void **state)
{
	answer_the_first_twice(*state, "validates", "1: type TYPE from HOST\n2: no answer\n");
}

static void duplicate_and_who_takes_any(void **state)
{
	answer_the_first_twice(*state, "takes-any", "1: type TYPE from HOST\n2: type TYPE from HOST\n");
}

/* The first is answered when the program has given it up and waits for the second's answer, which comes to nobody. */
static void answer_the_first_late(struct sck_session *s, const char *how, const char *output)
{
	struct sck_peer *host = sck_icmp(s, pinging_far_host(s));
	struct sck_program *p = ping(s, how, 2);
	struct sck_echo first = sck_expect_echo(host);

	if (edge_means())
		sck_clock_advance(s, SCK_SECOND);
	sck_send_echo_reply(host, &first, NULL);
	pinging_expect(s, p, output);
	assert_int_equal(field(s, 1, SEQUENCE_AT), 1);
	assert_true(seen_call(s, "recvfrom", 1) > seen_call(s, "sendto", 2)); /* they stand in their order */
}

static void late_and_who_validates(void **state)
{
	answer_the_first_late(*state, "validates", "1: no answer\n2: no answer\n");
}

static void late_and_who_takes_any(void **state)
{
	answer_the_first_late(*state, "takes-any", "1: no answer\n2: type TYPE from HOST\n");
}

/* ---- The IP header ---- */

static void answer_rightly(struct sck_session *s, const char *how, const char *output)
{
	struct sck_peer *host = sck_icmp(s, pinging_far_host(s));
	struct sck_program *p = ping(s, how, 1);
	struct sck_echo echo = sck_expect_echo(host);
	const struct record_call *call;

	if (edge_means())
		sck_send_echo_reply(host, &echo, NULL);
	pinging_expect(s, p, output);
	call = seen_call(s, "recvfrom", 1);
	assert_int_equal(call->result, pinging_ipv4(s) ? 20 + WHOLE : WHOLE);
	assert_int_equal(record_data(session_record(s), call->data)[0], pinging_ipv4(s) ? 0x45 : 129);
}

static void header_by_family(void **state)
{
	answer_rightly(*state, "validates", "1: type TYPE from HOST\n");
}

static void header_taken_off_ever(void **state)
{
	answer_rightly(*state, "header-ever",
		       pinging_ipv4(*state) ? "1: type TYPE from HOST\n" : "1: no answer\n");
}

static void header_taken_off_never(void **state)
{
	answer_rightly(*state, "header-never",
		       pinging_ipv4(*state) ? "1: no answer\n" : "1: type TYPE from HOST\n");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(another_identifier),
	EDGE_TESTS(another_sequence_number),
	EDGE_TESTS(cut_off),
	EDGE_TESTS(another_source),
	EDGE_TESTS(bad_checksum),
	EDGE_TESTS(duplicate_and_who_validates),
	EDGE_TESTS(duplicate_and_who_takes_any),
	EDGE_TESTS(late_and_who_validates),
	EDGE_TESTS(late_and_who_takes_any),
	EDGE_TESTS(header_by_family),
	EDGE_TESTS(header_taken_off_ever),
	EDGE_TESTS(header_taken_off_never),
};

LIVE_MAIN(tests)
