/*
 * os/loopback on machines that refuse a call: each in turn, by a filter that the keeper and every process inside inherit. What
 * is asked for is then done another way or refused with a reason; nobody hangs, and nothing is left open or unreaped.
 */
#include "support/inside.h"
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sck_err err;

/* Calls that opening a loopback, or using it, needs or would like to make. */
static const int refusable[] = {
	SCMP_SYS(socketpair),
	SCMP_SYS(clone),
	SCMP_SYS(setns),
	SCMP_SYS(chroot),
	SCMP_SYS(fchdir),
	SCMP_SYS(chdir),
	SCMP_SYS(getcwd),
	SCMP_SYS(vfork),
	SCMP_SYS(prctl),
	SCMP_SYS(ioctl),
	SCMP_SYS(socket),
	SCMP_SYS(bind),
	SCMP_SYS(sendmsg),
	SCMP_SYS(recvmsg),
	SCMP_SYS(sendto),
	SCMP_SYS(recvfrom),
	SCMP_SYS(open_tree),
	SCMP_SYS(move_mount),
	SCMP_SYS(fsopen),
	SCMP_SYS(fsconfig),
	SCMP_SYS(fsmount),
	SCMP_SYS(mkdirat),
	SCMP_SYS(fchmod),
	SCMP_SYS(mount),
	SCMP_SYS(uname),
	SCMP_SYS(capset),
	SCMP_SYS(rseq),
	SCMP_SYS(getsockname),
	SCMP_SYS(pidfd_send_signal),
	SCMP_SYS(get_robust_list),
	SCMP_SYS(sethostname),
	SCMP_SYS(setsockopt),
	SCMP_SYS(close_range),
};

static struct {
	int call;
	bool with_users;    /* root has to take a user namespace, too */
	rlim_t descriptors; /* of a process at most; 0: as before */
} machine;

enum { NONE = -1 };
enum { RIGHT, NO_FILTER, NO_REASON, NO_ERROR, LEFT_A_CHILD, LEFT_A_DESCRIPTOR, WRONG_STATUS };

static int refuse_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int code = filter ? 0 : -ENOMEM;

	if (!code && machine.call != NONE)
		code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), machine.call, 0);
	if (!code && machine.with_users)
		code = seccomp_rule_add(
			filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_NEWNET | CLONE_NEWUSER, CLONE_NEWNET));
	if (!code)
		code = seccomp_load(filter);
	seccomp_release(filter);
	return code;
}

static int count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

static int seven(void *arg)
{
	(void)arg;
	return 7;
}

static int hosts(struct loopback *lo)
{
	return loopback_hosts(lo, "127.0.0.1 here\n", &err);
}

static int address(struct loopback *lo)
{
	return loopback_add_address(lo, "127.0.0.9", &err);
}

static int port(struct loopback *lo)
{
	uint16_t any;

	return loopback_port(lo, SOCK_DGRAM, &any, &err);
}

static int without_ipv6(struct loopback *lo)
{
	return loopback_without_ipv6(lo, &err);
}

static int socket_there(struct loopback *lo)
{
	int fd = loopback_socket(lo, AF_INET, SOCK_STREAM, 0, &err);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

/* What a session asks of its loopback: each is done, or its refusal has a text. */
static int use(struct loopback *lo)
{
	static int (*const acts[])(struct loopback *) = { socket_there, port, hosts, address, without_ipv6 };
	pid_t pid;

	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		err.text[0] = '\0';
		if (acts[i](lo) < 0 && !err.text[0])
			return NO_ERROR;
	}
	err.text[0] = '\0';
	pid = loopback_fork(lo, seven, NULL, &err);
	if (pid < 0)
		return err.text[0] ? RIGHT : NO_ERROR;
	return inside_ended(pid) == W_EXITCODE(7, 0) ? RIGHT : WRONG_STATUS;
}

static int open_and_use(void)
{
	struct loopback lo;
	int result;

	err.text[0] = '\0';
	if (loopback_open(&lo, &err))
		return err.text[0] ? RIGHT : NO_ERROR;
	result = lo.is_private || lo.reason[0] ? use(&lo) : NO_REASON;
	loopback_close(&lo);
	if (lo.keeper > 0 && waitpid(lo.keeper, NULL, 0) != lo.keeper)
		return LEFT_A_CHILD;
	return result;
}

/* In a process apart, which keeps its filter for good. */
static int try_machine(void)
{
	int before = count_descriptors(), result;
	struct rlimit limit;

	if (refuse_calls())
		return NO_FILTER;
	getrlimit(RLIMIT_NOFILE, &limit);
	if (machine.descriptors)
		setrlimit(RLIMIT_NOFILE, &(struct rlimit){ machine.descriptors, limit.rlim_max });
	result = open_and_use();
	setrlimit(RLIMIT_NOFILE, &limit);
	if (!result && (waitpid(-1, NULL, __WALL) != -1 || errno != ECHILD))
		result = LEFT_A_CHILD;
	if (!result && count_descriptors() != before)
		result = LEFT_A_DESCRIPTOR;
	return result;
}

static void assert_right(void)
{
	int status = inside_run_apart(try_machine);
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, machine.call);

	if (status)
		print_error("without %s, %s a user namespace, %d descriptors: status %#x\n",
			    machine.call == NONE ? "nothing" : name,
			    machine.with_users ? "with" : "without", (int)machine.descriptors, status);
	free(name);
	assert_int_equal(status, 0);
}

static void any_call_may_be_refused(void **state)
{
	(void)state;
	machine.with_users = false;
	machine.descriptors = 0;
	for (size_t i = 0; i < sizeof(refusable) / sizeof(refusable[0]); i++) {
		machine.call = refusable[i];
		assert_right();
	}
}

static void any_call_may_be_refused_in_a_user_namespace(void **state)
{
	(void)state;
	machine.with_users = true;
	machine.descriptors = 0;
	for (size_t i = 0; i < sizeof(refusable) / sizeof(refusable[0]); i++) {
		machine.call = refusable[i];
		assert_right();
	}
}

/* From none to more than a loopback needs. */
static void descriptors_may_be_used_up(void **state)
{
	int used = count_descriptors();

	(void)state;
	machine.call = NONE;
	machine.with_users = false;
	for (int more = 0; more < 12; more++) {
		machine.descriptors = (rlim_t)used - 4 + (rlim_t)more;
		assert_right();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_call_may_be_refused),
		cmocka_unit_test(any_call_may_be_refused_in_a_user_namespace),
		cmocka_unit_test(descriptors_may_be_used_up),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
