/*
 * The suite of assignment.md. A case is a function that takes the part of the clients; each step waits for what it needs.
 */
#include <sockcheck.h>

static void greets_by_name(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *client = sck_connect(s, sck_subject(s));

	sck_send_text(client, "Ann\n");
	sck_expect_line(client, "hello, Ann");
	sck_expect_end(client);
}

static void reads_a_name_in_pieces(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *client = sck_connect(s, sck_subject(s));

	sck_send_paced(client, "Bartholomew\n", 12, 1); /* the next byte once the server has read the last */
	sck_expect_line(client, "hello, Bartholomew");
	sck_expect_end(client);
}

static void serves_the_next_after_a_reset(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *first = sck_connect(s, sck_subject(s)), *second;

	sck_send_text(first, "An");
	sck_drained(first);
	sck_reset(first);
	second = sck_connect(s, sck_subject(s));
	sck_send_text(second, "Bob\n");
	sck_expect_line(second, "hello, Bob");
}

static const struct sck_case cases[] = {
	{
		.name = "greets by name",
		.run = greets_by_name,
		.asks = "Answer `hello, NAME` and a line end, then end the connection.",
		.points = 4,
		.basic = true,
	},
	{
		.name = "reads a name in pieces",
		.run = reads_a_name_in_pieces,
		.asks = "A name may come in any number of pieces.",
		.hint = "recv returns what has come so far: call it again until there is a line end.",
		.points = 4,
	},
	{
		.name = "serves the next after a reset",
		.run = serves_the_next_after_a_reset,
		.asks = "A client that resets its connection costs nobody else the service.",
		.points = 2,
	},
};

int main(int argc, char **argv)
{
	const struct sck_suite suite = {
		.name = "greeting-server",
		.run = "{port}",
		.families = SCK_IPV4,
		SCK_CASES(cases),
	};

	return sck_suite_main(argc, argv, &suite);
}
