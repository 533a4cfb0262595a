/*
 * A wait that a rule tells of a hang-up says what it says once the peer has reset the connection: the bytes that came before are
 * there, then the error is told, once, then the end; whatever is asked, in whichever order.
 */
#include "support/alike.h"

static const char *const rest[] = { "rrrsepgk", "errsgk",  "ssrrep", "qqqsge",  "pregxhs", "hprrsx",
				    "Rrssegk",  "xrsepgk", "nnrpee", "ghierrk", "ePrPe",   NULL };

/* All is there, the program is about to wait. */
static struct sck_peer *send_hello(struct sck_session *s, struct sck_program *p)
{
	struct sck_peer *client;

	sck_run_until(s, p, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, p);
	sck_send_text(client, "hello");
	sck_run_until(s, p, SCK_BEFORE, "wait", 1);
	return client;
}

static void reset_behind_it(struct sck_session *s, struct sck_program *p)
{
	sck_reset(send_hello(s, p));
	sck_until_parked(p);
	sck_go_on(p);
}

static void only_send(struct sck_session *s, struct sck_program *p)
{
	send_hello(s, p);
	sck_until_parked(p);
	sck_go_on(p);
}

static void over(enum sck_family family, char letter)
{
	char words[] = "listen accept do=?%s";
	const struct alike hang_up = {
		.rule = "wait:hang-up:when=1",
		.call = "wait",
		.real = { .words = words, .act = reset_behind_it },
		.bent = { .words = words, .act = only_send },
	};

	*strchr(words, '?') = letter;
	alike_assert(family, &hang_up, rest);
}

static void with_all_there_is_to_ask(void **state)
{
	(void)state;
	over(SCK_IPV4, 'P');
	over(SCK_IPV6, 'P');
}

static void asked_for_bytes_alone(void **state)
{
	(void)state;
	over(SCK_IPV4, 'I');
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(with_all_there_is_to_ask),
	cmocka_unit_test(asked_for_bytes_alone),
};

LIVE_MAIN(tests)
