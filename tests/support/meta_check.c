/*
 * One poll over every running check's output, errors and end. A check keeps to the processor of its slot. Each processor has two, for a check
 * waits for a good part of its time.
 */
#include "meta_check.h"

#include "base/deadline.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LAST_RESORT_S = 240, SLOTS_MOST = 16, FDS = 3 };

struct slot {
	struct meta_check *check; /* NULL: it is free */
	pid_t pid;
	int fd_pid, fd_out, fd_err;
	int64_t began_at;
};

/* The N-th processor that we may use; -1: not known. */
static int pick_cpu(size_t n)
{
	cpu_set_t allowed;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return -1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &allowed) && n-- == 0)
			return cpu;
	return -1;
}

static size_t count_cpus(void)
{
	cpu_set_t allowed;

	return sched_getaffinity(0, sizeof(allowed), &allowed) ? 1 : (size_t)CPU_COUNT(&allowed);
}

static size_t count_slots(void)
{
	const size_t count = count_cpus();

	return 2 * count < SLOTS_MOST ? 2 * count : SLOTS_MOST;
}

static _Noreturn void become(const char *const *argv, int cpu, const int *fds, pid_t parent)
{
	cpu_set_t one;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	CPU_ZERO(&one);
	if (cpu >= 0) {
		CPU_SET(cpu, &one);
		sched_setaffinity(0, sizeof(one), &one);
	}
	if (dup2(fds[1], STDOUT_FILENO) >= 0 && dup2(fds[3], STDERR_FILENO) >= 0)
		execv(argv[0], (char *const *)argv);
	_exit(127);
}

static void start(struct slot *slot, struct meta_check *check, int cpu)
{
	pid_t parent = getpid();
	int fds[4];

	if (pipe2(fds, O_CLOEXEC) || pipe2(fds + 2, O_CLOEXEC))
		abort();
	slot->began_at = deadline_now();
	slot->pid = fork();
	if (slot->pid < 0)
		abort();
	if (slot->pid == 0)
		become(check->argv, cpu, fds, parent);
	close(fds[1]);
	close(fds[3]);
	slot->check = check;
	slot->fd_out = fds[0];
	slot->fd_err = fds[2];
	fcntl(slot->fd_out, F_SETFL, O_NONBLOCK);
	fcntl(slot->fd_err, F_SETFL, O_NONBLOCK);
	slot->fd_pid = (int)syscall(SYS_pidfd_open, slot->pid, 0);
	if (slot->fd_pid < 0)
		abort();
}

/* Everything that is there; closes it at its end. */
static void take(int *fd, struct bytes *to)
{
	ssize_t got = 1;

	while (*fd >= 0 && got > 0) {
		got = read(*fd, bytes_grow(to, 65536), 65536);
		to->len += got > 0 ? (size_t)got : 0;
	}
	if (*fd >= 0 && got == 0) {
		close(*fd);
		*fd = -1;
	}
}

static int64_t ns_of(struct timeval t)
{
	return t.tv_sec * NS_PER_S + t.tv_usec * 1000;
}

static void finish(struct slot *slot)
{
	struct meta_check *check = slot->check;
	struct rusage used;

	if (wait4(slot->pid, &check->status, 0, &used) != slot->pid)
		abort();
	check->took_for = deadline_now() - slot->began_at;
	check->cpu_for = ns_of(used.ru_utime) + ns_of(used.ru_stime);
	close(slot->fd_pid);
	if (slot->fd_out >= 0)
		close(slot->fd_out);
	if (slot->fd_err >= 0)
		close(slot->fd_err);
	slot->check = NULL;
}

static void serve(struct slot *slot, const struct pollfd *fds)
{
	take(&slot->fd_out, &slot->check->output);
	take(&slot->fd_err, &slot->check->errors);
	if (fds[0].revents)
		finish(slot);
	else if (deadline_now() - slot->began_at > LAST_RESORT_S * NS_PER_S)
		kill(slot->pid, SIGKILL);
}

static void turn(struct slot *slots, size_t count)
{
	struct pollfd fds[FDS * SLOTS_MOST];

	for (size_t i = 0; i < count; i++) {
		const struct slot *slot = &slots[i];
		struct pollfd *of = &fds[FDS * i];

		of[0] = (struct pollfd){ .fd = slot->check ? slot->fd_pid : -1, .events = POLLIN };
		of[1] = (struct pollfd){ .fd = slot->check ? slot->fd_out : -1, .events = POLLIN };
		of[2] = (struct pollfd){ .fd = slot->check ? slot->fd_err : -1, .events = POLLIN };
	}
	if (poll(fds, FDS * count, 1000) < 0 && errno != EINTR)
		abort();
	for (size_t i = 0; i < count; i++)
		if (slots[i].check)
			serve(&slots[i], &fds[FDS * i]);
}

void meta_checks_run(struct meta_check *checks, size_t count)
{
	struct slot slots[SLOTS_MOST] = { 0 };
	size_t slots_count = count_slots(), next = 0, running;

	do {
		running = 0;
		for (size_t i = 0; i < slots_count; i++) {
			while (next < count && !checks[next].argv)
				next++;
			if (!slots[i].check && next < count)
				start(&slots[i], &checks[next++], pick_cpu(i % count_cpus()));
			running += slots[i].check != NULL;
		}
		if (running)
			turn(slots, slots_count);
	} while (running);
}

/* ---- The report ---------------------------------------------------------------------------------------------- */

/* A member that must be text; null stands for "" where MAY_BE_NULL. */
static const char *text_of(const json_t *object, const char *key, bool may_be_null, bool *ret_bad)
{
	const json_t *value = json_object_get(object, key);

	if (may_be_null && json_is_null(value))
		return "";
	if (!json_is_string(value))
		*ret_bad = true;
	return json_string_value(value);
}

static bool read_row(struct meta_row *row, const json_t *from)
{
	bool is_bad = false;

	*row = (struct meta_row){
		.name = text_of(from, "name", false, &is_bad),
		.family = text_of(from, "family", false, &is_bad),
		.verdict = text_of(from, "verdict", false, &is_bad),
		.cause = text_of(from, "cause", true, &is_bad),
		.message = text_of(from, "message", true, &is_bad),
		.dependency = text_of(from, "dependency", true, &is_bad),
		.rerun = text_of(from, "rerun", false, &is_bad),
	};
	return !is_bad;
}

static bool read_report(struct meta_report *r, const json_t *from)
{
	const json_t *cases = json_object_get(from, "cases");
	bool is_bad = false;

	r->verdict = text_of(from, "verdict", false, &is_bad);
	r->count = json_array_size(cases);
	r->rows = calloc(r->count + 1, sizeof(*r->rows));
	if (!r->rows)
		abort();
	for (size_t i = 0; i < r->count; i++)
		is_bad |= !read_row(&r->rows[i], json_array_get(cases, i));
	return !is_bad && r->count;
}

int meta_check_read(struct meta_check *check, struct sck_err *err)
{
	const char *errors = bytes_text(&check->errors);
	json_error_t why = { 0 };

	if (!WIFEXITED(check->status))
		return err_set(err, -EINVAL, "the check was ended by signal %d after %.1f s: %s",
			       WTERMSIG(check->status), (double)check->took_for / NS_PER_S, errors);
	check->report.status = WEXITSTATUS(check->status);
	check->json = json_loadb(bytes_text(&check->output), check->output.len, 0, &why);
	if (!check->json)
		return err_set(err, -EINVAL, "exit status %d and no JSON (%s): %s",
			       check->report.status, why.text, errors);
	if (!read_report(&check->report, check->json))
		return err_set(err, -EINVAL, "exit status %d and an incomplete report: %s",
			       check->report.status, errors);
	return 0;
}

void meta_check_done(struct meta_check *check)
{
	bytes_done(&check->output);
	bytes_done(&check->errors);
	free(check->report.rows);
	json_decref(check->json);
	*check = (struct meta_check){ 0 };
}
