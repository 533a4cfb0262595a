/*
 * Reads the files of /proc/PID into buffers on the stack. What is asked of a thread again and again is procfs_thread's.
 * Must not know what a descriptor is for.
 */
#include "base/deadline.h"
#include "os/procfs.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	PATH_ROOM = 64,
	STATUS_ROOM = 8192, /* mostly 1.5 KB; the masks of processors and the groups make it grow */
};

/* A file of /proc is gone with its process: ENOENT at open(2), ESRCH at the read(2) after it. */
static int gone(int error)
{
	return error == ENOENT || error == ESRCH ? -ESRCH : -error;
}

static int open_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags);

	return fd < 0 ? gone(errno) : fd;
}

/* Reads the front of a file, as a string. Returns its length or a negative errno. */
static ssize_t slurp(const char *path, char *to, size_t room)
{
	int fd = open_path(path, 0);
	ssize_t len;

	if (fd < 0)
		return fd;
	/* Such a file comes whole in one read if there is room: the one that says end is spared. */
	do
		len = read(fd, to, room - 1);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		len = gone(errno);
	else
		to[len] = '\0';
	close(fd);
	return len;
}

static ssize_t slurp_of(pid_t pid, const char *name, char *to, size_t room)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	return slurp(path, to, room);
}

/* The value of a line of `status`, or NULL. KEY is "\nTgid:": names have their newlines escaped. */
static const char *value_of(const char *status, const char *key)
{
	const char *at = strstr(status, key);

	return at ? at + strlen(key) + strspn(at + strlen(key), "\t ") : NULL;
}

static bool count_of(const char *status, const char *key, uint64_t *ret)
{
	const char *value = value_of(status, key);

	if (!value)
		return false;
	*ret = strtoull(value, NULL, 10);
	return true;
}

/* What is behind the name, which may hold spaces and parentheses: "7 (a) b) S 1" gives "S 1". */
static const char *behind_name(const char *stat)
{
	const char *end = strrchr(stat, ')');

	return end && end[1] == ' ' ? end + 2 : NULL;
}

int64_t procfs_cpu_ns(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	/* The process's own clock counts nanoseconds; the ticks of `stat` are 10 ms. */
	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0)
		return -1;
	return (int64_t)used.tv_sec * NS_PER_S + used.tv_nsec;
}

char procfs_state(pid_t pid)
{
	char text[256];
	const char *rest;

	if (slurp_of(pid, "stat", text, sizeof(text)) < 0)
		return 0;
	rest = behind_name(text);
	return rest ? *rest : 0;
}

pid_t procfs_parent(pid_t pid)
{
	char text[256];
	const char *rest;

	if (slurp_of(pid, "stat", text, sizeof(text)) < 0)
		return -1;
	rest = behind_name(text);
	return rest && *rest ? (pid_t)strtol(rest + 1, NULL, 10) : -1;
}

pid_t procfs_group(pid_t tid)
{
	char text[STATUS_ROOM];
	uint64_t group;

	if (slurp_of(tid, "status", text, sizeof(text)) < 0 || !count_of(text, "\nTgid:", &group))
		return -1;
	return (pid_t)group;
}

pid_t procfs_inner_pid(pid_t tid)
{
	char text[STATUS_ROOM];
	const char *value;
	char *end;
	long inner = 0;

	if (slurp_of(tid, "status", text, sizeof(text)) < 0)
		return tid;
	value = value_of(text, "\nNSpid:");
	while (value && *value >= '0' && *value <= '9') { /* outermost first */
		inner = strtol(value, &end, 10);
		value = end + (*end == '\t');
	}
	return inner > 0 ? (pid_t)inner : tid;
}

static int64_t kib_of(pid_t pid, const char *file, const char *name)
{
	char text[STATUS_ROOM];
	uint64_t kib;

	if (slurp_of(pid, file, text, sizeof(text)) < 0 || !count_of(text, name, &kib))
		return -1;
	return (int64_t)kib * 1024;
}

int64_t procfs_memory(pid_t pid)
{
	return kib_of(pid, "status", "\nVmRSS:");
}

int64_t procfs_own_memory(pid_t pid)
{
	return kib_of(pid, "smaps_rollup", "\nPss:");
}

int64_t procfs_peak_memory(pid_t pid)
{
	return kib_of(pid, "status", "\nVmHWM:");
}

int procfs_name(pid_t pid, char *ret, size_t room)
{
	char text[PATH_ROOM + 1];
	ssize_t len = slurp_of(pid, "comm", text, sizeof(text));

	if (len < 0)
		return (int)len;
	if (len > 0 && text[len - 1] == '\n')
		text[len - 1] = '\0';
	snprintf(ret, room, "%s", text);
	return 0;
}

int64_t procfs_socket_inode(pid_t pid, int fd, char *link, size_t link_room)
{
	char path[PATH_ROOM], text[256];
	int64_t inode = 0;
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
	len = readlink(path, text, sizeof(text) - 1);
	if (len < 0 && errno == ENOENT) { /* which of the two is not there? */
		snprintf(path, sizeof(path), "/proc/%d", (int)pid);
		return access(path, F_OK) == 0 ? -EBADF : -ESRCH;
	}
	if (len < 0)
		return gone(errno);
	text[len] = '\0';
	if (link && link_room > 0)
		snprintf(link, link_room, "%s", text);
	if (sscanf(text, "socket:[%" SCNd64 "]", &inode) != 1)
		return 0;
	return inode;
}

/*
 * Adds up what VISIT returns for each number that is a name in /proc/PID/NAME, until that is
 * negative. Returns the sum or a negative errno.
 */
static int each_number(pid_t pid, const char *name, int (*visit)(void *arg, pid_t pid, int number),
		       void *arg)
{
	_Alignas(struct dirent64) char entries[4096];
	char path[PATH_ROOM];
	const struct dirent64 *entry;
	int fd, result = 0, sum = 0;
	ssize_t got = 0, at;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open_path(path, O_DIRECTORY);
	if (fd < 0)
		return fd;
	while (result >= 0 && (got = getdents64(fd, entries, sizeof(entries))) > 0) {
		for (at = 0; at < got && result >= 0; at += entry->d_reclen) {
			entry = (const void *)(entries + at);
			if (entry->d_name[0] == '.')
				continue;
			result = visit(arg, pid, atoi(entry->d_name));
			sum += result;
		}
	}
	if (got < 0)
		result = gone(errno);
	close(fd);
	return result < 0 ? result : sum;
}

/* A zombie has no descriptors, and its folder of them is root's, whoever it was. */
int procfs_each_descriptor(pid_t pid, int (*visit)(void *arg, pid_t pid, int fd), void *arg)
{
	int sum = each_number(pid, "fd", visit, arg);

	return sum == -EACCES && procfs_state(pid) == 'Z' ? 0 : sum;
}

static int count_one(void *arg, pid_t pid, int fd)
{
	(void)arg;
	(void)pid;
	(void)fd;
	return 1;
}

int procfs_descriptors(pid_t pid)
{
	int count = procfs_each_descriptor(pid, count_one, NULL);

	return count < 0 ? -1 : count;
}

static int descriptor_armed(void *arg, pid_t pid, int fd)
{
	char name[32], text[1024];
	unsigned long long seconds = 0, nanoseconds = 0;
	const char *value;

	(void)arg;
	if (procfs_socket_inode(pid, fd, name, sizeof(name)) != 0 ||
	    strcmp(name, "anon_inode:[timerfd]") != 0)
		return 0;
	snprintf(name, sizeof(name), "fdinfo/%d", fd);
	if (slurp_of(pid, name, text, sizeof(text)) < 0)
		return 0;
	value = value_of(text, "\nit_value:");
	if (!value || sscanf(value, "(%llu, %llu)", &seconds, &nanoseconds) != 2)
		return 0;
	return seconds > 0 || nanoseconds > 0;
}

bool procfs_timer_armed(pid_t pid)
{
	char text[4096];
	const char *at = text;
	int armed = procfs_each_descriptor(pid, descriptor_armed, NULL);

	if (armed > 0 || armed == -EACCES)
		return true;
	/* SIGEV_NONE wakes nobody: its owner asks for it. Without a timer the file is empty. */
	if (slurp_of(pid, "timers", text, sizeof(text)) <= 0)
		return false;
	while ((at = strstr(at, "\nnotify: ")) != NULL) {
		at += strlen("\nnotify: ");
		if (strncmp(at, "none", 4) != 0)
			return true;
	}
	return false;
}

/*
 * `children` has those that the thread made or inherited from an ended one: "12 13 ", any number.
 */
static int zombies_of_thread(void *arg, pid_t pid, int tid)
{
	char path[PATH_ROOM], text[512];
	int fd, count = 0;
	pid_t child = 0;
	ssize_t got, at;

	(void)arg;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, tid);
	fd = open_path(path, 0);
	if (fd < 0) {
		path[strlen(path) - strlen("/children")] = '\0';
		return access(path, F_OK) == 0 ? -ENOSYS : 0; /* a thread may end meanwhile */
	}
	while ((got = read(fd, text, sizeof(text))) > 0) {
		for (at = 0; at < got; at++) {
			if (text[at] >= '0' && text[at] <= '9') {
				child = child * 10 + (text[at] - '0');
				continue;
			}
			count += child > 0 && procfs_state(child) == 'Z';
			child = 0;
		}
	}
	close(fd);
	return count;
}

int procfs_zombies(pid_t pid)
{
	return each_number(pid, "task", zombies_of_thread, NULL);
}
