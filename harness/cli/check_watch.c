/*
 * See check_watch.h. What is watched is set before a run begins, and what has happened until then is forgotten: whatever happens from there on leads
 * to another run, so the last one is always of the last state. A run is a process of its own, the suite, as `sockcheck check` would have become it.
 */
#include "cli/check_watch.h"
#include "base/bytes.h"
#include "cli/present.h"
#include "cli/stop.h"
#include "os/changes.h"
#include "os/sandbox.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct watching {
	const char *name;
	const struct suite_plan *plan;
	const char *const *words;
	const char **files; /* the program, where it is named by its path, and those of its arguments that were files */
	size_t files_count;
	struct changes changes;
	int fd_stop;
	int signal;        /* that stopped it; 0: none yet */
	int status;        /* of the last run; -1: there was none */
	struct bytes said; /* of what is awaited, since that run */
};

static int find_files(struct watching *w, struct sck_err *err)
{
	w->files = calloc(w->plan->command_count + 1, sizeof(*w->files));
	if (!w->files)
		abort();
	for (size_t i = 0; i < w->plan->command_count; i++) {
		const char *word = w->plan->command[i];
		struct stat st;

		if (i == 0 ? strchr(word, '/') != NULL : !stat(word, &st) && S_ISREG(st.st_mode))
			w->files[w->files_count++] = word;
	}
	if (w->files_count)
		return 0;
	return err_set(err, -EINVAL, "--watch: '%s' is found in PATH (expected a program's path, or an argument that is a file)",
		       w->plan->command[0]);
}

static int watch_files(struct watching *w, struct sck_err *err)
{
	int code = 0;

	for (size_t i = 0; i < w->files_count && code == 0; i++)
		code = changes_add(&w->changes, w->files[i], err);
	return code;
}

/* What is wrong with a file now that a build may yet mend; NULL: nothing. */
static const char *lack_of(const struct watching *w, size_t i)
{
	const char *file = w->files[i];

	if (access(file, F_OK))
		return "it is not there";
	if (file == w->plan->command[0] && access(file, X_OK))
		return "it cannot be executed";
	return changes_is_written(file) ? "it is being written" : NULL;
}

static bool is_ready(const struct watching *w)
{
	for (size_t i = 0; i < w->files_count; i++)
		if (lack_of(w, i))
			return false;
	return true;
}

/* Once, however many changes a build makes meanwhile. */
static void say_what_is_awaited(struct watching *w)
{
	struct bytes text = { 0 };

	bytes_printf(&text, "%s: waits for a change of", w->name);
	for (size_t i = 0; i < w->files_count; i++) {
		const char *lack = lack_of(w, i);

		bytes_printf(&text, "%s %s%s%s%s", i ? "," : "", w->files[i], lack ? " (" : "",
			     lack ? lack : "", lack ? ")" : "");
	}
	bytes_append_text(&text, "; Ctrl-C ends\n");
	if (strcmp(bytes_text(&text), bytes_text(&w->said)) != 0)
		usage_write(w->name, STDERR_FILENO, &text);
	bytes_done(&w->said);
	w->said = text;
}

/* Blocks until FD can be read. False: somebody stops it all. */
static bool wait_for(struct watching *w, int fd)
{
	struct pollfd fds[] = { { .fd = w->fd_stop, .events = POLLIN }, { .fd = fd, .events = POLLIN } };
	struct signalfd_siginfo info;

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	if (!fds[0].revents)
		return true;
	w->signal = read(w->fd_stop, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo : SIGTERM;
	return false;
}

/* False: it was stopped, and leaves no status. */
static bool run_suite(struct watching *w, struct sck_err *err)
{
	const int fds[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO };
	int fd_process, status = 0;
	pid_t pid;
	bool ended;

	if (isatty(STDOUT_FILENO))
		usage_write(w->name, STDOUT_FILENO,
			    &(struct bytes){ .data = (uint8_t *)(uintptr_t) "\033[H\033[2J\033[3J",
					     .len = 11 });
	bytes_clear(&w->said);
	pid = sandbox_start_outside(fds, w->words, &fd_process, err);
	if (pid < 0)
		return false;
	ended = wait_for(w, fd_process);
	if (!ended)
		kill(pid, SIGKILL); /* its workers and their programs go with it */
	TEMP_FAILURE_RETRY(waitpid(pid, &status, 0));
	close(fd_process);
	if (!ended)
		return false;
	status = WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_BROKEN;
	if (w->status < 0 || status != STATUS_USAGE) /* the program went while the suite looked for it: that was no run */
		w->status = status;
	return true;
}

/* Until it is stopped, or a first run could not be begun as it was asked for: then a change of the program changes nothing. */
static void run_again_and_again(struct watching *w, struct sck_err *err)
{
	for (bool is_first = true; !watch_files(w, err);) {
		bool again = false;

		changes_read(&w->changes);
		if (is_ready(w)) {
			if (!run_suite(w, err))
				return;
			again = is_first && w->status == STATUS_USAGE && changes_read(&w->changes);
			if (is_first && w->status == STATUS_USAGE && !again)
				return;
			is_first = false;
		}
		say_what_is_awaited(w);
		for (; !again; again = changes_read(&w->changes))
			if (!wait_for(w, w->changes.fd))
				return;
	}
}

int check_watch(const char *name, const struct options *options, const char *const *words)
{
	struct watching w = { .name = name,
			      .plan = &options->suite,
			      .words = words,
			      .changes.fd = -1,
			      .fd_stop = stop_open(),
			      .status = -1 };
	struct sck_err err = { 0 };
	int status;

	if (find_files(&w, &err) ||
	    (w.files[0] != w.plan->command[0] && present_check_program(w.plan->command[0], &err)))
		status = usage_error(name, STATUS_USAGE, &err);
	else if (w.fd_stop < 0 || changes_open(&w.changes, &err))
		status = usage_error(name, STATUS_BROKEN, &err);
	else {
		run_again_and_again(&w, &err);
		status = err.code       ? usage_error(name, STATUS_BROKEN, &err)
			 : w.status < 0 ? 128 + w.signal
					: w.status;
	}
	changes_done(&w.changes);
	bytes_done(&w.said);
	if (w.fd_stop >= 0)
		close(w.fd_stop);
	free(w.files);
	return status;
}
