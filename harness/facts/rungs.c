/*
 * See rungs.h. Rows stand where they came to pass: a call when it had returned, for that is when the bytes were there; one that never
 * returned at the end. What has no bearing on a socket is left out.
 */
#include "facts/rungs.h"
#include "base/utf8.h"
#include "facts/names.h"
#include "facts/trace.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DATA_MOST = 64 };

/* ---- Which rows, in which order ---- */

static bool is_of_interest(const struct record *r, const struct record_call *call)
{
	if (call->socket >= 0)
		return r->sockets[call->socket].domain != AF_NETLINK;
	return call->call->only_sockets || call->call->class == CLASS_WAIT;
}

/* The first call of interest that a process makes; SIZE_MAX: none. An interpreter's start is full of helpers that make none. */
static size_t first_call(const struct record *r, int process)
{
	for (size_t i = 0; i < r->calls_count; i++)
		if (r->calls[i].process == process && is_of_interest(r, &r->calls[i]))
			return i;
	return SIZE_MAX;
}

/* The one that was started, and no child of it. */
static bool was_started(const struct record *r, int process)
{
	for (size_t i = 0; i < r->events_count; i++)
		if (r->events[i].kind == RECORD_START && r->events[i].process == process)
			return r->events[i].value <= 0;
	return false;
}

/* In a file a call stands where it returned: one that had begun before the event may stand behind it. */
static bool has_called_before(const struct record *r, const struct record_event *event)
{
	const size_t first = first_call(r, event->process);

	return first < event->before_call || (first != SIZE_MAX && r->calls[first].at < event->at);
}

static bool is_worth_telling(const struct record *r, const struct record_event *event)
{
	switch (event->kind) {
	case RECORD_NOTE:
	case RECORD_KILLED:
		return true;
	case RECORD_START:
	case RECORD_EXIT:
		return was_started(r, event->process) || first_call(r, event->process) != SIZE_MAX;
	case RECORD_SIGNAL:
	case RECORD_THREAD:
		return has_called_before(r, event);
	default:
		return false;
	}
}

void rungs_add(struct rungs *rungs, const struct rung *rung)
{
	if (rungs->count == rungs->room) {
		rungs->room = rungs->room ? 2 * rungs->room : 64;
		rungs->all = reallocarray(rungs->all, rungs->room, sizeof(*rungs->all));
		if (!rungs->all) /* LCOV_EXCL_BR_LINE: out of memory */
			abort(); /* LCOV_EXCL_LINE: out of memory */
	}
	rungs->all[rungs->count++] = *rung;
}

static void add_event(struct rungs *rungs, const struct record *r, size_t i)
{
	rungs_add(rungs, &(struct rung){ r->events[i].at, 2 * r->events[i].before_call, RUNG_EVENT, i });
}

static void add_late_start(struct rungs *rungs, const struct record *r, int process, size_t events)
{
	for (size_t i = 0; i < events; i++)
		if (r->events[i].kind == RECORD_START && r->events[i].process == process &&
		    !was_started(r, process))
			add_event(rungs, r, i);
}

void rungs_since(struct rungs *rungs, const struct record *r, size_t calls, size_t events)
{
	for (size_t i = calls; i < r->calls_count; i++) {
		const struct record_call *call = &r->calls[i];

		if (!is_of_interest(r, call))
			continue;
		if (events && first_call(r, call->process) == i)
			add_late_start(rungs, r, call->process, events);
		rungs_add(rungs, &(struct rung){ call->ended_at < 0 ? INT64_MAX : call->ended_at,
						 2 * i + 1, RUNG_CALL, i });
	}
	for (size_t i = events; i < r->events_count; i++)
		if (is_worth_telling(r, &r->events[i]))
			add_event(rungs, r, i);
}

static int compare(const void *a, const void *b)
{
	const struct rung *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

void rungs_sort(struct rungs *rungs)
{
	if (rungs->count)
		qsort(rungs->all, rungs->count, sizeof(*rungs->all), compare);
}

void rungs_done(struct rungs *rungs)
{
	free(rungs->all);
	*rungs = (struct rungs){ 0 };
}

/* ---- What a row says ---- */

static void set_text(json_t *row, const char *key, const void *text, size_t len)
{
	struct bytes clean = { 0 };

	if (!len)
		return;
	utf8_append(&clean, text, len);
	json_object_set_new(row, key, json_stringn(bytes_text(&clean), clean.len));
	bytes_done(&clean);
}

static void set_who(json_t *row, const char *program, int process, int thread)
{
	set_text(row, "program", program, strlen(program));
	json_object_set_new(row, "process", json_integer(process));
	if (thread && thread != process)
		json_object_set_new(row, "thread", json_integer(thread));
}

/* Without its newline. */
static void set_line(json_t *row, struct bytes *line)
{
	set_text(row, "text", line->data, line->len - (line->len && line->data[line->len - 1] == '\n'));
	bytes_done(line);
}

json_t *rungs_event(const struct record *r, const struct record_event *event, const char *program)
{
	static const char *const marks[] = {
		[RECORD_START] = "start",   [RECORD_EXIT] = "exit",     [RECORD_KILLED] = "killed",
		[RECORD_SIGNAL] = "signal", [RECORD_THREAD] = "thread", [RECORD_NOTE] = "note",
	};
	json_t *row = json_pack("{ss sI}", "kind", "event", "at", (json_int_t)event->at);
	struct trace trace = { .first = event->thread ? event->thread : event->process };
	struct bytes line = { 0 };

	set_who(row, program, event->process, event->thread);
	trace_event(&trace, &line, r, event);
	set_line(row, &line);
	json_object_set_new(row, "mark", json_string(marks[event->kind]));
	return row;
}

static bool is_stream(const struct record *r, const struct record_call *call)
{
	return call->socket >= 0 && r->sockets[call->socket].type == SOCK_STREAM;
}

/* What became of the connection by this call; NULL: nothing, or nobody can tell. */
static const char *mark_of(const struct record *r, const struct record_call *call)
{
	enum call_class class = call->call->class;

	if (call->error == ECONNRESET || call->error == EPIPE)
		return "reset";
	if (call->error == ECONNREFUSED)
		return "refused";
	if (call->error)
		return NULL;
	if (class == CLASS_RECV && call->result == 0 && call->asked && is_stream(r, call))
		return "end";
	if (class == CLASS_SHUTDOWN && call->args[1] != SHUT_RD)
		return "end";
	if (class == CLASS_ACCEPT || (class == CLASS_CONNECT && is_stream(r, call)))
		return "connection";
	return class == CLASS_CLOSE ? "close" : NULL;
}

/* To the program, from it, or neither: NULL. Nothing goes by a send of no bytes, but for a datagram. */
static const char *way_of(const struct record *r, const struct record_call *call, const char *mark)
{
	switch (call->call->class) {
	case CLASS_RECV:
		return mark || (!call->error && (call->result > 0 || !is_stream(r, call))) ? "in" : NULL;
	case CLASS_ACCEPT:
		return mark && !call->error ? "in" : NULL;
	case CLASS_SEND:
		return mark                                                   ? "in"
		       : call->error || (!call->result && is_stream(r, call)) ? NULL
									      : "out";
	case CLASS_CONNECT:
		return mark && call->error ? "in" : mark ? "out" : NULL;
	case CLASS_SHUTDOWN:
		return mark && !call->error ? "out" : NULL;
	default:
		return NULL;
	}
}

static void set_moved(json_t *row, const struct record *r, const struct record_call *call)
{
	enum call_class class = call->call->class;
	struct bytes quoted = { 0 };

	if ((class != CLASS_RECV && class != CLASS_SEND) || call->error || call->result < 0)
		return;
	json_object_set_new(row, "len",
			    json_integer(call->call->result == RESULT_BYTES ? call->result
									    : (int64_t)call->data.len));
	if (call->data.len) {
		bytes_quote(&quoted, record_data(r, call->data), call->data.len, DATA_MOST);
		set_text(row, "data", quoted.data, quoted.len);
		bytes_done(&quoted);
	}
}

static void set_outcome(json_t *row, const struct record *r, const struct record_call *call)
{
	const char *mark = mark_of(r, call), *way = way_of(r, call, mark);

	if (call->ended_at < 0) {
		json_object_set_new(row, "open", json_true());
		return;
	}
	json_object_set_new(row, "result", json_integer(call->result));
	if (call->error)
		json_object_set_new(row, "error",
				    json_string(names_errno(call->error) ? names_errno(call->error) : "E?"));
	if (mark)
		json_object_set_new(row, "mark", json_string(mark));
	if (!way)
		return;
	json_object_set_new(row, "way", json_string(way));
	set_moved(row, r, call);
}

json_t *rungs_call(const struct record *r, const struct record_call *call, const char *program)
{
	struct record_call bare = *call; /* site and rule have keys of their own */
	struct trace trace = { .first = call->thread };
	json_t *row = json_pack("{ss sI ss}", "kind", "call", "at",
				(json_int_t)(call->ended_at < 0 ? call->at : call->ended_at),
				"call", call->call->name);
	struct bytes line = { 0 };

	set_who(row, program, call->process, call->thread);
	if (call->fd >= 0)
		json_object_set_new(row, "fd", json_integer(call->fd));
	bare.site.len = bare.injected.len = 0;
	trace_call(&trace, &line, r, &bare);
	set_line(row, &line);
	set_outcome(row, r, call);
	set_text(row, "site", record_data(r, call->site), call->site.len);
	set_text(row, "injected", record_data(r, call->injected), call->injected.len);
	return row;
}
