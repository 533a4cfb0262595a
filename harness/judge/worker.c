/*
 * The worker's life. Theory of operation: it keeps to one processor (a stop of a traced program across processors costs seven
 * times one on the same), has nothing but its socket from its parent, and runs each case as a cmocka group of one test whose
 * *state is a session of its own. cmocka prints into a memory file, which is read where an assertion of the
 * suite's own failed. It dies with its parent, and everything below it with it; and by SIGPROF where the suite's own code runs on
 * and on, whose processor time nobody else bounds. pool feeds it orders.
 */
#include "judge/worker.h"
#include "base/deadline.h"
#include "base/err.h"
#include "facts/family.h"
#include "facts/pcapng.h"
#include "judge/ladder.h"
#include "judge/assertion.h"
#include "judge/memory_report.h"
#include "judge/order.h"
#include "judge/outcomes.h"
#include "judge/probe.h"
#include "judge/wire.h"
#include "run/checker.h"
#include "run/session.h"
#include "run/state.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
	const struct suite_job *job;
	struct sck_session *session;
	int fd_printed; /* what cmocka prints, also our standard output and error */
	size_t events_seen;
	int64_t alone_for; /* processor time that we used since the session last saw an event */
} now;

static const int64_t tick = NS_PER_S / 4, alone_least = 2 * NS_PER_S;

/*
 * A tick of our own processor time. While a step waits it may be used up too, for that is limited by the programs' time and
 * by the clock: so a step's limit twice, and some more.
 */
static void look_whether_it_gets_on(int signal_number)
{
	const struct sck_session *s = now.session;

	if (s->events_seen != now.events_seen)
		now.alone_for = 0;
	now.events_seen = s->events_seen;
	now.alone_for += tick;
	if (now.alone_for < alone_least + 2 * s->limit_for)
		return;
	signal(signal_number, SIG_DFL);
	raise(signal_number); /* blocked until we return */
}

/* Neither the timer nor, over exec, the handler is inherited by the programs. */
static void watch_own_time(bool on)
{
	const struct timeval every = { .tv_usec = on ? tick / 1000 : 0 };

	now.alone_for = 0;
	sigaction(SIGPROF,
		  &(struct sigaction){ .sa_handler = look_whether_it_gets_on, .sa_flags = SA_RESTART },
		  NULL);
	setitimer(ITIMER_PROF, &(struct itimerval){ every, every }, NULL);
}

static int give_session(void **state)
{
	*state = now.session;
	return 0;
}

/* cmocka takes these signals for a failed assertion; a crash of the suite's code must end the worker and be BROKEN. */
static void run_case(void **state)
{
	static const int signals[] = { SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGSYS };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], SIG_DFL);
	now.job->c->run(state);
}

/* What cmocka has printed since the last time. To cut the file off each time would have its pages made anew. */
static void take_printed(struct bytes *to)
{
	const off_t kept_most = 65536;
	off_t len;

	fflush(stdout);
	fflush(stderr);
	len = lseek(now.fd_printed, 0, SEEK_CUR);
	if (len > 0) {
		ssize_t got = pread(now.fd_printed, bytes_grow(to, (size_t)len), (size_t)len, 0);

		to->len += got > 0 ? (size_t)got : 0;
	}
	if ((len > kept_most && ftruncate(now.fd_printed, 0)) || lseek(now.fd_printed, 0, SEEK_SET))
		abort();
}

static void judge_case(const struct suite_job *job, struct result *ret)
{
	const struct CMUnitTest test = { job->c->name, run_case, give_session, NULL, NULL };
	struct verdict *v = session_verdict(now.session);
	struct bytes printed = { 0 };
	int failures;

	watch_own_time(true);
	failures = _cmocka_run_group_tests("case", &test, 1, NULL, NULL);
	watch_own_time(false);
	take_printed(&printed);
	ret->verdict = *v;
	*v = (struct verdict){ 0 };
	v = &ret->verdict;
	if (v->kind == VERDICT_PASS && failures) {
		v->kind = VERDICT_FAIL;
		v->cause = CAUSE_ASSERT;
		assertion_read(v, bytes_text(&printed));
	} else if (v->kind == VERDICT_PASS && strstr(bytes_text(&printed), "[  SKIPPED ]")) {
		v->kind = VERDICT_SKIP;
		bytes_append_text(&v->message, "the case skips itself");
	}
	bytes_done(&printed);
}

static void set_verdict(struct verdict *v, enum verdict_kind kind, const char *message)
{
	v->kind = kind;
	bytes_append_text(&v->message, message);
}

/* Why this case would not be fair on the host's loopback; NULL: it is. */
static const char *unfair_on_host(const struct suite_task *task, const struct suite_job *job)
{
	if (job->c->needs_private_loopback)
		return "the case";
	if (!session_names(now.session))
		return "a name with addresses of the test's choice";
	if ((task->plan->port || task->suite->port) && session_untraced(now.session))
		return "where nobody traces its programs, a port that the test did not choose";
	return NULL;
}

static void skip_on_host(struct verdict *v, const char *what, const char *reason)
{
	v->kind = VERDICT_SKIP;
	bytes_printf(&v->message, "%s needs a private loopback: %s", what, reason);
}

struct memory_verdict {
	struct verdict *verdict;
	const char *program;
	struct bytes *probe; /* NULL: nobody asks for its place */
};

/*
 * A fault in memory is the cause of whatever else came of it. The line with the process is as positions_describe() writes
 * it, for reports that show a failure at its place.
 */
static bool take_report(void *arg, int pid, struct bytes *text)
{
	const struct memory_verdict *now_of = arg;
	struct verdict *v = now_of->verdict;
	struct bytes failure = { 0 };
	struct memory_fault fault;
	const char *place;

	if (!memory_report_read(text, &fault))
		return false;
	place = fault.place.len ? bytes_text(&fault.place) : "a line that is not known";
	if (v->kind == VERDICT_FAIL)
		bytes_printf(&failure, "what came of it: %s\n", bytes_text(&v->message));
	v->kind = VERDICT_FAIL;
	v->cause = CAUSE_MEMORY;
	bytes_clear(&v->message);
	bytes_printf(&v->message, "%s, at %s", bytes_text(&fault.what), place);
	bytes_clear(&v->want);
	bytes_clear(&v->got);
	bytes_clear(&v->detail);
	bytes_printf(&v->detail, "%s, process %d, thread %d: %s, at %s\n%s%s", now_of->program, pid, pid,
		     bytes_text(&fault.what), place, bytes_text(&fault.lines), bytes_text(&failure));
	if (now_of->probe && fault.place.len) {
		bytes_printf(&fault.place, " %s", bytes_text(&fault.function));
		probe_note_fault(now_of->probe, bytes_text(&fault.place));
	}
	bytes_done(&failure);
	memory_fault_done(&fault);
	return true;
}

static void mind_memory(const struct suite_plan *plan, struct verdict *v, struct bytes *probe)
{
	const char *slash = strrchr(plan->command[0], '/');

	if (v->kind == VERDICT_PASS || v->kind == VERDICT_FAIL)
		checker_read(now.session, take_report,
			     &(struct memory_verdict){ v, slash ? slash + 1 : plan->command[0], probe });
}

/* Once: what happens behind a failure does not belong to it. */
static void keep_ladder(const struct suite_plan *plan, struct verdict *v)
{
	if (plan->ladder && v->kind == VERDICT_FAIL && !v->ladder.len)
		ladder_write(&v->ladder, now.session);
}

/* What the command line asks for besides the suite. */
static bool asks_for_tracer(const struct suite_plan *plan)
{
	return plan->rules_count || plan->date || plan->rate > 0 || plan->clock_jumps;
}

/* The one of a sweep, or its two. */
static int inject_all(const char *text, struct sck_err *err)
{
	char *rules = strdup(text), *rest = NULL;
	int rc = 0;

	if (!rules)
		abort();
	for (char *rule = strtok_r(rules, " ", &rest); rule && rc == 0; rule = strtok_r(NULL, " ", &rest))
		rc = session_inject(now.session, rule, true, err);
	free(rules);
	return rc;
}

static int open_session(const struct suite_plan *plan, const struct suite_job *job,
			const struct session_options *options, struct sck_err *err)
{
	int rc = session_new(options, &now.session, err);

	if (rc < 0)
		now.session = NULL;
	if (rc == 0 && (job->sweep == SWEEP_CONTROL || job->surveys || plan->outcomes))
		session_survey(now.session);
	if (rc == 0 && job->rule)
		rc = inject_all(job->rule, err);
	for (size_t i = 0; i < plan->rules_count && rc == 0; i++)
		rc = session_inject(now.session, plan->rules[i], true, err);
	return rc;
}

/*
 * What was planned on the command line and did not happen has not been shown to be borne. The suite's own rules are for the suite to mind
 * (sck_expect_injected()): a program that makes no such call keeps the contract.
 */
static void mind_idle_rules(const struct suite_plan *plan, struct verdict *v)
{
	if (v->kind == VERDICT_PASS && session_idle_rule(now.session, plan->rules_count, &v->message))
		v->kind = VERDICT_SKIP;
}

/* The programs still run, where the case is over before they are. */
static void write_packets(const struct suite_plan *plan, struct verdict *v)
{
	const struct packets *packets = session_packets(now.session);
	struct bytes file = { 0 };
	size_t at = 0;
	ssize_t n = 0;

	pcapng_write(&file, packets);
	*plan->pcap_lost = packets->lost;
	while (at < file.len && (n >= 0 || errno == EINTR)) {
		n = write(plan->fd_pcap, file.data + at, file.len - at);
		at += n > 0 ? (size_t)n : 0;
	}
	if (at < file.len) {
		bytes_clear(&v->message);
		bytes_printf(&v->message, "--pcap: %s", strerror(errno));
		v->kind = VERDICT_BROKEN;
	}
	bytes_done(&file);
}

static void run_job(const struct suite_task *task, const struct suite_job *job, bool known_to_spin,
		    struct result *ret)
{
	const struct suite_plan *plan = task->plan;
	struct session_options options = {
		.family = job->family->bit,
		.port = plan->port ? plan->port : task->suite->port,
		.datagram = task->suite->datagram,
		.subject = plan->start ? plan->start : plan->command,
		.limit = job->limit > 0 ? job->limit : plan->limit,
		.traced_if_allowed = true,
		.seed = plan->seed,
		.force = plan->force,
		.date = plan->date,
		.rate = plan->rate,
		.clock_jumps = plan->clock_jumps,
		.goes_on = job->sweep != SWEEP_NO,
		.lasting = job->sweep != SWEEP_NO,
		.snapshots = job->sweep == SWEEP_BENT && !job->started_anew && !plan->asan && !plan->valgrind,
		.asan = plan->asan,
		.valgrind = plan->valgrind,
		.call_sites = plan->ladder || plan->pcap || plan->outcomes || job->sweep == SWEEP_BENT,
		.full_view = plan->ladder,
		.known_to_spin = known_to_spin,
	};
	struct sck_err err = { 0 };
	int64_t began_at = deadline_now();

	now.job = job;
	if (open_session(plan, job, &options, &err)) {
		set_verdict(&ret->verdict, VERDICT_BROKEN, err.text);
	} else if (job->family->needs_ipv6 && !session_ipv6(now.session)) {
		set_verdict(&ret->verdict, VERDICT_SKIP, "no IPv6 here");
	} else if (!sck_is_private(now.session) && unfair_on_host(task, job)) {
		skip_on_host(&ret->verdict, unfair_on_host(task, job), session_reason(now.session));
	} else if (session_untraced(now.session) && (job->sweep || asks_for_tracer(plan))) {
		ret->verdict.kind = VERDICT_SKIP;
		bytes_printf(&ret->verdict.message,
			     "needs ptrace: --inject and --clock are the tracer's (%s)",
			     session_untraced(now.session));
	} else if (plan->pcap && session_tap(now.session, &err)) {
		set_verdict(&ret->verdict, VERDICT_SKIP, err.text);
	} else {
		ladder_watch(plan->ladder ? now.session : NULL);
		judge_case(job, ret);
		keep_ladder(plan, &ret->verdict);
		if (job->sweep) /* before it: what a program does at its end is checked, too */
			probe_take(&ret->probe, now.session, job->rule,
				   job->ladder ? &ret->verdict.ladder : NULL);
		else if (plan->outcomes)
			outcomes_take(&ret->probe, now.session);
		mind_memory(plan, &ret->verdict, job->sweep ? &ret->probe : NULL);
		keep_ladder(plan, &ret->verdict);
		mind_idle_rules(plan, &ret->verdict);
		ret->has_spun = ret->verdict.kind == VERDICT_FAIL && session_has_spun(now.session);
		if (plan->pcap)
			write_packets(plan, &ret->verdict);
	}
	ladder_watch(NULL);
	sck_session_free(now.session);
	ret->seconds = (double)(deadline_now() - began_at) / NS_PER_S;
}

/* Nothing to read, and what is printed into a memory file. 0 or a negative errno. */
static int turn_streams_away(struct sck_err *err)
{
	int fd_null = open("/dev/null", O_RDWR | O_CLOEXEC), rc = 0;

	now.fd_printed = memfd_create("cmocka", MFD_CLOEXEC);
	if (now.fd_printed < 0)
		rc = err_errno(err, -errno, "memfd_create");
	else if (fd_null < 0 || dup2(fd_null, STDIN_FILENO) < 0 ||
		 dup2(now.fd_printed, STDOUT_FILENO) < 0 || dup2(now.fd_printed, STDERR_FILENO) < 0)
		rc = err_errno(err, -errno, "standard streams for a case");
	if (fd_null >= 0)
		close(fd_null);
	return rc;
}

static void prepare(int cpu)
{
	cpu_set_t one;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	unsetenv("CMOCKA_MESSAGE_OUTPUT");
	unsetenv("CMOCKA_XML_FILE");
	unsetenv("CMOCKA_TEST_ABORT");
	if (cpu < 0)
		return;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

static bool send_all(int fd, const struct bytes *line)
{
	size_t at = 0;

	while (at < line->len) {
		ssize_t sent = send(fd, line->data + at, line->len - at, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			return false;
		at += sent > 0 ? (size_t)sent : 0;
	}
	return true;
}

_Noreturn void worker_serve(int fd, const struct suite_task *task, int cpu)
{
	struct sck_err err = { 0 };
	const int refused = turn_streams_away(&err);
	struct order order;
	struct bytes rule = { 0 };

	prepare(cpu);
	while (order_hear(fd, &order, &rule)) {
		struct result result = { 0 };
		struct bytes line = { 0 };

		if (refused)
			set_verdict(&result.verdict, VERDICT_BROKEN, err.text);
		else
			run_job(task, &order.job, order.known_to_spin, &result);
		wire_write(&line, &result);
		if (!send_all(fd, &line))
			break;
		bytes_done(&line);
		verdict_done(&result.verdict);
	}
	exit(EXIT_SUCCESS);
}
