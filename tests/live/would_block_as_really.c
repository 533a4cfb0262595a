/*
 * EAGAIN from a rule leaves everything as the real one does: of a socket that does not wait, or not for longer than its time-out,
 * with nothing there to be received, accepted or no room to send.
 */
#include "support/alike.h"

#include <stdio.h>

static struct sck_peer *client;

/* The bytes come once the first call has failed. */
static void send_afterwards(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
	sck_expect_output_begins(p, "r -1 EAGAIN", 11);
	sck_send_text(client, "hello");
}

static void send_after_time_out(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
	sck_expect_output_begins(p, "R -1 EAGAIN", 11);
	sck_send_text(client, "hello");
}

static const char *const rest[] = { "IregSkp", "Iqqqep", "eIpsrhg", NULL };

static void has_nothing_to_receive(const char *rule, const char *before,
				   void (*act)(struct sck_session *, struct sck_program *))
{
	char words[64];
	const struct alike empty = {
		.rule = rule,
		.call = "recv",
		.real = { .words = words, .act = act },
		.bent = { .words = words, .act = act },
	};

	snprintf(words, sizeof(words), "listen accept %s%%s", before);
	alike_assert(SCK_IPV4, &empty, rest);
}

static void receives_nothing(void **state)
{
	(void)state;
	has_nothing_to_receive("recv:error=EAGAIN:when=1", "do=r", send_afterwards);
	has_nothing_to_receive("recv:error=EAGAIN:when=1", "nonblock do=R", send_after_time_out);
	has_nothing_to_receive("recv:spurious:when=1", "do=r", send_afterwards);
}

static void receives_nothing_in_time(void **state)
{
	(void)state;
	has_nothing_to_receive("recv:error=EAGAIN:when=1", "rcvtimeo=20 do=R", send_after_time_out);
}

static void connect_afterwards(struct sck_session *s, struct sck_program *p)
{
	sck_expect_output_begins(p, "a -1 EAGAIN", 11);
	client = sck_connect(s, p);
}

/* The listener waits again for the second. */
static void accepts_nobody(void **state)
{
	static const char *const letters[] = { "egk", "gsp", NULL };
	const struct alike nobody = {
		.rule = "accept:error=EAGAIN:when=1",
		.call = "accept",
		.real = { .words = "listen nonblock=listener do=a block=listener do=a%s",
			  .act = connect_afterwards },
		.bent = { .words = "listen nonblock=listener do=a block=listener do=a%s",
			  .act = connect_afterwards },
	};

	(void)state;
	alike_assert(SCK_IPV4, &nobody, letters);
}

static void stop_reading(struct sck_session *s, struct sck_program *p)
{
	sck_run_until(s, p, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, p);
	sck_stop_reading(client);
	sck_go_on(p);
	sck_expect_output_begins(p, "s -1 EAGAIN", 11);
	sck_read_again(client);
}

static void has_no_room_to_send(void **state)
{
	static const char *const letters[] = { "Seg", "eSh", NULL };
	const struct alike full = {
		.rule = "sendto:error=EAGAIN:when=1",
		.call = "sendto",
		.real = { .words = "listen accept stuff do=s%s", .act = stop_reading },
		.bent = { .words = "listen accept do=s%s", .act = stop_reading },
	};

	(void)state;
	alike_assert(SCK_IPV4, &full, letters);
}

/* A listener that says it is ready, a connection that is none when it is asked. */
static void is_told_of_nothing(void **state)
{
	(void)state;
	alike_assert_injected(&(struct alike_injected){ .words = "listen accept do=Ir",
							.rule = "wait:spurious",
							.call = "wait",
							.want = "I revents 0x1 1\nr -1 EAGAIN\n",
							.hello = "" });
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(receives_nothing),   cmocka_unit_test(receives_nothing_in_time),
	cmocka_unit_test(accepts_nobody),     cmocka_unit_test(has_no_room_to_send),
	cmocka_unit_test(is_told_of_nothing),
};

LIVE_MAIN(tests)
