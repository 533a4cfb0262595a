/*
 * The TAP report (testanything.org): one test point a case and family, a YAML block behind each that did not pass. A BROKEN one
 * is "not ok", for TAP has no word for it; its block says severity: broken. All is as version 14 has it, and is version 13 too but for
 * the first line: readers of 13 alone (TAP::Parser and its prove before 3.48) fail what says 14.
 */
#include "base/utf8.h"
#include "report/report.h"
#include <stdbool.h>
#include <string.h>

/* In a description or a reason, \ and # are escaped and no line may end. */
static void append_escaped(struct bytes *to, const void *text, size_t len)
{
	struct bytes clean = { 0 };

	utf8_append(&clean, text, len);
	for (size_t i = 0; i < clean.len; i++) {
		uint8_t byte = clean.data[i];

		if (byte == '\\' || byte == '#')
			bytes_append_text(to, "\\");
		bytes_append(to, byte < 0x20 || byte == 0x7f ? (const void *)" " : &byte, 1);
	}
	bytes_done(&clean);
}

/* A YAML double-quoted scalar on one line (YAML 1.2, 7.3.1). */
static void append_scalar(struct bytes *to, const char *key, const void *text, size_t len)
{
	struct bytes clean = { 0 };

	if (!len)
		return;
	utf8_append(&clean, text, len);
	bytes_printf(to, "  %s: \"", key);
	for (size_t i = 0; i < clean.len; i++) {
		uint8_t byte = clean.data[i];

		if (byte == '"' || byte == '\\')
			bytes_printf(to, "\\%c", byte);
		else if (byte < 0x20 || byte == 0x7f)
			bytes_printf(to, "\\x%02x", byte);
		else
			bytes_append(to, &byte, 1);
	}
	bytes_append_text(to, "\"\n");
	bytes_done(&clean);
}

/*
 * A YAML literal block: the lines as they are, the empty ones indented too. Its first line sets the indent, so that one loses
 * the spaces before it: an indent in so many words (|2) is more than TAP::Parser's reader of YAML understands.
 */
static void append_block(struct bytes *to, const char *key, const struct bytes *text)
{
	struct bytes clean = { 0 };
	const char *line;

	utf8_append(&clean, text->data, text->len);
	for (size_t i = 0; i < clean.len; i++) /* YAML 1.2, 5.1 */
		if ((clean.data[i] < 0x20 && clean.data[i] != '\n') || clean.data[i] == 0x7f)
			clean.data[i] = clean.data[i] == '\t' ? ' ' : '?';
	line = bytes_text(&clean);
	line += strspn(line, " \n");
	if (*line)
		bytes_printf(to, "  %s: |\n", key);
	while (*line) {
		size_t len = strcspn(line, "\n");

		bytes_printf(to, "    %.*s\n", (int)len, line);
		line += len + (line[len] == '\n');
	}
	bytes_done(&clean);
}

static void append_word(struct bytes *to, const char *key, const char *word)
{
	append_scalar(to, key, word, word ? strlen(word) : 0);
}

static void append_diagnosis(struct bytes *to, const struct result *row)
{
	const struct verdict *v = &row->verdict;
	const char *severity = v->kind == VERDICT_FAIL ? "fail" : "broken";
	const char *cause = cause_name(v->cause);
	const char *file = v->file[0] ? v->file : row->file;
	const int line = v->file[0] ? v->line : row->line;

	bytes_append_text(to, "  ---\n");
	append_scalar(to, "message", v->message.data, v->message.len);
	append_scalar(to, "severity", severity, strlen(severity));
	if (cause)
		append_scalar(to, "cause", cause, strlen(cause));
	append_word(to, "asks", row->asks);
	append_word(to, "hint", row->hint);
	append_scalar(to, "wanted", v->want.data, v->want.len);
	append_scalar(to, "found", v->got.data, v->got.len);
	if (file[0]) {
		bytes_append_text(to, "  at:\n  ");
		append_scalar(to, "file", file, strlen(file));
		if (line > 0)
			bytes_printf(to, "    line: %d\n", line);
	}
	append_block(to, "detail", &v->detail);
	append_block(to, "errors", &v->errors);
	append_scalar(to, "rerun", row->rerun.data, row->rerun.len);
	bytes_append_text(to, "  ...\n");
}

static void append_point(struct bytes *to, const struct result *row, size_t number)
{
	const struct verdict *v = &row->verdict;
	bool ok = v->kind == VERDICT_PASS || v->kind == VERDICT_SKIP;

	bytes_printf(to, "%s %zu - ", ok ? "ok" : "not ok", number);
	append_escaped(to, row->name, strlen(row->name));
	bytes_printf(to, " (%s)", row->family);
	if (v->kind == VERDICT_SKIP) {
		bytes_append_text(to, " # SKIP ");
		append_escaped(to, v->message.data, v->message.len);
	}
	bytes_append_text(to, "\n");
	if (!ok)
		append_diagnosis(to, row);
}

static void append_version(struct bytes *to, const struct results *r, int version)
{
	bytes_printf(to, "TAP version %d\n1..%zu\n", version, r->count);
	for (size_t i = 0; i < r->count; i++)
		append_point(to, &r->rows[i], i + 1);
}

void report_tap(struct bytes *to, const struct results *r)
{
	append_version(to, r, 14);
}

void report_tap13(struct bytes *to, const struct results *r)
{
	append_version(to, r, 13);
}
