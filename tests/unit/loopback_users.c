/*
 * os/loopback as others have it: an ordinary user, root with less, root in a chroot, and a machine
 * that refuses namespaces (a seccomp filter plays it). Each is a process apart, for none of this
 * can be taken back.
 */
#include "support/inside.h"
#include <errno.h>
#include <ftw.h>
#include <linux/capability.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sck_err err;

enum { NOBODY = 65534 };

static int check_capabilities(void *arg)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2];

	(void)arg;
	if (syscall(SYS_capget, &head, caps))
		return 2;
	return caps[0].permitted || caps[1].permitted || caps[0].effective;
}

static int everything_works(void)
{
	struct loopback lo;
	bool good;

	if (loopback_open(&lo, &err))
		return 1;
	if (!lo.is_private || !lo.has_users) {
		fprintf(stderr, "%s\n", lo.reason);
		return 2;
	}
	good = !inside_try(&lo, "127.0.0.1", 80) && !loopback_hosts(&lo, "127.0.0.1 here\n", &err) &&
	       !loopback_sysctl(&lo, "ipv4/tcp_syn_retries", "1", &err) &&
	       !loopback_add_address(&lo, "10.9.8.7", &err) &&
	       inside_run(&lo, inside_resolve, "here=127.0.0.1 ") == 0 &&
	       inside_run(&lo, inside_use_libc, NULL) == 0 &&
	       (geteuid() == 0 || inside_run(&lo, check_capabilities, NULL) == 0);
	loopback_close(&lo);
	return good && waitpid(lo.keeper, NULL, 0) == lo.keeper ? 0 : 3;
}

static int as_nobody(void)
{
	if (chdir("/tmp") || setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY))
		return 9;
	return everything_works();
}

static int as_root_without_sys_admin(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2];

	if (syscall(SYS_capget, &head, caps))
		return 9;
	caps[0].effective &= ~(1U << CAP_SYS_ADMIN);
	caps[0].permitted &= ~(1U << CAP_SYS_ADMIN);
	return syscall(SYS_capset, &head, caps) ? 9 : everything_works();
}

static void an_ordinary_user_has_one(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	inside_close(&lo);
	assert_int_equal(inside_run_apart(geteuid() ? everything_works : as_nobody), 0);
}

static void root_without_the_capability_has_one(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	inside_close(&lo);
	if (geteuid())
		skip();
	assert_int_equal(inside_run_apart(as_root_without_sys_admin), 0);
}

static int find_the_mark(void *arg)
{
	struct stat st;

	(void)arg;
	return stat("/mark", &st) != 0;
}

static char chroot_dir[32];

static int in_a_chroot(void)
{
	struct loopback lo;
	int code = 1;

	if (chdir(chroot_dir) || chroot(".") || mkdir("/mark", 0700))
		return 9;
	if (!loopback_open(&lo, &err) && lo.is_private) {
		code = inside_run(&lo, find_the_mark, NULL);
		if (!code && loopback_hosts(&lo, "", &err) != -EOPNOTSUPP)
			code = 2;
	}
	loopback_close(&lo);
	rmdir("/mark");
	return code;
}

/* With gcov in it, a process in there leaves its counters in there, too. */
static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

static void a_process_inside_stays_in_the_callers_chroot(void **state)
{
	struct loopback lo;
	int status;

	(void)state;
	inside_open(&lo);
	inside_close(&lo);
	if (geteuid())
		skip();
	strcpy(chroot_dir, "/tmp/sockcheck-XXXXXX");
	assert_non_null(mkdtemp(chroot_dir));
	status = inside_run_apart(in_a_chroot);
	assert_int_equal(nftw(chroot_dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
	assert_int_equal(status, 0);
}

static void refuse_namespaces(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
			 SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_NEWNET, CLONE_NEWNET));
	seccomp_load(filter);
	seccomp_release(filter);
}

static int return_seven(void *arg)
{
	(void)arg;
	return 7;
}

/* So that one session may have more than one, none of them is another's. */
static bool has_ports_behind_it(const struct loopback *lo, uint16_t port)
{
	struct loopback other;
	uint16_t next = 0;
	bool are_apart;

	for (int i = 0; i < 4; i++)
		if (!loopback_has_port(lo, port, (uint16_t)(port + i)) ||
		    inside_try((struct loopback *)lo, "127.0.0.1", port + i))
			return false;
	if (loopback_open(&other, &err) || loopback_port(&other, SOCK_DGRAM, &next, &err))
		return false;
	are_apart = !loopback_has_port(&other, next, port) && !loopback_has_port(lo, port, next) &&
		    !loopback_has_port(lo, port, (uint16_t)(port + 4)) &&
		    !loopback_has_port(lo, port, 80);
	loopback_close(&other);
	return are_apart;
}

static int use_the_hosts_loopback(void)
{
	uint16_t port = 0;
	struct loopback lo;

	refuse_namespaces();
	if (loopback_open(&lo, &err) || lo.is_private || lo.keeper || lo.has_users)
		return 1;
	if (strcmp(lo.reason, "user namespaces are refused here (clone: Operation not permitted)"))
		return 2;
	if (loopback_port(&lo, SOCK_STREAM, &port, &err) || port < 1024 ||
	    inside_try(&lo, "127.0.0.1", port))
		return 3;
	if (!has_ports_behind_it(&lo, port))
		return 8;
	if (lo.has_ipv6 && inside_try(&lo, "::1", port))
		return 4;
	if (inside_run(&lo, return_seven, NULL) != W_EXITCODE(7, 0))
		return 5;
	if (loopback_hosts(&lo, "", &err) != -EOPNOTSUPP || loopback_without_ipv6(&lo, &err) != -EOPNOTSUPP ||
	    loopback_ipv4_first(&lo, true, &err) != -EOPNOTSUPP ||
	    loopback_add_address(&lo, "10.9.8.7", &err) != -EOPNOTSUPP ||
	    loopback_sysctl(&lo, "ipv4/tcp_syn_retries", "1", &err) != -EOPNOTSUPP)
		return 6;
	loopback_close(&lo);
	return strstr(err.text, lo.reason) == NULL;
}

static void where_namespaces_are_refused_it_is_the_hosts_and_says_why(void **state)
{
	(void)state;
	assert_int_equal(inside_run_apart(use_the_hosts_loopback), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ordinary_user_has_one),
		cmocka_unit_test(root_without_the_capability_has_one),
		cmocka_unit_test(a_process_inside_stays_in_the_callers_chroot),
		cmocka_unit_test(where_namespaces_are_refused_it_is_the_hosts_and_says_why),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
