/*
 * What is no deadlock: a program that computes for two seconds before it answers, one whose timer
 * has yet to ring, one that polls with a time-out, the pause of Nagle's algorithm. None of them is
 * called dead.
 */
#include "support/live.h"

static void that_computes(void **state)
{
	struct sck_peer *client = sck_connect(
		*state, live_play(*state, "listen accept recv=1 compute=2000 send=answer"));

	sck_send_text(client, "?");
	sck_expect_text(client, "answer");
}

static void that_sleeps(void **state)
{
	struct sck_peer *client = sck_connect(
		*state, live_play(*state, "listen accept recv=1 sleep=300 send=answer"));

	sck_send_text(client, "?");
	sck_expect_text(client, "answer");
}

static void that_waits_for_its_time_out(void **state)
{
	struct sck_peer *client = sck_connect(
		*state, live_play(*state, "listen accept rcvtimeo=300 try recv send=answer"));

	sck_expect_text(client, "answer");
}

static void that_polls(void **state)
{
	struct sck_peer *client =
		sck_connect(*state, START(*state, "polls_with_a_time_out", "{port}", "4"));

	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_half_close(client);
	sck_expect_end(client);
}

static void that_has_set_an_alarm(void **state)
{
	struct sck_peer *client = sck_connect(*state, START(*state, "answers_by_an_alarm", "{port}"));

	sck_expect_text(client, "once");
	sck_expect_text(client, "twice");
}

static void whose_bytes_nagle_holds_back(void **state)
{
	struct sck_peer *listener = sck_listen(*state, NULL), *server;
	struct sck_program *client = START(*state, "writes_then_writes_then_reads", "{host}", "{port}");

	server = sck_accept(listener);
	for (int i = 0; i < 3; i++) {
		sck_expect_line(server, "headtail");
		sck_send_text(server, "ok\n");
	}
	sck_expect_exit(client, 0);
}

static void whose_bytes_nagle_holds_back_from_a_program(void **state)
{
	struct sck_program *server, *client;

	server = live_play(
		*state,
		"listen accept recvall=9 send=ok\\n recvall=9 send=ok\\n recvall=9 send=ok\\n");
	sck_until_listening(server);
	client = START(*state, "writes_then_writes_then_reads", "{host}", "{port}");
	sck_expect_exit(client, 0);
	sck_expect_exit(server, 0);
}

/* Its buffer is full of bytes that have come; the acknowledgement that makes room is delayed. */
static void whose_buffer_is_acknowledged_later(void **state)
{
	enum { MUCH = 1 << 19 };
	static uint8_t want[MUCH];
	struct sck_program *server;

	sck_sysctl(*state, "ipv4/tcp_wmem", "4096 16384 65536");
	server = live_play(*state, "listen accept fill=524288");
	memset(want, 'x', sizeof(want));
	sck_expect(sck_connect(*state, server), want, sizeof(want));
	sck_expect_exit(server, 0);
}

static void whose_child_answers_later(void **state)
{
	struct sck_program *p =
		START(*state, "starts_a_child", "vfork", live_program("play"), "{host}", "{port}",
		      "listen", "accept", "compute=200", "sleep=50", "send=answer");

	sck_expect_text(sck_connect(*state, p), "answer");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(that_computes),
	LIVE_TEST(that_sleeps),
	LIVE_TEST(that_waits_for_its_time_out),
	LIVE_TEST(that_polls),
	LIVE_TEST(that_has_set_an_alarm),
	LIVE_TEST(whose_bytes_nagle_holds_back),
	LIVE_TEST(whose_bytes_nagle_holds_back_from_a_program),
	LIVE_TEST(whose_buffer_is_acknowledged_later),
	LIVE_TEST_IPV6(whose_buffer_is_acknowledged_later),
	LIVE_TEST(whose_child_answers_later),
};

LIVE_MAIN(tests)
