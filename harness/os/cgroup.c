/*
 * See cgroup.h. A group that hands controllers down may hold no process itself, but for the topmost one (cgroups(7), "no internal
 * processes"): in a group that was delegated to us we stand in the way ourselves, and go with all that is in there into one beside. What the kernel lists
 * as controllers may be without effect where a limit cannot be written, so one is.
 */
#include "os/cgroup.h"
#include "base/text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { END_MS = 5000, ASIDE_PATH = CGROUP_PATH + 16 };
static const char controllers[] = "+memory +pids";

/* The path of NAME in FOLDER; the storage is the next call's. */
static const char *in(const char *folder, const char *name)
{
	static char path[CGROUP_PATH + 64];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int write_to(const char *folder, const char *name, const char *text)
{
	int fd = open(in(folder, name), O_WRONLY | O_CLOEXEC), code = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		code = -errno;
	close(fd);
	return code;
}

/* Does a file in FOLDER name both controllers? */
static bool names_both(const char *folder, const char *name)
{
	FILE *file = fopen(in(folder, name), "re");
	char word[64];
	int found = 0;

	while (file && fscanf(file, "%63s", word) == 1)
		found += !strcmp(word, "memory") || !strcmp(word, "pids");
	if (file)
		fclose(file);
	return found == 2;
}

static bool find_mount(char *ret)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *at = NULL;

	while (mounts && (at = getmntent(mounts)) && strcmp(at->mnt_type, "cgroup2") != 0)
		;
	if (at)
		snprintf(ret, CGROUP_PATH, "%s", at->mnt_dir);
	if (mounts)
		endmntent(mounts);
	return at != NULL;
}

/* Our own group, below the mount; the topmost where that is not told. */
static void find_own(const char *mount, char *ret)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	char line[CGROUP_PATH];

	snprintf(ret, CGROUP_PATH, "%s", mount);
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "0::/", 4) && line[4] && strlen(mount) + strlen(line) < CGROUP_PATH)
			snprintf(ret, CGROUP_PATH, "%.200s%.300s", mount, line + 3);
	}
	if (file)
		fclose(file);
}

static void move(pid_t pid, const char *to)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", (int)pid);
	write_to(to, "cgroup.procs", text);
}

/* One that is about to end is not moved, and gone when its pidfd says so. */
static void await(pid_t pid, const char *to)
{
	struct pollfd end = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };

	(void)to;
	if (end.fd >= 0)
		poll(&end, 1, END_MS);
	close(end.fd);
}

static void each_in(const char *from, const char *to, void (*act)(pid_t pid, const char *to))
{
	FILE *file = fopen(in(from, "cgroup.procs"), "re");
	int pid;

	while (file && fscanf(file, "%d", &pid) == 1)
		if (pid > 0)
			act(pid, to);
	if (file)
		fclose(file);
}

/* Whoever started us may stand in there too: a shell, what reads our output. */
static void move_all(const char *from, const char *to)
{
	each_in(from, to, move);
	each_in(from, to, await);
}

/* The group beside, for whoever stands in the way. */
static void name_aside(const struct cgroup_tree *t, char *ret)
{
	snprintf(ret, ASIDE_PATH, "%s-itself", t->top);
}

static int hand_down(struct cgroup_tree *t)
{
	int code;

	if (names_both(t->base, "cgroup.subtree_control"))
		return 0;
	code = write_to(t->base, "cgroup.subtree_control", controllers);
	if (code == -EBUSY) {
		char aside[ASIDE_PATH];

		name_aside(t, aside);
		if (mkdir(aside, 0755))
			return -errno;
		t->has_moved = true;
		move_all(t->base, aside);
		code = write_to(t->base, "cgroup.subtree_control", controllers);
	}
	t->has_enabled = code == 0;
	return code;
}

/* 0, or a negative errno: then there is none. */
static int make_top(struct cgroup_tree *t)
{
	int code = mkdir(t->top, 0755) ? -errno : 0;

	t->fd_top = code ? -1 : open(t->top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (code == 0 && (t->fd_top < 0 || flock(t->fd_top, LOCK_EX | LOCK_NB))) {
		code = -errno;
		close(t->fd_top);
		rmdir(t->top);
	}
	if (code)
		t->top[0] = '\0';
	return code;
}

static int begin_in(struct cgroup_tree *t, const char *base)
{
	char trial[CGROUP_PATH];
	int code;

	*t = (struct cgroup_tree){ 0 };
	if (!names_both(base, "cgroup.controllers"))
		return -EOPNOTSUPP;
	snprintf(t->base, sizeof(t->base), "%s", base);
	if (snprintf(t->top, sizeof(t->top), "%s/sockcheck-%d", base, (int)getpid()) >= CGROUP_PATH - 32)
		return -ENAMETOOLONG;
	cgroup_clear(base);
	code = make_top(t);
	if (code)
		return code;
	code = hand_down(t);
	if (code == 0)
		code = write_to(t->top, "cgroup.subtree_control", controllers);
	if (code == 0) {
		cgroup_make(t, 0, trial);
		code = cgroup_limit(trial, 1 << 30, 100);
		cgroup_remove(trial);
	}
	if (code)
		cgroup_end(t);
	return code;
}

int cgroup_begin(struct cgroup_tree *t, struct sck_err *err)
{
	char mount[CGROUP_PATH], own[CGROUP_PATH];
	int code;

	*t = (struct cgroup_tree){ 0 };
	if (!find_mount(mount))
		return err_set(err, -ENOENT, "cgroup2 is not mounted");
	find_own(mount, own);
	code = geteuid() == 0 ? begin_in(t, mount) : -EPERM;
	if (code && (geteuid() || strcmp(own, mount) != 0))
		code = begin_in(t, own);
	if (code == -EOPNOTSUPP)
		return err_set(err, code, "cgroup2 has no controllers for memory and pids here");
	return code ? err_errno(err, code, "a group in %s", own) : 0;
}

/* Whoever stood in the way goes back. */
static void end_aside(const struct cgroup_tree *t)
{
	char aside[ASIDE_PATH];

	name_aside(t, aside);
	move_all(aside, t->base);
	rmdir(aside);
}

void cgroup_end(struct cgroup_tree *t)
{
	if (t->has_enabled) {
		write_to(t->top, "cgroup.subtree_control", "-memory -pids");
		write_to(t->base, "cgroup.subtree_control", "-memory -pids");
	}
	if (t->has_moved)
		end_aside(t);
	if (t->top[0]) {
		rmdir(t->top);
		close(t->fd_top);
	}
	*t = (struct cgroup_tree){ 0 };
}

void cgroup_make(const struct cgroup_tree *t, size_t number, char *ret_path)
{
	ret_path[0] = '\0';
	if (!t->top[0])
		return;
	snprintf(ret_path, CGROUP_PATH, "%.480s/%zu", t->top, number);
	if (mkdir(ret_path, 0755))
		ret_path[0] = '\0';
}

int cgroup_limit(const char *path, uint64_t memory_most, unsigned processes_most)
{
	char memory[32], processes[16];
	int code;

	snprintf(memory, sizeof(memory), "%llu", (unsigned long long)memory_most);
	snprintf(processes, sizeof(processes), "%u", processes_most);
	code = write_to(path, "memory.max", memory);
	if (code == 0)
		code = write_to(path, "pids.max", processes);
	write_to(path, "memory.swap.max", "0"); /* not where the kernel does not count swap */
	return code;
}

long cgroup_killed(const char *path)
{
	FILE *file = fopen(in(path, "memory.events"), "re");
	char word[64];
	long count, killed = 0;

	while (file && fscanf(file, "%63s %ld", word, &count) == 2)
		if (!strcmp(word, "oom_kill"))
			killed = count;
	if (file)
		fclose(file);
	return killed;
}

/* cgroup.events says so, and changes of it are told by POLLPRI. */
static bool is_empty(int fd)
{
	char text[128] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 && strstr(text, "populated 0");
}

void cgroup_remove(const char *path)
{
	struct pollfd events = { .events = POLLPRI };

	if (!path[0])
		return;
	write_to(path, "cgroup.kill", "1");
	events.fd = open(in(path, "cgroup.events"), O_RDONLY | O_CLOEXEC);
	if (events.fd >= 0) {
		while (!is_empty(events.fd) && poll(&events, 1, END_MS) > 0)
			;
		close(events.fd);
	}
	rmdir(path);
}

/* In a group, whatever is no folder is the kernel's. */
static void remove_empty_in(const char *top)
{
	DIR *list = opendir(top);
	struct dirent *entry;

	while (list && (entry = readdir(list)))
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(list), entry->d_name, AT_REMOVEDIR);
	if (list)
		closedir(list);
}

void cgroup_abandon(const char *path)
{
	struct cgroup_tree t = { 0 };
	char aside[ASIDE_PATH];
	const char *slash = path ? strrchr(path, '/') : NULL;

	if (!slash || (size_t)(slash - path) >= sizeof(t.top))
		return;
	memcpy(t.top, path, (size_t)(slash - path));
	remove_empty_in(t.top);
	if (rmdir(t.top) || !(slash = strrchr(t.top, '/')))
		return;
	memcpy(t.base, t.top, (size_t)(slash - t.top));
	name_aside(&t, aside);
	if (!access(aside, F_OK) && !write_to(t.base, "cgroup.subtree_control", "-memory -pids"))
		end_aside(&t);
}

/* Of NAME in LIST, which somebody might have. */
static bool is_left_behind(int list, const char *name)
{
	int64_t pid;
	int fd;
	bool is_free;

	if (!text_starts(name, "sockcheck-") || text_number(name + 10, 1, INT_MAX, &pid) ||
	    kill((pid_t)pid, 0) == 0 || errno != ESRCH)
		return false;
	fd = openat(list, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	is_free = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
	if (fd >= 0)
		close(fd);
	return is_free;
}

void cgroup_clear(const char *base)
{
	DIR *list = opendir(base);
	struct dirent *entry;

	while (list && (entry = readdir(list))) {
		char path[CGROUP_PATH];

		if (is_left_behind(dirfd(list), entry->d_name) &&
		    snprintf(path, sizeof(path), "%s/%s/0", base, entry->d_name) < CGROUP_PATH)
			cgroup_abandon(path);
	}
	if (list)
		closedir(list);
}
