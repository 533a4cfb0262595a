/*
 * See sandbox.h. The command line of bubblewrap is made before the fork; between fork and exec there are system calls alone. Files are
 * hidden by an empty thing in their place, so a path that is hidden has to exist, and what lies below another one is left out.
 */
#include "os/sandbox.h"
#include "base/bytes.h"
#include "os/sandbox_guard.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534, SPARE_FD = 20 };

/* Where people and services keep what is theirs, and no language what it needs (in /opt, /usr/local and /var/lib some do). */
static const char *const private_places[] = { "/root",        "/var/tmp", "/run",      "/mnt",
					      "/media",       "/srv",     "/var/log",  "/var/spool",
					      "/var/backups", "/var/www", "/var/mail", NULL };

static char **box_environment; /* of one that is being started as a user; the child finds it there */

/* The words of a command line, all of them malloced. */
struct words {
	char **list;
	size_t count, room;
};

__attribute__((format(printf, 2, 3))) static void add(struct words *w, const char *format, ...)
{
	va_list args;

	if (w->count + 1 >= w->room) {
		w->room = w->room ? 2 * w->room : 64;
		w->list = reallocarray(w->list, w->room, sizeof(*w->list));
		if (!w->list)
			abort();
	}
	va_start(args, format);
	if (vasprintf(&w->list[w->count++], format, args) < 0)
		abort();
	va_end(args);
	w->list[w->count] = NULL;
}

static void words_done(struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->list[i]);
	free(w->list);
}

static void add_folder(struct words *w, const char *path, uint64_t size)
{
	add(w, "--size");
	add(w, "%llu", (unsigned long long)size);
	add(w, "--tmpfs");
	add(w, "%s", path);
}

static bool lies_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && (path[len] == '/' || path[len] == '\0');
}

static bool lies_below_any(const char *path, const char *const *folders, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (lies_below(path, folders[i]))
			return true;
	return false;
}

static void hide(struct words *w, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return;
	if (S_ISDIR(st.st_mode)) {
		add_folder(w, path, 1 << 20);
		add(w, "--remount-ro");
		add(w, "%s", path);
	} else {
		add(w, "--ro-bind");
		add(w, "/dev/null");
		add(w, "%s", path);
	}
}

/* Those that the sandbox has for itself cover what is below them, too. */
static void hide_all(struct words *w, const struct sandbox *box)
{
	static const char *const own[] = { "/tmp", "/home", "/dev", "/proc" };
	size_t places = sizeof(private_places) / sizeof(private_places[0]) - 1;

	for (size_t i = 0; i < places; i++) {
		char *real = realpath(private_places[i], NULL); /* /media may lead to /run/media, /var/mail to /var/spool/mail */

		if (real && strcmp(real, "/") != 0 &&
		    !lies_below_any(real, own, sizeof(own) / sizeof(own[0])) &&
		    (!strcmp(real, private_places[i]) || !lies_below_any(real, private_places, places)))
			hide(w, real);
		free(real);
	}
	for (size_t i = 0; box->hidden && box->hidden[i]; i++)
		if (!lies_below_any(box->hidden[i], own, sizeof(own) / sizeof(own[0])) &&
		    !lies_below_any(box->hidden[i], private_places, places) &&
		    !lies_below_any(box->hidden[i], box->hidden, i))
			hide(w, box->hidden[i]);
}

static void add_environment(struct words *w)
{
	const char *path = getenv("PATH");

	add(w, "--clearenv");
	const char *const variables[][2] = {
		{ "PATH", path ? path : "/usr/local/bin:/usr/bin:/bin" },
		{ "HOME", SANDBOX_HOME },
		{ "LANG", "C.UTF-8" },
		{ "USER", "student" },
	};

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		add(w, "--setenv");
		add(w, "%s", variables[i][0]);
		add(w, "%s", variables[i][1]);
	}
}

static void make_words(struct words *w, const struct sandbox *box, const char *const *argv)
{
	static const char *const first[] = { "bwrap",
					     "--unshare-all",
					     "--die-with-parent",
					     "--new-session",
					     "--hostname",
					     "sandbox",
					     "--ro-bind",
					     "/",
					     "/",
					     "--dev",
					     "/dev",
					     "--proc",
					     "/proc" };

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		add(w, "%s", first[i]);
	add_folder(w, "/tmp", box->disk_most);
	add_folder(w, "/dev/shm", box->disk_most);
	hide_all(w, box);
	add_folder(w, "/home", box->disk_most);
	add(w, "--dir");
	add(w, SANDBOX_HOME);
	add_environment(w);
	add(w, "--chdir");
	add(w, SANDBOX_HOME);
	add(w, "--");
	for (; *argv; argv++)
		add(w, "%s", *argv);
}

static int give_fd(int from, int to)
{
	if (from < 0)
		return to > STDERR_FILENO || dup2(open("/dev/null", O_RDWR | O_CLOEXEC), to) == to ? 0 : -1;
	return dup2(from, to) == to ? 0 : -1;
}

/* First out of each other's way, then to their places. */
static int give_fds(const int *fds, int count)
{
	static const int places[SANDBOX_FDS] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO,
						 SANDBOX_REPORT_AT, SANDBOX_SUITE_AT };
	int spare[SANDBOX_FDS];

	for (int i = 0; i < count; i++) {
		spare[i] = fds[i] < 0 ? -1 : fcntl(fds[i], F_DUPFD_CLOEXEC, SPARE_FD);
		if (fds[i] >= 0 && spare[i] < 0)
			return -1;
	}
	close_range(STDERR_FILENO + 1, SPARE_FD - 1, 0);
	for (int i = 0; i < count; i++)
		if (give_fd(spare[i], places[i]))
			return -1;
	return close_range(SPARE_FD, ~0U, 0);
}

static int become_user(const struct sandbox *box)
{
	const uid_t user = box->user ? box->user : NOBODY;

	if (geteuid())
		return 0;
	if (box->user && (chdir(box->home) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)))
		return -1;
	return setgroups(0, NULL) || setresgid(user, user, user) || setresuid(user, user, user);
}

/* Whatever it starts is in there too (cgroups(7)). */
static int enter_cgroup(const struct sandbox *box)
{
	char path[1024];
	int fd, code;

	if (!box->cgroup || !*box->cgroup)
		return 0;
	snprintf(path, sizeof(path), "%s/cgroup.procs", box->cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	code = fd < 0 || write(fd, "0", 1) != 1 ? -1 : 0;
	close(fd);
	return code;
}

/* Lowered, not raised: where it is less, it is what this machine's programs have. */
static int limit_descriptors(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return -1;
	if (files.rlim_cur > SANDBOX_DESCRIPTORS)
		files.rlim_cur = SANDBOX_DESCRIPTORS;
	if (files.rlim_max > SANDBOX_DESCRIPTORS)
		files.rlim_max = SANDBOX_DESCRIPTORS;
	return setrlimit(RLIMIT_NOFILE, &files);
}

static int set_limits(const struct sandbox *box)
{
	const struct rlimit none = { 0, 0 }, size = { box->disk_most, box->disk_most };
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	/* Where memory runs out, it is the submission that goes. */
	if (fd >= 0 && write(fd, "1000", 4) != 4)
		errno = 0;
	if (CPU_COUNT(&box->cpus) && sched_setaffinity(0, sizeof(box->cpus), &box->cpus))
		errno = 0;
	return setrlimit(RLIMIT_CORE, &none) || setrlimit(RLIMIT_FSIZE, &size) || limit_descriptors();
}

struct start {
	const struct sandbox *box; /* NULL: outside */
	const int *fds;
	int count;
	char *const *argv;
};

/* In the child. A session of its own: what the terminal tells the grader is not for it. */
static void become(const void *arg, pid_t parent)
{
	const struct start *s = arg;
	const struct sandbox *box = s->box;
	sigset_t none;

	sigemptyset(&none);
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (give_fds(s->fds, s->count) ||
	    (box && (enter_cgroup(box) || set_limits(box) || become_user(box))))
		_exit(126);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a change of the user takes it away */
	if (getppid() != parent)
		_exit(126);
	execvpe(s->argv[0], s->argv, box && box->user ? box_environment : environ);
	_exit(127);
}

/* No handler of ours runs in the child. */
static pid_t fork_quietly(const struct start *s)
{
	const pid_t parent = getpid();
	sigset_t all, mask;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &mask);
	pid = fork();
	if (pid == 0 && s->box)
		sandbox_guard(s->box, parent, become, s);
	if (pid == 0)
		become(s, parent);
	if (pid < 0)
		pid = -errno;
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return pid;
}

static pid_t start(const struct start *s, int *ret_fd_process, struct sck_err *err)
{
	const pid_t pid = fork_quietly(s);
	int code;

	if (pid < 0)
		return err_errno(err, pid, "fork");
	*ret_fd_process = (int)syscall(SYS_pidfd_open, pid, 0);
	if (*ret_fd_process >= 0)
		return pid;
	code = err_errno(err, -errno, "pidfd_open");
	sandbox_end(pid);
	return code;
}

void sandbox_end(pid_t pid)
{
	kill(pid, SIGTERM);
}

static pid_t start_as_user(const struct sandbox *box, const char *const *argv, int *ret_fd_process,
			   struct sck_err *err)
{
	struct words words = { 0 };
	const char *path = getenv("PATH");
	pid_t pid;

	add(&words, "PATH=%s", path ? path : "/usr/local/bin:/usr/bin:/bin");
	add(&words, "HOME=%s", box->home);
	add(&words, "TMPDIR=%s", box->home);
	add(&words, "LANG=C.UTF-8");
	add(&words, "USER=student");
	box_environment = words.list;
	pid = start(&(struct start){ box, box->fds, SANDBOX_FDS, (char *const *)(uintptr_t)argv },
		    ret_fd_process, err);
	box_environment = NULL;
	words_done(&words);
	return pid;
}

pid_t sandbox_start(const struct sandbox *box, const char *const *argv, int *ret_fd_process,
		    struct sck_err *err)
{
	struct words words = { 0 };
	pid_t pid;

	if (box->user)
		return start_as_user(box, argv, ret_fd_process, err);
	make_words(&words, box, argv);
	pid = start(&(struct start){ box, box->fds, SANDBOX_FDS, words.list }, ret_fd_process, err);
	words_done(&words);
	return pid;
}

int sandbox_try(struct sck_err *err)
{
	const char *const argv[] = { "true", NULL };
	struct sandbox box = { .disk_most = 1 << 20, .fds = { -1, -1, -1, -1, -1 } };
	int ends[2], fd_process = -1, status = 0;
	char text[256] = "";
	size_t len = 0;
	ssize_t got;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, -errno, "pipe");
	box.fds[SANDBOX_ERRORS] = ends[1];
	pid = sandbox_start(&box, argv, &fd_process, err);
	close(ends[1]);
	while (pid > 0 && len + 1 < sizeof(text) &&
	       (got = TEMP_FAILURE_RETRY(read(ends[0], text + len, sizeof(text) - 1 - len))) > 0)
		len += (size_t)got;
	close(ends[0]);
	if (pid < 0)
		return (int)pid;
	close(fd_process);
	TEMP_FAILURE_RETRY(waitpid(pid, &status, 0));
	text[strcspn(text, "\n")] = '\0';
	if (status == 0)
		return 0;
	return err_set(err, -EPERM, "%s",
		       *text ? text : "bwrap cannot be started (apt-get install bubblewrap)");
}

pid_t sandbox_start_outside(const int *fds, const char *const *argv, int *ret_fd_process,
			    struct sck_err *err)
{
	return start(&(struct start){ NULL, fds, SANDBOX_REPORT, (char *const *)(uintptr_t)argv },
		     ret_fd_process, err);
}
