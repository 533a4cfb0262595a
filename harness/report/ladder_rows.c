/* See ladder_rows.h. */
#include "report/ladder_rows.h"
#include "facts/rungs.h"
#include <string.h>

enum { PARENTS_MOST = 16 };

const char *ladder_rows_text(json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text ? text : "";
}

bool ladder_rows_is(json_t *row, const char *key, const char *value)
{
	return !strcmp(ladder_rows_text(row, key), value);
}

int64_t ladder_rows_number(json_t *row, const char *key)
{
	return json_integer_value(json_object_get(row, key));
}

double ladder_rows_ms(const struct ladder_rows *l, json_t *row)
{
	return ((double)ladder_rows_number(row, "at") - (double)l->began_at) / 1e6;
}

int ladder_rows_lane(const struct ladder_rows *l, json_t *row)
{
	const int64_t process = ladder_rows_number(row, "process");
	int i = 0;

	while (i < l->lanes_count && l->lanes[i] != process)
		i++;
	return i < LADDER_LANES ? i + 1 : LADDER_LANES;
}

static void find_lanes(struct ladder_rows *l, const char *kind)
{
	json_t *row;
	size_t i;

	json_array_foreach(l->list, i, row)
	{
		if (ladder_rows_is(row, "kind", kind) && l->lanes_count < LADDER_LANES &&
		    ladder_rows_lane(l, row) > l->lanes_count)
			l->lanes[l->lanes_count++] = ladder_rows_number(row, "process");
	}
}

/* What is drawn is found out once. */
static bool prepare(struct ladder_rows *l)
{
	json_t *first = json_array_get(l->list, 0);

	if (!first)
		return false;
	if (ladder_rows_is(first, "kind", "omitted"))
		first = json_array_get(l->list, 1);
	l->began_at = ladder_rows_number(first, "at");
	/* those that call something come first: an event alone makes no lane where they are too many */
	find_lanes(l, "call");
	find_lanes(l, "event");
	return true;
}

bool ladder_rows_read(struct ladder_rows *ret, const struct bytes *text)
{
	*ret = (struct ladder_rows){ 0 };
	ret->list = text->len ? json_loadb((const char *)text->data, text->len, 0, NULL) : NULL;
	return prepare(ret);
}

/* The file that a process runs, or its parent's where it has made no exec. */
static void append_name(struct bytes *to, const struct record *r, int process, int depth)
{
	const struct record_event *exec = NULL;
	const uint8_t *file, *slash;
	int64_t parent = 0;

	for (size_t i = 0; i < r->events_count; i++) {
		const struct record_event *event = &r->events[i];

		if (event->process == process && event->kind == RECORD_EXEC)
			exec = event;
		else if (event->process == process && event->kind == RECORD_START)
			parent = event->value;
	}
	if (!exec) {
		if (parent > 0 && depth < PARENTS_MOST)
			append_name(to, r, (int)parent, depth + 1);
		return;
	}
	file = record_data(r, exec->text);
	slash = memrchr(file, '/', exec->text.len);
	bytes_append(to, slash ? slash + 1 : file,
		     slash ? (size_t)(file + exec->text.len - slash - 1) : exec->text.len);
}

static void add_row(struct ladder_rows *l, const struct record *r, const struct rung *rung)
{
	const struct record_call *call = rung->kind == RUNG_CALL ? &r->calls[rung->index] : NULL;
	const struct record_event *event = call ? NULL : &r->events[rung->index];
	struct bytes name = { 0 };

	append_name(&name, r, call ? call->process : event->process, 0);
	json_array_append_new(l->list, call ? rungs_call(r, call, bytes_text(&name))
					    : rungs_event(r, event, bytes_text(&name)));
	bytes_done(&name);
}

bool ladder_rows_since(struct ladder_rows *l, const struct record *r, size_t calls, size_t events)
{
	const struct ladder_rows before = *l;
	struct rungs rungs = { 0 };

	json_decref(l->list);
	l->list = json_array();
	rungs_since(&rungs, r, calls, events);
	rungs_sort(&rungs);
	for (size_t i = 0; i < rungs.count; i++)
		add_row(l, r, &rungs.all[i]);
	rungs_done(&rungs);
	if (!prepare(l))
		return false;
	if (before.lanes_count)
		l->began_at = before.began_at;
	return true;
}

bool ladder_rows_of_record(struct ladder_rows *ret, const struct record *r)
{
	*ret = (struct ladder_rows){ 0 };
	return ladder_rows_since(ret, r, 0, 0);
}

void ladder_rows_done(struct ladder_rows *l)
{
	json_decref(l->list);
	l->list = NULL;
}

enum word ladder_rows_mark(json_t *row)
{
	static const struct {
		const char *mark;
		enum word word;
	} marks[] = {
		{ "end", WORD_END },
		{ "reset", WORD_RESET },
		{ "refused", WORD_REFUSED },
		{ "connection", WORD_CONNECTION },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (ladder_rows_is(row, "mark", marks[i].mark))
			return marks[i].word;
	return WORDS_COUNT;
}

void ladder_rows_append_label(struct bytes *to, json_t *row, const char *lang)
{
	const enum word mark = ladder_rows_mark(row);
	const int64_t count = ladder_rows_number(row, "len");

	if (mark != WORDS_COUNT)
		bytes_append_text(to, words_get(mark, lang));
	if (mark != WORDS_COUNT && count > 0)
		bytes_append_text(to, ", ");
	if (mark == WORDS_COUNT || count > 0)
		bytes_printf(to, words_counted(WORD_BYTES_COUNT, (double)count, lang), (long long)count);
}

const char *ladder_rows_program(const struct ladder_rows *l, int64_t process)
{
	const char *name = "";
	json_t *row;
	size_t i;

	json_array_foreach(l->list, i, row)
	{
		if (ladder_rows_number(row, "process") == process)
			name = ladder_rows_text(row, "program");
	}
	return name;
}

bool ladder_rows_has_steps(const struct ladder_rows *l)
{
	json_t *row;
	size_t i;

	json_array_foreach(l->list, i, row)
	{
		if (ladder_rows_is(row, "kind", "step"))
			return true;
	}
	return false;
}

bool ladder_rows_repeat(const struct ladder_rows *l, size_t i)
{
	json_t *row = json_array_get(l->list, i), *next = json_array_get(l->list, i + 1);

	return ladder_rows_is(row, "kind", "step") && ladder_rows_is(next, "kind", "step") &&
	       !json_object_get(next, "failed") &&
	       ladder_rows_is(next, "text", ladder_rows_text(row, "text")) &&
	       ladder_rows_is(next, "site", ladder_rows_text(row, "site"));
}
