/*
 * Without CAP_NET_RAW a raw socket is refused with EPERM. A ping socket needs no capability, but that net.ipv4.ping_group_range, of each
 * network namespace its own and empty as the kernel makes it, holds a group of the program's: else EACCES. Who tries both pings where one is
 * allowed, and says why where none is; who takes what socket() returns for a descriptor hears of nobody.
 *
 * Edge case: 108
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: raw(7); icmp(7), ping_group_range; socket(2)
 */
#include "support/edge.h"
#include "support/pinging.h"
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sck_program *ping_lo(struct sck_session *s, const char *kind, const char *how)
{
	const enum sck_raw raw = edge_means() ? SCK_RAW_REFUSED : SCK_RAW_ALLOWED;

	return pinging_start(
		s, &(struct pinging){ .host = sck_host(s), .kind = kind, .how = how, .raw_sockets = raw });
}

/* On a host whose ping_group_range nobody has set. */
static struct sck_program *ping_other_lo(struct sck_session *s, const char *kind, const char *how)
{
	const enum sck_raw raw = edge_means() ? SCK_RAW_REFUSED : SCK_RAW_ALLOWED;

	sck_other_host(s);
	return pinging_start(s, &(struct pinging){
					.host = sck_host(s),
					.kind = kind,
					.how = how,
					.raw_sockets = raw,
					.on_other_host = true,
				});
}

static void assert_refused(struct sck_session *s, int n, int type, int error)
{
	const struct record_call *call = seen_call(s, "socket", n);

	assert_int_equal(call->args[1] & 0xf, type);
	assert_int_equal(call->error, error);
}

static void expect_reply(struct sck_session *s, struct sck_program *p)
{
	sck_expect_exit(p, 0);
	live_assert_output(p, pinging_ipv4(s) ? "1: type 0 from 127.0.0.1\n" : "1: type 129 from ::1\n");
}

static void who_tries_both_is_answered(void **state)
{
	struct sck_session *s = *state;
	char range[64];

	snprintf(range, sizeof(range), "%u %u", getegid(), getegid());
	sck_sysctl(s, "ipv4/ping_group_range", range);
	expect_reply(s, ping_lo(s, "any", "validates"));
	assert_refused(s, 1, SOCK_RAW, EPERM);
	assert_int_equal(seen_call(s, "socket", 2)->error, 0);
}

static void expect_complaint(struct sck_program *p, const char *why)
{
	const uint8_t *said;
	char text[256];
	size_t len;

	sck_expect_failure(p);
	said = sck_errors(p, &len);
	assert_true(len < sizeof(text));
	memcpy(text, said, len);
	text[len] = '\0';
	assert_string_equal(text, why);
}

static void who_tries_one_says_why_not(void **state)
{
	struct sck_session *s = *state;

	expect_complaint(ping_lo(s, "raw", "validates"), "socket: Operation not permitted\n");
	assert_refused(s, 1, SOCK_RAW, EPERM);
}

static void who_tries_both_says_why_not(void **state)
{
	struct sck_session *s = *state;

	expect_complaint(ping_other_lo(s, "any", "validates"), "socket: Permission denied\n");
	assert_refused(s, 1, SOCK_RAW, EPERM);
	assert_refused(s, 2, SOCK_DGRAM, EACCES);
}

static void who_does_not_look_hears_nothing(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *p = ping_other_lo(s, "any", "goes-on");

	sck_expect_exit(p, 0);
	live_assert_output(p, "1: no answer\n");
	assert_refused(s, 1, SOCK_RAW, EPERM);
	assert_refused(s, 2, SOCK_DGRAM, EACCES);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(who_tries_both_is_answered),
	EDGE_TESTS(who_tries_one_says_why_not),
	EDGE_TESTS(who_tries_both_says_why_not),
	EDGE_TESTS(who_does_not_look_hears_nothing),
};

LIVE_MAIN(tests)
