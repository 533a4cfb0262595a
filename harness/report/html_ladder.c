/*
 * See html_ladder.h. An ordered list, which is also what a screen reader tells: a row has its time, what the test did, what went over the
 * wire, what the program called; where it stands is the style's affair. A process has a lane. The rows may come from a file of
 * anybody's: what is of another kind than it should be is passed over, and every text is made harmless.
 */
#include "report/html_ladder.h"
#include "report/html_page.h"
#include <jansson.h>
#include <string.h>

enum { LANES = 6, DATA_SHOWN = 64, HEX_ROWS = 4 };

struct ladder {
	struct bytes *to;
	const char *lang;
	json_t *rows;
	int64_t began_at;
	int64_t lanes[LANES]; /* processes, in the order of their first rows */
	int lanes_count;
};

static const char *text_at(json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text ? text : "";
}

static bool is(json_t *row, const char *key, const char *value)
{
	return !strcmp(text_at(row, key), value);
}

static int64_t number_at(json_t *row, const char *key)
{
	return json_integer_value(json_object_get(row, key));
}

/* From 1; the last lane is for all that have none of their own. */
static int lane_of(struct ladder *l, json_t *row)
{
	int64_t process = number_at(row, "process");
	int i = 0;

	while (i < l->lanes_count && l->lanes[i] != process)
		i++;
	if (i == l->lanes_count && i < LANES) {
		l->lanes[i] = process;
		l->lanes_count++;
	}
	return i < LANES ? i + 1 : LANES;
}

/* Those that call something come first: an event alone makes no lane where they are too many. */
static void find_lanes(struct ladder *l)
{
	size_t i;
	json_t *row;

	json_array_foreach(l->rows, i, row)
	{
		if (is(row, "kind", "call"))
			lane_of(l, row);
	}
	json_array_foreach(l->rows, i, row)
	{
		if (is(row, "kind", "event"))
			lane_of(l, row);
	}
}

static void append_time(struct ladder *l, json_t *row)
{
	double ms = ((double)number_at(row, "at") - (double)l->began_at) / 1e6;

	bytes_printf(l->to, "<span class=\"t\">%.*f ms</span>", ms < 10 ? 2 : ms < 100 ? 1 : 0, ms);
}

static void append_site(struct ladder *l, json_t *row)
{
	if (!*text_at(row, "site"))
		return;
	bytes_append_text(l->to, "<span class=\"site\">");
	html_string(l->to, text_at(row, "site"));
	bytes_append_text(l->to, "</span>");
}

static void append_badge(struct ladder *l, const char *class, enum word word, const char *more)
{
	bytes_printf(l->to, " <span class=\"badge %s\">", class);
	html_word(l->to, word, l->lang);
	html_string(l->to, more);
	bytes_append_text(l->to, "</span>");
}

static void append_wire(struct ladder *l, bool has_arrow)
{
	bytes_printf(l->to, "<span class=\"w\" aria-hidden=\"true\">%s<i class=\"dot\"></i></span>",
		     has_arrow ? "<i class=\"arrow\"></i>" : "");
}

/* A loop of the suite's: the same step, from the same place, and nothing in between. */
static bool is_repeated(const struct ladder *l, size_t i)
{
	json_t *row = json_array_get(l->rows, i), *next = json_array_get(l->rows, i + 1);

	return is(row, "kind", "step") && is(next, "kind", "step") && !json_object_get(next, "failed") &&
	       is(next, "text", text_at(row, "text")) && is(next, "site", text_at(row, "site"));
}

static void append_step(struct ladder *l, json_t *row, int64_t times)
{
	const char *name = text_at(row, "text");
	bool failed = json_is_true(json_object_get(row, "failed"));

	bytes_printf(l->to, "<li class=\"row step%s\">", failed ? " unmet" : "");
	append_time(l, row);
	bytes_append_text(l->to, "<span class=\"w\" aria-hidden=\"true\"></span><span "
				 "class=\"s\"><span class=\"vh\">");
	html_word(l->to, WORD_TEST, l->lang);
	bytes_append_text(l->to, ": </span>");
	if (!strncmp(name, "sck_", 4))
		name += 4;
	for (; *name; name++)
		html_text(l->to, *name == '_' ? " " : name, 1);
	if (times > 1)
		bytes_printf(l->to, " × %lld", (long long)times);
	if (failed)
		append_badge(l, "fail", WORD_UNMET, "");
	append_site(l, row);
	bytes_append_text(l->to, "</span></li>\n");
}

/* What happened to the connection; WORDS_COUNT: nothing that has a word. */
static enum word mark_word(json_t *row)
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
		if (is(row, "mark", marks[i].mark))
			return marks[i].word;
	return WORDS_COUNT;
}

static void append_count(struct ladder *l, int64_t count)
{
	if (count == 1)
		html_word(l->to, WORD_BYTE_COUNT, l->lang);
	else
		bytes_printf(l->to, words_get(WORD_BYTES_COUNT, l->lang), (long long)count);
}

/* The label of the arrow. */
static void append_label(struct ladder *l, json_t *row)
{
	enum word mark = mark_word(row);

	bytes_append_text(l->to, "<span class=\"b\"><span class=\"vh\">");
	html_word(l->to, is(row, "way", "in") ? WORD_IN : WORD_OUT, l->lang);
	bytes_append_text(l->to, "</span>");
	if (mark != WORDS_COUNT)
		html_word(l->to, mark, l->lang);
	if (mark == WORDS_COUNT || number_at(row, "len") > 0) {
		append_count(l, number_at(row, "len"));
		bytes_append_text(l->to, " <code>");
		html_string(l->to, text_at(row, "data"));
		bytes_append_text(l->to, "</code>");
	}
	bytes_append_text(l->to, "</span>");
}

/* The bytes that the row has quoted, again as bytes. */
static bool read_data(json_t *row, struct bytes *ret)
{
	const char *text = text_at(row, "data"), *end = strrchr(text, '"');
	struct bytes inner = { 0 };
	size_t unused;
	bool good = false;

	if (*text == '"' && end > text) {
		bytes_append(&inner, text + 1, (size_t)(end - text - 1));
		good = !bytes_unescape(ret, bytes_text(&inner), &unused);
	}
	bytes_done(&inner);
	return good && ret->len;
}

/* Where there is more to them than the text says already. */
static void append_hex(struct ladder *l, json_t *row)
{
	struct bytes data = { 0 }, hex = { 0 };

	if (strchr(text_at(row, "data"), '\\') && read_data(row, &data)) {
		bytes_append_text(l->to, "<details><summary>");
		append_count(l, number_at(row, "len"));
		bytes_append_text(l->to, " ");
		html_word(l->to, WORD_IN_HEX, l->lang);
		bytes_append_text(l->to, "</summary><pre>");
		for (size_t at = 0; at < data.len && at < DATA_SHOWN; at += 8) {
			bytes_printf(&hex, "%04zx ", at);
			for (size_t i = at; i < at + 8 && i < data.len; i++)
				bytes_printf(&hex, " %02x", data.data[i]);
			bytes_append_text(&hex, "\n");
		}
		bytes_append(l->to, hex.data, hex.len);
		bytes_append_text(l->to, "</pre></details>");
	}
	bytes_done(&data);
	bytes_done(&hex);
}

static void append_who(struct ladder *l, json_t *row)
{
	int64_t thread = number_at(row, "thread");

	if (l->lanes_count < 2 && !thread)
		return;
	bytes_append_text(l->to, "<span class=\"who\">");
	bytes_printf(l->to, words_get(WORD_PROCESS, l->lang), (int)number_at(row, "process"));
	if (thread) {
		bytes_append_text(l->to, ", ");
		bytes_printf(l->to, words_get(WORD_THREAD, l->lang), (int)thread);
	}
	bytes_append_text(l->to, "</span> ");
}

static void append_call_class(struct ladder *l, json_t *row, bool has_arrow)
{
	enum word mark = mark_word(row);

	bytes_printf(l->to, "<li class=\"row call k%d", lane_of(l, row));
	if (has_arrow)
		bytes_append_text(l->to, is(row, "way", "in") ? " in" : " out");
	if (mark == WORD_CONNECTION || mark == WORD_END)
		bytes_append_text(l->to, " quiet");
	if (mark == WORD_RESET || mark == WORD_REFUSED)
		bytes_append_text(l->to, " lost");
	if (json_is_true(json_object_get(row, "open")))
		bytes_append_text(l->to, " open");
	if (*text_at(row, "injected"))
		bytes_append_text(l->to, " bent");
	bytes_append_text(l->to, "\">");
}

static void append_call(struct ladder *l, json_t *row)
{
	bool has_arrow = is(row, "way", "in") || is(row, "way", "out");

	append_call_class(l, row, has_arrow);
	append_time(l, row);
	append_wire(l, has_arrow);
	if (has_arrow)
		append_label(l, row);
	bytes_append_text(l->to, "<span class=\"c\">");
	append_who(l, row);
	bytes_append_text(l->to, "<code>");
	html_string(l->to, text_at(row, "text"));
	bytes_append_text(l->to, "</code>");
	if (json_is_true(json_object_get(row, "open")))
		append_badge(l, "broken", WORD_OPEN, "");
	if (*text_at(row, "injected"))
		append_badge(l, "bent", WORD_INJECTED, text_at(row, "injected"));
	append_site(l, row);
	append_hex(l, row);
	bytes_append_text(l->to, "</span></li>\n");
}

static void append_event(struct ladder *l, json_t *row)
{
	const char *text = text_at(row, "text");

	bytes_printf(l->to, "<li class=\"row event k%d\">", lane_of(l, row));
	append_time(l, row);
	append_wire(l, false);
	bytes_append_text(l->to, "<span class=\"c\">");
	if (!is(row, "mark", "start"))
		append_who(l, row);
	html_string(l->to, !strncmp(text, "# ", 2) ? text + 2 : text);
	bytes_append_text(l->to, "</span></li>\n");
}

static void append_omitted(struct ladder *l, json_t *row)
{
	bytes_append_text(l->to, "<li class=\"row omitted\"><span class=\"c\">… ");
	bytes_printf(l->to, words_get(WORD_OMITTED, l->lang), (long long)number_at(row, "count"));
	bytes_append_text(l->to, "</span></li>\n");
}

/* The names of the columns, for those who see them: in each row stands who it was. */
static void append_head(struct ladder *l)
{
	const char *program = "";
	json_t *row;
	size_t i;

	json_array_foreach(l->rows, i, row)
	{
		if (!*program && is(row, "kind", "call"))
			program = text_at(row, "program");
	}
	bytes_append_text(l->to, "<div class=\"row head\" aria-hidden=\"true\"><span "
				 "class=\"t\"></span><span class=\"s\">");
	html_word(l->to, WORD_TEST, l->lang);
	bytes_append_text(l->to, "</span><span class=\"w\"></span><span class=\"c\">");
	html_string(l->to, program);
	bytes_append_text(l->to, "</span></div>\n");
}

static void append_rows(struct ladder *l)
{
	int64_t times = 1;
	json_t *row;
	size_t i;

	json_array_foreach(l->rows, i, row)
	{
		if (is_repeated(l, i)) {
			times++;
			continue;
		}
		if (is(row, "kind", "step"))
			append_step(l, row, times);
		else if (is(row, "kind", "call"))
			append_call(l, row);
		else if (is(row, "kind", "event"))
			append_event(l, row);
		else if (is(row, "kind", "omitted"))
			append_omitted(l, row);
		times = 1;
	}
}

void html_ladder(struct bytes *to, const struct verdict *v, bool is_open, const char *lang)
{
	const struct bytes *rows = &v->ladder;

	struct ladder l = { .to = to, .lang = lang };

	l.rows = rows->len ? json_loadb((const char *)rows->data, rows->len, 0, NULL) : NULL;
	if (json_array_size(l.rows)) {
		json_t *first = json_array_get(l.rows, 0);

		l.began_at =
			number_at(is(first, "kind", "omitted") ? json_array_get(l.rows, 1) : first, "at");
		find_lanes(&l);
		bytes_printf(to, "<details class=\"part\"%s><summary><h4>",
			     is_open ? " open=\"open\"" : "");
		html_word(to, WORD_HAPPENED, lang);
		bytes_append_text(to, "</h4></summary>\n<p class=\"legend\">");
		html_word(to, WORD_LEGEND, lang);
		bytes_printf(to, "</p>\n<div class=\"ladder n%d\">\n", l.lanes_count ? l.lanes_count : 1);
		append_head(&l);
		bytes_append_text(to, "<ol class=\"rows\">\n");
		append_rows(&l);
		bytes_append_text(to, "<li class=\"row ending\"><span class=\"t\" "
				      "aria-hidden=\"true\">✗</span><span class=\"c\">");
		html_text(to, v->message.data, v->message.len);
		bytes_append_text(to, "</span></li>\n</ol>\n</div>\n</details>\n");
	}
	json_decref(l.rows);
}
