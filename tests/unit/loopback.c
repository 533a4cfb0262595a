/*
 * os/loopback, with real namespaces: that it is private, that it is left as it was found, and what
 * a process inside sees. Children answer by their exit status. Where namespaces are refused all but
 * the last tests skip with the reason.
 */
#include "os/loopback.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { NOBODY = 65534 };

static struct sck_err err;

static void open_private(struct loopback *lo)
{
	assert_int_equal(loopback_open(lo, &err), 0);
	if (lo->is_private)
		return;
	print_message("%s\n", lo->reason);
	skip();
}

static void close_and_reap(struct loopback *lo)
{
	loopback_close(lo);
	if (lo->keeper)
		assert_int_equal(waitpid(lo->keeper, NULL, 0), lo->keeper);
}

static int ended(pid_t pid)
{
	int status;

	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* The wait status of CHILD, run inside. */
static int run(struct loopback *lo, int (*child)(void *), void *arg)
{
	pid_t pid = loopback_fork(lo, child, arg, &err);

	if (pid < 0)
		print_error("%s\n", err.text);
	return ended(pid);
}

/* The same without a loopback: for what changes the process for good. */
static int run_apart(int (*child)(void))
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(child());
	return ended(pid);
}

static int bind_at(int fd, const char *host, int port)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };

	if (inet_pton(AF_INET, host, &in.sin_addr) == 1)
		return bind(fd, (struct sockaddr *)&in, sizeof(in)) ? -errno : 0;
	inet_pton(AF_INET6, host, &in6.sin6_addr);
	return bind(fd, (struct sockaddr *)&in6, sizeof(in6)) ? -errno : 0;
}

/* Binds a socket of LO's there; 0 or a negative errno. */
static int try_at(struct loopback *lo, const char *host, int port)
{
	int fd = loopback_socket(lo, strchr(host, ':') ? AF_INET6 : AF_INET, SOCK_STREAM, 0, &err);
	int code = fd < 0 ? fd : bind_at(fd, host, port);

	if (fd >= 0)
		close(fd);
	return code;
}

static int count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static ino_t namespace_of(const char *name)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/self/ns/%s", name);
	return stat(path, &st) ? 0 : st.st_ino;
}

/* Waits for the end of a pipe whose write ends are with others only; false: a byte came instead. */
static bool until_end(int fd)
{
	char byte;

	return read(fd, &byte, 1) == 0;
}

/* ---- Opening and closing ---- */

static void the_caller_stays_where_it_is_and_nothing_is_left_behind(void **state)
{
	static const char *const names[] = { "net", "mnt", "pid", "pid_for_children", "ipc", "user" };
	ino_t before[6];
	int descriptors = count_descriptors();
	struct loopback lo;

	(void)state;
	for (int i = 0; i < 6; i++)
		before[i] = namespace_of(names[i]);
	open_private(&lo);
	close_and_reap(&lo);
	assert_int_equal(waitpid(-1, NULL, __WALL | WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	for (int i = 0; i < 6; i++)
		assert_true(before[i] == namespace_of(names[i]));
	assert_int_equal(count_descriptors(), descriptors);
	assert_int_equal(lo.fd_keeper, -1);
	loopback_close(&lo);
}

static void both_loopback_addresses_can_be_bound(void **state)
{
	struct loopback lo;

	(void)state;
	open_private(&lo);
	assert_int_equal(lo.has_ipv6, access("/proc/net/if_inet6", F_OK) == 0);
	assert_int_equal(try_at(&lo, "127.0.0.1", 7007), 0);
	if (lo.has_ipv6)
		assert_int_equal(try_at(&lo, "::1", 7007), 0);
	assert_int_equal(try_at(&lo, "127.0.0.1", 80), 0);
	close_and_reap(&lo);
}

static void two_have_the_same_port_at_the_same_time(void **state)
{
	struct loopback a, b;
	int fd_a, fd_b;
	uint16_t port;

	(void)state;
	open_private(&a);
	open_private(&b);
	assert_int_equal(loopback_port(&a, SOCK_STREAM, &port, &err), 0);
	fd_a = loopback_socket(&a, AF_INET, SOCK_STREAM, 0, &err);
	fd_b = loopback_socket(&b, AF_INET, SOCK_STREAM, 0, &err);
	assert_int_equal(bind_at(fd_a, "127.0.0.1", port), 0);
	assert_int_equal(bind_at(fd_b, "127.0.0.1", port), 0);
	assert_int_equal(fcntl(fd_a, F_GETFD), FD_CLOEXEC);
	assert_true(fcntl(fd_a, F_GETFL) & O_NONBLOCK);
	close(fd_a);
	close(fd_b);
	loopback_close(&a);
	ended(a.keeper);
	close_and_reap(&b);
}

static void a_socket_that_cannot_be_made_says_why(void **state)
{
	struct loopback lo;

	(void)state;
	open_private(&lo);
	assert_int_equal(loopback_socket(&lo, AF_INET, SOCK_STREAM, IPPROTO_UDP, &err), -EPROTONOSUPPORT);
	assert_non_null(strstr(err.text, "Protocol not supported"));
	assert_int_equal(try_at(&lo, "127.0.0.1", 0), 0);
	close_and_reap(&lo);
}

static void a_signal_to_the_keeper_changes_nothing_but_sigkill_does(void **state)
{
	struct loopback lo;

	(void)state;
	open_private(&lo);
	for (int signal = 1; signal <= SIGRTMAX; signal++)
		if (signal != SIGKILL && signal != SIGSTOP)
			kill(lo.keeper, signal);
	assert_int_equal(try_at(&lo, "127.0.0.1", 0), 0);
	kill(lo.keeper, SIGKILL);
	ended(lo.keeper);
	lo.keeper = 0;
	assert_int_equal(loopback_socket(&lo, AF_INET, SOCK_STREAM, 0, &err), -EPIPE);
	assert_true(loopback_fork(&lo, NULL, NULL, &err) < 0);
	close_and_reap(&lo);
}

static void a_caller_with_no_descriptor_left_is_told_so(void **state)
{
	struct rlimit before, none = { 0 };
	struct loopback lo;
	int fd;

	(void)state;
	open_private(&lo);
	getrlimit(RLIMIT_NOFILE, &before);
	none.rlim_max = before.rlim_max;
	setrlimit(RLIMIT_NOFILE, &none);
	fd = loopback_socket(&lo, AF_INET, SOCK_STREAM, 0, &err);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_int_equal(fd, -EMFILE);
	assert_int_equal(try_at(&lo, "127.0.0.1", 0), 0);
	close_and_reap(&lo);
}

/* ---- Processes inside ---- */

struct outside {
	ino_t net, pid;
	sigset_t mask;
	char cwd[PATH_MAX];
	const struct loopback *lo;
};

static int see_the_inside(void *arg)
{
	const struct outside *outside = arg;
	char cwd[PATH_MAX];
	sigset_t mask;

	if (namespace_of("net") == outside->net || namespace_of("pid") == outside->pid)
		return 1;
	if (!getcwd(cwd, sizeof(cwd)) || strcmp(cwd, outside->cwd))
		return 2;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	for (int signal = 1; signal < SIGRTMIN; signal++)
		if (sigismember(&mask, signal) != sigismember(&outside->mask, signal))
			return 3;
	if (fcntl(outside->lo->fd_request, F_GETFD) >= 0 || fcntl(outside->lo->fd_keeper, F_GETFD) >= 0)
		return 4;
	if (getppid() != 0 || getpid() != syscall(SYS_gettid))
		return 5;
	return 42;
}

static void a_process_inside_has_our_directory_mask_and_descriptors(void **state)
{
	struct outside outside = { namespace_of("net"), namespace_of("pid"), .lo = NULL };
	struct loopback lo;
	sigset_t usr1, before;

	(void)state;
	open_private(&lo);
	outside.lo = &lo;
	assert_non_null(getcwd(outside.cwd, sizeof(outside.cwd)));
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, &before);
	sigprocmask(SIG_BLOCK, NULL, &outside.mask);
	assert_int_equal(run(&lo, see_the_inside, &outside), W_EXITCODE(42, 0));
	sigprocmask(SIG_SETMASK, &before, NULL);
	close_and_reap(&lo);
}

static void *add_one(void *arg)
{
	++*(int *)arg;
	return NULL;
}

/*
 * What a fork(2) that glibc knows nothing of could break: its record of the thread's id, heap,
 * streams, threads, rseq.
 */
static int use_libc(void *arg)
{
	pthread_mutexattr_t attr;
	pthread_mutex_t mutex;
	pthread_t thread;
	cpu_set_t cpu;
	char text[64];
	FILE *f = tmpfile();
	void *room = malloc(1000000);
	int n = 0;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&mutex, &attr);
	if (!f || !room || pthread_mutex_lock(&mutex) || pthread_mutex_lock(&mutex) != EDEADLK)
		return 1;
	if (mutex.__data.__owner != syscall(SYS_gettid) || pthread_mutex_unlock(&mutex))
		return 2;
	free(room);
	if (fprintf(f, "%s", (char *)arg) != 5 || fflush(f) || (rewind(f), !fgets(text, sizeof(text), f)))
		return 3;
	if (strcmp(text, arg) || pthread_create(&thread, NULL, add_one, &n) ||
	    pthread_join(thread, NULL) || n != 1)
		return 4;
	CPU_ZERO(&cpu);
	sched_getaffinity(0, sizeof(cpu), &cpu);
	for (int i = 0; i < CPU_SETSIZE; i++) {
		cpu_set_t one;

		CPU_ZERO(&one);
		CPU_SET(i, &one);
		if (CPU_ISSET(i, &cpu) && (sched_setaffinity(0, sizeof(one), &one) || sched_getcpu() != i))
			return 5;
	}
	return raise(0) ? 6 : 0;
}

static int end_by_abort(void *arg)
{
	(void)arg;
	abort();
}

static int end_by_pthread_kill(void *arg)
{
	(void)arg;
	pthread_kill(pthread_self(), SIGTERM);
	return 0;
}

static int run_a_program(void *arg)
{
	execl("/bin/sh", "sh", "-c", arg, NULL);
	return 127;
}

static void a_function_inside_has_a_whole_c_library(void **state)
{
	struct loopback lo;

	(void)state;
	open_private(&lo);
	assert_int_equal(run(&lo, use_libc, "hello"), 0);
	assert_int_equal(WTERMSIG(run(&lo, end_by_abort, NULL)), SIGABRT);
	assert_int_equal(WTERMSIG(run(&lo, end_by_pthread_kill, NULL)), SIGTERM);
	assert_int_equal(run(&lo, run_a_program, "exit 3"), W_EXITCODE(3, 0));
	close_and_reap(&lo);
}

static int check_capabilities(void *arg)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2];

	(void)arg;
	if (syscall(SYS_capget, &head, caps))
		return 2;
	return caps[0].permitted || caps[1].permitted || caps[0].effective;
}

/*
 * A daemon: its parent has ended, its session is its own, it ignores what can be ignored. It holds
 * the test's pipe.
 */
static int leave_a_daemon(void *arg)
{
	(void)arg;
	if (fork() == 0) {
		setsid();
		signal(SIGTERM, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		if (fork() == 0)
			for (;;)
				pause();
	}
	return 0;
}

static void no_daemon_survives_the_end(void **state)
{
	struct loopback lo;
	int ends[2];

	(void)state;
	open_private(&lo);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(run(&lo, leave_a_daemon, NULL), 0);
	close(ends[1]);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	assert_false(until_end(ends[0]));
	fcntl(ends[0], F_SETFL, 0);
	close_and_reap(&lo);
	assert_true(until_end(ends[0]));
	close(ends[0]);
}

static int own_a_loopback_and_be_killed(void)
{
	struct loopback lo;

	if (loopback_open(&lo, &err) || !lo.is_private || run(&lo, leave_a_daemon, NULL))
		_exit(1);
	kill(getpid(), SIGKILL);
	return 0;
}

static void everything_ends_with_an_owner_that_is_killed(void **state)
{
	struct loopback lo;
	int ends[2];
	pid_t pid;

	(void)state;
	open_private(&lo);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0)
		_exit(own_a_loopback_and_be_killed());
	close(ends[1]);
	assert_int_equal(WTERMSIG(ended(pid)), SIGKILL);
	assert_true(until_end(ends[0]));
	close(ends[0]);
	close_and_reap(&lo);
}

/* The grandchild's PID, once PID 1 has it. */
static int leave_an_orphan(void *arg)
{
	int *fd = arg;

	if (fork() == 0) {
		pid_t orphan = fork();

		if (orphan)
			_exit(write(*fd, &orphan, sizeof(orphan)) < 0);
		_exit(0);
	}
	return wait(NULL) < 0;
}

static int see_it_gone(void *arg)
{
	time_t until = time(NULL) + 10;

	while (!kill(*(pid_t *)arg, 0) && time(NULL) < until)
		sched_yield();
	return !kill(*(pid_t *)arg, 0);
}

static void orphans_are_reaped_inside(void **state)
{
	struct loopback lo;
	int ends[2];
	pid_t orphan;

	(void)state;
	open_private(&lo);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(run(&lo, leave_an_orphan, &ends[1]), 0);
	assert_int_equal(read(ends[0], &orphan, sizeof(orphan)), sizeof(orphan));
	assert_int_equal(run(&lo, see_it_gone, &orphan), 0);
	close(ends[0]);
	close(ends[1]);
	close_and_reap(&lo);
}

static void a_directory_that_is_gone_is_named(void **state)
{
	char before[PATH_MAX], dir[] = "/tmp/sockcheck-XXXXXX";
	struct loopback lo;

	(void)state;
	open_private(&lo);
	assert_non_null(getcwd(before, sizeof(before)));
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	rmdir(dir);
	assert_int_equal(loopback_fork(&lo, end_by_abort, NULL, &err), -ENOENT);
	assert_non_null(strstr(err.text, "working directory"));
	assert_int_equal(chdir(before), 0);
	close_and_reap(&lo);
}

/* ---- The surroundings ---- */

static void read_address(const struct addrinfo *ai, char *ret)
{
	ret += strlen(ret);
	getnameinfo(ai->ai_addr, ai->ai_addrlen, ret, 64, NULL, 0, NI_NUMERICHOST);
	strcat(ret, " ");
}

/* Resolves a name inside and compares: "NAME=ADDRESS ADDRESS " in the order of getaddrinfo(3). */
static int resolve(void *arg)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *ai;
	char name[64], got[512] = "";
	const char *want = strchr(arg, '=') + 1;

	snprintf(name, sizeof(name), "%.*s", (int)(want - 1 - (char *)arg), (char *)arg);
	if (getaddrinfo(name, NULL, &hints, &list))
		return 2;
	for (ai = list; ai; ai = ai->ai_next)
		read_address(ai, got);
	freeaddrinfo(list);
	return strcmp(got, want) != 0;
}

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
	open_private(&lo);
	if (!lo.has_ipv6)
		skip();
	assert_int_equal(run(&lo, resolve, "localhost=::1 127.0.0.1 "), 0);
	assert_int_equal(run(&lo, own_name, NULL), 0);
	assert_int_equal(run(&lo, unknown_name, NULL), 0);
	assert_int_equal(loopback_ipv4_first(&lo, true, &err), 0);
	assert_int_equal(run(&lo, resolve, "localhost=127.0.0.1 ::1 "), 0);
	assert_int_equal(loopback_ipv4_first(&lo, false, &err), 0);
	assert_int_equal(loopback_hosts(&lo, "127.0.0.3 three\n127.0.0.2 three\n::1 three\n", &err), 0);
	assert_int_equal(run(&lo, resolve, "three=::1 127.0.0.3 127.0.0.2 "), 0);
	assert_int_equal(run(&lo, resolve, "localhost="), W_EXITCODE(2, 0));
	longer = malloc(20000);
	memset(longer, '#', 19999);
	longer[19999] = '\0';
	assert_int_equal(loopback_hosts(&lo, longer, &err), -E2BIG);
	longer[16 * 1024] = '\0';
	assert_int_equal(loopback_hosts(&lo, longer, &err), 0);
	free(longer);
	close_and_reap(&lo);
}

static void the_machine_keeps_its_own_files(void **state)
{
	struct stat before, after;
	struct loopback lo;

	(void)state;
	assert_int_equal(stat("/etc/hosts", &before), 0);
	open_private(&lo);
	assert_int_equal(loopback_hosts(&lo, "127.0.0.1 elsewhere\n", &err), 0);
	assert_int_equal(run(&lo, run_a_program, "grep -q elsewhere /etc/hosts"), 0);
	assert_int_not_equal(system("grep -q elsewhere /etc/hosts"), 0);
	close_and_reap(&lo);
	assert_int_equal(stat("/etc/hosts", &after), 0);
	assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim));
	assert_true(before.st_ino == after.st_ino);
}

static void ipv6_can_be_absent(void **state)
{
	struct loopback lo;

	(void)state;
	open_private(&lo);
	assert_int_equal(loopback_without_ipv6(&lo, &err), 0);
	assert_false(lo.has_ipv6);
	assert_true(try_at(&lo, "::1", 0) < 0);
	assert_int_equal(try_at(&lo, "127.0.0.1", 0), 0);
	assert_int_equal(loopback_without_ipv6(&lo, &err), 0);
	close_and_reap(&lo);
}

static void addresses_can_be_added(void **state)
{
	struct loopback lo;

	(void)state;
	open_private(&lo);
	assert_int_equal(try_at(&lo, "10.9.8.7", 0), -EADDRNOTAVAIL);
	assert_int_equal(loopback_add_address(&lo, "10.9.8.7", &err), 0);
	assert_int_equal(loopback_add_address(&lo, "10.9.8.7", &err), 0);
	assert_int_equal(try_at(&lo, "10.9.8.7", 0), 0);
	if (lo.has_ipv6) {
		assert_int_equal(loopback_add_address(&lo, "fd00::7", &err), 0);
		assert_int_equal(try_at(&lo, "fd00::7", 0), 0);
	}
	assert_int_equal(loopback_add_address(&lo, "10.9.8", &err), -EINVAL);
	assert_string_equal(err.text, "10.9.8 is not an address");
	close_and_reap(&lo);
}

static void a_sysctl_is_set_in_there_only(void **state)
{
	struct loopback lo;

	(void)state;
	open_private(&lo);
	assert_int_equal(loopback_sysctl(&lo, "ipv4/tcp_max_tw_buckets", "0", &err), 0);
	assert_int_equal(
		run(&lo, run_a_program, "read n </proc/sys/net/ipv4/tcp_max_tw_buckets; [ $n = 0 ]"), 0);
	assert_int_not_equal(system("read n </proc/sys/net/ipv4/tcp_max_tw_buckets; [ $n = 0 ]"), 0);
	assert_int_equal(loopback_sysctl(&lo, "ipv4/no_such_thing", "1", &err), -ENOENT);
	assert_int_equal(loopback_sysctl(&lo, "../kernel/hostname", "x", &err), -EINVAL);
	assert_int_equal(loopback_sysctl(&lo, "ipv4/tcp_syn_retries", "many", &err), -EINVAL);
	close_and_reap(&lo);
}

/* ---- Other users, other machines ---- */

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
	good = !try_at(&lo, "127.0.0.1", 80) && !loopback_hosts(&lo, "127.0.0.1 here\n", &err) &&
	       !loopback_sysctl(&lo, "ipv4/tcp_syn_retries", "1", &err) &&
	       !loopback_add_address(&lo, "10.9.8.7", &err) &&
	       run(&lo, resolve, "here=127.0.0.1 ") == 0 && run(&lo, use_libc, "hello") == 0 &&
	       (geteuid() == 0 || run(&lo, check_capabilities, NULL) == 0);
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
	open_private(&lo);
	close_and_reap(&lo);
	assert_int_equal(run_apart(geteuid() ? everything_works : as_nobody), 0);
}

static void root_without_the_capability_has_one(void **state)
{
	struct loopback lo;

	(void)state;
	open_private(&lo);
	close_and_reap(&lo);
	if (geteuid())
		skip();
	assert_int_equal(run_apart(as_root_without_sys_admin), 0);
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
		code = run(&lo, find_the_mark, NULL);
		if (!code && loopback_hosts(&lo, "", &err) != -EOPNOTSUPP)
			code = 2;
	}
	loopback_close(&lo);
	rmdir("/mark");
	return code;
}

static void a_process_inside_stays_in_the_callers_chroot(void **state)
{
	struct loopback lo;
	int status;

	(void)state;
	open_private(&lo);
	close_and_reap(&lo);
	if (geteuid())
		skip();
	strcpy(chroot_dir, "/tmp/sockcheck-XXXXXX");
	assert_non_null(mkdtemp(chroot_dir));
	status = run_apart(in_a_chroot);
	assert_int_equal(rmdir(chroot_dir), 0);
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

static int use_the_hosts_loopback(void)
{
	uint16_t port = 0;
	struct loopback lo;

	refuse_namespaces();
	if (loopback_open(&lo, &err) || lo.is_private || lo.keeper || lo.has_users)
		return 1;
	if (strcmp(lo.reason, "user namespaces are refused here (clone: Operation not permitted)"))
		return 2;
	if (loopback_port(&lo, SOCK_STREAM, &port, &err) || port < 1024 || try_at(&lo, "127.0.0.1", port))
		return 3;
	if (lo.has_ipv6 && try_at(&lo, "::1", port))
		return 4;
	if (run(&lo, return_seven, NULL) != W_EXITCODE(7, 0))
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
	assert_int_equal(run_apart(use_the_hosts_loopback), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_caller_stays_where_it_is_and_nothing_is_left_behind),
		cmocka_unit_test(both_loopback_addresses_can_be_bound),
		cmocka_unit_test(two_have_the_same_port_at_the_same_time),
		cmocka_unit_test(a_socket_that_cannot_be_made_says_why),
		cmocka_unit_test(a_signal_to_the_keeper_changes_nothing_but_sigkill_does),
		cmocka_unit_test(a_caller_with_no_descriptor_left_is_told_so),
		cmocka_unit_test(a_process_inside_has_our_directory_mask_and_descriptors),
		cmocka_unit_test(a_function_inside_has_a_whole_c_library),
		cmocka_unit_test(no_daemon_survives_the_end),
		cmocka_unit_test(everything_ends_with_an_owner_that_is_killed),
		cmocka_unit_test(orphans_are_reaped_inside),
		cmocka_unit_test(a_directory_that_is_gone_is_named),
		cmocka_unit_test(names_are_what_the_test_says),
		cmocka_unit_test(the_machine_keeps_its_own_files),
		cmocka_unit_test(ipv6_can_be_absent),
		cmocka_unit_test(addresses_can_be_added),
		cmocka_unit_test(a_sysctl_is_set_in_there_only),
		cmocka_unit_test(an_ordinary_user_has_one),
		cmocka_unit_test(root_without_the_capability_has_one),
		cmocka_unit_test(a_process_inside_stays_in_the_callers_chroot),
		cmocka_unit_test(where_namespaces_are_refused_it_is_the_hosts_and_says_why),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
