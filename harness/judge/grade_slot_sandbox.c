/*
 * See grade_slot_sandbox.h. A folder is handed in through a pipe, by a packer that runs outside; results of a build go to a file without a name.
 */
#include "judge/grade_slot_sandbox.h"
#include "judge/submission_scripts.h"
#include "os/cgroup.h"
#include "os/sandbox.h"
#include "os/sandbox_user.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

_Static_assert(sizeof(((struct slot *)0)->home) >= SANDBOX_HOME_MOST, "room for its path");

enum {
	GROUP_PROCESSES = 1024, /* of all in a sandbox, for each case that runs side by side with others */
	ROOM_LEAST = 1 << 20, /* bytes; a disk with less is full */
};

void slot_sandbox_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* A file without a name. */
static int open_file(int *fd, const char *what, struct sck_err *err)
{
	FILE *file = tmpfile();

	if (file)
		*fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
	if (file)
		fclose(file);
	return *fd < 0 ? err_errno(err, -errno, "a file for %s", what) : 0;
}

/* As bsdtar(1) takes it after --exclude: REPORTS where that is in FOLDER; else what no path in there begins with. */
static void exclude(struct bytes *to, const char *reports, const char *folder)
{
	const size_t len = strlen(folder);

	if (!reports || strncmp(reports, folder, len) != 0 || reports[len] != '/')
		reports = NULL;
	bytes_append_text(to, reports ? "^." : "^/");
	for (const char *at = reports ? reports + len : ""; *at; at++)
		bytes_printf(to, strchr("*?[]\\^$", *at) ? "\\%c" : "%c", *at);
}

/* *RET_FD: where the sandbox reads what was handed in. */
static int open_input(struct slot *s, int *ret_fd, struct sck_err *err)
{
	const struct submission *from = s->submission;
	struct bytes without = { 0 };
	int ends[2], fds[SANDBOX_FDS] = { -1, -1, -1 }, fd_process;

	if (from->kind != SUBMISSION_FOLDER) {
		*ret_fd = open(from->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		return *ret_fd < 0 ? err_errno(err, -errno, "it cannot be read") : 0;
	}
	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, -errno, "pipe");
	fds[SANDBOX_OUTPUT] = ends[1];
	slot_sandbox_close(&s->fd_unread);
	if (open_file(&s->fd_unread, "what cannot be read", err))
		s->fd_unread = -1; /* then it is not told which */
	fds[SANDBOX_ERRORS] = s->fd_unread;
	exclude(&without, s->plan->reports, from->path);
	s->feeder = sandbox_start_outside(
		fds,
		(const char *const[]){ "bsdtar", "-cf", "-", "--no-xattrs", "--no-acls", "--exclude",
				       bytes_text(&without), "-C", from->path, ".", NULL },
		&fd_process, err);
	bytes_done(&without);
	close(ends[1]);
	if (s->feeder < 0) {
		close(ends[0]);
		s->feeder = 0;
		return err->code;
	}
	close(fd_process);
	*ret_fd = ends[0];
	return 0;
}

static int open_pipe(int *ret_ours, int *ret_theirs, struct sck_err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, -errno, "pipe");
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	*ret_ours = ends[0];
	*ret_theirs = ends[1];
	return 0;
}

static bool has_instrument(const struct slot *s, int i)
{
	return s->plan->instruments[i] && !s->without[i];
}

/* As the two scripts take them. */
static void list_instruments(const struct slot *s, struct bytes *to)
{
	for (int i = 0; i < GRADE_INSTRUMENTS; i++)
		if (has_instrument(s, i))
			bytes_printf(to, "%s ", grade_instruments[i]);
}

int slot_sandbox_memory(const struct slot *s)
{
	return 2 * s->jobs + 1;
}

static int limit_group(struct slot *s, struct sck_err *err)
{
	int code = 0;

	if (*s->cgroup)
		code = cgroup_limit(s->cgroup, (uint64_t)slot_sandbox_memory(s) << 30,
				    (unsigned)(GROUP_PROCESSES * s->jobs));
	s->killed = *s->cgroup ? cgroup_killed(s->cgroup) : 0;
	return code ? err_errno(err, code, "the limits of '%s'", s->cgroup) : 0;
}

bool slot_sandbox_has_overgrown(const struct slot *s)
{
	return *s->cgroup && cgroup_killed(s->cgroup) > s->killed;
}

/* A sandbox of its own, whose FDS the caller has filled in but for errors and report (or output). */
static int start(struct slot *s, struct sandbox *box, enum sandbox_fd report,
		 const char *const *argv, struct sck_err *err)
{
	int code = limit_group(s, err);

	if (code == 0 && s->user)
		code = sandbox_user_begin(s->user, s->home, err);

	if (code == 0)
		code = open_pipe(&s->fd_report, &box->fds[report], err);
	if (code == 0)
		code = open_pipe(&s->fd_errors, &box->fds[SANDBOX_ERRORS], err);
	if (code == 0)
		s->pid = sandbox_start(box, argv, &s->fd_process, err);
	if (s->pid < 0) {
		code = (int)s->pid;
		s->pid = 0;
	}
	if (code && *s->home)
		rmdir(s->home);
	slot_sandbox_close(&box->fds[report]);
	slot_sandbox_close(&box->fds[SANDBOX_ERRORS]);
	return code;
}

static struct sandbox box_of(const struct slot *s)
{
	return (struct sandbox){
		.cgroup = s->cgroup,
		.user = s->user,
		.fd_user = s->fd_user,
		.home = s->home,
		.hidden = s->plan->hidden,
		.cpus = s->cpus,
		.disk_most = (uint64_t)SLOT_SANDBOX_DISK << 20,
		.fds = { -1, -1, -1, -1, -1 },
	};
}

static const char *role_of(const char *assignment)
{
	const char *word = strrchr(assignment, '-');

	return strstr(assignment, "server")   ? "server"
	       : strstr(assignment, "client") ? "client"
	       : word                         ? word + 1
					      : assignment;
}

int slot_sandbox_build(struct slot *s, struct sck_err *err)
{
	const struct submission *from = s->submission;
	struct bytes instruments = { 0 };
	const char *const argv[] = { "bash",
				     "-c",
				     submission_build_script,
				     "build",
				     from->kind == SUBMISSION_FILE ? "file" : "archive",
				     strrchr(from->path, '/') + 1,
				     role_of(s->plan->assignment),
				     s->plan->build,
				     s->plan->run,
				     (list_instruments(s, &instruments), bytes_text(&instruments)),
				     s->plan->how,
				     NULL };
	struct sandbox box = box_of(s);
	int code = open_file(&s->fd_built, "what is built", err);

	if (code == 0)
		code = open_input(s, &box.fds[SANDBOX_INPUT], err);
	box.fds[SANDBOX_OUTPUT] = s->fd_built;
	if (code == 0)
		code = start(s, &box, SANDBOX_REPORT, argv, err);
	bytes_done(&instruments);
	slot_sandbox_close(&box.fds[SANDBOX_INPUT]);
	return code;
}

int slot_sandbox_judge(struct slot *s, struct sck_err *err)
{
	struct bytes instruments = { 0 };
	const char *argv[64] = { "bash", "-c", submission_run_script, "run", s->plan->assignment };
	struct sandbox box = box_of(s);
	size_t count = 5;
	char jobs[24];
	int code = 0;

	list_instruments(s, &instruments);
	argv[count++] = bytes_text(&instruments);
	argv[count++] = "--format=jsonl";
	snprintf(jobs, sizeof(jobs), "--jobs=%d", s->jobs);
	argv[count++] = jobs;
	if (has_instrument(s, GRADE_ASAN))
		argv[count++] = "--asan";
	if (has_instrument(s, GRADE_VALGRIND))
		argv[count++] = "--valgrind";
	for (const char *const *word = s->plan->options;
	     *word && count + 1 < sizeof(argv) / sizeof(argv[0]); word++)
		argv[count++] = *word;
	box.fds[SANDBOX_SUITE] = open(s->plan->suite, O_RDONLY | O_CLOEXEC);
	box.fds[SANDBOX_INPUT] = s->fd_built;
	if (box.fds[SANDBOX_SUITE] < 0 || lseek(s->fd_built, 0, SEEK_SET) < 0)
		code = err_errno(err, -errno, "'%s'", s->plan->suite);
	/* of the first run alone */
	if (code == 0 && s->fd_coverage < 0 && has_instrument(s, GRADE_COVERAGE)) {
		code = open_file(&s->fd_coverage, "the coverage", err);
		box.fds[SANDBOX_REPORT] = s->fd_coverage;
	}
	if (code == 0)
		code = start(s, &box, SANDBOX_OUTPUT, argv, err);
	bytes_done(&instruments);
	slot_sandbox_close(&box.fds[SANDBOX_SUITE]);
	return code;
}

static int reap(pid_t *pid)
{
	int status = 0;

	if (*pid > 0)
		TEMP_FAILURE_RETRY(waitpid(*pid, &status, 0));
	*pid = 0;
	return status;
}

int slot_sandbox_end(struct slot *s)
{
	int status = reap(&s->pid), fed;

	/* Nobody reads what it writes any more, so it ends by itself, unless what it reads from never answers. */
	if (s->feeder > 0 && s->is_overdue)
		kill(s->feeder, SIGKILL);
	fed = reap(&s->feeder);
	s->is_unread |= WIFEXITED(fed) && WEXITSTATUS(fed);
	s->home[0] = '\0';
	return status;
}

bool slot_sandbox_has_room(const struct slot *s)
{
	struct statvfs disk;

	return s->fd_built < 0 || fstatvfs(s->fd_built, &disk) || disk.f_bavail * disk.f_frsize >= ROOM_LEAST;
}
