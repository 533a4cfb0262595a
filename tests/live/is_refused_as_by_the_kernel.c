/*
 * What a rule refuses is refused as the kernel does it: a descriptor at the limit, a process or a thread at the limit, an address
 * that is in use, not there or not for everybody, an option that is not there. What was refused can be had by the next call.
 */
#include "support/alike.h"

#include <stdio.h>

static struct sck_peer *client;

static void only_connect(struct sck_session *s, struct sck_program *p)
{
	client = sck_connect(s, p);
}

static void a_socket_too_many(void **state)
{
	static const char *const rest[] = { "o", "og", NULL };
	const struct alike too_many = {
		.rule = "socket:error=EMFILE:when=1",
		.call = "socket",
		.real = { .words = "limit do=o unlimit do=%s" },
		.bent = { .words = "do=o do=%s" },
	};

	(void)state;
	alike_assert(SCK_IPV4, &too_many, rest);
	alike_assert(SCK_IPV6, &too_many, rest);
}

/* The connection still waits, for accept and for poll. */
static void a_connection_too_many(void **state)
{
	static const char *const rest[] = { "apegksh", "as", NULL };
	const struct alike too_many = {
		.rule = "accept:error=EMFILE:when=1",
		.call = "accept",
		.real = { .words = "listen limit do=a unlimit do=%s", .act = only_connect },
		.bent = { .words = "listen do=a do=%s", .act = only_connect },
	};

	(void)state;
	alike_assert(SCK_IPV4, &too_many, rest);
}

/* Such calls are in the record only where a rule is about them. */
static void record_forks(struct sck_session *s)
{
	sck_inject(s, "fork:error=EAGAIN:when=1000");
}

static void a_process_too_many(char letter, const char *call)
{
	char words[2][64];
	const char *const rest[] = { "", (char[]){ letter, '\0' }, NULL };
	const struct alike too_many = {
		.rule = "fork:error=EAGAIN:when=1",
		.call = call,
		.real = { .words = words[0], .before = record_forks },
		.bent = { .words = words[1] },
	};

	snprintf(words[0], sizeof(words[0]), "user limit=process do=%c unlimit=process do=%%s", letter);
	snprintf(words[1], sizeof(words[1]), "user do=%c do=%%s", letter);
	alike_assert(SCK_IPV4, &too_many, rest);
}

static void a_process_or_a_thread_too_many(void **state)
{
	(void)state;
	a_process_too_many('f', "fork");
	a_process_too_many('t', "fork");
}

static void listen_there(struct sck_session *s)
{
	sck_listen(s, NULL);
}

static const char *const unbound[] = { "kpegl", "sre", "xgpk", NULL };

static void an_address_in_use(void **state)
{
	const struct alike in_use = {
		.rule = "bind:error=EADDRINUSE:when=1",
		.call = "bind",
		.real = { .words = "socket do=b%s", .before = listen_there },
		.bent = { .words = "socket do=b%s", .before = listen_there },
	};

	(void)state;
	alike_assert(SCK_IPV4, &in_use, unbound);
	alike_assert(SCK_IPV6, &in_use, unbound);
}

static void an_address_of_nobody_s(void **state)
{
	static const char *const rest[] = { "kpegl", "sre", NULL };
	const struct alike nobodys = {
		.rule = "bind:error=EADDRNOTAVAIL",
		.call = "bind",
		.real = { .words = "socket do=b%s", .host = "203.0.113.1" },
		.bent = { .words = "socket do=b%s" },
	};

	(void)state;
	alike_assert(SCK_IPV4, &nobodys, rest);
}

static void without_ipv6(struct sck_session *s)
{
	sck_without_ipv6(s);
}

static void an_address_without_ipv6(void **state)
{
	static const char *const rest[] = { "kpe", "sre", NULL };
	const struct alike not_there = {
		.rule = "bind:error=EADDRNOTAVAIL",
		.call = "bind",
		.real = { .words = "socket do=b%s", .host = "::1", .before = without_ipv6 },
		.bent = { .words = "socket do=b%s", .host = "::1" },
	};

	(void)state;
	alike_assert(SCK_IPV4, &not_there, rest);
}

static void use_port_80(struct sck_session *s)
{
	sck_sysctl(s, "ipv4/ip_unprivileged_port_start", "1024");
	sck_use_port(s, 80);
}

static void a_port_not_for_everybody(void **state)
{
	static const char *const rest[] = { "kpe", "sre", NULL };
	const struct alike forbidden = {
		.rule = "bind:error=EACCES",
		.call = "bind",
		.real = { .words = "user socket do=b%s", .before = use_port_80 },
		.bent = { .words = "user socket do=b%s" },
	};

	(void)state;
	alike_assert(SCK_IPV4, &forbidden, rest);
}

/* Two sockets bound alike: the first that listens has it. */
static void an_address_that_another_listens_at(void **state)
{
	static const char *const rest[] = { "kpe", "sre", NULL };
	const struct alike in_use = {
		.rule = "listen:error=EADDRINUSE:when=2",
		.call = "listen",
		.n = 2,
		.real = { .words = "bind other do=l%s" },
		.bent = { .words = "bind other=elsewhere do=l%s" },
	};

	(void)state;
	alike_assert(SCK_IPV4, &in_use, rest);
}

/* Of a level that there is, one that it has not (ENOPROTOOPT): the next call finds the option as it was. */
static void an_option_that_is_not_there(const char *rule, const char *call, char letter)
{
	static const char *const rest[] = { "vuv", "kpe", "uvxe", NULL };
	char words[2][64];
	const struct alike not_there = {
		.rule = rule,
		.call = call,
		.real = { .words = words[0] },
		.bent = { .words = words[1] },
	};

	snprintf(words[0], sizeof(words[0]), "socket option=none do=%c option=nodelay do=%%s", letter);
	snprintf(words[1], sizeof(words[1]), "socket option=nodelay do=%c do=%%s", letter);
	alike_assert(SCK_IPV4, &not_there, rest);
	alike_assert(SCK_IPV6, &not_there, rest);
}

static void an_option_to_set(void **state)
{
	(void)state;
	an_option_that_is_not_there("setsockopt:error=ENOPROTOOPT:when=1", "setsockopt", 'u');
}

static void an_option_to_ask_for(void **state)
{
	(void)state;
	an_option_that_is_not_there("getsockopt:error=ENOPROTOOPT:when=1", "getsockopt", 'v');
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_socket_too_many),
	cmocka_unit_test(a_connection_too_many),
	cmocka_unit_test(a_process_or_a_thread_too_many),
	cmocka_unit_test(an_address_in_use),
	cmocka_unit_test(an_address_of_nobody_s),
	cmocka_unit_test(an_address_without_ipv6),
	cmocka_unit_test(a_port_not_for_everybody),
	cmocka_unit_test(an_address_that_another_listens_at),
	cmocka_unit_test(an_option_to_set),
	cmocka_unit_test(an_option_to_ask_for),
};

LIVE_MAIN(tests)
