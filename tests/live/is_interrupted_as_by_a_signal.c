/*
 * EINTR from a rule leaves everything as EINTR from a signal whose handler was set without SA_RESTART: nothing was taken or
 * sent, the connection still waits, an attempt to connect goes on. And a call that the kernel makes again after a signal with
 * SA_RESTART is one call.
 */
#include "support/alike.h"

#include "run/state.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <unistd.h>

static struct sck_peer *client;
static int ours[2];

static void connect_and_interrupt(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
	sck_until_parked(p);
	sck_signal(p, SIGUSR1);
}

static void send_once(struct sck_program *p, const char *interrupted)
{
	sck_expect_output_begins(p, interrupted, strlen(interrupted));
	sck_send_text(client, "hello");
}

static void interrupt_then_send(struct sck_session *s, struct sck_program *p)
{
	connect_and_interrupt(s, p);
	send_once(p, "R -1 EINTR");
}

static void only_send(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
	send_once(p, "R -1 EINTR");
}

static void in_recv(void **state)
{
	static const char *const rest[] = { "Repsgk", "RrpSe", "Rsh", NULL };
	const struct alike interrupted = {
		.rule = "recv:error=EINTR:when=1",
		.call = "recv",
		.real = { .words = "handle listen accept do=R%s", .act = interrupt_then_send },
		.bent = { .words = "handle listen accept do=R%s", .act = only_send },
	};

	(void)state;
	alike_assert(SCK_IPV4, &interrupted, rest);
}

static void interrupt_then_connect(struct sck_session *s, struct sck_program *p)
{
	sck_until_listening(p);
	sck_until_parked(p);
	sck_signal(p, SIGUSR1);
	sck_expect_output_begins(p, "a -1 EINTR", strlen("a -1 EINTR")); /* else it may find the connection first */
	sck_connect(s, p);
}

static void only_connect(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
}

static void in_accept(void **state)
{
	static const char *const rest[] = { "apegk", "asS", NULL };
	const struct alike interrupted = {
		.rule = "accept:error=EINTR:when=1",
		.call = "accept",
		.real = { .words = "handle listen do=a%s", .act = interrupt_then_connect },
		.bent = { .words = "handle listen do=a%s", .act = only_connect },
	};

	(void)state;
	alike_assert(SCK_IPV4, &interrupted, rest);
}

static void interrupt_the_poll(struct sck_session *s, struct sck_program *p)
{
	connect_and_interrupt(s, p);
	send_once(p, "I revents 0 -1 EINTR");
}

static void only_send_to_the_poll(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
	send_once(p, "I revents 0 -1 EINTR");
}

/* I waits for input alone. */
static void in_poll(void **state)
{
	static const char *const rest[] = { "Ireg", "Ipqr", NULL };
	const struct alike interrupted = {
		.rule = "wait:error=EINTR:when=1",
		.call = "wait",
		.real = { .words = "handle listen accept do=I%s", .act = interrupt_the_poll },
		.bent = { .words = "handle listen accept do=I%s", .act = only_send_to_the_poll },
	};

	(void)state;
	alike_assert(SCK_IPV4, &interrupted, rest);
}

static void stop_reading(struct sck_session *s, struct sck_program *p)
{
	sck_run_until(s, p, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, p);
	sck_stop_reading(client);
	sck_go_on(p);
}

/* The buffer is full, so that the send waits: then it has sent nothing. */
static void interrupt_the_send(struct sck_session *s, struct sck_program *p)
{
	stop_reading(s, p);
	sck_run_until(s, p, SCK_BEFORE, "sendto", 1);
	sck_signal(p, SIGUSR1);
	sck_go_on(p);
	sck_expect_output_begins(p, "S -1 EINTR", 10);
	sck_read_again(client);
	sck_send_text(client, "!");
}

static void let_it_send(struct sck_session *s, struct sck_program *p)
{
	stop_reading(s, p);
	sck_expect_output_begins(p, "S -1 EINTR", 10);
	sck_read_again(client);
	sck_send_text(client, "!");
}

static void in_send(void **state)
{
	static const char *const rest[] = { "Segk", "Shig", NULL };
	const struct alike interrupted = {
		.rule = "sendto:error=EINTR:when=1",
		.call = "sendto",
		.real = { .words = "handle listen accept stuff do=S do=RS%s", .act = interrupt_the_send },
		.bent = { .words = "handle listen accept stuff do=S do=RS%s", .act = let_it_send },
	};

	(void)state;
	alike_assert(SCK_IPV4, &interrupted, rest);
}

static struct sck_peer *listener;

static void listen_with_room(struct sck_session *s)
{
	listener = sck_listen(s, NULL);
}

/* Its backlog is full with connections of ours: the next SYN is dropped. */
static void listen_without_room(struct sck_session *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				  .sin_port = htons(sck_port(s)) };

	listener = sck_listen(s, &(struct sck_listen){ .backlog = 1 });
	for (int i = 0; i < 2; i++) {
		ours[i] = loopback_socket(&s->loopback, AF_INET, SOCK_STREAM, 0, NULL);
		assert_true(ours[i] >= 0);
		assert_true(connect(ours[i], (struct sockaddr *)&at, sizeof(at)) == 0 ||
			    errno == EINPROGRESS);
	}
}

static void interrupt_the_connect(struct sck_session *s, struct sck_program *p)
{
	(void)s;
	sck_until_parked(p);
	sck_signal(p, SIGUSR1);
	sck_expect_output_begins(p, "x -1 EINTR", 10);
	for (int i = 0; i < 2; i++) {
		sck_accept(listener);
		close(ours[i]);
	}
}

/* The attempt goes on: connect again waits for it (after a second the kernel sends its SYN again), and once more finds it made. */
static void in_connect(void **state)
{
	static const char *const rest[] = { "xxgep", NULL };
	const struct alike interrupted = {
		.rule = "connect:error=EINTR:when=1",
		.call = "connect",
		.real = { .words = "handle socket do=x%s", .before = listen_without_room, .act = interrupt_the_connect },
		.bent = { .words = "handle socket do=x%s", .before = listen_with_room },
	};

	(void)state;
	alike_assert(SCK_IPV4, &interrupted, rest);
}

/* One recv for the program, two for the kernel: the rule for the second recv means the one behind it. */
static void made_again_is_one_call(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "recv:short=2:when=1");
	sck_inject(*state, "recv:error=EINTR:when=2");
	p = live_play(*state, "handle=restart listen accept do=RRR");
	client = sck_connect(*state, p);
	sck_until_parked(p);
	sck_signal(p, SIGUSR1);
	sck_until_parked(p);
	sck_send_text(client, "hello");
	sck_expect_exit(p, 0);
	sck_expect_injected(*state);
	live_assert_output(p, "R 'he' 2\nR -1 EINTR\nR 'llo' 3\n");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_recv), cmocka_unit_test(in_accept),  cmocka_unit_test(in_poll),
	cmocka_unit_test(in_send), cmocka_unit_test(in_connect), LIVE_TEST(made_again_is_one_call),
};

LIVE_MAIN(tests)
