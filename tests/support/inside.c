/*
 * See inside.h. Nothing in here but inside_open and inside_close asserts: the rest is called in
 * children, too.
 */
#include "support/inside.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern void __gcov_dump(void) __attribute__((weak));

static struct sck_err err;

void inside_open(struct loopback *lo)
{
	assert_int_equal(loopback_open(lo, &err), 0);
	if (lo->is_private)
		return;
	print_message("%s\n", lo->reason);
	skip();
}

void inside_close(struct loopback *lo)
{
	loopback_close(lo);
	if (lo->keeper)
		assert_int_equal(waitpid(lo->keeper, NULL, 0), lo->keeper);
}

int inside_ended(pid_t pid)
{
	int status;

	return pid > 0 && waitpid(pid, &status, 0) == pid ? status : -1;
}

int inside_run(struct loopback *lo, int (*child)(void *), void *arg)
{
	pid_t pid = loopback_fork(lo, child, arg, &err);

	if (pid < 0)
		fprintf(stderr, "%s\n", err.text);
	return inside_ended(pid);
}

int inside_run_apart(int (*child)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		status = child();
		if (__gcov_dump)
			__gcov_dump();
		_exit(status);
	}
	return inside_ended(pid);
}

int inside_bind(int fd, const char *host, int port)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };

	if (inet_pton(AF_INET, host, &in.sin_addr) == 1)
		return bind(fd, (struct sockaddr *)&in, sizeof(in)) ? -errno : 0;
	inet_pton(AF_INET6, host, &in6.sin6_addr);
	return bind(fd, (struct sockaddr *)&in6, sizeof(in6)) ? -errno : 0;
}

int inside_try(struct loopback *lo, const char *host, int port)
{
	int fd = loopback_socket(lo, strchr(host, ':') ? AF_INET6 : AF_INET, SOCK_STREAM, 0, &err);
	int code = fd < 0 ? fd : inside_bind(fd, host, port);

	if (fd >= 0)
		close(fd);
	return code;
}

int inside_run_shell(void *command)
{
	execl("/bin/sh", "sh", "-c", command, NULL);
	return 127;
}

ino_t inside_namespace(const char *name)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/self/ns/%s", name);
	return stat(path, &st) ? 0 : st.st_ino;
}

static void read_address(const struct addrinfo *ai, char *ret)
{
	ret += strlen(ret);
	getnameinfo(ai->ai_addr, ai->ai_addrlen, ret, 64, NULL, 0, NI_NUMERICHOST);
	strcat(ret, " ");
}

int inside_resolve(void *name_and_addresses)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *ai;
	const char *text = name_and_addresses, *want = strchr(text, '=') + 1;
	char name[64], got[512] = "";

	snprintf(name, sizeof(name), "%.*s", (int)(want - 1 - text), text);
	if (getaddrinfo(name, NULL, &hints, &list))
		return 2;
	for (ai = list; ai; ai = ai->ai_next)
		read_address(ai, got);
	freeaddrinfo(list);
	return strcmp(got, want) != 0;
}

static void *add_one(void *arg)
{
	++*(int *)arg;
	return NULL;
}

/* glibc's own record of the thread's id: a mutex of this kind compares its owner with it. */
static bool knows_its_thread(void)
{
	pthread_mutexattr_t attr;
	pthread_mutex_t mutex;
	pid_t owner;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&mutex, &attr);
	if (pthread_mutex_lock(&mutex) || pthread_mutex_lock(&mutex) != EDEADLK)
		return false;
	owner = mutex.__data.__owner;
	return pthread_mutex_unlock(&mutex) == 0 && owner == syscall(SYS_gettid);
}

static bool has_streams(void)
{
	FILE *f = tmpfile();
	char text[64] = "";

	if (!f || fputs("hello", f) < 0 || fflush(f))
		return false;
	rewind(f);
	return fgets(text, sizeof(text), f) && !strcmp(text, "hello");
}

/* sched_getcpu(3) reads what the kernel keeps up to date in the thread's rseq area. */
static bool knows_its_processor(void)
{
	cpu_set_t all, one;

	if (sched_getaffinity(0, sizeof(all), &all))
		return false;
	for (int i = 0; i < CPU_SETSIZE; i++) {
		CPU_ZERO(&one);
		CPU_SET(i, &one);
		if (!CPU_ISSET(i, &all))
			continue;
		if (sched_setaffinity(0, sizeof(one), &one) || sched_getcpu() != i)
			return false;
	}
	return true;
}

int inside_use_libc(void *arg)
{
	pthread_t thread;
	int n = 0;

	free(malloc(1000000));
	if (!knows_its_thread())
		return 1;
	if (!has_streams())
		return 2;
	if (pthread_create(&thread, NULL, add_one, &n) || pthread_join(thread, NULL) || n != 1)
		return 3;
	(void)arg;
	return knows_its_processor() ? 0 : 4;
}
