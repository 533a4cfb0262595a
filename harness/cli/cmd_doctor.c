/*
 * `sockcheck doctor`: tries out what sockcheck needs of this machine, one line each, and says how to allow what it refuses. A
 * line is a probe that does the thing itself, on a child or a loopback of its own; what a setting claims is not asked.
 */
#include "cli/command.h"
#include "cli/present.h"
#include "os/cgroup.h"
#include "os/faketime.h"
#include "os/filter.h"
#include "os/loopback.h"
#include "os/sandbox.h"
#include "os/tracer_try.h"
#include "os/sockdiag.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a probe found: 0 it can be done, else it cannot. FOUND is what to say of it, in either case. */
typedef int probe_function(struct sck_err *found);

static int probe_kernel(struct sck_err *found)
{
	struct utsname name;
	int major = 0, minor = 0;

	if (uname(&name) || sscanf(name.release, "%d.%d", &major, &minor) != 2)
		return err_set(found, -ENOSYS, "its version is not known");
	err_set(found, 0, "Linux %d.%d on %s", major, minor, name.machine);
	return major > 5 || (major == 5 && minor >= 10) ? 0 : -ENOSYS;
}

/* Runs PROBE in a child of its own; it returns 0 or an errno. */
static int try_in_child(int (*probe)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		_exit(probe());
	if (pid < 0)
		return -errno;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
}

static int enter_user_namespace(void)
{
	return unshare(CLONE_NEWUSER) ? errno : 0;
}

static int probe_users(struct sck_err *found)
{
	int code = try_in_child(enter_user_namespace);

	return code ? err_errno(found, code, "unshare") : err_set(found, 0, "can be made");
}

/* Calls PROBE with a loopback, and lets it go again. */
static int with_loopback(int (*probe)(struct loopback *lo, struct sck_err *found), struct sck_err *found)
{
	struct loopback lo;
	int code = loopback_open(&lo, found);
	pid_t keeper;

	if (code)
		return code;
	code = probe(&lo, found);
	keeper = lo.keeper;
	loopback_close(&lo);
	if (keeper > 0)
		waitpid(keeper, NULL, 0);
	return code;
}

static int look_private(struct loopback *lo, struct sck_err *found)
{
	if (!lo->is_private)
		return err_set(found, -EPERM, "%s", lo->reason);
	return err_set(found, 0, "a network namespace with lo up");
}

static int probe_private(struct sck_err *found)
{
	return with_loopback(look_private, found);
}

static int look_ipv6(struct loopback *lo, struct sck_err *found)
{
	return lo->has_ipv6 ? err_set(found, 0, "::1 can be bound")
			    : err_set(found, -EAFNOSUPPORT, "::1 cannot be bound");
}

static int probe_ipv6(struct sck_err *found)
{
	return with_loopback(look_ipv6, found);
}

static bool look_at_row(void *arg, const struct sockdiag_row *row)
{
	(void)arg, (void)row;
	return true;
}

static int look_sockdiag(struct loopback *lo, struct sck_err *found)
{
	struct sockdiag d;
	int code = sockdiag_open(&d, lo, found);

	if (code)
		return code;
	code = sockdiag_each(&d, IPPROTO_TCP, look_at_row, NULL, found);
	sockdiag_close(&d);
	return code ? code : err_set(found, 0, "answers");
}

static int probe_sockdiag(struct sck_err *found)
{
	return with_loopback(look_sockdiag, found);
}

static int probe_ptrace(struct sck_err *found)
{
	const char *why = tracer_refused();

	return why ? err_set(found, -EPERM, "%s", why) : err_set(found, 0, "a child can be seized");
}

static int load_filter(void)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog program = { .len = 1, .filter = &allow };
	uint32_t action = SECCOMP_RET_TRACE;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		return errno;
	return 0;
}

static int probe_seccomp(struct sck_err *found)
{
	const struct sock_fprog *ours;
	int code = filter_program(false, &ours, found);

	if (code)
		return code;
	code = try_in_child(load_filter);
	return code ? err_errno(found, code, "seccomp") : err_set(found, 0, "a filter can be loaded");
}

static int probe_yama(struct sck_err *found)
{
	int fd = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC);
	char scope = '0';

	if (fd < 0)
		return err_set(found, 0, "not here");
	if (read(fd, &scope, 1) != 1)
		scope = '?';
	close(fd);
	err_set(found, 0, "ptrace_scope is %c", scope);
	return scope == '3' ? -EPERM : 0;
}

static int probe_faketime(struct sck_err *found)
{
	char library[PATH_MAX];
	int code = faketime_find(NULL, library, found);

	if (code == -ELIBACC && !getenv("SOCKCHECK_FAKETIME"))
		return err_set(found, code, "not found");
	return code ? code : err_set(found, 0, "%s", library);
}

static int probe_bubblewrap(struct sck_err *found)
{
	const int code = sandbox_try(found);

	return code ? code : err_set(found, 0, "a sandbox for submissions can be had");
}

static int probe_cgroup(struct sck_err *found)
{
	struct cgroup_tree tree;
	const int code = cgroup_begin(&tree, found);

	if (code)
		return code;
	cgroup_end(&tree);
	return err_set(found, 0, "a sandbox's memory and processes are bounded as a whole");
}

static const struct row {
	const char *name;
	probe_function *probe;
	bool is_needed; /* without it nothing can be judged; without the others some cases are skipped */
	const char *how;
} rows[] = {
	{ "kernel", probe_kernel, true, "Linux 5.10 or newer is needed" },
	{ "ptrace", probe_ptrace,
	  false, "without it cases that see or bend calls are skipped; in a container: --cap-add SYS_PTRACE, or a seccomp profile that allows ptrace" },
	{ "seccomp", probe_seccomp,
	  true, "a kernel with CONFIG_SECCOMP_FILTER; in a container: --security-opt seccomp=unconfined" },
	{ "sock_diag", probe_sockdiag, true, "modprobe tcp_diag udp_diag, or a kernel with CONFIG_INET_DIAG" },
	{ "yama", probe_yama, false, "sysctl kernel.yama.ptrace_scope=1 (3 lasts until the next boot)" },
	{ "user namespaces", probe_users,
	  false, "sysctl kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0; as root they are not needed" },
	{ "private loopback", probe_private,
	  false, "allow user namespaces, or run as root; in a container: --security-opt seccomp=unconfined --security-opt apparmor=unconfined" },
	{ "IPv6", probe_ipv6, false,
	  "sysctl net.ipv6.conf.lo.disable_ipv6=0; in a container: enable IPv6 for its network" },
	{ "libfaketime", probe_faketime,
	  false, "apt-get install libfaketime (elsewhere: SOCKCHECK_FAKETIME=PATH); without it --untraced has no --clock" },
	{ "bubblewrap", probe_bubblewrap,
	  false, "apt-get install bubblewrap libarchive-tools, and user namespaces; in a container: --security-opt systempaths=unconfined, too" },
	{ "cgroup", probe_cgroup,
	  false, "each process has its limits all the same; systemd-run --user --scope -p Delegate=yes sockcheck grade ..., or root with a writable cgroup2" },
};

static const struct usage usage = {
	.name = "sockcheck doctor",
	.synopsis = "",
	.about = "Says what this machine allows, one line each, and how to allow the rest. Ends "
		 "with 77 where something is missing\n"
		 "without which nothing can be judged.",
};

int cmd_doctor(int argc, char **argv)
{
	struct bytes text = { 0 };
	struct options options;
	int status = usage_parse(&usage, argc, argv, &options), missing = 0, written;

	if (status >= 0)
		return status;
	signal(SIGCHLD, SIG_DFL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sck_err found = { 0 };
		int code = rows[i].probe(&found);

		missing += code && rows[i].is_needed;
		bytes_printf(&text, "%-4s  %-16s  %s",
			     !code               ? "ok"
			     : rows[i].is_needed ? "NO"
						 : "no",
			     rows[i].name, found.text);
		if (code)
			bytes_printf(&text, " -- %s", rows[i].how);
		bytes_append_text(&text, "\n");
	}
	written = usage_write(usage.name, STDOUT_FILENO, &text);
	bytes_done(&text);
	return written ? written : missing ? STATUS_SKIP : STATUS_PASS;
}
