/*
 * See sweep_ladder.h. Other threads and processes are left out: which of two comes first is theirs, and differs from run to run.
 */
#include "judge/sweep_ladder.h"
#include "facts/call.h"
#include "facts/names.h"
#include "facts/rungs.h"
#include "run/session.h"
#include <stdlib.h>
#include <string.h>

enum { DATA_MOST = 24 };

static bool is_of(const struct record *r, const struct rung *rung, const struct record_call *bent)
{
	if (rung->kind == RUNG_STEP)
		return true;
	if (rung->kind == RUNG_CALL)
		return r->calls[rung->index].process == bent->process &&
		       r->calls[rung->index].thread == bent->thread;
	return r->events[rung->index].process == bent->process &&
	       (r->events[rung->index].kind == RECORD_EXIT || r->events[rung->index].kind == RECORD_KILLED);
}

static void append_call(struct bytes *to, const struct record *r, const struct record_call *call)
{
	bytes_append_text(to, call->call->name);
	if (call->fd >= 0)
		bytes_printf(to, "(%d)", call->fd);
	if (call->ended_at < 0) {
		bytes_append_text(to, " ...");
		return;
	}
	if (call->error)
		bytes_printf(to, " = -1 %s", names_errno(call->error) ? names_errno(call->error) : "E?");
	else
		bytes_printf(to, " = %lld", (long long)call->result);
	if (!call->error && call->data.len) {
		bytes_append_text(to, " ");
		bytes_quote(to, record_data(r, call->data), call->data.len, DATA_MOST);
	}
}

/* "short=1" of "sendto:short=1:when=1" */
static void set_outcome(json_t *row, const struct record *r, const struct record_call *call)
{
	const char *rule = (const char *)record_data(r, call->injected);
	const char *end = rule + call->injected.len, *begin = memchr(rule, ':', call->injected.len);
	const char *next;

	if (!begin)
		return;
	begin++;
	next = memchr(begin, ':', (size_t)(end - begin));
	json_object_set_new(row, "injected", json_stringn(begin, (size_t)((next ? next : end) - begin)));
}

static json_t *call_row(const struct record *r, const struct record_call *call)
{
	json_t *row = rungs_call(r, call, "");
	struct bytes text = { 0 };

	append_call(&text, r, call);
	json_object_set_new(row, "text", json_string(bytes_text(&text)));
	json_object_del(row, "thread");
	set_outcome(row, r, call);
	bytes_done(&text);
	return row;
}

static json_t *new_row(const struct record *r, const struct rung *rung)
{
	json_t *row;

	if (rung->kind == RUNG_STEP)
		row = json_pack("{ss ss}", "kind", "over", "text", "# the case is over");
	else if (rung->kind == RUNG_CALL)
		row = call_row(r, &r->calls[rung->index]);
	else
		row = rungs_event(r, &r->events[rung->index], "");
	if (!row)
		abort();
	json_object_del(row, "at");
	json_object_del(row, "process");
	return row;
}

static size_t gather(struct rungs *rungs, const struct record *r, const struct record_call *bent)
{
	size_t kept = 0, at = 0;

	rungs_since(rungs, r, 0, 0);
	rungs_sort(rungs);
	for (size_t i = 0; i < rungs->count; i++)
		if (is_of(r, &rungs->all[i], bent)) {
			if (rungs->all[i].kind == RUNG_CALL && &r->calls[rungs->all[i].index] == bent)
				at = kept;
			rungs->all[kept++] = rungs->all[i];
		}
	rungs->count = kept;
	return at;
}

void sweep_ladder_write(struct bytes *to, const struct sck_session *s,
			const struct record_call *bent, size_t before_call, int64_t at)
{
	struct rungs rungs = { 0 };
	json_t *list = json_array();
	size_t first, end;
	char *text;

	rungs_add(&rungs, &(struct rung){ at, 2 * before_call, RUNG_STEP, 0 });
	first = gather(&rungs, &s->record, bent);
	end = first + 1 + SWEEP_LADDER_AFTER;
	first = first > SWEEP_LADDER_BEFORE ? first - SWEEP_LADDER_BEFORE : 0;
	for (size_t i = first; i < rungs.count && i < end; i++)
		if (i + 1 < rungs.count || rungs.all[i].kind != RUNG_STEP)
			json_array_append_new(list, new_row(&s->record, &rungs.all[i]));
	text = json_dumps(list, JSON_COMPACT);
	if (!text)
		abort();
	bytes_append_text(to, text);
	free(text);
	json_decref(list);
	rungs_done(&rungs);
}
