/*
 * See step.h. A test ends where its step is not met: through cmocka, whose test every user of the library runs in. The
 * verdict stays with the session; what cmocka prints is for those who run their tests with cmocka alone.
 */
#include "judge/step.h"
#include "base/err.h"
#include "base/text.h"
#include "judge/ladder.h"
#include "os/callsite.h"
#include "run/link.h"
#include "run/processes.h"
#include "run/positions.h"
#include "run/streams.h"
#include <setjmp.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
/* cmocka.h wants these three before it */
#include <cmocka.h>

enum { QUOTE_MOST = 160, HEX_ROWS = 5, ERRORS_MOST = 2000 };

void step_begin(struct sck_session *s, const char *name, const void *from)
{
	s->step_at = from;
	ladder_step(s, name, from);
	step_need_tracer(s, name);
}

/* What no peer and no file of /proc tells. Where nobody sees the calls, none of these may say anything of a program. */
void step_need_tracer(struct sck_session *s, const char *name)
{
	static const struct {
		const char *step, *why;
	} rows[] = {
		{ "sck_run_until", "the program is held at a call" },
		{ "sck_inject", "calls are bent" },
		{ "sck_expect_calls", "calls are looked at" },
		{ "sck_count_calls", "calls are counted" },
		{ "sck_clock_set", "the clock is the test's" },
		{ "sck_clock_rate", "the clock is the test's" },
		{ "sck_clock_auto", "the clock is the test's" },
		{ "sck_expect_no_signal", "the ends of all processes are looked at" },
		{ "sck_expect_no_spin", "a program at rest is told from one that spins" },
		{ "sck_mark", "what a program holds is counted while it waits for sure" },
	};
	char text[600];

	for (size_t i = 0; s->untraced && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(rows[i].step, name)) {
			snprintf(text, sizeof(text), "needs ptrace: %s (%s)", rows[i].why, s->untraced);
			step_skip(s, text);
		}
}

void step_name(struct sck_session *s, const char *name)
{
	s->step_name = name;
}

void step_want_bytes(struct sck_session *s, const void *want, size_t want_len, const void *got, size_t got_len)
{
	struct verdict *v = &s->verdict;
	ptrdiff_t at = bytes_difference(want, want_len, got, got_len);

	bytes_clear(&v->want);
	bytes_clear(&v->got);
	bytes_clear(&v->detail);
	bytes_quote(&v->want, want, want_len, QUOTE_MOST);
	bytes_quote(&v->got, got, got_len, QUOTE_MOST);
	bytes_printf(&v->want, " (%zu byte%s)", want_len, text_plural(want_len));
	bytes_printf(&v->got, " (%zu byte%s)", got_len, text_plural(got_len));
	if (at < 0)
		return;
	bytes_printf(&v->detail, "first difference at byte %td\n", at);
	if ((size_t)at < want_len) {
		bytes_append_text(&v->detail, "want:\n");
		bytes_hex(&v->detail, want, want_len, (size_t)at, HEX_ROWS, "  ");
	}
	if ((size_t)at < got_len) {
		bytes_append_text(&v->detail, "got:\n");
		bytes_hex(&v->detail, got, got_len, (size_t)at, HEX_ROWS, "  ");
	}
}

static void begin_message(struct sck_session *s)
{
	bytes_clear(&s->verdict.message);
	if (s->step_name)
		bytes_printf(&s->verdict.message, "%s: ", s->step_name);
}

static void print_to(struct bytes *to, const char *format, va_list args)
{
	char text[1024];

	vsnprintf(text, sizeof(text), format, args);
	bytes_append_text(to, text);
}

void step_want(struct sck_session *s, const char *format, ...)
{
	va_list args;

	bytes_clear(&s->verdict.want);
	va_start(args, format);
	print_to(&s->verdict.want, format, args);
	va_end(args);
}

void step_got(struct sck_session *s, const char *format, ...)
{
	va_list args;

	bytes_clear(&s->verdict.got);
	va_start(args, format);
	print_to(&s->verdict.got, format, args);
	va_end(args);
}

static void quote_lines(struct bytes *to, const char *name, const struct bytes *text)
{
	size_t at = text->len > ERRORS_MOST ? text->len - ERRORS_MOST : 0;

	while (at < text->len) {
		const uint8_t *end = memchr(text->data + at, '\n', text->len - at);
		size_t len = end ? (size_t)(end - text->data) - at : text->len - at;

		bytes_printf(to, "%s: ", name);
		bytes_quote(to, text->data + at, len, QUOTE_MOST);
		bytes_append_text(to, "\n");
		at += len + 1;
	}
}

/* Where everybody stands, what they had to say, and which line of the test it was. */
static void add_scene(struct sck_session *s)
{
	struct verdict *v = &s->verdict;

	positions_describe(s, &v->detail);
	for (struct sck_program *p = s->programs; p; p = p->next) {
		streams_take(p);
		quote_lines(&v->errors, bytes_text(&p->name), &p->errors);
	}
	if (s->step_name ||
	    callsite_own((const char *)s->step_at - 1, v->file, sizeof(v->file), &v->line) < 0)
		v->file[0] = '\0';
}

static void print_verdict(struct verdict *v)
{
	print_error("%s%s%s: %s\n", verdict_name(v->kind), v->cause ? " " : "",
		    v->cause ? cause_name(v->cause) : "", bytes_text(&v->message));
	if (v->want.len)
		print_error("want: %s\ngot:  %s\n", bytes_text(&v->want), bytes_text(&v->got));
	print_error("%s%s", bytes_text(&v->detail), bytes_text(&v->errors));
}

_Noreturn static void leave_test(struct sck_session *s)
{
	print_verdict(&s->verdict);
	if (s->verdict.kind == VERDICT_SKIP)
		_skip(s->verdict.file, s->verdict.line);
	_fail(s->verdict.file, s->verdict.line);
	__builtin_unreachable();
}

void step_fail(struct sck_session *s, enum cause cause, const char *format, ...)
{
	va_list args;

	begin_message(s);
	va_start(args, format);
	print_to(&s->verdict.message, format, args);
	va_end(args);
	s->verdict.kind = VERDICT_FAIL;
	s->verdict.cause = cause;
	add_scene(s);
	leave_test(s);
}

void step_skip(struct sck_session *s, const char *reason)
{
	s->verdict.kind = VERDICT_SKIP;
	bytes_clear(&s->verdict.message);
	bytes_append_text(&s->verdict.message, reason);
	leave_test(s);
}

void step_broken(struct sck_session *s, const struct sck_err *err)
{
	s->verdict.kind = VERDICT_BROKEN;
	begin_message(s);
	bytes_append_text(&s->verdict.message, err->text);
	leave_test(s);
}

void step_settle(struct sck_session *s, int rc, const struct sck_err *err)
{
	char text[600];

	if (rc == -EOPNOTSUPP || rc == -EPERM || rc == -EACCES) {
		snprintf(text, sizeof(text), "needs a private loopback: %s",
			 s->loopback.reason[0] ? s->loopback.reason : err->text);
		step_skip(s, text);
	}
	if (rc < 0)
		step_broken(s, err);
}

static struct sck_program *first_living(struct sck_session *s)
{
	for (struct sck_program *p = s->programs; p; p = p->next)
		if (processes_alive(p))
			return p;
	return NULL;
}

/* How P ended, P being no more. */
static enum cause describe_end(struct sck_program *p, char *to, size_t room)
{
	const char *name = bytes_text(&p->name);

	if (WIFSIGNALED(p->status)) {
		snprintf(to, room, "%s was ended by signal %d (%s)", name, WTERMSIG(p->status),
			 strsignal(WTERMSIG(p->status)));
		return CAUSE_SIGNAL;
	}
	snprintf(to, room, "%s ended with exit status %d", name, WEXITSTATUS(p->status));
	return CAUSE_EXIT;
}

/* The program that answers for what did not come; NULL: it may still come from one that lives. */
static struct sck_program *ended_program(struct sck_session *s, struct sck_program *p)
{
	if (!p && !first_living(s))
		p = s->programs;
	return p && p->has_ended && !processes_alive(p) ? p : NULL;
}

enum pump_end step_pump(struct sck_session *s, bool (*met)(void *arg), void *arg, bool quiet_ends)
{
	enum pump_end end = pump_until(s, met, arg, quiet_ends);

	if (end == PUMP_CROWD)
		step_fail(s, CAUSE_LIMIT, "more than %zu processes and threads of the programs live at once",
			  s->tracees_most);
	if (end == PUMP_MEMORY)
		step_fail(s, CAUSE_MEMORY, "a program's processes hold more than %d MiB of memory",
			  (int)(MEMORY_MOST >> 20));
	if (end == PUMP_FLOOD)
		step_fail(s, CAUSE_LIMIT, "more than %d MiB were printed", OUTPUT_CAP >> 20);
	if (link_error(s))
		step_broken(s, link_error(s));
	return end;
}

void step_fail_broken(struct sck_peer *from, const char *format, ...)
{
	struct sck_session *s = from->session;
	struct sck_program *ended;
	char text[256], how[256];
	enum cause cause;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	step_pump(s, NULL, NULL, true);
	ended = ended_program(s, from->program);
	if (!ended)
		step_fail(s, CAUSE_END, "%s", text);
	cause = describe_end(ended, how, sizeof(how));
	if (ended->status == 0 && from->kind == PEER_STREAM)
		cause = CAUSE_END; /* it may end well, only not yet */
	step_fail(s, cause, "%s, and %s", text, how);
}

void step_end_badly(struct sck_session *s, struct sck_program *p, enum pump_end end, const char *wanted)
{
	struct sck_err err = { 0 };
	double limit = (double)s->limit_for / 1e9;

	struct sck_program *ended = ended_program(s, p);
	char how[256];

	if (ended) {
		enum cause cause = describe_end(ended, how, sizeof(how));

		step_fail(s, cause, "wanted %s, but %s", wanted, how);
	}
	switch (end) {
	case PUMP_SPINS:
		step_fail(s, CAUSE_SPIN, "wanted %s, but a program calls in a loop that gets it nowhere, instead of waiting",
			  wanted);
	case PUMP_LIMIT:
		step_fail(s, CAUSE_LIMIT, "wanted %s, but %g s of processor time were used up before it",
			  wanted, limit);
	case PUMP_WAITED:
		step_fail(s, CAUSE_LIMIT, "wanted %s, but for %g s everybody only waited%s", wanted,
			  limit, s->untraced ? "" : ", a timer running");
	case PUMP_STARVED:
		err_set(&err, -1, "wanted %s, but the machine is too busy to let the programs run", wanted);
		step_broken(s, &err);
	default:
		step_fail(s, CAUSE_DEADLOCK,
			  "wanted %s, but everybody waits and nothing is on its way", wanted);
	}
}

void step_until(struct sck_session *s, struct sck_program *p, bool (*met)(void *arg), void *arg,
		const char *wanted)
{
	enum pump_end end = step_pump(s, met, arg, false);

	if (end != PUMP_MET)
		step_end_badly(s, p, end, wanted);
}

bool step_until_quiet(struct sck_session *s, bool (*met)(void *arg), void *arg, enum cause at_limit,
		      const char *wanted)
{
	enum pump_end end = step_pump(s, met, arg, true);

	if (end == PUMP_SPINS)
		step_end_badly(s, NULL, end, wanted);
	if (end == PUMP_LIMIT)
		step_fail(s, at_limit, "wanted %s, but it used %g s of processor time without ever waiting",
			  wanted, (double)s->limit_for / 1e9);
	if (end == PUMP_STARVED)
		step_end_badly(s, NULL, end, wanted);
	return end == PUMP_MET;
}
