/*
 * See grade_slot.h. Two sandboxes, for a build may leave anything behind: what the second one gets from the first is a file of bytes, which is unpacked in
 * there and nowhere else. What comes out of the first is the submission's own word, so nothing is believed of it but whether there is a
 * program; the report comes from the suite, whose descriptors no program under test has.
 */
#include "judge/grade_slot.h"
#include "base/deadline.h"
#include "judge/submission_scripts.h"
#include "os/cgroup.h"
#include "os/sandbox.h"
#include "os/sandbox_user.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

_Static_assert(sizeof(((struct slot *)0)->home) >= SANDBOX_HOME_MOST, "room for its path");

enum {
	WORDS_MOST = 32 << 10,  /* bytes kept of what a compiler says */
	REPORT_MOST = 64 << 10, /* of what a build reports */
	READS_MOST = 64,        /* at a time, of a pipe that somebody may fill for ever */
	DISK_MOST = 256 << 20,
	GROUP_PROCESSES = 1024, /* of all in a sandbox, for each case that runs side by side with others */
	JUDGE_LIMIT = 3600, /* seconds: the last resort, a suite has limits of its own */
};

void slot_init(struct slot *s, const struct grade_plan *plan, const struct grade_watch *watch)
{
	*s = (struct slot){ .plan = plan, .watch = watch, .cgroup = "" };
	s->fd_process = s->fd_report = s->fd_errors = s->fd_built = s->fd_coverage = -1;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* How many bytes at AT do something to a terminal: U+0000 to U+001F, U+007F to U+009F, and what turns the writing round (UAX #9). */
static size_t acts(const uint8_t *at, size_t len)
{
	if (*at < 0x20 || *at == 0x7f)
		return *at != '\n' && *at != '\t';
	if (len >= 2 && at[0] == 0xc2 && at[1] < 0xa0)
		return 2;
	if (len < 3 || at[0] != 0xe2)
		return 0;
	if (at[1] == 0x80)
		return at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae) ? 3 : 0;
	return at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9 ? 3 : 0;
}

/* What a stranger's compiler says, for people to read. */
static void append_plain(struct bytes *to, const struct bytes *from)
{
	for (size_t i = 0, n; i < from->len; i += n ? n : 1) {
		n = acts(from->data + i, from->len - i);
		for (size_t j = i; j < i + n; j++)
			bytes_printf(to, "\\x%02x", from->data[j]);
		if (!n)
			bytes_append(to, from->data + i, 1);
	}
}

static const char *last_line(struct bytes *text)
{
	char *end;

	while (text->len && text->data[text->len - 1] == '\n')
		text->len--;
	bytes_text(text);
	end = text->len ? strrchr((char *)text->data, '\n') : NULL;
	return end ? end + 1 : text->len ? (char *)text->data : "it says nothing";
}

/* ---- The results of what was not run ---- */

static void give_up(struct slot *s, enum verdict_kind kind)
{
	case_list_unbuilt(s->plan->cases, kind, s->failure, &s->results);
	s->results.suite = s->plan->assignment;
	s->results.build = s->words.len ? bytes_text(&s->words) : NULL;
	s->stage = SLOT_ENDED;
}

__attribute__((format(printf, 3, 4))) static void fail(struct slot *s, enum verdict_kind kind,
						       const char *format, ...)
{
	struct bytes plain = { 0 };
	char text[sizeof(s->failure)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	append_plain(&plain, &(struct bytes){ .data = (uint8_t *)text, .len = strlen(text) });
	snprintf(s->failure, sizeof(s->failure), "%s", bytes_text(&plain));
	bytes_done(&plain);
	give_up(s, kind);
}

/* ---- Starting ---- */

/* *RET_FD: where the sandbox reads what was handed in. */
static int open_input(struct slot *s, int *ret_fd, struct sck_err *err)
{
	const struct submission *from = s->submission;
	const char *const words[] = { "bsdtar", "-cf",      "-", "--no-xattrs", "--no-acls",
				      "-C",     from->path, ".", NULL };
	int ends[2], fds[SANDBOX_FDS] = { -1, -1, -1 }, fd_process;

	if (from->kind != SUBMISSION_FOLDER) {
		*ret_fd = open(from->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		return *ret_fd < 0 ? err_errno(err, -errno, "it cannot be read") : 0;
	}
	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, -errno, "pipe");
	fds[SANDBOX_OUTPUT] = ends[1];
	s->feeder = sandbox_start_outside(fds, words, &fd_process, err);
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

static const char *const instrument_names[GRADE_INSTRUMENTS] = {
	[GRADE_ASAN] = "asan",
	[GRADE_VALGRIND] = "valgrind",
	[GRADE_COVERAGE] = "coverage",
};

static bool has_instrument(const struct slot *s, int i)
{
	return s->plan->instruments[i] && !s->without[i];
}

/* As the two scripts take them. */
static void list_instruments(const struct slot *s, struct bytes *to)
{
	for (int i = 0; i < GRADE_INSTRUMENTS; i++)
		if (has_instrument(s, i))
			bytes_printf(to, "%s ", instrument_names[i]);
}

/* What a case's programs may hold (cause `memory`), for each that runs side by side with others, and something for the tester. */
static uint64_t memory_most(const struct slot *s)
{
	return (uint64_t)(2 * s->jobs + 1) << 30;
}

static int limit_group(struct slot *s, struct sck_err *err)
{
	int code = 0;

	if (*s->cgroup)
		code = cgroup_limit(s->cgroup, memory_most(s), (unsigned)(GROUP_PROCESSES * s->jobs));
	s->killed = *s->cgroup ? cgroup_killed(s->cgroup) : 0;
	return code ? err_errno(err, code, "the limits of '%s'", s->cgroup) : 0;
}

static bool has_overgrown(const struct slot *s)
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
	close_fd(&box->fds[report]);
	close_fd(&box->fds[SANDBOX_ERRORS]);
	return code;
}

static struct sandbox box_of(const struct slot *s)
{
	return (struct sandbox){
		.cgroup = s->cgroup,
		.user = s->user,
		.home = s->home,
		.hidden = s->plan->hidden,
		.cpus = s->cpus,
		.disk_most = DISK_MOST,
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

static void start_build(struct slot *s)
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
	struct sck_err err = { 0 };
	int code = open_file(&s->fd_built, "what is built", &err);

	if (code == 0)
		code = open_input(s, &box.fds[SANDBOX_INPUT], &err);
	box.fds[SANDBOX_OUTPUT] = s->fd_built;
	if (code == 0)
		code = start(s, &box, SANDBOX_REPORT, argv, &err);
	bytes_done(&instruments);
	close_fd(&box.fds[SANDBOX_INPUT]);
	if (code)
		return fail(s, VERDICT_BROKEN, "no sandbox can be started: %s", err.text);
	s->stage = SLOT_BUILDS;
	s->deadline_at = deadline_after((int64_t)(s->plan->build_limit * NS_PER_S));
}

static void start_suite(struct slot *s)
{
	struct bytes instruments = { 0 };
	const char *argv[64] = { "bash", "-c", submission_run_script, "run", s->plan->assignment };
	struct sandbox box = box_of(s);
	struct sck_err err = { 0 };
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
		code = err_errno(&err, -errno, "'%s'", s->plan->suite);
	/* of the first run alone */
	if (code == 0 && s->fd_coverage < 0 && has_instrument(s, GRADE_COVERAGE)) {
		code = open_file(&s->fd_coverage, "the coverage", &err);
		box.fds[SANDBOX_REPORT] = s->fd_coverage;
	}
	if (code == 0)
		code = start(s, &box, SANDBOX_OUTPUT, argv, &err);
	bytes_done(&instruments);
	close_fd(&box.fds[SANDBOX_SUITE]);
	if (code)
		return fail(s, VERDICT_BROKEN, "no sandbox can be started: %s", err.text);
	s->stage = SLOT_JUDGES;
	s->cases_ended = s->cases_count = 0;
	s->deadline_at = deadline_after(JUDGE_LIMIT * NS_PER_S);
}

void slot_begin(struct slot *s, const struct submission *submission, size_t index)
{
	s->submission = submission;
	s->index = index;
	start_build(s);
}

/* ---- Reading ---- */

static void leave_out(struct slot *s, const char *name)
{
	for (int i = 0; i < GRADE_INSTRUMENTS; i++)
		s->without[i] |= !strcmp(name, instrument_names[i]);
}

static void take_build_line(struct slot *s, char *line)
{
	if (!strcmp(line, "started"))
		s->has_started = true;
	else if (!strcmp(line, "built"))
		s->is_built = true;
	else if (!strncmp(line, "without ", 8))
		leave_out(s, line + 8);
	else if (!strncmp(line, "digest ", 7) && !s->digest[0])
		snprintf(s->digest, sizeof(s->digest), "%s", line + 7);
	else if (!strncmp(line, "failed ", 7) && !s->failure[0])
		snprintf(s->failure, sizeof(s->failure), "%s", line + 7);
}

static void take_suite_line(struct slot *s, char *line, size_t len)
{
	if (!strncmp(line, "{\"cases\":", 9)) {
		s->cases_count = strtoul(line + 9, NULL, 10);
	} else if (!strncmp(line, "{\"suite\":", 9)) {
		bytes_clear(&s->last);
		bytes_append(&s->last, line, len);
	} else {
		s->cases_ended++;
		line[len] = '\n';
		if (s->runs == 0 && s->watch->case_ended)
			s->watch->case_ended(s->watch->arg, s->index, line, len + 1, s->cases_ended,
					     s->cases_count);
	}
}

static void take_lines(struct slot *s)
{
	uint8_t *end;

	while (s->report.len && (end = memchr(s->report.data, '\n', s->report.len))) {
		size_t len = (size_t)(end - s->report.data);

		*end = '\0';
		if (s->stage == SLOT_BUILDS)
			take_build_line(s, (char *)s->report.data);
		else
			take_suite_line(s, (char *)s->report.data, len);
		bytes_drop_front(&s->report, len + 1);
	}
	if (s->stage == SLOT_BUILDS && s->report.len > REPORT_MOST)
		bytes_clear(&s->report);
}

/* Some of what can be read now. False: there was nothing. */
static bool read_some(int *fd, struct bytes *to)
{
	ssize_t got;

	if (*fd < 0)
		return false;
	got = TEMP_FAILURE_RETRY(read(*fd, bytes_grow(to, 65536), 65536));
	if (got > 0)
		to->len += (size_t)got;
	else if (got == 0 || errno != EAGAIN)
		close_fd(fd);
	return got > 0;
}

static void read_errors(struct slot *s)
{
	for (int i = 0; i < READS_MOST && read_some(&s->fd_errors, &s->errors); i++)
		if (s->errors.len > WORDS_MOST)
			s->errors.len = WORDS_MOST;
}

/* It has, in its time perhaps: we may have been busy with what another left behind. */
static bool has_ended(const struct slot *s)
{
	return poll(&(struct pollfd){ .fd = s->fd_process, .events = POLLIN }, 1, 0) > 0;
}

void slot_read(struct slot *s)
{
	for (int i = 0; i < READS_MOST && read_some(&s->fd_report, &s->report); i++)
		take_lines(s);
	read_errors(s);
	if (!s->deadline_at || deadline_now() < s->deadline_at || s->is_overdue || has_ended(s))
		return;
	s->is_overdue = true;
	kill(s->pid, SIGKILL);
}

/* ---- What comes next ---- */

static int reap(pid_t *pid)
{
	int status = 0;

	if (*pid > 0)
		TEMP_FAILURE_RETRY(waitpid(*pid, &status, 0));
	*pid = 0;
	return status;
}

static int end_sandbox(struct slot *s)
{
	int status = reap(&s->pid);

	if (s->feeder > 0)
		kill(s->feeder, SIGKILL);
	reap(&s->feeder);
	if (*s->home)
		sandbox_user_end(s->user, s->home);
	s->home[0] = '\0';
	slot_read(s);
	close_fd(&s->fd_process);
	close_fd(&s->fd_report);
	close_fd(&s->fd_errors);
	return status;
}

static void step_from_build(struct slot *s, int status)
{
	append_plain(&s->words, &s->errors);
	if (s->errors.len == WORDS_MOST)
		bytes_append_text(&s->words, "\n... and more\n");
	if (!s->has_started)
		return fail(s, VERDICT_BROKEN, "no sandbox can be started: %s", last_line(&s->errors));
	bytes_clear(&s->errors);
	if (s->is_overdue)
		return fail(s, VERDICT_FAIL, "it was not built within %g s", s->plan->build_limit);
	if (has_overgrown(s))
		return fail(s, VERDICT_FAIL, "its build took more than %d GiB of memory",
			    (int)(memory_most(s) >> 30));
	if (s->failure[0])
		return fail(s, VERDICT_FAIL, "%s", s->failure);
	if (status || !s->is_built)
		return fail(s, VERDICT_FAIL,
			    "its build did not come to an end, or left more behind than %d MiB",
			    DISK_MOST >> 20);
	if (s->watch->passes_over && s->watch->passes_over(s->watch->arg, s->index, s->digest))
		s->stage = SLOT_PASSED_OVER;
	else
		start_suite(s);
}

static void note_unlike(struct slot *s, const char *name)
{
	name = case_list_name(s->plan->cases, name);
	for (size_t i = 0; i < s->unlike_count; i++)
		if (s->unlike[i] == name)
			return;
	s->unlike[s->unlike_count++] = name;
	s->unlike[s->unlike_count] = NULL;
}

static void compare_runs(struct slot *s, const struct results *now)
{
	const struct results *first = &s->file.results;

	for (size_t i = 0; i < first->count && i < now->count; i++)
		if (first->rows[i].verdict.kind != now->rows[i].verdict.kind)
			note_unlike(s, first->rows[i].name);
}

static void step_from_suite(struct slot *s, int status)
{
	struct jsonfile file = { 0 };
	struct sck_err err = { 0 };

	if (s->is_overdue)
		return fail(s, VERDICT_BROKEN, "the suite had not ended within %d s", JUDGE_LIMIT);
	if (!s->last.len && has_overgrown(s))
		return fail(s, VERDICT_FAIL, "it took more than %d GiB of memory",
			    (int)(memory_most(s) >> 30));
	if (!s->last.len && WIFEXITED(status) && WEXITSTATUS(status) == 2 && !s->cases_count)
		return fail(s, VERDICT_FAIL, "it cannot be started: %s", last_line(&s->errors));
	if (!s->last.len)
		return fail(s, VERDICT_BROKEN, "the suite did not come to its end: %s",
			    last_line(&s->errors));
	if (jsonfile_read(bytes_text(&s->last), s->last.len, &file, &err)) {
		jsonfile_done(&file);
		return fail(s, VERDICT_BROKEN, "the suite's report cannot be read: %s", err.text);
	}
	if (s->runs++ == 0) {
		s->file = file;
		s->file.results.build = s->words.len ? bytes_text(&s->words) : NULL;
	} else {
		compare_runs(s, &file.results);
		jsonfile_done(&file);
	}
	bytes_clear(&s->last);
	bytes_clear(&s->errors);
	if (s->runs < s->plan->repeat)
		start_suite(s);
	else
		s->stage = SLOT_ENDED;
}

void slot_step(struct slot *s)
{
	int status = end_sandbox(s);

	if (!s->unlike)
		s->unlike = calloc(s->plan->cases->count + 2, sizeof(*s->unlike));
	if (!s->unlike)
		abort();
	if (s->stage == SLOT_BUILDS)
		step_from_build(s, status);
	else if (s->stage == SLOT_JUDGES)
		step_from_suite(s, status);
}

void slot_stop(struct slot *s)
{
	if (s->pid > 0)
		kill(s->pid, SIGKILL);
	end_sandbox(s);
	slot_done(s);
}

void slot_done(struct slot *s)
{
	const cpu_set_t cpus = s->cpus;
	const int jobs = s->jobs;
	const uid_t user = s->user;
	const char *cgroup = s->cgroup;

	close_fd(&s->fd_built);
	close_fd(&s->fd_coverage);
	bytes_done(&s->report);
	bytes_done(&s->errors);
	bytes_done(&s->words);
	bytes_done(&s->last);
	jsonfile_done(&s->file);
	results_done(&s->results);
	free(s->unlike);
	slot_init(s, s->plan, s->watch);
	s->cpus = cpus;
	s->jobs = jobs;
	s->user = user;
	s->cgroup = cgroup;
}
