/*
 * `sockcheck show RECORD`: a record that `sockcheck run --record` wrote, as a ladder in the terminal, as a picture, as a page, or as the
 * trace that --trace would have printed.
 */
#include "cli/command.h"
#include "cli/file.h"
#include "cli/follow.h"
#include "cli/usage.h"
#include "facts/trace.h"
#include "report/html_ladder.h"
#include "report/html_page.h"
#include "report/recordfile.h"
#include "report/svg_ladder.h"
#include "report/text_ladder.h"
#include <errno.h>
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
	bool ascii, follow;
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
	bool *flag = !strcmp(name, "--ascii")    ? &asked.ascii
		     : !strcmp(name, "--follow") ? &asked.follow
						 : NULL;

	if (flag && !value) {
		*flag = true;
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
			      "locale is not UTF-8)\n"
			      "  --follow            with text: draw while the run goes on, until "
			      "it ends\n");
}

static const struct usage usage = {
	.name = "sockcheck show",
	.synopsis = "[OPTION]... RECORD",
	.about = "Draws a record that 'sockcheck run --record' wrote as a ladder: who called what, "
		 "and what went over the wire.\n"
		 "RECORD may be - for standard input.",
	.want = { .words = { "RECORD" }, .more = { { take, NULL, append_help } } },
};

static struct text_ladder_style style_here(void)
{
	return (struct text_ladder_style){ .ascii = asked.ascii || !usage_speaks_utf8(),
					   .colour = usage_colours(STDOUT_FILENO) };
}

static void draw_text(struct bytes *to, const struct record *r)
{
	const struct text_ladder_style style = style_here();
	struct ladder_rows rows;

	if (ladder_rows_of_record(&rows, r))
		text_ladder(to, &rows, 0, &style);
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

/* What a record without its end has is drawn all the same. */
static int show_file(const char *file)
{
	struct bytes text = { 0 }, drawn = { 0 };
	struct sck_err err = { 0 }, where = { 0 };
	struct recordfile_reading reading = { 0 };
	struct record record = { 0 };
	int status = STATUS_PASS, code;

	if (file_read(&text, file, &err)) {
		status = usage_error(usage.name, STATUS_USAGE, &err);
		goto out;
	}
	code = recordfile_feed(&reading, &text, &record, &err);
	if (!code)
		code = recordfile_check_end(&reading, &text, &err);
	if (!code || code == -ENODATA) {
		(asked.format ? asked.format : &formats[0])->draw(&drawn, &record);
		status = usage_write(usage.name, STDOUT_FILENO, &drawn);
	}
	if (code && !status) {
		err_set(&where, err.code, "'%s': %s", file, err.text);
		status = usage_error(usage.name, code == -ENODATA ? STATUS_FAIL : STATUS_USAGE, &where);
	}
out:
	record_done(&record);
	bytes_done(&text);
	bytes_done(&drawn);
	return status;
}

int cmd_show(int argc, char **argv)
{
	struct sck_err err = { 0 };
	struct options options;
	int status = usage_parse(&usage, argc, argv, &options);

	if (status >= 0)
		return status;
	if (!asked.follow)
		return show_file(options.words[0]);
	if (asked.format && asked.format != &formats[0]) {
		err_set(&err, -EINVAL, "--follow: not with --format %s (expected text)",
			asked.format->name);
		return usage_error(usage.name, STATUS_USAGE, &err);
	}
	return follow_show(usage.name, options.words[0], style_here());
}
