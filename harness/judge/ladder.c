/*
 * See ladder.h. Rows stand where they came to pass: a call when it had returned, for that is when the bytes were there; one that never
 * returned at the end. What has no bearing on a socket is left out. It reads the record and the steps that it was told of, and judges nothing.
 */
#include "judge/ladder.h"
#include "base/text.h"
#include "base/utf8.h"
#include "facts/names.h"
#include "facts/trace.h"
#include "os/callsite.h"
#include "run/clock.h"
#include "run/session.h"
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { DATA_MOST = 64 };

enum kind { KIND_STEP, KIND_CALL, KIND_EVENT };

struct step {
	int64_t at;
	size_t before_call;
	const char *name;
	const void *from;
};

static struct {
	const struct sck_session *session;
	struct step steps[LADDER_STEPS]; /* a ring */
	size_t count;
} watch;

struct row {
	int64_t at;   /* when it came to pass; INT64_MAX: not yet */
	size_t order; /* of two at the same time: a clock of the test's stands while programs work */
	enum kind kind;
	size_t index;
};

struct rows {
	struct row *all;
	size_t count;
};

void ladder_watch(const struct sck_session *s)
{
	watch.session = s;
	watch.count = 0;
}

void ladder_step(const struct sck_session *s, const char *name, const void *from)
{
	if (s && s == watch.session)
		watch.steps[watch.count++ % LADDER_STEPS] =
			(struct step){ clock_elapsed(s), s->record.calls_count, name, from };
}

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
		return first_call(r, event->process) < event->before_call;
	default:
		return false;
	}
}

static void add_row(struct rows *rows, int64_t at, size_t order, enum kind kind, size_t index)
{
	rows->all[rows->count++] = (struct row){ at, order, kind, index };
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static void gather_rows(struct rows *rows, const struct record *r)
{
	size_t first = watch.count > LADDER_STEPS ? watch.count - LADDER_STEPS : 0;

	rows->all = calloc(r->calls_count + r->events_count + LADDER_STEPS + 1, sizeof(*rows->all));
	if (!rows->all)
		abort();
	for (size_t i = 0; i < r->calls_count; i++)
		if (is_of_interest(r, &r->calls[i]))
			add_row(rows, r->calls[i].ended_at < 0 ? INT64_MAX : r->calls[i].ended_at,
				2 * i + 1, KIND_CALL, i);
	for (size_t i = 0; i < r->events_count; i++)
		if (is_worth_telling(r, &r->events[i]))
			add_row(rows, r->events[i].at, 2 * r->events[i].before_call, KIND_EVENT, i);
	for (size_t i = first; i < watch.count; i++)
		add_row(rows, watch.steps[i % LADDER_STEPS].at,
			2 * watch.steps[i % LADDER_STEPS].before_call, KIND_STEP, i);
	qsort(rows->all, rows->count, sizeof(*rows->all), compare_rows);
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

static void set_who(json_t *row, const struct sck_session *s, int program, int process, int thread)
{
	struct sck_program *p = state_program(s, program);

	if (p)
		set_text(row, "program", p->name.data, p->name.len);
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

/* A step that another step makes for the test has no place in the test. */
static bool is_place_of_test(const char *file)
{
	return !text_starts(file, "steps_");
}

static json_t *step_row(const struct step *step, bool is_last)
{
	json_t *row =
		json_pack("{ss sI ss}", "kind", "step", "at", (json_int_t)step->at, "text", step->name);
	char file[256];
	int line;

	if (!callsite_own((const char *)step->from - 1, file, sizeof(file), &line) && is_place_of_test(file))
		json_object_set_new(row, "site", json_sprintf("%s:%d", file, line));
	if (is_last)
		json_object_set_new(row, "failed", json_true());
	return row;
}

static json_t *event_row(const struct sck_session *s, const struct record_event *event)
{
	static const char *const marks[] = {
		[RECORD_START] = "start",   [RECORD_EXIT] = "exit",     [RECORD_KILLED] = "killed",
		[RECORD_SIGNAL] = "signal", [RECORD_THREAD] = "thread", [RECORD_NOTE] = "note",
	};
	json_t *row = json_pack("{ss sI}", "kind", "event", "at", (json_int_t)event->at);
	struct trace trace = { .first = event->thread ? event->thread : event->process };
	struct bytes line = { 0 };

	set_who(row, s, event->program, event->process, event->thread);
	trace_event(&trace, &line, &s->record, event);
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

static json_t *call_row(const struct sck_session *s, const struct record_call *call)
{
	const struct record *r = &s->record;
	struct record_call bare = *call; /* site and rule have keys of their own */
	struct trace trace = { .first = call->thread };
	json_t *row = json_pack("{ss sI ss}", "kind", "call", "at",
				(json_int_t)(call->ended_at < 0 ? call->at : call->ended_at),
				"call", call->call->name);
	struct bytes line = { 0 };

	set_who(row, s, call->program, call->process, call->thread);
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

static char *row_text(const struct sck_session *s, const struct row *row)
{
	const struct record *r = &s->record;
	json_t *json;
	char *text;

	if (row->kind == KIND_CALL)
		json = call_row(s, &r->calls[row->index]);
	else if (row->kind == KIND_EVENT)
		json = event_row(s, &r->events[row->index]);
	else
		json = step_row(&watch.steps[row->index % LADDER_STEPS], row->index + 1 == watch.count);
	text = json_dumps(json, JSON_COMPACT);
	if (!text)
		abort();
	json_decref(json);
	return text;
}

void ladder_write(struct bytes *to, const struct sck_session *s)
{
	char *texts[LADDER_ROWS];
	struct rows rows = { 0 };
	size_t shown = 0, len = 64;

	gather_rows(&rows, &s->record);
	while (shown < LADDER_ROWS && shown < rows.count) {
		texts[shown] = row_text(s, &rows.all[rows.count - 1 - shown]);
		len += strlen(texts[shown]) + 1;
		if (len > LADDER_MOST) {
			free(texts[shown]);
			break;
		}
		shown++;
	}
	bytes_append_text(to, "[");
	if (shown < rows.count)
		bytes_printf(to, "{\"kind\":\"omitted\",\"count\":%zu}%s", rows.count - shown,
			     shown ? "," : "");
	while (shown-- > 0) {
		bytes_append_text(to, texts[shown]);
		bytes_append_text(to, shown ? "," : "");
		free(texts[shown]);
	}
	bytes_append_text(to, "]");
	free(rows.all);
}
