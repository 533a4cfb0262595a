/*
 * A connect that a rule lets fail leaves the socket as the real failure does: a closed port, no port of its own left, no route, a
 * broadcast address, a time-out, a signal. Also where it does not wait: EINPROGRESS, and then the error, told once.
 */
#include "support/alike.h"

#include <stdio.h>

static const char *const after_failure[] = { "epkxg", "pexek", "rsepx", "srepx", "gkhrs",
					     "xxepk", "hxpek", "iepxc", NULL };

static void refuse(struct sck_session *s)
{
	sck_listen(s, &(struct sck_listen){ .refuse = true });
}

static void is_refused(void **state)
{
	const struct alike refused = {
		.rule = "connect:error=ECONNREFUSED:when=1",
		.call = "connect",
		.real = { .words = "socket do=x%s", .before = refuse },
		.bent = { .words = "socket do=x%s", .before = refuse },
	};

	(void)state;
	alike_assert(SCK_IPV4, &refused, after_failure);
	alike_assert(SCK_IPV6, &refused, after_failure);
}

/* P waits for the end of the attempt; what asks first is told. */
static void is_refused_later(void **state)
{
	static const char *const first[] = { "Pepx",  "Pxep",  "Prep",  "Psep", "Peeprs",
					     "Pprsg", "Pgksr", "Phrse", NULL };
	const struct alike refused = {
		.rule = "connect:error=ECONNREFUSED:when=1",
		.call = "connect",
		.real = { .words = "socket nonblock do=x%s", .before = refuse },
		.bent = { .words = "socket nonblock do=x%s", .before = refuse },
	};

	(void)state;
	alike_assert(SCK_IPV4, &refused, first);
	alike_assert(SCK_IPV6, &refused, first);
}

static void listen_to_nobody(struct sck_session *s)
{
	sck_listen(s, NULL);
}

/* The only port that the kernel may choose is that of the listener. */
static void leave_no_port(struct sck_session *s)
{
	char range[32];

	sck_listen(s, NULL);
	snprintf(range, sizeof(range), "%d %d", sck_port(s), sck_port(s));
	sck_sysctl(s, "ipv4/ip_local_port_range", range);
}

static void has_no_port_left(void **state)
{
	static const char *const rest[] = { "epkg", "rsep", "gkhrs", "pekhir", NULL };
	const struct alike none_left = {
		.rule = "connect:error=EADDRNOTAVAIL:when=1",
		.call = "connect",
		.real = { .words = "socket do=x%s", .before = leave_no_port },
		.bent = { .words = "socket do=x%s", .before = listen_to_nobody },
	};

	(void)state;
	alike_assert(SCK_IPV4, &none_left, rest);
}

static void has_no_route(void **state)
{
	const struct alike no_route = {
		.rule = "connect:error=ENETUNREACH:when=1",
		.call = "connect",
		.real = { .words = "socket do=x%s", .host = "203.0.113.1" },
		.bent = { .words = "socket do=x%s", .host = "203.0.113.1" },
	};

	(void)state;
	alike_assert(SCK_IPV4, &no_route, after_failure);
}

static void may_not(void **state)
{
	static const char *const rest[] = { "epkg", "rsep", "gkrs", NULL };
	const struct alike forbidden = {
		.rule = "connect:error=EACCES:when=1",
		.call = "connect",
		.real = { .words = "socket=udp do=x%s", .host = "127.255.255.255" },
		.bent = { .words = "socket=udp do=x%s" },
	};

	(void)state;
	alike_assert(SCK_IPV4, &forbidden, rest);
}

static void fill_backlog(struct sck_session *s)
{
	struct sck_program *first;

	sck_sysctl(s, "ipv4/tcp_syn_linear_timeouts", "0");
	first = live_play(s, "listen=0 connect child pause");
	sck_until_parked(first);
}

static void times_out(void **state)
{
	static const char *const rest[] = { "epkgrsx", NULL };
	const struct alike too_late = {
		.rule = "connect:error=ETIMEDOUT:when=2",
		.call = "connect",
		.n = 2,
		.real = { .words = "socket usertimeout=1 do=x%s", .before = fill_backlog },
		.bent = { .words = "socket usertimeout=1 do=x%s", .before = fill_backlog },
	};

	(void)state;
	alike_assert(SCK_IPV4, &too_late, rest);
}

/* What no loopback does by itself: at once where the connect waits, else by SO_ERROR or by the next call. */
static void has_any_other_error(void **state)
{
	static const char *const errors[] = { "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET", NULL };
	char rule[64], want[256];

	(void)state;
	for (const char *const *error = errors; *error; error++) {
		struct alike_injected i = { .rule = rule, .call = "connect", .want = want };

		snprintf(rule, sizeof(rule), "connect:error=%s:when=1", *error);
		i.words = "socket do=xeps";
		snprintf(want, sizeof(want),
			 "x -1 %s\ne so_error none 0\np revents 0x14 1\ns -1 EPIPE signal\n", *error);
		alike_assert_injected(&i);
		i.words = "socket nonblock do=xPee";
		snprintf(want, sizeof(want), "x -1 EINPROGRESS\nP revents 0x201d 1\ne so_error %s 0\ne so_error none 0\n",
			 *error);
		alike_assert_injected(&i);
		i.words = "socket nonblock do=xPxe";
		snprintf(want, sizeof(want),
			 "x -1 EINPROGRESS\nP revents 0x201d 1\nx -1 %s\ne so_error none 0\n", *error);
		alike_assert_injected(&i);
		i.words = "socket nonblock do=xPre";
		snprintf(want, sizeof(want),
			 "x -1 EINPROGRESS\nP revents 0x201d 1\nr -1 %s\ne so_error none 0\n", *error);
		alike_assert_injected(&i);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(is_refused),
	cmocka_unit_test(is_refused_later),
	cmocka_unit_test(has_no_port_left),
	cmocka_unit_test(has_no_route),
	cmocka_unit_test(may_not),
	cmocka_unit_test(times_out),
	cmocka_unit_test(has_any_other_error),
};

LIVE_MAIN(tests)
