/*
 * `sockcheck show RECORD`: a record that `sockcheck run --record` wrote, as a ladder in the terminal, as a picture, as a page, or as the
 * trace that --trace would have printed.
 */
#include "cli/command.h"
#include "cli/file.h"
#include "cli/usage.h"
#include "facts/trace.h"
#include "report/html_ladder.h"
#include "report/html_page.h"
#include "report/recordfile.h"
#include "report/svg_ladder.h"
#include "report/text_ladder.h"
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

typedef void draw_function(struct bytes *to, const struct record *r);

static draw_function draw_text, draw_svg, draw_html;

static const struct format {
	const char *name;
	draw_function *draw;
} formats[] = {
	{ "text", draw_text },
	{ "svg", draw_svg },
	{ "html", draw_html },
	{ "trace", trace_record },
};

static struct {
	const struct format *format;
	bool ascii;
} asked;

static int take_format(const char *value, struct sck_err *err)
{
	if (asked.format)
		return err_set(err, -EINVAL, "--format: given twice");
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]) && value; i++)
		if (!strcmp(value, formats[i].name))
			asked.format = &formats[i];
	if (asked.format)
		return 0;
	return err_set(err, -EINVAL, "--format: '%s' is no format (expected one of text, svg, html, trace)",
		       value ? value : "");
}

static int take(void *arg, const char *name, const char *value, const char *const *words,
		size_t count, struct sck_err *err)
{
	(void)arg;
	if (!strcmp(name, "--ascii") && !value) {
		asked.ascii = true;
		return 1;
	}
	if (strcmp(name, "--format") != 0)
		return 0;
	if (take_format(value ? value : count > 1 ? words[1] : NULL, err))
		return -EINVAL;
	return value ? 1 : 2;
}

static void append_help(struct bytes *to)
{
	bytes_append_text(to, "  --format FORMAT     text: a ladder (the default); svg; html; "
			      "trace: as --trace prints it\n"
			      "  --ascii             with text: nothing but ASCII (as where the "
			      "locale is not UTF-8)\n");
}

static const struct usage usage = {
	.name = "sockcheck show",
	.synopsis = "[OPTION]... RECORD",
	.about = "Draws a record that 'sockcheck run --record' wrote as a ladder: who called what, "
		 "and what went over the wire.\n"
		 "RECORD may be - for standard input.",
	.want = { .words = { "RECORD" }, .more = { { take, NULL, append_help } } },
};

static bool speaks_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool does = locale && !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");

	if (locale)
		freelocale(locale);
	return does;
}

static void draw_text(struct bytes *to, const struct record *r)
{
	const struct text_ladder_style style = { .ascii = asked.ascii || !speaks_utf8(),
						 .colour = usage_colours(STDOUT_FILENO) };
	struct ladder_rows rows;

	if (ladder_rows_of_record(&rows, r))
		text_ladder(to, &rows, &style);
	ladder_rows_done(&rows);
}

static void draw_svg(struct bytes *to, const struct record *r)
{
	struct ladder_rows rows;

	ladder_rows_of_record(&rows, r);
	svg_ladder(to, &rows);
	ladder_rows_done(&rows);
}

static void draw_html(struct bytes *to, const struct record *r)
{
	const struct bytes none = { 0 };
	struct ladder_rows rows;

	ladder_rows_of_record(&rows, r);
	html_begin(to, "en", "sockcheck show");
	bytes_append_text(to, "<header class=\"top\"><div class=\"wrap\"><div "
			      "class=\"title\"><h1>sockcheck show</h1></div></div></header>\n"
			      "<main class=\"wrap\"><section id=\"failures\" "
			      "aria-labelledby=\"happened\">\n<h2 id=\"happened\">");
	html_word(to, WORD_HAPPENED, "en");
	bytes_append_text(to, "</h2>\n");
	html_ladder_rows(to, &rows, &none, "en");
	bytes_append_text(to, "</section>\n</main>\n");
	html_end(to, "en");
	ladder_rows_done(&rows);
}

int cmd_show(int argc, char **argv)
{
	struct bytes text = { 0 }, drawn = { 0 };
	struct sck_err err = { 0 }, where = { 0 };
	struct record record = { 0 };
	struct options options;
	int status = usage_parse(&usage, argc, argv, &options);

	if (status >= 0)
		return status;
	if (file_read(&text, options.words[0], &err)) {
		status = usage_error(usage.name, STATUS_USAGE, &err);
	} else if (recordfile_read((const char *)text.data, text.len, &record, &err)) {
		err_set(&where, err.code, "'%s': %s", options.words[0], err.text);
		status = usage_error(usage.name, STATUS_USAGE, &where);
	} else {
		(asked.format ? asked.format : &formats[0])->draw(&drawn, &record);
		status = usage_write(usage.name, STDOUT_FILENO, &drawn);
	}
	record_done(&record);
	bytes_done(&text);
	bytes_done(&drawn);
	return status;
}
