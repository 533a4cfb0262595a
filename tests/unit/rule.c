/*
 * plan/rule: a rule of --inject becomes data, and one that is wrong gets a line with a ^ at the fault.
 */
#include "plan/rule.h"
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
static const char end_of_words[] = "delay=TIME, hold=CALL, late)";

static struct rule read_rule(const char *text, bool force)
{
	struct sck_err err = { 0 };
	struct rule r;

	if (rule_parse(&r, text, force, &err) != 0)
		fail_msg("%s", err.text);
	assert_string_equal(r.text, text);
	return r;
}

static void a_rule_without_selectors_means_every_call(void **state)
{
	struct rule r = read_rule("recv:short=1", false);

	(void)state;
	assert_string_equal(r.call, "recv");
	assert_string_equal(r.outcome->word, "short");
	assert_int_equal(r.value, 1);
	assert_false(r.is_percent || r.is_forced || r.site[0] || r.until[0]);
	assert_true(r.first == 1 && r.last == INT64_MAX && r.step == 1);
	assert_true(r.fd == -1 && r.domain == 0 && r.process == 0 && r.thread == 0 && r.offset == -1);
	assert_int_equal(r.peer.ss_family, AF_UNSPEC);
	assert_true(r.chance == 1);
	rule_done(&r);
	rule_done(&r);
}

static const struct {
	const char *text;
	const char *word;
	int64_t value;
	bool is_percent;
} values[] = {
	{ "recv:short=1", "short", 1, false },
	{ "recv:short=2147483647", "short", INT32_MAX, false },
	{ "recv:short=1%", "short", 1, true },
	{ "recvmsg:short=99%", "short", 99, true },
	{ "sendmmsg:short=2", "short", 2, false },
	{ "recv:end", "end", 0, false },
	{ "send:reset", "reset", 0, false },
	{ "recvmsg:ctrunc", "ctrunc", 0, false },
	{ "sendto:lose", "lose", 0, false },
	{ "wait:spurious", "spurious", 0, false },
	{ "epoll_wait:one", "one", 0, false },
	{ "wait:hang-up", "hang-up", 0, false },
	{ "select:early", "early", 0, false },
	{ "recv:error=EINTR", "error", EINTR, false },
	{ "recv:error=EWOULDBLOCK", "error", EAGAIN, false },
	{ "read:error=EIO", "error", EIO, false },
	{ "close:error=EBADF", "error", EBADF, false },
	{ "getpeername:error=ENOTCONN", "error", ENOTCONN, false },
	{ "clone3:error=EAGAIN", "error", EAGAIN, false },
	{ "recv:delay=500us", "delay", 500000, false },
	{ "recv:delay=20ms", "delay", 20000000, false },
	{ "recv:delay=1.5s", "delay", 1500000000, false },
	{ "recv:delay=.5s", "delay", 500000000, false },
	{ "epoll_ctl:delay=86400s", "delay", INT64_C(86400000000000), false },
};

static void every_outcome_takes_its_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct rule r = read_rule(values[i].text, false);

		assert_string_equal(r.outcome->word, values[i].word);
		if (r.value != values[i].value || r.is_percent != values[i].is_percent)
			fail_msg("%s: value %lld", r.text, (long long)r.value);
		rule_done(&r);
	}
}

static void hold_names_the_call_that_ends_it(void **state)
{
	struct rule r = read_rule("accept:hold=close", false);

	(void)state;
	assert_string_equal(r.call, "accept");
	assert_string_equal(r.until, "close");
	rule_done(&r);
}

static const struct {
	const char *when;
	int64_t first, last, step;
} times[] = {
	{ "3", 3, 3, 1 },           { "3+", 3, INT64_MAX, 1 },
	{ "3+2", 3, INT64_MAX, 2 }, { "3..7", 3, 7, 1 },
	{ "3..7+2", 3, 7, 2 },      { "3..7+", 3, 7, 1 },
	{ "3..3", 3, 3, 1 },        { "1..9223372036854775807", 1, INT64_MAX, 1 },
};

static void when_is_read_as_strace_reads_it(void **state)
{
	char text[80];

	(void)state;
	for (size_t i = 0; i < COUNT(times); i++) {
		struct rule r;

		snprintf(text, sizeof(text), "recv:end:when=%s", times[i].when);
		r = read_rule(text, false);
		if (r.first != times[i].first || r.last != times[i].last || r.step != times[i].step)
			fail_msg("%s: %lld..%lld+%lld", text, (long long)r.first, (long long)r.last,
				 (long long)r.step);
		rule_done(&r);
	}
}

static const struct {
	const char *peer;
	int domain, port;
	const char *address;
} peers[] = {
	{ "127.0.0.1", AF_INET, 0, "127.0.0.1" },
	{ "127.0.0.1:80", AF_INET, 80, "127.0.0.1" },
	{ "0.0.0.0:65535", AF_INET, 65535, "0.0.0.0" },
	{ "[::1]", AF_INET6, 0, "::1" },
	{ "[::1]:1", AF_INET6, 1, "::1" },
	{ "[::ffff:127.0.0.1]:80", AF_INET6, 80, "::ffff:127.0.0.1" },
};

static void a_peer_has_an_address_and_perhaps_a_port(void **state)
{
	char text[80];

	(void)state;
	for (size_t i = 0; i < COUNT(peers); i++) {
		struct rule r;
		const struct sockaddr_in *in = (const void *)&r.peer;
		const struct sockaddr_in6 *in6 = (const void *)&r.peer;
		char address[INET6_ADDRSTRLEN] = "";

		snprintf(text, sizeof(text), "recv:end:peer=%s:when=2", peers[i].peer);
		r = read_rule(text, false);
		assert_int_equal(r.peer.ss_family, peers[i].domain);
		assert_int_equal(ntohs(in->sin_port), peers[i].port);
		inet_ntop(peers[i].domain,
			  peers[i].domain == AF_INET ? (const void *)&in->sin_addr
						     : (const void *)&in6->sin6_addr,
			  address, sizeof(address));
		assert_string_equal(address, peers[i].address);
		assert_int_equal(r.first, 2);
		rule_done(&r);
	}
}

static void selectors_stand_in_any_order(void **state)
{
	struct rule r = read_rule("send:short=50%:chance=25%:offset=4096:thread=3:process=2:"
				  "site=src/server.c:42:family=ipv6:fd=7:when=2+2",
				  false);

	(void)state;
	assert_true(r.is_percent && r.value == 50);
	assert_true(r.chance == 0.25);
	assert_int_equal(r.offset, 4096);
	assert_int_equal(r.thread, 3);
	assert_int_equal(r.process, 2);
	assert_string_equal(r.site, "src/server.c:42");
	assert_int_equal(r.domain, AF_INET6);
	assert_int_equal(r.fd, 7);
	assert_true(r.first == 2 && r.last == INT64_MAX && r.step == 2);
	rule_done(&r);
}

static const char *const also_good[] = {
	"recv:end:family=ipv4",
	"recv:end:site=server.c",
	"recv:end:site=Main.java:7:fd=0",
	"recv:end:chance=1",
	"recv:end:chance=100%",
	"recv:end:chance=0.001%",
	"recv:end:offset=0",
	"recv:delay=1ms:offset=5",
	"read:error=EIO:offset=5",
	"recv:end:offset=9223372036854775807",
	"close_range:delay=1ms",
	"fork:error=EAGAIN:process=1",
};

static void these_are_good_too(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(also_good); i++) {
		struct rule r = read_rule(also_good[i], false);

		rule_done(&r);
	}
}

/* ---- What is wrong -------------------------------------------------------------------------------------------- */

#define A_CALL "expected a call or a class of calls ('sockcheck list calls')"
#define HOW_MANY "expected how many: a number from 1, or 1% to 99%"
#define A_TIME "expected a time, a day at most: 500us, 20ms, 1.5s"
#define WHEN "expected FIRST[..LAST][+STEP], each from 1"
#define AN_ADDRESS "expected ADDRESS[:PORT], an IPv6 address in [ ]"
#define A_CHANCE "expected a probability: 0.25 or 25%"
#define AN_FD "expected a whole number, 0 to 2147483647"
#define AN_ORDINAL "expected a whole number, 1 to 2147483647"
#define A_SELECTOR                                                                        \
	"expected one of when=, fd=, peer=, family=, site=, process=, thread=, offset=, " \
	"chance="

/* A rule with a ^ where the fault is, and what is said. */
static const struct {
	const char *rule;
	const char *why;
} faults[] = {
	{ "^", A_CALL },
	{ "^:", A_CALL },
	{ "^shot", A_CALL },
	{ "^recvv:short=1", A_CALL },
	{ "^RECV:short=1", A_CALL },
	{ "^recv=1:short=1", A_CALL },
	{ "^ recv:short=1", A_CALL },
	{ "^a_name_that_is_longer_than_any_call_has:end", A_CALL },
	{ "recv^", "expected CALL:OUTCOME" },
	{ "recv:short^", "expected short=N" },
	{ "recv:short^:when=3", "expected short=N" },
	{ "recv:short=^", HOW_MANY },
	{ "recv:short=^0", HOW_MANY },
	{ "recv:short=^-1", HOW_MANY },
	{ "recv:short=^+1", HOW_MANY },
	{ "recv:short=^ 1", HOW_MANY },
	{ "recv:short=^1.5", HOW_MANY },
	{ "recv:short=^0x10", HOW_MANY },
	{ "recv:short=^2147483648", HOW_MANY },
	{ "recv:short=^0%", HOW_MANY },
	{ "recv:short=^100%", HOW_MANY },
	{ "recv:short=^%", HOW_MANY },
	{ "recv:short=^1%%", HOW_MANY },
	{ "recv:short=^1:1", HOW_MANY },
	{ "recv:short=^000000000000000000000000000000000000001", HOW_MANY },
	{ "recv:end=^1", "expected no value" },
	{ "recv:end=^", "expected no value" },
	{ "send:lose=^1", "expected no value" },
	{ "recv:error^", "expected error=ERRNO" },
	{ "recv:error=^", "expected the name of an errno (EINTR)" },
	{ "recv:error=^eintr", "expected the name of an errno (EINTR)" },
	{ "recv:error=^4", "expected the name of an errno (EINTR)" },
	{ "recv:error=^EINTRRRRRRRRRRRRRRRRRRRRRRRRRRRRR",
	  "expected the name of an errno (EINTR)" },
	{ "recv:error=^EADDRINUSE",
	  "recv does not fail with EADDRINUSE (--force does it all the same)" },
	{ "close:error=^EAGAIN", "close does not fail with EAGAIN (--force does it all the same)" },
	{ "close:error=^EWOULDBLOCK",
	  "close does not fail with EAGAIN (--force does it all the same)" },
	{ "read:error=^ENOTSOCK",
	  "read does not fail with ENOTSOCK (--force does it all the same)" },
	{ "socket:error=^EBADF", "socket does not fail with EBADF (--force does it all the same)" },
	{ "recv:delay^", "expected delay=TIME" },
	{ "recv:delay=^", A_TIME },
	{ "recv:delay=^5", A_TIME },
	{ "recv:delay=^ms", A_TIME },
	{ "recv:delay=^.ms", A_TIME },
	{ "recv:delay=^5 ms", A_TIME },
	{ "recv:delay=^5min", A_TIME },
	{ "recv:delay=^0ms", A_TIME },
	{ "recv:delay=^0.0001us", A_TIME },
	{ "recv:delay=^-1ms", A_TIME },
	{ "recv:delay=^1e3ms", A_TIME },
	{ "recv:delay=^0x10ms", A_TIME },
	{ "recv:delay=^infs", A_TIME },
	{ "recv:delay=^nans", A_TIME },
	{ "recv:delay=^86401s", A_TIME },
	{ "recv:delay=^1.2.3s", A_TIME },
	{ "recv:hold^", "expected hold=CALL" },
	{ "recv:hold=^", A_CALL },
	{ "recv:hold=^sleep", A_CALL },
	{ "recv:end:^", A_SELECTOR },
	{ "recv:end:^wen=3", A_SELECTOR },
	{ "recv:end:^=3", A_SELECTOR },
	{ "recv:end:^when3", A_SELECTOR },
	{ "recv:end:^fd3=3", A_SELECTOR },
	{ "recv:end:^error=EINTR", A_SELECTOR },
	{ "recv:end:fd=3:^", A_SELECTOR },
	{ "recv:end:when^", "expected when=VALUE" },
	{ "recv:end:when^:fd=3", "expected when=VALUE" },
	{ "recv:end:when=^", WHEN },
	{ "recv:end:when=^0", WHEN },
	{ "recv:end:when=^-1", WHEN },
	{ "recv:end:when=^+1", WHEN },
	{ "recv:end:when=^ 1", WHEN },
	{ "recv:end:when=^x", WHEN },
	{ "recv:end:when=^3..", WHEN },
	{ "recv:end:when=^3..1", WHEN },
	{ "recv:end:when=^3..+5", WHEN },
	{ "recv:end:when=^3.5", WHEN },
	{ "recv:end:when=^3+0", WHEN },
	{ "recv:end:when=^3+-1", WHEN },
	{ "recv:end:when=^3++1", WHEN },
	{ "recv:end:when=^3+1..5", WHEN },
	{ "recv:end:when=^9223372036854775808", WHEN },
	{ "recv:end:fd^", "expected fd=VALUE" },
	{ "recv:end:fd=^", AN_FD },
	{ "recv:end:fd=^-1", AN_FD },
	{ "recv:end:fd=^x", AN_FD },
	{ "recv:end:fd=^2147483648", AN_FD },
	{ "recv:end:peer=^", AN_ADDRESS },
	{ "recv:end:peer=^localhost", AN_ADDRESS },
	{ "recv:end:peer=^::1", AN_ADDRESS },
	{ "recv:end:peer=^[::1", AN_ADDRESS },
	{ "recv:end:peer=^[::1]80", AN_ADDRESS },
	{ "recv:end:peer=^[::1]x:80", AN_ADDRESS },
	{ "recv:end:peer=^[127.0.0.1]:80", AN_ADDRESS },
	{ "recv:end:peer=^127.0.0.1:0", AN_ADDRESS },
	{ "recv:end:peer=^127.0.0.1:65536", AN_ADDRESS },
	{ "recv:end:peer=^127.0.0.1:1:2", AN_ADDRESS },
	{ "recv:end:peer=^127.0.0", AN_ADDRESS },
	{ "recv:end:family=^", "expected ipv4 or ipv6: the socket's own" },
	{ "recv:end:family=^inet", "expected ipv4 or ipv6: the socket's own" },
	{ "recv:end:family=^a-word-that-is-too-long", "expected ipv4 or ipv6: the socket's own" },
	{ "recv:end:site=^", "expected FILE:LINE or FILE, 255 characters at most" },
	{ "recv:end:process=^0", AN_ORDINAL },
	{ "recv:end:thread=^0", AN_ORDINAL },
	{ "recv:end:thread=^one", AN_ORDINAL },
	{ "recv:end:offset=^-1", "expected a whole number, 0 to 9223372036854775807" },
	{ "accept:error=EMFILE:^offset=3", "only recv and send have a place in a stream" },
	{ "wait:one:^offset=3", "only recv and send have a place in a stream" },
	{ "recv:end:chance=^", A_CHANCE },
	{ "recv:end:chance=^0", A_CHANCE },
	{ "recv:end:chance=^1.01", A_CHANCE },
	{ "recv:end:chance=^101%", A_CHANCE },
	{ "recv:end:chance=^50%%", A_CHANCE },
	{ "recv:end:chance=^-0.5", A_CHANCE },
	{ "recv:end:chance=^1e-3", A_CHANCE },
	{ "recv:end:chance=^nan", A_CHANCE },
	{ "recv:end:chance=^half", A_CHANCE },
	{ "recv:end:fd=3:^fd=3", "given twice" },
	{ "recv:end:when=1:fd=3:^when=2", "given twice" },
};

static void every_fault_is_pointed_at(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(faults); i++) {
		char text[128], want[400];
		const char *caret = strchr(faults[i].rule, '^');
		struct sck_err err = { 0 };
		struct rule r;

		snprintf(text, sizeof(text), "%.*s%s", (int)(caret - faults[i].rule),
			 faults[i].rule, caret + 1);
		snprintf(want, sizeof(want), "%s: %s", faults[i].rule, faults[i].why);
		if (rule_parse(&r, text, false, &err) != -EINVAL)
			fail_msg("%s: taken", text);
		assert_string_equal(err.text, want);
		rule_done(&r);
	}
}

static void an_outcome_that_a_call_has_not_is_answered_with_those_that_it_has(void **state)
{
	static const struct {
		const char *rule;
		const char *want;
	} rows[] = {
		{ "recv:shot=1",
		  "recv:^shot=1: recv has no such outcome (expected one of short=N, end, reset, "
		  "ctrunc, error=ERRNO, spurious, stranger, empty, " },
		{ "recv:",
		  "recv:^: recv has no such outcome (expected one of short=N, end, reset, ctrunc, "
		  "error=ERRNO, spurious, stranger, empty, " },
		{ "sendmmsg:lose:fd=3",
		  "sendmmsg:^lose:fd=3: sendmmsg has no such outcome (expected one of "
		  "short=N, reset, error=ERRNO, " },
		{ "accept:short=1", "accept:^short=1: accept has no such outcome (expected one of "
				    "error=ERRNO, limit, " },
		{ "wait:short=1",
		  "wait:^short=1: wait has no such outcome (expected one of error=ERRNO, spurious, "
		  "early, one, hang-up, " },
		{ "epoll_ctl:end",
		  "epoll_ctl:^end: epoll_ctl has no such outcome (expected one of " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char want[400];
		struct sck_err err = { 0 };
		struct rule r;

		snprintf(want, sizeof(want), "%s%s", rows[i].want, end_of_words);
		assert_int_equal(rule_parse(&r, rows[i].rule, true, &err), -EINVAL);
		assert_string_equal(err.text, want);
		rule_done(&r);
	}
}

static void force_takes_an_error_that_the_call_has_not(void **state)
{
	struct rule r = read_rule("close:error=EAGAIN", true);

	(void)state;
	assert_true(r.is_forced);
	assert_ptr_equal(r.outcome, outcome_any_error());
	assert_int_equal(r.value, EAGAIN);
	rule_done(&r);
}

static void of_a_long_rule_what_is_around_the_fault_is_shown(void **state)
{
	char text[1200] = "recv:end:site=", want[300], *at = text + strlen(text);
	struct sck_err err = { 0 };
	struct rule r;

	(void)state;
	memset(at, 'x', 255);
	strcpy(at + 255, ":fd=z:");
	memset(at + 261, 'y', 500);
	assert_int_equal(rule_parse(&r, text, false, &err), -EINVAL);
	snprintf(want, sizeof(want), "...%.76s:fd=^z:%.78s...: %s", at, at + 261, AN_FD);
	assert_string_equal(err.text, want);
	rule_done(&r);
}

static void a_message_is_one_line_whatever_the_rule_is(void **state)
{
	struct sck_err err = { 0 };
	struct rule r;

	(void)state;
	assert_int_equal(rule_parse(&r, "recv:end:fd=3\n4\x1b", false, &err), -EINVAL);
	assert_string_equal(err.text, "recv:end:fd=^3?4?: " AN_FD);
	rule_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_without_selectors_means_every_call),
		cmocka_unit_test(every_outcome_takes_its_value),
		cmocka_unit_test(hold_names_the_call_that_ends_it),
		cmocka_unit_test(when_is_read_as_strace_reads_it),
		cmocka_unit_test(a_peer_has_an_address_and_perhaps_a_port),
		cmocka_unit_test(selectors_stand_in_any_order),
		cmocka_unit_test(these_are_good_too),
		cmocka_unit_test(every_fault_is_pointed_at),
		cmocka_unit_test(an_outcome_that_a_call_has_not_is_answered_with_those_that_it_has),
		cmocka_unit_test(force_takes_an_error_that_the_call_has_not),
		cmocka_unit_test(of_a_long_rule_what_is_around_the_fault_is_shown),
		cmocka_unit_test(a_message_is_one_line_whatever_the_rule_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
