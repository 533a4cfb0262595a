/*
 * A name has the addresses that the test gives it, in that order; localhost has those of the
 * session's family. So it is where the machine refuses namespaces, too: this program starts itself again there, in a
 * network whose only other address is one of IPv4, and beside a name service cache that keeps silent.
 */
#include "support/inside.h"
#include "support/live.h"
#include "support/seen.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void tries(enum sck_family family, const char *output)
{
	struct sck_session *s = sck_session_new(family);
	struct sck_program *client;
	struct sck_peer *listener = sck_listen(s, NULL);

	assert_string_equal(sck_host(s), "localhost");
	client = START(s, "resolves", "{host}", "{port}");
	sck_accept(listener);
	sck_expect_exit(client, 0);
	live_assert_output(client, output);
	sck_session_free(s);
}

static void the_first_that_answers(void **state)
{
	(void)state;
	tries(SCK_NAME, "::1 answers\n");
	tries(SCK_NAME_REVERSED, "127.0.0.1 answers\n");
}

static void past_one_that_refuses_over_ipv6(void **state)
{
	(void)state;
	tries(SCK_NAME_IPV4, "::1 Connection refused\n127.0.0.1 answers\n");
}

static void past_one_that_refuses_over_ipv4(void **state)
{
	(void)state;
	tries(SCK_NAME_IPV6, "127.0.0.1 Connection refused\n::1 answers\n");
}

/* One address alone, though the name has two that would answer. */
static void at_one_address_of_two(void **state)
{
	struct sck_session *s = sck_session_new(SCK_NAME);
	struct sck_peer *listener = sck_listen(s, &(struct sck_listen){ .address = "127.0.0.1" });
	struct sck_program *client = START(s, "resolves", "{host}", "{port}");

	(void)state;
	sck_accept(listener);
	sck_expect_exit(client, 0);
	live_assert_output(client, "::1 Connection refused\n127.0.0.1 answers\n");
	sck_session_free(s);
}

/* The last bytes of addresses in 127.0.0.0/24, in their order; nobody listens at any of them. */
static void has_the_addresses(struct sck_session *s, const int last[3])
{
	struct bytes hosts = { 0 }, output = { 0 };
	struct sck_program *client;

	for (int i = 0; i < 3; i++) {
		bytes_printf(&hosts, "127.0.0.%d many.example\n", last[i]);
		bytes_printf(&output, "127.0.0.%d Connection refused\n", last[i]);
	}
	sck_hosts(s, bytes_text(&hosts));
	client = START(s, "resolves", "many.example", "{port}");
	sck_expect_exit(client, 1);
	live_assert_output(client, bytes_text(&output));
	bytes_done(&hosts);
	bytes_done(&output);
}

static void from_the_hosts_of_the_test(void **state)
{
	has_the_addresses(*state, (const int[]){ 2, 3, 4 });
}

static void in_the_other_order(void **state)
{
	has_the_addresses(*state, (const int[]){ 4, 3, 2 });
}

/* Each resolver has its own way to the file. */
static void calls_by_name(struct sck_session *s, const char *const argv[])
{
	struct sck_peer *listener, *server;
	struct sck_program *client;

	sck_hosts(s, "127.0.0.1 names.example\n");
	listener = sck_listen(s, NULL);
	client = sck_start(s, &(struct sck_start){ .argv = argv });
	server = sck_accept(listener);
	sck_expect_text(server, "hello");
	sck_close(server);
	sck_expect_exit(client, 0);
}

static const char *folder_of(const char *program)
{
	static char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), "%s", program);
	*strrchr(folder, '/') = '\0';
	return folder;
}

#define IN_LANGUAGE(name, ...)                                                                     \
	static void in_##name(void **state)                                                        \
	{                                                                                          \
		calls_by_name(*state, (const char *const[]){ __VA_ARGS__, "call", "names.example", \
							     "{port}", "hello", NULL });           \
	}

IN_LANGUAGE(go, live_program("talk_in_go"))
IN_LANGUAGE(rust, live_program("talk_in_rust"))
IN_LANGUAGE(python, live_program("talk_in_python.py"))
IN_LANGUAGE(java, "java", "-XX:TieredStopAtLevel=1", "-cp",
	    folder_of(live_program("talk_in_java.class")), "talk_in_java")
IN_LANGUAGE(node, live_program("talk_in_node.js"))
IN_LANGUAGE(perl, live_program("talk_in_perl.pl"))

/* AI_ADDRCONFIG: addresses of the loopback do not count, so neither family is there, and both are given. */
static void whatever_the_machine_s_own_addresses_are(void **state)
{
	struct sck_session *s = sck_session_new(SCK_NAME_IPV6);
	struct sck_peer *listener = sck_listen(s, NULL);
	struct sck_program *client = START(s, "resolves", "{host}", "{port}", "configured");

	(void)state;
	sck_accept(listener);
	sck_expect_exit(client, 0);
	live_assert_output(client, "127.0.0.1 Connection refused\n::1 answers\n");
	sck_session_free(s);
}

/* glibc's resolver asks it first: a socket of AF_UNIX, and so the first that it makes. */
static void without_a_cache_of_the_machine_s(void **state)
{
	struct sck_session *s = sck_session_new(SCK_NAME);
	struct sck_program *client;

	(void)state;
	client = START(s, "resolves", "{host}", "{port}");
	sck_expect_exit(client, 1);
	assert_int_equal(seen_call(s, "connect", 1)->error, ENOENT);
	live_assert_output(client, "::1 Connection refused\n127.0.0.1 Connection refused\n");
	sck_session_free(s);
}

static void opens(const char *path, const char *line)
{
	struct sck_session *s = sck_session_new(SCK_NAME);
	struct sck_program *p = START(s, "opens_by", path);
	struct bytes output = { 0 };

	bytes_printf(&output, "open 3 ends: %s\nopenat 4 stays: %s\nopenat2 5 ends: %s\n", line, line, line);
	sck_expect_exit(p, 0);
	live_assert_output(p, bytes_text(&output));
	bytes_done(&output);
	sck_session_free(s);
}

static void by_files_opened_in_any_way(void **state)
{
	(void)state;
	opens("/etc/hosts", "::1 localhost");
	opens("/etc/resolv.conf", "nameserver 127.0.0.1");
}

static void and_no_other_file_is_another(void **state)
{
	(void)state;
	opens("/proc/sys/kernel/ostype", "Linux");
	opens("/proc/self/../sys/kernel/ostype", "Linux");
}

static const struct CMUnitTest tests_everywhere[] = {
	cmocka_unit_test(the_first_that_answers),
	cmocka_unit_test(past_one_that_refuses_over_ipv6),
	cmocka_unit_test(past_one_that_refuses_over_ipv4),
	cmocka_unit_test(at_one_address_of_two),
	cmocka_unit_test(whatever_the_machine_s_own_addresses_are),
	cmocka_unit_test(without_a_cache_of_the_machine_s),
	cmocka_unit_test(by_files_opened_in_any_way),
	cmocka_unit_test(and_no_other_file_is_another),
	LIVE_TEST(in_go),
	LIVE_TEST(in_rust),
	LIVE_TEST(in_python),
	LIVE_TEST(in_java),
	LIVE_TEST(in_node),
	LIVE_TEST(in_perl),
	LIVE_TEST(from_the_hosts_of_the_test),
	LIVE_TEST(in_the_other_order),
};

/* What asks there finds somebody, and gets no answer. Only root may cover /run. */
static void keep_a_silent_cache(void)
{
	const struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = "/run/nscd/socket" };
	int fd;

	if (mount("tmpfs", "/run", "tmpfs", 0, "mode=755") || mkdir("/run/nscd", 0755))
		return;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&at, sizeof(at)) ||
	    chmod(at.sun_path, 0666) || listen(fd, 8))
		_exit(1);
}

static int start_again(void *arg)
{
	(void)arg;
	keep_a_silent_cache();
	execl(live_program("without_namespaces"), "without_namespaces", live_self(), "there", (char *)NULL);
	return 127;
}

static void where_namespaces_are_refused(void **state)
{
	struct loopback lo;
	struct sck_err err;

	(void)state;
	inside_open(&lo);
	assert_int_equal(loopback_add_address(&lo, "10.1.2.3", &err), 0);
	fflush(NULL);
	assert_int_equal(inside_run(&lo, start_again, NULL), 0);
	inside_close(&lo);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(where_namespaces_are_refused),
};

int main(int argc, char **argv)
{
	int failed;

	(void)argv;
	live_begin();
	failed = cmocka_run_group_tests(tests_everywhere, NULL, NULL);
	return argc > 1 ? failed : failed + cmocka_run_group_tests(tests, NULL, NULL);
}
