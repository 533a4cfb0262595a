/*
 * See svg_ladder.h. The same rows as in text_ladder, at places in pixels; text is made harmless as in HTML. Colours are those of the
 * HTML pages, light whatever the reader's are: a picture is pasted into what is light.
 */
#include "report/svg_ladder.h"
#include "report/html_page.h"
#include "report/plain.h"
#include <string.h>

enum {
	ROW = 26,
	TOP = 64,
	TIME_END = 84,
	WIRE_AT = 104,
	WIRE = 190,
	LANE = 34,
	GAP = 26,
	LETTER = 8,
	MARGIN = 16
};

static const char *const colours[LADDER_LANES] = {
	"#1f5bb5", "#0b6663", "#7a4a00", "#7a2f9c", "#17693a", "#b0211b",
};

static const char style[] = "text { font: 13px ui-monospace, Menlo, Consolas, \"DejaVu Sans "
			    "Mono\", monospace; fill: #18212d; white-space: pre; }\n"
			    ".small { font-size: 11px; fill: #536070; }\n"
			    ".time { text-anchor: end; }\n"
			    ".middle { text-anchor: middle; }\n"
			    ".bent { fill: #7a2f9c; font-weight: bold; }\n"
			    ".life { stroke: #a9b4c2; stroke-width: 1.5; }\n"
			    ".arrow { stroke-width: 2; fill: none; }\n"
			    ".quiet { stroke-dasharray: 4 3; }\n";

struct drawing {
	struct bytes *to;
	const struct ladder_rows *rows;
	int text_at; /* where the calls stand */
};

static int lane_at(int lane)
{
	return WIRE_AT + WIRE + (lane - 1) * LANE;
}

static void begin_text(struct drawing *d, const char *kind, int x, int y)
{
	bytes_printf(d->to, "<text class=\"%s\" x=\"%d\" y=\"%d\">", kind, x, y);
}

/* The line, and at its end a triangle. */
static void draw_arrow(struct drawing *d, json_t *row, int lane, int y)
{
	const bool comes_in = ladder_rows_is(row, "way", "in");
	const enum word mark = ladder_rows_mark(row);
	const int end = comes_in ? lane_at(lane) - 6 : WIRE_AT, tail = comes_in ? end - 9 : end + 9;
	const char *colour = mark == WORD_RESET || mark == WORD_REFUSED ? "#b0211b" : colours[lane - 1];
	struct bytes label = { 0 };

	bytes_printf(d->to, "<path class=\"arrow%s\" stroke=\"%s\" d=\"M%d %dH%d\"/>",
		     mark == WORD_CONNECTION || mark == WORD_END ? " quiet" : "", colour,
		     comes_in ? WIRE_AT : lane_at(lane), y, tail);
	bytes_printf(d->to, "<path fill=\"%s\" d=\"M%d %dL%d %dL%d %dZ\"/>", colour, end, y, tail,
		     y - 5, tail, y + 5);
	begin_text(d, "small middle", WIRE_AT + WIRE / 2, y - 4);
	ladder_rows_append_label(&label, row, "en");
	html_text(d->to, label.data, label.len);
	bytes_append_text(d->to, "</text>");
	bytes_done(&label);
}

static void draw_dot(struct drawing *d, json_t *row, int lane, int y)
{
	const bool is_call = ladder_rows_is(row, "kind", "call");
	const bool is_filled = is_call && !json_is_true(json_object_get(row, "open"));

	bytes_printf(d->to, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\" stroke=\"%s\" stroke-width=\"2\"/>",
		     lane_at(lane), y, is_call ? 5 : 3, is_filled ? colours[lane - 1] : "#fff",
		     *ladder_rows_text(row, "injected") ? "#d28cf0" : colours[lane - 1]);
}

/* What the row says, as long as it is: the picture is made as wide. */
static void append_said(struct bytes *to, const struct ladder_rows *rows, json_t *row)
{
	const int64_t process = ladder_rows_number(row, "process"),
		      thread = ladder_rows_number(row, "thread");
	const int lane = ladder_rows_lane(rows, row);
	const char *text = ladder_rows_text(row, "text");

	if (rows->lanes_count && rows->lanes[lane - 1] != process)
		bytes_printf(to, "process %lld: ", (long long)process);
	if (thread)
		bytes_printf(to, "thread %lld: ", (long long)thread);
	text += !strncmp(text, "# ", 2) ? 2 : 0;
	plain_line(to, text, strlen(text));
}

static void append_text(struct drawing *d, json_t *row, int y)
{
	struct bytes said = { 0 };

	append_said(&said, d->rows, row);
	begin_text(d, ladder_rows_is(row, "kind", "call") ? "call" : "small", d->text_at, y);
	html_text(d->to, said.data, said.len);
	if (*ladder_rows_text(row, "injected")) {
		bytes_append_text(d->to, "<tspan class=\"bent\">  injected: ");
		html_string(d->to, ladder_rows_text(row, "injected"));
		bytes_append_text(d->to, "</tspan>");
	}
	if (*ladder_rows_text(row, "site")) {
		bytes_append_text(d->to, "<tspan class=\"small\">  ");
		html_string(d->to, ladder_rows_text(row, "site"));
		bytes_append_text(d->to, "</tspan>");
	}
	bytes_append_text(d->to, "</text>");
	bytes_done(&said);
}

static void append_row(struct drawing *d, json_t *row, int y)
{
	const int lane = ladder_rows_lane(d->rows, row);

	bytes_append_text(d->to, "<g>");
	begin_text(d, "small time", TIME_END, y + 4);
	bytes_printf(d->to, "%.2f ms</text>", ladder_rows_ms(d->rows, row));
	if (ladder_rows_is(row, "way", "in") || ladder_rows_is(row, "way", "out"))
		draw_arrow(d, row, lane, y);
	draw_dot(d, row, lane, y);
	append_text(d, row, y + 4);
	bytes_append_text(d->to, "</g>\n");
}

static void append_lives(struct drawing *d, int bottom)
{
	begin_text(d, "small middle", WIRE_AT, TOP - 24);
	bytes_printf(d->to, "%s</text>", words_get(WORD_OTHER_END, "en"));
	bytes_printf(d->to, "<path class=\"life\" d=\"M%d %dV%d\"/>", WIRE_AT, TOP - 16, bottom);
	for (int i = 1; i <= d->rows->lanes_count; i++) {
		bytes_printf(d->to, "<text class=\"middle\" fill=\"%s\" x=\"%d\" y=\"%d\">%lld</text>",
			     colours[i - 1], lane_at(i), TOP - 24, (long long)d->rows->lanes[i - 1]);
		bytes_printf(d->to, "<path class=\"life\" d=\"M%d %dV%d\"/>\n", lane_at(i), TOP - 16, bottom);
	}
	begin_text(d, "small", d->text_at, TOP - 24);
	for (int i = 0; i < d->rows->lanes_count; i++) {
		bytes_printf(d->to, "%sprocess %lld: ", i ? ", " : "", (long long)d->rows->lanes[i]);
		html_string(d->to, ladder_rows_program(d->rows, d->rows->lanes[i]));
	}
	bytes_append_text(d->to, "</text>\n");
}

/* As wide as the longest row; the letters of a font that we do not know are taken for a bit wider than they are. */
static int measure(const struct drawing *d)
{
	int most = 0;
	json_t *row;
	size_t i;

	json_array_foreach(d->rows->list, i, row)
	{
		struct bytes said = { 0 };
		int width;

		append_said(&said, d->rows, row);
		bytes_printf(&said, "  injected: %s  %s", ladder_rows_text(row, "injected"),
			     ladder_rows_text(row, "site"));
		width = plain_width(bytes_text(&said));
		most = width > most ? width : most;
		bytes_done(&said);
	}
	return d->text_at + most * LETTER + MARGIN;
}

void svg_ladder(struct bytes *to, const struct ladder_rows *rows)
{
	struct drawing d = { to, rows, lane_at(rows->lanes_count) + GAP };
	const int bottom = TOP + (int)json_array_size(rows->list) * ROW, width = measure(&d);
	json_t *row;
	size_t i;

	bytes_printf(to, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
		     width, bottom + MARGIN, width, bottom + MARGIN);
	bytes_printf(to, "<title>What the programs called, and what went over the wire</title>\n<style>%s</style>\n",
		     style);
	bytes_append_text(to, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	append_lives(&d, bottom);
	json_array_foreach(rows->list, i, row)
	{
		append_row(&d, row, TOP + (int)i * ROW);
	}
	bytes_append_text(to, "</svg>\n");
}
