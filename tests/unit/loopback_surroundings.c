/*
 * os/loopback: names, addresses, IPv6 and sysctls are what the test says in there, and what they
 * were outside.
 */
#include "support/inside.h"
#include "os/peer.h"
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sck_err err;

static int own_name(void *arg)
{
	struct addrinfo *list;
	char name[256];

	(void)arg;
	return gethostname(name, sizeof(name)) || getaddrinfo(name, NULL, NULL, &list);
}

static int unknown_name(void *arg)
{
	struct addrinfo *list;

	(void)arg;
	return getaddrinfo("no-such-host.example", NULL, NULL, &list) == 0;
}

static void names_are_what_the_test_says(void **state)
{
	struct loopback lo;
	char *longer;

	(void)state;
	inside_open(&lo);
	if (!lo.has_ipv6)
		skip();
	assert_int_equal(inside_run(&lo, inside_resolve, "localhost=::1 127.0.0.1 "), 0);
	assert_int_equal(inside_run(&lo, own_name, NULL), 0);
	assert_int_equal(inside_run(&lo, unknown_name, NULL), 0);
	assert_int_equal(loopback_ipv4_first(&lo, true, &err), 0);
	assert_int_equal(inside_run(&lo, inside_resolve, "localhost=127.0.0.1 ::1 "), 0);
	assert_int_equal(loopback_ipv4_first(&lo, false, &err), 0);
	assert_int_equal(loopback_hosts(&lo, "127.0.0.3 three\n127.0.0.2 three\n::1 three\n", &err), 0);
	assert_int_equal(inside_run(&lo, inside_resolve, "three=::1 127.0.0.3 127.0.0.2 "), 0);
	assert_int_equal(inside_run(&lo, inside_resolve, "localhost="), W_EXITCODE(2, 0));
	longer = malloc(20000);
	memset(longer, '#', 19999);
	longer[19999] = '\0';
	assert_int_equal(loopback_hosts(&lo, longer, &err), -E2BIG);
	longer[16 * 1024] = '\0';
	assert_int_equal(loopback_hosts(&lo, longer, &err), 0);
	free(longer);
	inside_close(&lo);
}

static void the_machine_keeps_its_own_files(void **state)
{
	struct stat before, after;
	struct loopback lo;

	(void)state;
	assert_int_equal(stat("/etc/hosts", &before), 0);
	inside_open(&lo);
	assert_int_equal(loopback_hosts(&lo, "127.0.0.1 elsewhere\n", &err), 0);
	assert_int_equal(inside_run(&lo, inside_run_shell, "grep -q elsewhere /etc/hosts"), 0);
	assert_int_not_equal(system("grep -q elsewhere /etc/hosts"), 0);
	inside_close(&lo);
	assert_int_equal(stat("/etc/hosts", &after), 0);
	assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim));
	assert_true(before.st_ino == after.st_ino);
}

static void ipv6_can_be_absent(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	assert_int_equal(loopback_without_ipv6(&lo, &err), 0);
	assert_false(lo.has_ipv6);
	assert_true(inside_try(&lo, "::1", 0) < 0);
	assert_int_equal(inside_try(&lo, "127.0.0.1", 0), 0);
	assert_int_equal(loopback_without_ipv6(&lo, &err), 0);
	inside_close(&lo);
}

static void addresses_can_be_added(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	assert_int_equal(inside_try(&lo, "10.9.8.7", 0), -EADDRNOTAVAIL);
	assert_int_equal(loopback_add_address(&lo, "10.9.8.7", &err), 0);
	assert_int_equal(loopback_add_address(&lo, "10.9.8.7", &err), 0);
	assert_int_equal(inside_try(&lo, "10.9.8.7", 0), 0);
	if (lo.has_ipv6) {
		assert_int_equal(loopback_add_address(&lo, "fd00::7", &err), 0);
		assert_int_equal(inside_try(&lo, "fd00::7", 0), 0);
	}
	assert_int_equal(loopback_add_address(&lo, "10.9.8", &err), -EINVAL);
	assert_string_equal(err.text, "10.9.8 is not an address");
	inside_close(&lo);
}

/* A stream socket of LO's that is connected: 0 or a negative errno (-EINPROGRESS where nobody refuses). */
static int try_connect(struct loopback *lo, const char *host)
{
	union peer_address to;
	int fd, code = peer_address(&to, host, 9, &err);

	assert_int_equal(code, 0);
	code = peer_connect(lo, &to, false, &fd, &err);
	if (fd >= 0)
		close(fd);
	return code;
}

static void routes_lead_nowhere(void **state)
{
	static const struct {
		const char *route, *host;
		int code;
	} ways[] = {
		{ "unreachable 198.51.100.0/24", "198.51.100.200", -EHOSTUNREACH },
		{ "prohibit 203.0.113.7", "203.0.113.7", -EACCES },
		{ "blackhole 192.0.2.0/25", "192.0.2.127", -EINVAL },
		{ "unreachable 2001:db8::/32", "2001:db8:1::1", -EHOSTUNREACH },
		{ "prohibit 2001:dba::7", "2001:dba::7", -EACCES },
		{ "blackhole 2001:db9::/33", "2001:db9::7", -EINVAL },
	};
	static const char *const bad[] = { "unreachable", "local 192.0.2.1",
					   "blackhole 192.0.2.1/33", "blackhole 192.0.2", "" };
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	if (!lo.has_ipv6)
		skip();
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		assert_int_equal(try_connect(&lo, ways[i].host), -ENETUNREACH);
		assert_int_equal(loopback_add_route(&lo, ways[i].route, &err), 0);
		assert_int_equal(try_connect(&lo, ways[i].host), ways[i].code);
	}
	assert_int_equal(try_connect(&lo, "203.0.113.8"), -ENETUNREACH);
	assert_int_equal(try_connect(&lo, "192.0.2.128"), -ENETUNREACH);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(loopback_add_route(&lo, bad[i], &err), -EINVAL);
	inside_close(&lo);
}

static void the_link_goes_down_and_up(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	assert_int_equal(loopback_set_link(&lo, false, &err), 0);
	assert_true(lo.is_down);
	if (lo.has_ipv6)
		assert_int_not_equal(inside_try(&lo, "::1", 0), 0);
	assert_int_equal(loopback_set_link(&lo, true, &err), 0);
	assert_false(lo.is_down);
	assert_int_equal(inside_try(&lo, "127.0.0.1", 0), 0);
	inside_close(&lo);
}

static void a_sysctl_is_set_in_there_only(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	assert_int_equal(loopback_sysctl(&lo, "ipv4/tcp_max_tw_buckets", "0", &err), 0);
	assert_int_equal(inside_run(&lo, inside_run_shell,
				    "read n </proc/sys/net/ipv4/tcp_max_tw_buckets; [ $n = 0 ]"),
			 0);
	assert_int_not_equal(system("read n </proc/sys/net/ipv4/tcp_max_tw_buckets; [ $n = 0 ]"), 0);
	assert_int_equal(loopback_sysctl(&lo, "ipv4/no_such_thing", "1", &err), -ENOENT);
	assert_int_equal(loopback_sysctl(&lo, "../kernel/hostname", "x", &err), -EINVAL);
	assert_int_equal(loopback_sysctl(&lo, "ipv4/tcp_syn_retries", "many", &err), -EINVAL);
	inside_close(&lo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_what_the_test_says),
		cmocka_unit_test(the_machine_keeps_its_own_files),
		cmocka_unit_test(ipv6_can_be_absent),
		cmocka_unit_test(addresses_can_be_added),
		cmocka_unit_test(routes_lead_nowhere),
		cmocka_unit_test(the_link_goes_down_and_up),
		cmocka_unit_test(a_sysctl_is_set_in_there_only),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
