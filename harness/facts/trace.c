/*
 * The lines of a trace: who, the call, its arguments and result; signals and ends as strace marks them; what the harness has
 * to say itself behind a #. It reads a record that session or a file has filled, and keeps no state but struct trace.
 */
#include "facts/trace.h"
#include "facts/names.h"
#include "facts/trace_args.h"
#include <string.h>

static void append_who(struct trace *t, struct bytes *to, int thread)
{
	if (!t->first)
		t->first = thread;
	if (t->first != thread)
		t->several = true;
	if (t->several)
		bytes_printf(to, "[pid %d] ", thread);
}

static void append_result(struct bytes *to, const struct record *r, const struct record_call *call)
{
	const char *name = names_errno(call->error);

	if (!call->error) {
		bytes_printf(to, ") = %lld", (long long)call->result);
		trace_args_append_ready(to, r, call);
	} else if (call->error >= RECORD_RESTART_FIRST) {
		bytes_printf(to, ") = ? %s (To be restarted)", name ? name : "ERESTART");
	} else {
		bytes_printf(to, ") = -1 %s (%s)", name ? name : "E?", strerror(call->error));
	}
}

/* A program's name, a note or a source line, of which nothing may leave the line. */
static void append_printable(struct bytes *to, const struct record *r, struct record_bytes text)
{
	const uint8_t *data = record_data(r, text);

	for (size_t i = 0; i < text.len; i++)
		bytes_append(to, data[i] >= 0x20 && data[i] < 0x7f ? (const void *)&data[i] : "?", 1);
}

void trace_call(struct trace *t, struct bytes *to, const struct record *r, const struct record_call *call)
{
	bool returned = call->ended_at >= 0;

	append_who(t, to, call->thread);
	bytes_printf(to, "%s(", call->call->name);
	for (int i = 0; i < call->call->args_count; i++) {
		if (!returned && trace_args_is_output(call->call->args[i]))
			break;
		bytes_append_text(to, i ? ", " : "");
		trace_args_append(to, r, call, i);
	}
	if (returned)
		append_result(to, r, call);
	else
		bytes_append_text(to, " <unfinished ...>");
	if (call->injected.len) {
		bytes_append_text(to, " (INJECTED: ");
		append_printable(to, r, call->injected);
		bytes_append_text(to, ")");
	}
	if (call->site.len) {
		bytes_append_text(to, "  # ");
		append_printable(to, r, call->site);
	}
	bytes_append_text(to, "\n");
}

static void append_signal(struct bytes *to, int64_t signal)
{
	const char *name = names_signal((int)signal);

	if (name)
		bytes_append_text(to, name);
	else
		bytes_printf(to, "signal %lld", (long long)signal);
}

static void append_event(struct bytes *to, const struct record *r, const struct record_event *event)
{
	switch (event->kind) {
	case RECORD_START:
		bytes_printf(to, "# process %d begins", event->process);
		if (event->value > 0)
			bytes_printf(to, ", a child of %lld", (long long)event->value);
		break;
	case RECORD_THREAD:
		bytes_printf(to, "# thread %d begins", event->thread);
		break;
	case RECORD_EXEC:
		bytes_append_text(to, "# execve ");
		append_printable(to, r, event->text);
		break;
	case RECORD_EXIT:
		bytes_printf(to, "+++ exited with %lld +++", (long long)event->value);
		break;
	case RECORD_KILLED:
		bytes_append_text(to, "+++ killed by ");
		append_signal(to, event->value);
		bytes_append_text(to, " +++");
		break;
	case RECORD_SIGNAL:
		bytes_append_text(to, "--- ");
		append_signal(to, event->value);
		bytes_append_text(to, " ---");
		break;
	default:
		bytes_append_text(to, "# ");
		append_printable(to, r, event->text);
	}
	bytes_append_text(to, "\n");
}

void trace_event(struct trace *t, struct bytes *to, const struct record *r, const struct record_event *event)
{
	if (event->kind == RECORD_FD_BORN || event->kind == RECORD_FD_ENDED)
		return;
	append_who(t, to, event->thread ? event->thread : event->process);
	append_event(to, r, event);
}

void trace_record(struct bytes *to, const struct record *r)
{
	struct trace t = { 0 };
	size_t next = 0;

	for (size_t i = 0; i <= r->calls_count; i++) {
		for (; next < r->events_count && r->events[next].before_call <= i; next++)
			trace_event(&t, to, r, &r->events[next]);
		if (i < r->calls_count)
			trace_call(&t, to, r, &r->calls[i]);
	}
}
