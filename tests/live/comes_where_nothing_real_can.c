/*
 * Outcomes that only a kernel in need, a firewall, another system or a network brings: the outcome comes, is marked, and afterwards the
 * socket is as the table says. R and r find what had come before, a the connection that still waits.
 */
#include "support/alike.h"

#include <stdio.h>

static void assert_each(const char *const *errors, const char *form, const struct alike_injected *like)
{
	char rule[64], want[256];

	for (; *errors; errors++) {
		struct alike_injected i = *like;

		i.rule = rule;
		i.want = want;
		snprintf(rule, sizeof(rule), "%s:error=%s:when=1", like->call, *errors);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(want, sizeof(want), form, *errors);
#pragma GCC diagnostic pop
		alike_assert_injected(&i);
	}
}
#define ERRORS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void in_recv(void **state)
{
	(void)state;
	assert_each(ERRORS("ENOBUFS", "ENOMEM"), "R -1 %s\nR 'hello' 5\ne so_error none 0\nS 4\n",
		    &(struct alike_injected){
			    .call = "recv", .words = "listen accept do=RReS", .hello = "hello" });
}

static void in_send(void **state)
{
	(void)state;
	assert_each(ERRORS("ENOBUFS", "ENOMEM"), "S -1 %s\nS 4\ne so_error none 0\nR 'hello' 5\n",
		    &(struct alike_injected){
			    .call = "send", .words = "listen accept do=SSeR", .hello = "hello" });
	assert_each(ERRORS("EHOSTUNREACH", "ENOBUFS", "EMSGSIZE"), "S -1 %s\nS 4\ne so_error none 0\n",
		    &(struct alike_injected){ .call = "send", .words = "udp connect=udp do=SSe" });
}

static void in_accept(void **state)
{
	(void)state;
	assert_each(ERRORS("ENFILE", "ENOBUFS", "ENOMEM", "EPERM", "EINTR", "EMFILE"),
		    "a -1 %s\na 0\nR 'hello' 5\nS 4\n",
		    &(struct alike_injected){ .call = "accept", .words = "listen do=aaRS", .hello = "hello" });
}

/* The connection that it would have been is gone, its descriptor too: the next gets the same number. */
static void in_accept_that_takes_it(void **state)
{
	static const char *const rules[] = { "accept:error=ECONNABORTED:when=1",
					     "accept:error=EPROTO:when=1", NULL };

	(void)state;
	for (const char *const *rule = rules; *rule; rule++) {
		struct sck_session *s = sck_session_new(SCK_IPV4);
		struct sck_program *p;

		sck_inject(s, *rule);
		p = live_play(s, "listen do=aaRo");
		sck_expect_reset(sck_connect(s, p));
		sck_send_text(sck_connect(s, p), "second");
		sck_expect_exit(p, 0);
		sck_expect_injected(s);
		live_assert_output(p, strstr(*rule, "EPROTO")
					      ? "a -1 EPROTO\na 0\nR 'second' 6\no 0\n"
					      : "a -1 ECONNABORTED\na 0\nR 'second' 6\no 0\n");
		assert_int_equal(seen_call(s, "accept", 2)->result, 4);
		alike_assert_marked(s, "accept", 1, *rule);
		sck_session_free(s);
	}
}

static void in_connect(void **state)
{
	(void)state;
	assert_each(ERRORS("EACCES", "EHOSTUNREACH", "ENETUNREACH"), "x -1 %s\nx 0\nS 4\ne so_error none 0\n",
		    &(struct alike_injected){ .call = "connect", .words = "listen socket do=xxSe" });
}

/* The attempt goes on: the next connect finds it, or finds it done. */
static void in_connect_that_goes_on(void **state)
{
	struct sck_program *p;
	struct sck_peer *server = sck_listen(*state, NULL);

	sck_inject(*state, "connect:error=EINTR:when=1");
	p = live_play(*state, "socket do=xPexS");
	server = sck_accept(server);
	sck_expect(server, "xxxx", 4);
	sck_expect_exit(p, 0);
	sck_expect_injected(*state);
	live_assert_output(p, "x -1 EINTR\nP revents 0x4 1\ne so_error none 0\nx 0\nS 4\n");
	alike_assert_marked(*state, "connect", 1, "connect:error=EINTR:when=1");
}

static void in_socket(void **state)
{
	(void)state;
	assert_each(ERRORS("EAFNOSUPPORT", "ENFILE", "ENOBUFS", "EACCES"),
		    "o -1 %s\no 0\nx -1 ECONNREFUSED\n",
		    &(struct alike_injected){ .call = "socket", .words = "do=oox" });
}

/* The descriptor is gone, so that the next has its number. */
static void in_close(void **state)
{
	(void)state;
	assert_each(ERRORS("EINTR", "EIO"), "o 0\nc -1 %s\nc -1 EBADF\no 0\n",
		    &(struct alike_injected){ .call = "close", .words = "do=occo" });
}

static void in_getsockopt(void **state)
{
	(void)state;
	assert_each(ERRORS("ENOPROTOOPT", "ENOBUFS"), "o 0\ne -1 %s\ne so_error none 0\n",
		    &(struct alike_injected){ .call = "getsockopt", .words = "do=oee" });
}

static void in_fork(void **state)
{
	(void)state;
	assert_each(ERRORS("EAGAIN", "ENOMEM"), "f -1 %s\nf 0\n",
		    &(struct alike_injected){ .call = "fork", .words = "do=ff" });
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_recv),       cmocka_unit_test(in_send),
	cmocka_unit_test(in_accept),     cmocka_unit_test(in_accept_that_takes_it),
	cmocka_unit_test(in_connect),    LIVE_TEST(in_connect_that_goes_on),
	cmocka_unit_test(in_socket),     cmocka_unit_test(in_close),
	cmocka_unit_test(in_getsockopt), cmocka_unit_test(in_fork),
};

LIVE_MAIN(tests)
