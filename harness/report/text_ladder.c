/*
 * See text_ladder.h. At the left stands whoever is at the other end of a connection, be it another lane: bytes come from there and go
 * there. Every text is made harmless: a record may come from anybody.
 */
#include "report/text_ladder.h"
#include "report/plain.h"
#include <string.h>

enum { WIRE = 22, LANE = 3 }; /* columns */

struct glyphs {
	const char *line, *quiet, *bar, *cross, *right, *left, *dot, *open, *event, *bent;
};

static const struct glyphs unicode = { "─", "╌", "│", "┼", "▶", "◀", "●", "○", "·", "◆" };
static const struct glyphs ascii = { "-", ".", "|", "+", ">", "<", "*", "o", ":", "#" };
/* Of the lanes; bright ones, which dark and light backgrounds bear. */
static const char *const colours[LADDER_LANES] = { "36", "33", "32", "34", "35", "31" };

struct drawing {
	struct bytes *to;
	const struct ladder_rows *rows;
	const struct glyphs *glyphs;
	const struct text_ladder_style *style;
};

static void paint(struct drawing *d, const char *colour)
{
	if (d->style->colour)
		bytes_printf(d->to, "\033[%sm", colour);
}

static const char *colour_of(int lane)
{
	return colours[(unsigned)(lane - 1) % LADDER_LANES];
}

static void repeat(struct bytes *to, const char *glyph, int count)
{
	while (count-- > 0)
		bytes_append_text(to, glyph);
}

/* Quoted bytes and the like are ASCII already; names may be anything. */
static void append_plain(struct drawing *d, const char *text)
{
	struct bytes line = { 0 };

	plain_line(&line, text, strlen(text));
	for (size_t i = 0; i < line.len && d->style->ascii; i++)
		if (line.data[i] > 0x7e)
			line.data[i] = '?';
	bytes_append(d->to, line.data, line.len);
	bytes_done(&line);
}

static const char *glyph_of(const struct drawing *d, json_t *row)
{
	if (!ladder_rows_is(row, "kind", "call"))
		return d->glyphs->event;
	if (*ladder_rows_text(row, "injected"))
		return d->glyphs->bent;
	return json_is_true(json_object_get(row, "open")) ? d->glyphs->open : d->glyphs->dot;
}

/* "─ 5 bytes ────────", as wide as the wire; the head at one end is part of it. */
static void draw_arrow(struct drawing *d, json_t *row, bool comes_in, int lane)
{
	const enum word mark = ladder_rows_mark(row);
	const char *line =
		mark == WORD_CONNECTION || mark == WORD_END ? d->glyphs->quiet : d->glyphs->line;
	struct bytes label = { 0 };
	int left;

	ladder_rows_append_label(&label, row, "en");
	left = WIRE - 4 - plain_width(bytes_text(&label));
	bytes_append_text(d->to, comes_in ? line : d->glyphs->left);
	bytes_printf(d->to, " %s ", bytes_text(&label));
	repeat(d->to, line, left);
	bytes_append_text(d->to, comes_in && lane == 1 ? d->glyphs->right : line);
	for (int i = 1; i < lane; i++) {
		bytes_append_text(d->to, d->glyphs->cross);
		repeat(d->to, line, LANE - 2);
		bytes_append_text(d->to, comes_in && i + 1 == lane ? d->glyphs->right : line);
	}
	bytes_done(&label);
}

static void draw_lanes(struct drawing *d, int first, int end)
{
	for (int i = first; i < end; i++)
		bytes_printf(d->to, "%s%*s", d->glyphs->bar, LANE - 1, "");
}

static void draw_wire(struct drawing *d, json_t *row, int lane)
{
	const bool comes_in = ladder_rows_is(row, "way", "in"),
		   goes_out = ladder_rows_is(row, "way", "out");
	const char *colour = colour_of(lane);

	bytes_append_text(d->to, d->glyphs->bar);
	if (comes_in || goes_out) {
		paint(d, colour);
		draw_arrow(d, row, comes_in, lane);
	} else {
		bytes_printf(d->to, "%*s", WIRE, "");
		draw_lanes(d, 1, lane);
		paint(d, colour);
	}
	bytes_append_text(d->to, glyph_of(d, row));
	paint(d, "");
	bytes_printf(d->to, "%*s", LANE - 1, "");
	draw_lanes(d, lane + 1, d->rows->lanes_count + 1);
}

/* Where the lane does not say it: its process is not the lane's own, or a thread of it. */
static void append_who(struct drawing *d, json_t *row, int lane)
{
	const int64_t process = ladder_rows_number(row, "process"),
		      thread = ladder_rows_number(row, "thread");

	if (d->rows->lanes_count && d->rows->lanes[lane - 1] != process)
		bytes_printf(d->to, "process %lld: ", (long long)process);
	if (thread)
		bytes_printf(d->to, "thread %lld: ", (long long)thread);
}

static void append_said(struct drawing *d, json_t *row, int lane)
{
	const char *text = ladder_rows_text(row, "text");

	append_who(d, row, lane);
	paint(d, colour_of(lane));
	append_plain(d, !strncmp(text, "# ", 2) ? text + 2 : text);
	paint(d, "");
	if (*ladder_rows_text(row, "injected")) {
		paint(d, "1;35");
		bytes_append_text(d->to, "  (injected: ");
		append_plain(d, ladder_rows_text(row, "injected"));
		bytes_append_text(d->to, ")");
		paint(d, "");
	}
	if (*ladder_rows_text(row, "site")) {
		paint(d, "2");
		bytes_append_text(d->to, "  # ");
		append_plain(d, ladder_rows_text(row, "site"));
		paint(d, "");
	}
}

static void append_indent(struct drawing *d)
{
	if (d->style->indent)
		bytes_append_text(d->to, d->style->indent);
}

static void append_row(struct drawing *d, json_t *row)
{
	const int lane = ladder_rows_lane(d->rows, row);

	append_indent(d);
	if (!d->style->is_bare)
		bytes_printf(d->to, "%10.2f ms  ", ladder_rows_ms(d->rows, row));
	draw_wire(d, row, lane);
	append_said(d, row, lane);
	bytes_append_text(d->to, "\n");
}

static void append_head(struct drawing *d, int known)
{
	for (int i = known; i < d->rows->lanes_count; i++) {
		paint(d, colour_of(i + 1));
		bytes_printf(d->to, "process %lld", (long long)d->rows->lanes[i]);
		paint(d, "");
		bytes_append_text(d->to, ": ");
		append_plain(d, ladder_rows_program(d->rows, d->rows->lanes[i]));
		bytes_append_text(d->to, "\n");
	}
	bytes_printf(d->to, "%15s%-*s", "", WIRE + 1, words_get(WORD_OTHER_END, "en"));
	for (int i = 0; i < d->rows->lanes_count; i++) {
		paint(d, colour_of(i + 1));
		bytes_printf(d->to, "%-*lld", i + 1 < d->rows->lanes_count ? LANE : 1,
			     (long long)d->rows->lanes[i]);
		paint(d, "");
	}
	bytes_append_text(d->to, "\n");
}

void text_ladder(struct bytes *to, const struct ladder_rows *rows, int known,
		 const struct text_ladder_style *style)
{
	struct drawing d = { to, rows, style->ascii ? &ascii : &unicode, style };
	json_t *row;
	size_t i;

	if (!style->is_bare && rows->lanes_count > known)
		append_head(&d, known);
	json_array_foreach(rows->list, i, row)
	{
		append_row(&d, row);
	}
}
