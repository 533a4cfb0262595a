/*
 * Theory of operation.
 *
 * Three files say how a thread fares: `stat` its state; `syscall` the call that it is blocked in, which the kernel answers only while the
 * thread sleeps and is off its processor; `schedstat` how many times it was given a processor. The last grows
 * before the thread does anything. So one that was asleep between two equal counts has not run between them, and one that was woken up
 * and has not run yet is R. A thread says that it sleeps (S) a moment before it leaves its processor, and takes that back where
 * what it waits for is there already: by its state alone nobody is known to rest.
 *
 * Without CONFIG_SCHED_INFO, or where it is switched off (all zeros), `status` has the context switches, counted when the
 * processor is taken away: then a thread may be about to be counted, and only `syscall` tells that it has been.
 *
 * To open such a file is dearer than to read it, and `status` is dearest; so stillness, which looks at every thread again
 * and again, keeps them open. What is open is of the thread, not of its number: of one that is gone ESRCH comes.
 * Must not know what a call means.
 */
#include "os/procfs_thread.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	PATH_ROOM = 64,
	CALL_ROOM = 256,    /* nine numbers */
	STATE_ROOM = 256,   /* a name of at most 64 bytes, and some of the numbers behind it */
	STATUS_ROOM = 8192, /* mostly 1.5 KB; the masks of processors and the groups make it grow */
	EYES_MOST = 32,     /* that stay open: descriptors are scarce */
};

bool procfs_by_status;
static int eyes_open;

/* A file of /proc is gone with its process: ENOENT at open(2), ESRCH at the read(2) after it. */
static int gone(int error)
{
	return error == ENOENT || error == ESRCH ? -ESRCH : -error;
}

static int open_of(pid_t pid, pid_t tid, const char *name)
{
	char path[PATH_ROOM];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", (int)pid, (int)tid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? gone(errno) : fd;
}

/* Reads the front of a file, made anew, as a string. Returns its length or a negative errno. */
static ssize_t take(int fd, char *to, size_t room)
{
	ssize_t len;

	do
		len = pread(fd, to, room - 1, 0);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return gone(errno);
	to[len] = '\0';
	return len;
}

/* What is behind the last of the two numbers before it, "RAN WAITED TIMES"; 0: not counted here. */
static uint64_t times_of(const char *schedstat)
{
	const char *last = strrchr(schedstat, ' ');

	return last ? strtoull(last + 1, NULL, 10) : 0;
}

/* Whoever asks has run. */
static bool has_schedstat(void)
{
	static bool is_asked, has;
	char text[PATH_ROOM];
	int fd;

	if (!is_asked) {
		fd = open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
		has = fd >= 0 && take(fd, text, sizeof(text)) > 0 && times_of(text) > 0;
		if (fd >= 0)
			close(fd);
		is_asked = true;
	}
	return has && !procfs_by_status;
}

/* ---- The eye ---- */

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void procfs_eye_close(struct procfs_eye *eye)
{
	if (!eye || !eye->is_open)
		return;
	close_one(&eye->fd_state);
	close_one(&eye->fd_switches);
	close_one(&eye->fd_call);
	eye->is_open = false;
	eyes_open--;
}

static int open_eye(struct procfs_eye *eye, pid_t pid, pid_t tid)
{
	int rc;

	if (eye->is_open)
		return 0;
	*eye = (struct procfs_eye){
		.is_open = true, .by_status = !has_schedstat(), .fd_switches = -1, .fd_call = -1
	};
	eyes_open++;
	rc = eye->fd_state = open_of(pid, tid, "stat");
	if (rc >= 0)
		rc = eye->fd_switches = open_of(pid, tid, eye->by_status ? "status" : "schedstat");
	if (rc < 0)
		procfs_eye_close(eye);
	return rc < 0 ? rc : 0;
}

static void leave_eye(struct procfs_eye *eye)
{
	if (eyes_open > EYES_MOST)
		procfs_eye_close(eye);
}

/* ---- What the files say ---- */

/* Behind the name, which may hold spaces and parentheses: "7 (a) b) S 1". */
static int read_state(const struct procfs_eye *eye, char *ret)
{
	char text[STATE_ROOM];
	ssize_t got = take(eye->fd_state, text, sizeof(text));
	const char *end = got < 0 ? NULL : strrchr(text, ')');

	if (got < 0)
		return (int)got;
	if (!end || end[1] != ' ')
		return -EPROTO;
	*ret = end[2];
	return 0;
}

/* KEY is "\nTgid:": names have their newlines escaped. */
static bool count_of(const char *status, const char *key, uint64_t *ret)
{
	const char *at = strstr(status, key);

	*ret = at ? strtoull(at + strlen(key), NULL, 10) : 0;
	return at;
}

static int read_switches(const struct procfs_eye *eye, uint64_t *ret)
{
	char text[STATUS_ROOM];
	uint64_t voluntary, involuntary;
	ssize_t got = take(eye->fd_switches, text, sizeof(text));

	if (got < 0)
		return (int)got;
	if (!eye->by_status) {
		*ret = times_of(text);
		return 0;
	}
	if (!count_of(text, "\nvoluntary_ctxt_switches:", &voluntary) ||
	    !count_of(text, "\nnonvoluntary_ctxt_switches:", &involuntary))
		return -EPROTO;
	*ret = voluntary + involuntary;
	return 0;
}

/* "running", "-1 SP PC", or "NUMBER ARG0 ... ARG5 SP PC" (Linux, fs/proc/base.c). */
static int parse_syscall(const char *text, struct procfs_thread *ret)
{
	uint64_t words[8];
	size_t count = 0;
	char *end;

	ret->running = strncmp(text, "running", 7) == 0;
	if (ret->running)
		return 0;
	ret->call = strtoll(text, &end, 10);
	while (count < 8 && *end == ' ')
		words[count++] = strtoull(end + 1, &end, 16);
	if (count != (ret->call < 0 ? 2 : 8))
		return -EPROTO;
	memcpy(ret->args, words, (count - 2) * sizeof(words[0]));
	ret->sp = words[count - 2];
	ret->pc = words[count - 1];
	return 0;
}

/*
 * A zombie's file is root's, whoever it was, and so is that of one that is not dumpable (prctl(2)): EACCES at open(2), EPERM at
 * the read(2) of one that was opened before.
 */
static int read_call(struct procfs_eye *eye, pid_t pid, pid_t tid, struct procfs_thread *ret)
{
	char text[CALL_ROOM];
	ssize_t got;

	if (eye->fd_call < 0)
		eye->fd_call = open_of(pid, tid, "syscall");
	got = eye->fd_call < 0 ? eye->fd_call : take(eye->fd_call, text, sizeof(text));
	ret->hidden = got == -EACCES || got == -EPERM;
	return got > 0 ? parse_syscall(text, ret) : ret->hidden ? 0 : (int)got;
}

/* ---- Looks ---- */

static int look(struct procfs_eye *eye, pid_t pid, pid_t tid, struct procfs_thread *ret)
{
	uint64_t before = 0;
	bool is_dead;
	int rc;

	*ret = (struct procfs_thread){ .call = -1, .state = 'R' };
	rc = open_eye(eye, pid, tid);
	if (rc == 0)
		rc = read_switches(eye, &before);
	if (rc == 0)
		rc = read_call(eye, pid, tid, ret);
	ret->switches = before;
	if (rc < 0 || ret->running)
		return rc;
	rc = read_state(eye, &ret->state);
	if (rc == 0)
		rc = read_switches(eye, &ret->switches);
	if (rc < 0)
		return rc;
	is_dead = ret->state == 'Z' || ret->state == 'X';
	ret->hidden &= !is_dead;
	ret->running = !is_dead && (ret->state == 'R' || ret->switches != before);
	if (ret->running || is_dead)
		ret->call = -1;
	return 0;
}

/* The call stands between two counts, and before the state: what began to run since is R, or is counted. */
int procfs_eye_look(struct procfs_eye *eye, pid_t pid, pid_t tid, struct procfs_thread *ret)
{
	int rc = look(eye, pid, tid, ret);

	leave_eye(eye);
	return rc;
}

/* Without schedstat it may have run and be about to sleep again. */
static bool is_off(struct procfs_eye *eye, pid_t pid, pid_t tid)
{
	struct procfs_thread now = { 0 };

	return !eye->by_status || (read_call(eye, pid, tid, &now) == 0 && !now.running);
}

/* The count comes last: at the moment of the state it was no other. */
bool procfs_eye_rests(struct procfs_eye *eye, pid_t pid, pid_t tid, uint64_t switches)
{
	uint64_t now;
	char state;
	bool rests = open_eye(eye, pid, tid) == 0 && read_state(eye, &state) == 0 && state == 'S' &&
		     is_off(eye, pid, tid) && read_switches(eye, &now) == 0 && now == switches;

	leave_eye(eye);
	return rests;
}

int procfs_thread(pid_t pid, pid_t tid, struct procfs_thread *ret)
{
	struct procfs_eye eye = { 0 };
	int rc = look(&eye, pid, tid, ret);

	procfs_eye_close(&eye);
	return rc;
}

int procfs_switches(pid_t pid, pid_t tid, char *ret_state, uint64_t *ret_switches)
{
	struct procfs_eye eye = { 0 };
	int rc = open_eye(&eye, pid, tid);

	if (rc == 0)
		rc = read_state(&eye, ret_state);
	if (rc == 0)
		rc = read_switches(&eye, ret_switches);
	procfs_eye_close(&eye);
	return rc;
}
