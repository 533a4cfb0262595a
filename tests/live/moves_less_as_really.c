/*
 * A short recv is as one that only a part had come for, a short send as one that a signal ended after a part, the end as the peer's, a
 * time-out as that of a peer that does not answer any more. What comes afterwards is the same as after the real thing.
 */
#include "support/alike.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static struct sck_peer *client;

static void send_a_part(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
	sck_send_text(client, "abc");
	sck_expect_output_begins(p, "R 'abc' 3", 9);
	sck_send_text(client, "defgh");
	sck_half_close(client);
}

static void send_whole(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
	sck_send_text(client, "abcdefgh");
	sck_half_close(client);
}

static void receives_a_part(void **state)
{
	static const char *const rest[] = { "RRRe", "SRgRk", "eRSh", NULL };
	const struct alike less = {
		.rule = "recv:short=3:when=1",
		.call = "recv",
		.real = { .words = "listen accept do=R%s", .act = send_a_part },
		.bent = { .words = "listen accept do=R%s", .act = send_whole },
	};

	(void)state;
	alike_assert(SCK_IPV4, &less, rest);
	alike_assert(SCK_IPV6, &less, rest);
}

static void end(struct sck_session *s, struct sck_program *p)
{
	sck_run_until(s, p, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, p);
	sck_half_close(client);
	sck_go_on(p);
}

static void only_connect(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
}

static void meets_the_end(void **state)
{
	static const char *const rest[] = { "rRpsSepg", "psrepk",  "IRSp",  "hperRsc",
					    "sghpx",    "Rihprsc", "Wqrec", NULL };
	const struct alike over = {
		.rule = "recv:end",
		.call = "recv",
		.real = { .words = "listen accept do=R%s", .act = end },
		.bent = { .words = "listen accept do=R%s", .act = only_connect },
	};

	(void)state;
	alike_assert(SCK_IPV4, &over, rest);
	alike_assert(SCK_MAPPED, &over, rest);
}

static void connect_and_send(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
	sck_send_text(client, "abc");
}

/* FIONREAD, too, counts nothing of what has come behind the end. */
static void counts_nothing_behind_the_end(void **state)
{
	static const char *const rest[] = { "mRm", "Imr", NULL };
	const struct alike over = {
		.rule = "recv:end",
		.call = "recv",
		.real = { .words = "listen accept do=R%s", .act = end },
		.bent = { .words = "listen accept do=R%s", .act = connect_and_send },
	};

	(void)state;
	alike_assert(SCK_IPV4, &over, rest);
}

static void stop_reading(struct sck_session *s, struct sck_program *p)
{
	sck_run_until(s, p, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, p);
	sck_stop_reading(client);
	sck_go_on(p);
}

/* The signal waits at its entry: the send takes what there is room for, and then sees it. */
static void interrupt_after_a_part(struct sck_session *s, struct sck_program *p)
{
	stop_reading(s, p);
	sck_run_until(s, p, SCK_BEFORE, "send", 1);
	sck_signal(p, SIGUSR1);
	sck_go_on(p);
	sck_expect_output_begins(p, "F ", 2);
	sck_read_again(client);
	sck_send_text(client, "go");
}

static void let_it_send(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
	sck_send_text(client, "go");
}

static void sends_a_part(void **state)
{
	static const char *const rest[] = { "RSeg", "RFhk", NULL };
	struct alike part = {
		.call = "send",
		.real = { .words = "handle listen accept do=F%s", .act = interrupt_after_a_part },
		.bent = { .words = "handle listen accept do=F%s", .act = let_it_send },
	};
	char rule[64];

	(void)state;
	for (const char *const *letters = rest; *letters; letters++) {
		struct bytes real = { 0 }, bent = { 0 };

		alike_run(SCK_IPV4, &part, NULL, *letters, &real);
		snprintf(rule, sizeof(rule), "send:short=%ld:when=1",
			 strtol(bytes_text(&real) + 2, NULL, 10));
		alike_run(SCK_IPV4, &part, rule, *letters, &bent);
		assert_string_equal(bytes_text(&real), bytes_text(&bent));
		bytes_done(&real);
		bytes_done(&bent);
	}
}

/* The kernel's timer is nothing that anybody waits for; this one is. */
static void let_time_pass(struct sck_session *s)
{
	live_play(s, "sleep=5000");
}

/* It has sent more than the peer has room for, and the peer never says that it has any. */
static void gives_up(const char *rule, const char *words, const char *call)
{
	static const char *const rest[] = { "rrsspegk", "srpegx", NULL };
	const struct alike dead = {
		.rule = rule,
		.call = call,
		.real = { .words = words, .before = let_time_pass, .act = stop_reading },
		.bent = { .words = words, .act = stop_reading },
	};

	alike_assert(SCK_IPV4, &dead, rest);
}

static void gives_up_receiving(void **state)
{
	(void)state;
	gives_up("recv:error=ETIMEDOUT", "listen accept usertimeout=100 stuff do=R%s", "recv");
}

static void gives_up_sending(void **state)
{
	(void)state;
	gives_up("sendto:error=ETIMEDOUT", "listen accept usertimeout=100 stuff do=S%s", "sendto");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(receives_a_part),
	cmocka_unit_test(meets_the_end),
	cmocka_unit_test(counts_nothing_behind_the_end),
	cmocka_unit_test(sends_a_part),
	cmocka_unit_test(gives_up_receiving),
	cmocka_unit_test(gives_up_sending),
};

LIVE_MAIN(tests)
