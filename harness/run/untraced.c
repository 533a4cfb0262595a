/* See untraced.h. */
#include "run/untraced.h"
#include "base/deadline.h"
#include "base/err.h"
#include "os/faketime.h"
#include "os/loopback.h"
#include "os/procfs.h"
#include "os/spawn.h"
#include "plan/date.h"
#include "run/clock.h"
#include "run/command.h"
#include "run/own_process.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool has_clock(const struct sck_session *s)
{
	return s->options.date || s->options.rate > 0;
}

static int begin_at(const struct sck_session *s, int64_t *ret, struct sck_err *err)
{
	struct timespec now;

	if (s->options.date)
		return date_parse(s->options.date, ret, err);
	clock_gettime(CLOCK_REALTIME, &now);
	*ret = now.tv_sec * NS_PER_S + now.tv_nsec;
	return 0;
}

/* All that can be wrong with it is found before the program is started. */
static int prepare_clock(struct sck_session *s, const char *program, struct faketime *ret,
			 struct sck_err *err)
{
	double rate = s->options.rate > 0 ? s->options.rate : 1;
	char library[PATH_MAX], file[PATH_MAX];
	int64_t at = 0;
	int rc;

	if (faketime_is_in((const char *const *)environ))
		return err_set(err, -EINVAL, "the environment has libfaketime already (LD_PRELOAD, FAKETIME): one clock is enough");
	rc = faketime_fit(program, rate != 1, file, err);
	if (rc == 0)
		rc = faketime_find(file, library, err);
	/* by a name that is made of a PID it keeps there what the program's processes share, and leaves it there */
	if (rc == 0)
		rc = loopback_own_shm(&s->loopback, err);
	if (rc == 0)
		rc = begin_at(s, &at, err);
	return rc < 0 ? rc : faketime_prepare(ret, library, at, rate, err);
}

/*
 * What is typed at the terminal reaches both. The program, a debugger perhaps, has its own way with it, as under a shell; we stay until
 * it has ended (system(3)). The program itself begins with what our caller has, so that they are blocked first and ignored later.
 */
struct typed {
	sigset_t mask;
	struct sigaction on_int, on_quit;
};

static void block_typed(struct typed *t)
{
	sigset_t typed;

	sigemptyset(&typed);
	sigaddset(&typed, SIGINT);
	sigaddset(&typed, SIGQUIT);
	sigprocmask(SIG_BLOCK, &typed, &t->mask);
}

static void ignore_typed(struct typed *t)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGINT, &ignore, &t->on_int);
	sigaction(SIGQUIT, &ignore, &t->on_quit);
	sigprocmask(SIG_SETMASK, &t->mask, NULL);
}

static void restore_typed(const struct typed *t)
{
	sigaction(SIGINT, &t->on_int, NULL);
	sigaction(SIGQUIT, &t->on_quit, NULL);
}

static int wait_for_end(pid_t pid, double limit, int *ret_status, struct sck_err *err)
{
	const int64_t ends_at = deadline_after((int64_t)(limit * (double)NS_PER_S));
	struct pollfd end = { .fd = -1, .events = POLLIN };
	struct timespec left;
	int n = 1;

	if (limit > 0)
		end.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (end.fd >= 0) {
		do {
			left = deadline_timespec(deadline_left(ends_at));
			n = ppoll(&end, 1, &left, NULL);
		} while (n < 0 && errno == EINTR);
		close(end.fd);
	}
	if (n == 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, ret_status, 0) < 0)
		if (errno != EINTR)
			return err_errno(err, -errno, "waiting for the program");
	return n ? 0 : err_set(err, -ETIME, "the limit of %g s has passed", limit);
}

static int start_and_wait(struct sck_session *s, const struct spawn_plan *plan, double limit,
			  int *ret_status, struct sck_err *err)
{
	struct typed typed;
	pid_t pid;
	int rc;

	own_process_unpin();
	block_typed(&typed);
	pid = spawn_start(plan, &s->loopback, NULL, err);
	ignore_typed(&typed);
	if (pid < 0)
		rc = err_wrap(err, "starting %s", plan->argv[0]);
	else
		rc = wait_for_end(pid, limit, ret_status, err);
	restore_typed(&typed);
	return rc;
}

int untraced_run(struct sck_session *s, const struct sck_start *how, double limit, int *ret_status,
		 struct sck_err *err)
{
	struct spawn_plan plan = { .untraced = true };
	struct faketime clock = { 0 };
	int rc = 0;

	if (!s->loopback.is_private)
		return err_set(err, -EOPNOTSUPP, "--untraced: nothing here would end what the program leaves behind, for %s",
			       s->loopback.reason);
	plan.argv = command_fill_in(s, how->argv, how->args);
	if (has_clock(s))
		rc = prepare_clock(s, plan.argv[0], &clock, err);
	if (rc == 0) {
		plan.envp = command_environment(has_clock(s) ? clock.variables : how->env);
		rc = start_and_wait(s, &plan, limit, ret_status, err);
	}
	command_free(plan.argv);
	free((void *)plan.envp);
	return rc;
}

static void tell(struct sck_program *p, enum record_event_kind kind, int64_t value,
		 const void *text, size_t len)
{
	struct sck_session *s = p->session;
	struct record_event *event = record_add_event(&s->record);

	event->at = clock_elapsed(s);
	event->kind = kind;
	event->program = p->index;
	event->process = event->thread = (int)p->inner;
	event->value = value;
	event->text = record_keep(&s->record, text, len);
	if (s->options.on_event)
		s->options.on_event(s->options.arg, &s->record, event);
}

void untraced_began(struct sck_program *p)
{
	p->inner = procfs_inner_pid(p->pid);
	tell(p, RECORD_START, 0, p->name.data, p->name.len);
}

void untraced_ended(struct sck_program *p, int status)
{
	p->has_ended = true;
	p->status = status;
	if (WIFSIGNALED(status))
		tell(p, RECORD_KILLED, WTERMSIG(status), "", 0);
	else
		tell(p, RECORD_EXIT, WEXITSTATUS(status), "", 0);
}
