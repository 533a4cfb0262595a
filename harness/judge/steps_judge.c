/* The steps of sockcheck.h that judge what a program did: its end, its output, its calls, what it holds. */
#include "base/deadline.h"
#include "base/text.h"
#include "judge/step.h"
#include "run/checker.h"
#include "run/processes.h"
#include "run/running.h"
#include "run/streams.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static bool has_ended(void *arg)
{
	return ((struct sck_program *)arg)->has_ended;
}

/* The end of its first process; what it wrote until then has been read. */
static void await_end(struct sck_program *p, const char *wanted)
{
	step_until(p->session, NULL, has_ended, p, wanted);
	streams_take(p);
}

static void refuse_signal(struct sck_program *p, const char *wanted)
{
	if (WIFSIGNALED(p->status))
		step_fail(p->session, CAUSE_SIGNAL, "wanted %s, but %s was ended by signal %d (%s)", wanted,
			  bytes_text(&p->name), WTERMSIG(p->status), strsignal(WTERMSIG(p->status)));
}

void sck_expect_exit(struct sck_program *p, int status)
{
	char wanted[64];

	STEP_BEGIN(p->session);
	snprintf(wanted, sizeof(wanted), "exit status %d", status);
	await_end(p, wanted);
	refuse_signal(p, wanted);
	if (WEXITSTATUS(p->status) == status)
		return;
	step_want(p->session, "exit status %d", status);
	step_got(p->session, "exit status %d", WEXITSTATUS(p->status));
	step_fail(p->session, CAUSE_EXIT, "wanted %s, but %s ended with %d", wanted,
		  bytes_text(&p->name), WEXITSTATUS(p->status));
}

void sck_expect_failure(struct sck_program *p)
{
	const char *wanted = "an exit status other than 0 and a line on standard error";

	STEP_BEGIN(p->session);
	await_end(p, wanted);
	refuse_signal(p, wanted);
	if (WEXITSTATUS(p->status) == 0)
		step_fail(p->session, CAUSE_EXIT, "wanted %s, but %s ended with 0", wanted,
			  bytes_text(&p->name));
	if (!p->errors.len)
		step_fail(p->session, CAUSE_EXIT, "wanted %s, but %s said nothing", wanted,
			  bytes_text(&p->name));
}

static void expect_output(struct sck_program *p, const void *bytes, size_t len)
{
	await_end(p, "the whole output");
	if (bytes_difference(bytes, len, p->output.data, p->output.len) < 0)
		return;
	step_want_bytes(p->session, bytes, len, p->output.data, p->output.len);
	refuse_signal(p, "the whole output");
	step_fail(p->session, CAUSE_BYTES, "wanted %zu byte%s on standard output, but %zu other%s came",
		  len, text_plural(len), p->output.len, text_plural(p->output.len));
}

void sck_expect_output(struct sck_program *p, const void *bytes, size_t len)
{
	STEP_BEGIN(p->session);
	expect_output(p, bytes, len);
}

void sck_expect_output_text(struct sck_program *p, const char *text)
{
	STEP_BEGIN(p->session);
	expect_output(p, text, strlen(text));
}

struct beginning {
	struct sck_program *program;
	const uint8_t *bytes;
	size_t len;
};

static bool is_decided(void *arg)
{
	struct beginning *b = arg;
	const struct bytes *got = &b->program->output;
	size_t had = got->len < b->len ? got->len : b->len;

	return got->len >= b->len || b->program->has_ended ||
	       (had && memcmp(got->data, b->bytes, had) != 0);
}

void sck_expect_output_begins(struct sck_program *p, const void *bytes, size_t len)
{
	struct beginning b = { .program = p, .bytes = bytes, .len = len };
	const struct bytes *got = &p->output;
	enum pump_end end;

	STEP_BEGIN(p->session);
	end = step_pump(p->session, is_decided, &b, false);
	streams_take(p);
	if (got->len >= len && bytes_difference(bytes, len, got->data, len) < 0)
		return;
	step_want_bytes(p->session, bytes, len, got->data, got->len < len ? got->len : len);
	if (end != PUMP_MET)
		step_end_badly(p->session, p, end, "standard output");
	step_fail(p->session, CAUSE_BYTES, "wanted %zu byte%s on standard output, but others came",
		  len, text_plural(len));
}

const uint8_t *sck_output(struct sck_program *p, size_t *ret_len)
{
	streams_take(p);
	*ret_len = p->output.len;
	return p->output.data ? p->output.data : (const uint8_t *)"";
}

const uint8_t *sck_errors(struct sck_program *p, size_t *ret_len)
{
	streams_take(p);
	*ret_len = p->errors.len;
	return p->errors.data ? p->errors.data : (const uint8_t *)"";
}

/* ---- Calls --------------------------------------------------------------------------------------------------- */

/* A call that failed for good was not made, as far as an order of calls goes; one that waits or is put off was. */
static bool counts(const struct record_call *call)
{
	return !call->error || call->error == EINPROGRESS || call->error == EAGAIN ||
	       call->error == EINTR || call->error >= RECORD_RESTART_FIRST;
}

struct order {
	struct sck_program *program;
	const char *calls;
};

/* The first word of CALLS that is not met in order; NULL: all are. */
static const char *first_missing(const struct order *o, size_t *ret_len)
{
	const struct record *r = &o->program->session->record;
	const char *rest = o->calls, *word = text_word(&rest, ret_len);

	for (size_t i = 0; i < r->calls_count && word; i++)
		if (r->calls[i].program == o->program->index && counts(&r->calls[i]) &&
		    call_selected(r->calls[i].call, word, *ret_len))
			word = text_word(&rest, ret_len);
	return word;
}

static bool is_in_order(void *arg)
{
	size_t len;

	return first_missing(arg, &len) == NULL;
}

/* The calls that the program did make, each run of the same once. */
static void note_calls(struct sck_program *p)
{
	const struct record *r = &p->session->record;
	const char *last = "";
	struct bytes made = { 0 };

	for (size_t i = 0; i < r->calls_count && made.len < 800; i++) {
		if (r->calls[i].program != p->index || r->calls[i].call->name == last)
			continue;
		last = r->calls[i].call->name;
		bytes_printf(&made, made.len ? " %s" : "%s", last);
	}
	step_got(p->session, "%s", bytes_text(&made));
	bytes_done(&made);
}

void sck_expect_calls(struct sck_program *p, const char *calls)
{
	struct order order = { .program = p, .calls = calls };
	const char *missing;
	size_t len;

	STEP_BEGIN(p->session);
	if (step_pump(p->session, is_in_order, &order, true) == PUMP_MET)
		return;
	missing = first_missing(&order, &len);
	step_want(p->session, "%s", calls);
	note_calls(p);
	step_fail(p->session, CAUSE_CALLS, "wanted the calls %s in this order, but %.*s is missing",
		  calls, (int)len, missing);
}

int sck_count_calls(struct sck_program *p, const char *call)
{
	const struct record *r = &p->session->record;
	int count = 0;

	step_need_tracer(p->session, __func__);
	p->session->counts_calls = true;
	for (size_t i = 0; i < r->calls_count; i++)
		count += r->calls[i].program == p->index && r->calls[i].ended_at >= 0 &&
			 r->calls[i].error < RECORD_RESTART_FIRST &&
			 call_selected(r->calls[i].call, call, strlen(call));
	return count;
}

/* ---- What it holds ------------------------------------------------------------------------------------------- */

static void rest(struct sck_program *p)
{
	step_until_quiet(p->session, NULL, NULL, CAUSE_SPIN, "the program to wait");
}

void sck_expect_running(struct sck_program *p)
{
	const struct record_event *end;

	STEP_BEGIN(p->session);
	rest(p);
	if (!processes_alive(p))
		step_end_badly(p->session, p, PUMP_DEAD, "the program to go on");
	if (running(p, &end))
		return;
	if (end && end->kind == RECORD_KILLED)
		step_fail(p->session,
			  CAUSE_SIGNAL, "wanted the program to go on, but its process %d was ended by signal %d (%s); others that it started live",
			  end->process, (int)end->value, strsignal((int)end->value));
	step_fail(p->session,
		  CAUSE_EXIT, "wanted the program to go on, but its process %d ended with exit status %d; others that it started live",
		  end ? end->process : 0, end ? (int)end->value : WEXITSTATUS(p->status));
}

void sck_expect_no_signal(struct sck_program *p)
{
	STEP_BEGIN(p->session);
	rest(p);
	if (p->signalled)
		step_fail(p->session, CAUSE_SIGNAL, "a process of %s was ended by signal %d (%s)",
			  bytes_text(&p->name), p->signalled, strsignal(p->signalled));
}

void sck_mark(struct sck_program *p)
{
	STEP_BEGIN(p->session);
	rest(p);
	p->marked_descriptors = processes_descriptors(p);
	p->marked_zombies = processes_zombies(p);
}

static void compare(struct sck_program *p, enum cause cause, const char *what, int before, int now, int clients)
{
	if (before < 0)
		step_fail(p->session, CAUSE_ASSERT, "sck_mark was not called");
	if (now - before < clients)
		return;
	step_want(p->session, "%d %s, as before %d clients", before, what, clients);
	step_got(p->session, "%d %s", now, what);
	step_fail(p->session, cause, "after %d clients the program holds %d %s more", clients,
		  now - before, what);
}

void sck_expect_no_leak(struct sck_program *p, int clients)
{
	STEP_BEGIN(p->session);
	rest(p);
	compare(p, CAUSE_LEAK, "descriptors", p->marked_descriptors, processes_descriptors(p), clients);
}

void sck_expect_no_zombie(struct sck_program *p, int clients)
{
	STEP_BEGIN(p->session);
	rest(p);
	compare(p, CAUSE_ZOMBIE, "zombies", p->marked_zombies, processes_zombies(p), clients);
}

void sck_expect_no_spin(struct sck_program *p)
{
	const int64_t limit = p->session->limit_for;
	const int64_t most = NS_PER_S * checker_slows_down(&p->session->options);
	enum pump_end end;

	STEP_BEGIN(p->session);
	if (most < limit)
		p->session->limit_for = most;
	end = step_pump(p->session, NULL, NULL, true);
	p->session->limit_for = limit;
	if (end == PUMP_LIMIT || end == PUMP_SPINS)
		step_fail(
			p->session, CAUSE_SPIN,
			"with nothing to do, the program uses the processor up instead of waiting");
	if (end == PUMP_STARVED)
		step_end_badly(p->session, p, end, "the program to wait");
}

void sck_expect_memory_below(struct sck_program *p, size_t bytes)
{
	int64_t peak;

	STEP_BEGIN(p->session);
	rest(p);
	peak = processes_peak_memory(p);
	if (peak < (int64_t)bytes || p->session->reports) /* what checks memory takes much itself */
		return;
	step_want(p->session, "less than %zu bytes resident", bytes);
	step_got(p->session, "%lld bytes", (long long)peak);
	step_fail(p->session, CAUSE_MEMORY, "the program took %lld bytes of memory", (long long)peak);
}
