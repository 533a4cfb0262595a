/*
 * See grade_slot.h. What comes of a sandbox is the submission's own word while it is built, so nothing is believed of it but whether there is a program;
 * the report comes from the suite, whose descriptors no program under test has.
 */
#include "judge/grade_slot.h"
#include "base/deadline.h"
#include "judge/build_words.h"
#include "judge/grade_slot_sandbox.h"
#include "os/sandbox.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	WORDS_MOST = 32 << 10,  /* bytes kept of what a compiler says */
	REPORT_MOST = 64 << 10, /* of what a build reports */
	READS_MOST = 64,        /* at a time, of a pipe that somebody may fill for ever */
	JUDGE_LIMIT = 3600,     /* seconds: the last resort, a suite has limits of its own */
};

void slot_init(struct slot *s, const struct grade_plan *plan, const struct grade_watch *watch)
{
	*s = (struct slot){ .plan = plan, .watch = watch, .cgroup = "" };
	s->fd_process = s->fd_report = s->fd_errors = s->fd_built = s->fd_coverage = s->fd_unread = -1;
}

/* ---- The results of what was not run ---- */

static void give_up(struct slot *s, enum verdict_kind kind)
{
	struct verdict *v;

	case_list_unbuilt(s->plan->cases, kind, s->failure, &s->results);
	v = &s->results.rows[0].verdict;
	if (s->stage == SLOT_BUILDS)
		build_words_place(&s->words, v->file, sizeof(v->file), &v->line);
	s->results.suite = s->plan->assignment;
	s->results.build = s->words.len ? bytes_text(&s->words) : NULL;
	bytes_append(&v->errors, s->words.data, s->words.len);
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
	build_words_append(&plain, &(struct bytes){ .data = (uint8_t *)text, .len = strlen(text) });
	snprintf(s->failure, sizeof(s->failure), "%s", bytes_text(&plain));
	bytes_done(&plain);
	give_up(s, kind);
}

void slot_begin(struct slot *s, const struct submission *submission, size_t index)
{
	struct sck_err err = { 0 };

	s->submission = submission;
	s->index = index;
	if (slot_sandbox_build(s, &err))
		return fail(s, VERDICT_BROKEN, "no sandbox can be started: %s", err.text);
	s->stage = SLOT_BUILDS;
	s->deadline_at = deadline_after((int64_t)(s->plan->build_limit * NS_PER_S));
}

static void begin_suite(struct slot *s)
{
	struct sck_err err = { 0 };

	if (slot_sandbox_judge(s, &err))
		return fail(s, VERDICT_BROKEN, "no sandbox can be started: %s", err.text);
	s->stage = SLOT_JUDGES;
	s->cases_ended = s->cases_count = 0;
	s->deadline_at = deadline_after(JUDGE_LIMIT * NS_PER_S);
}

/* ---- Reading ---- */

static void leave_out(struct slot *s, const char *name)
{
	for (int i = 0; i < GRADE_INSTRUMENTS; i++)
		s->without[i] |= !strcmp(name, grade_instruments[i]);
}

static void take_build_line(struct slot *s, char *line)
{
	if (!strcmp(line, "started"))
		s->has_started = true;
	else if (!strcmp(line, "begun"))
		s->has_begun = true;
	else if (!strncmp(line, "lacks ", 6))
		s->is_lacking |= !s->has_begun;
	else if (!strcmp(line, "built"))
		s->is_built = true;
	else if (!strncmp(line, "without ", 8))
		leave_out(s, line + 8);
	else if (!strncmp(line, "digest ", 7) && !s->digest[0])
		snprintf(s->digest, sizeof(s->digest), "%s", line + 7);
	else if (!strncmp(line, "failed ", 7) && !s->failure[0])
		snprintf(s->failure, sizeof(s->failure), "%s", line + 7);
}

static void tell_case(const struct slot *s, const char *line, size_t len)
{
	const size_t left = s->cases_count > s->cases_ended ? s->cases_count - s->cases_ended : 0;
	const struct graded_case c = {
		.line = line,
		.len = len,
		.ended = s->cases_ended,
		.count = s->cases_count,
		.running = left < (size_t)s->jobs ? left : (size_t)s->jobs,
	};

	if (s->runs == 0 && s->watch->case_ended)
		s->watch->case_ended(s->watch->arg, s->index, &c);
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
		tell_case(s, line, len + 1);
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
		slot_sandbox_close(fd);
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
	sandbox_end(s->pid);
}

/* ---- What comes next ---- */

static int end_sandbox(struct slot *s)
{
	int status = slot_sandbox_end(s);

	slot_read(s);
	slot_sandbox_close(&s->fd_process);
	slot_sandbox_close(&s->fd_report);
	slot_sandbox_close(&s->fd_errors);
	return status;
}

/* May whoever grades not read some of it? No word of the student's. A feeder whose sandbox has ended early has a write error. */
static bool is_unreadable(struct slot *s)
{
	struct bytes words = { 0 };
	ssize_t got;
	const char *line;
	bool found = false;

	if (!s->is_unread || s->fd_unread < 0)
		return false;
	got = pread(s->fd_unread, bytes_grow(&words, WORDS_MOST), WORDS_MOST, 0);
	words.len = got > 0 ? (size_t)got : 0;
	line = bytes_text(&words);
	found = *line && !strstr(line, "Write error");
	if (found)
		fail(s, VERDICT_BROKEN, "some of it cannot be read: %.*s", (int)strcspn(line, "\n"), line);
	bytes_done(&words);
	return found;
}

static void step_from_build(struct slot *s, int status)
{
	build_words_append(&s->words, &s->errors);
	if (s->errors.len == WORDS_MOST)
		bytes_append_text(&s->words, "\n... and more\n");
	if (!s->has_started)
		return fail(s, VERDICT_BROKEN, "no sandbox can be started: %s",
			    build_words_last_line(&s->errors));
	bytes_clear(&s->errors);
	if (is_unreadable(s))
		return;
	if (s->is_overdue)
		return fail(s, VERDICT_FAIL, "it was not built within %g s", s->plan->build_limit);
	if (slot_sandbox_has_overgrown(s))
		return fail(s, VERDICT_FAIL, "its build took more than %d GiB of memory",
			    slot_sandbox_memory(s));
	if (s->failure[0])
		return fail(s, s->is_lacking ? VERDICT_BROKEN : VERDICT_FAIL, "%s", s->failure);
	if ((status || !s->is_built) && !slot_sandbox_has_room(s))
		return fail(s, VERDICT_BROKEN,
			    "the machine that grades has no room for what was built (in /tmp)");
	if (status || !s->is_built)
		return fail(s, VERDICT_FAIL,
			    "its build did not come to an end, or left more behind than %d MiB",
			    SLOT_SANDBOX_DISK);
	if (s->watch->passes_over && s->watch->passes_over(s->watch->arg, s->index, s->digest))
		s->stage = SLOT_PASSED_OVER;
	else
		begin_suite(s);
}

static size_t place_of(const struct slot *s, const char *name)
{
	size_t i = 0;

	while (i < s->plan->cases->count && strcmp(s->plan->cases->rows[i].name, name) != 0)
		i++;
	return i;
}

/* In the suite's order, whichever run it was found in. */
static void note_unlike(struct slot *s, const char *name)
{
	size_t at = s->unlike_count;

	name = case_list_name(s->plan->cases, name);
	if (!name)
		return;
	for (size_t i = 0; i < s->unlike_count; i++)
		if (s->unlike[i] == name)
			return;
	for (; at > 0 && place_of(s, s->unlike[at - 1]) > place_of(s, name); at--)
		s->unlike[at] = s->unlike[at - 1];
	s->unlike[at] = name;
	s->unlike[++s->unlike_count] = NULL;
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
	if (!s->last.len && slot_sandbox_has_overgrown(s))
		return fail(s, VERDICT_FAIL, "it took more than %d GiB of memory", slot_sandbox_memory(s));
	if (!s->last.len && WIFEXITED(status) && WEXITSTATUS(status) == 2 && !s->cases_count)
		return fail(s, VERDICT_FAIL, "it cannot be started: %s", build_words_last_line(&s->errors));
	if (!s->last.len)
		return fail(s, VERDICT_BROKEN, "the suite did not come to its end: %s",
			    build_words_last_line(&s->errors));
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
		begin_suite(s);
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
		sandbox_end(s->pid);
	if (s->feeder > 0)
		kill(s->feeder, SIGKILL);
	end_sandbox(s);
	slot_done(s);
}

void slot_done(struct slot *s)
{
	const cpu_set_t cpus = s->cpus;
	const int jobs = s->jobs;
	const uid_t user = s->user;
	const int fd_user = s->fd_user;
	const char *cgroup = s->cgroup;

	slot_sandbox_close(&s->fd_built);
	slot_sandbox_close(&s->fd_coverage);
	slot_sandbox_close(&s->fd_unread);
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
	s->fd_user = fd_user;
	s->cgroup = cgroup;
}
