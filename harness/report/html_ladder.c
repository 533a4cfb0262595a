/*
 * See html_ladder.h. An ordered list, which is also what a screen reader tells: a row has its time, what the test did, what went over the
 * wire, what the program called; where it stands is the style's affair. A process has a lane. The rows may come from a file of
 * anybody's: what is of another kind than it should be is passed over, and every text is made harmless.
 */
#include "report/html_ladder.h"
#include "report/html_page.h"
#include "report/ladder_rows.h"
#include <string.h>

enum { DATA_SHOWN = 64 };

struct ladder {
	struct bytes *to;
	const char *lang;
	const struct ladder_rows *rows;
};

static void append_time(struct ladder *l, json_t *row)
{
	const double ms = ladder_rows_ms(l->rows, row);

	bytes_printf(l->to, "<span class=\"t\">%.*f ms</span>", ms < 10 ? 2 : ms < 100 ? 1 : 0, ms);
}

static void append_site(struct ladder *l, json_t *row)
{
	if (!*ladder_rows_text(row, "site"))
		return;
	bytes_append_text(l->to, "<span class=\"site\">");
	html_string(l->to, ladder_rows_text(row, "site"));
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

static void append_step(struct ladder *l, json_t *row, int64_t times)
{
	const char *name = ladder_rows_text(row, "text");
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

static void append_count(struct ladder *l, int64_t count)
{
	bytes_printf(l->to, words_counted(WORD_BYTES_COUNT, (double)count, l->lang), (long long)count);
}

/* The label of the arrow. */
static void append_label(struct ladder *l, json_t *row)
{
	enum word mark = ladder_rows_mark(row);

	bytes_append_text(l->to, "<span class=\"b\"><span class=\"vh\">");
	html_word(l->to, ladder_rows_is(row, "way", "in") ? WORD_IN : WORD_OUT, l->lang);
	bytes_append_text(l->to, "</span>");
	if (mark != WORDS_COUNT)
		html_word(l->to, mark, l->lang);
	if (mark == WORDS_COUNT || ladder_rows_number(row, "len") > 0) {
		append_count(l, ladder_rows_number(row, "len"));
		bytes_append_text(l->to, " <code>");
		html_string(l->to, ladder_rows_text(row, "data"));
		bytes_append_text(l->to, "</code>");
	}
	bytes_append_text(l->to, "</span>");
}

/* The bytes that the row has quoted, again as bytes. */
static bool read_data(json_t *row, struct bytes *ret)
{
	const char *text = ladder_rows_text(row, "data"), *end = strrchr(text, '"');
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

	if (strchr(ladder_rows_text(row, "data"), '\\') && read_data(row, &data)) {
		bytes_append_text(l->to, "<details><summary>");
		append_count(l, ladder_rows_number(row, "len"));
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
	int64_t thread = ladder_rows_number(row, "thread");

	if (l->rows->lanes_count < 2 && !thread)
		return;
	bytes_append_text(l->to, "<span class=\"who\">");
	bytes_printf(l->to, words_get(WORD_PROCESS, l->lang), (int)ladder_rows_number(row, "process"));
	if (thread) {
		bytes_append_text(l->to, ", ");
		bytes_printf(l->to, words_get(WORD_THREAD, l->lang), (int)thread);
	}
	bytes_append_text(l->to, "</span> ");
}

static void append_call_class(struct ladder *l, json_t *row, bool has_arrow)
{
	enum word mark = ladder_rows_mark(row);

	bytes_printf(l->to, "<li class=\"row call k%d", ladder_rows_lane(l->rows, row));
	if (has_arrow)
		bytes_append_text(l->to, ladder_rows_is(row, "way", "in") ? " in" : " out");
	if (mark == WORD_CONNECTION || mark == WORD_END)
		bytes_append_text(l->to, " quiet");
	if (mark == WORD_RESET || mark == WORD_REFUSED)
		bytes_append_text(l->to, " lost");
	if (json_is_true(json_object_get(row, "open")))
		bytes_append_text(l->to, " open");
	if (*ladder_rows_text(row, "injected"))
		bytes_append_text(l->to, " bent");
	bytes_append_text(l->to, "\">");
}

static void append_call(struct ladder *l, json_t *row)
{
	bool has_arrow = ladder_rows_is(row, "way", "in") || ladder_rows_is(row, "way", "out");

	append_call_class(l, row, has_arrow);
	append_time(l, row);
	append_wire(l, has_arrow);
	if (has_arrow)
		append_label(l, row);
	bytes_append_text(l->to, "<span class=\"c\">");
	append_who(l, row);
	bytes_append_text(l->to, "<code>");
	html_string(l->to, ladder_rows_text(row, "text"));
	bytes_append_text(l->to, "</code>");
	if (json_is_true(json_object_get(row, "open")))
		append_badge(l, "broken", WORD_OPEN, "");
	if (*ladder_rows_text(row, "injected"))
		append_badge(l, "bent", WORD_INJECTED, ladder_rows_text(row, "injected"));
	append_site(l, row);
	append_hex(l, row);
	bytes_append_text(l->to, "</span></li>\n");
}

static void append_event(struct ladder *l, json_t *row)
{
	const char *text = ladder_rows_text(row, "text");

	bytes_printf(l->to, "<li class=\"row event k%d\">", ladder_rows_lane(l->rows, row));
	append_time(l, row);
	append_wire(l, false);
	bytes_append_text(l->to, "<span class=\"c\">");
	if (!ladder_rows_is(row, "mark", "start"))
		append_who(l, row);
	html_string(l->to, !strncmp(text, "# ", 2) ? text + 2 : text);
	bytes_append_text(l->to, "</span></li>\n");
}

static void append_omitted(struct ladder *l, json_t *row)
{
	const long long count = (long long)ladder_rows_number(row, "count");

	bytes_append_text(l->to, "<li class=\"row omitted\"><span class=\"c\">… ");
	bytes_printf(l->to, words_counted(WORD_OMITTED, (double)count, l->lang), count);
	bytes_append_text(l->to, "</span></li>\n");
}

/* The names of the columns, for those who see them: in each row stands who it was. */
static void append_head(struct ladder *l)
{
	const char *program = "";
	json_t *row;
	size_t i;

	json_array_foreach(l->rows->list, i, row)
	{
		if (!*program && ladder_rows_is(row, "kind", "call"))
			program = ladder_rows_text(row, "program");
	}
	bytes_append_text(l->to, "<div class=\"row head\" aria-hidden=\"true\"><span "
				 "class=\"t\"></span><span class=\"s\">");
	html_word(l->to, ladder_rows_has_steps(l->rows) ? WORD_TEST : WORD_OTHER_END, l->lang);
	bytes_append_text(l->to, "</span><span class=\"w\"></span><span class=\"c\">");
	html_string(l->to, program);
	bytes_append_text(l->to, "</span></div>\n");
}

static void append_rows(struct ladder *l)
{
	int64_t times = 1;
	json_t *row;
	size_t i;

	json_array_foreach(l->rows->list, i, row)
	{
		if (ladder_rows_repeat(l->rows, i)) {
			times++;
			continue;
		}
		if (ladder_rows_is(row, "kind", "step"))
			append_step(l, row, times);
		else if (ladder_rows_is(row, "kind", "call"))
			append_call(l, row);
		else if (ladder_rows_is(row, "kind", "event"))
			append_event(l, row);
		else if (ladder_rows_is(row, "kind", "omitted"))
			append_omitted(l, row);
		times = 1;
	}
}

static void append_ending(struct ladder *l, const struct bytes *message)
{
	if (!message->len)
		return;
	bytes_append_text(l->to, "<li class=\"row ending\"><span class=\"t\" "
				 "aria-hidden=\"true\">✗</span><span class=\"c\">");
	html_text(l->to, message->data, message->len);
	bytes_append_text(l->to, "</span></li>\n");
}

void html_ladder_rows(struct bytes *to, const struct ladder_rows *rows, const struct bytes *message,
		      const char *lang)
{
	struct ladder l = { .to = to, .lang = lang, .rows = rows };

	bytes_append_text(to, "<p class=\"legend\">");
	html_word(to, ladder_rows_has_steps(rows) ? WORD_LEGEND : WORD_LEGEND_RECORD, lang);
	bytes_printf(to, "</p>\n<div class=\"ladder n%d\">\n", rows->lanes_count ? rows->lanes_count : 1);
	append_head(&l);
	bytes_append_text(to, "<ol class=\"rows\">\n");
	append_rows(&l);
	append_ending(&l, message);
	bytes_append_text(to, "</ol>\n</div>\n");
}

void html_ladder(struct bytes *to, const struct verdict *v, bool is_open, const char *lang)
{
	struct ladder_rows rows;

	if (ladder_rows_read(&rows, &v->ladder)) {
		bytes_printf(to, "<details class=\"part\"%s><summary><h4>",
			     is_open ? " open=\"open\"" : "");
		html_word(to, WORD_HAPPENED, lang);
		bytes_append_text(to, "</h4></summary>\n");
		html_ladder_rows(to, &rows, &v->message, lang);
		bytes_append_text(to, "</details>\n");
	}
	ladder_rows_done(&rows);
}
