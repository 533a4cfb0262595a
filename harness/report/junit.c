/*
 * The JUnit XML report, as Jenkins, GitLab and GitHub's readers take it: the pair of classname and name is unique, each
 * test case has its file and line, times are seconds with a point, and what XML 1.0 forbids is not in it.
 */
#include "base/utf8.h"
#include "report/report.h"
#include <stdbool.h>
#include <string.h>

static const char *entity_of(uint8_t byte)
{
	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&apos;";
	default:
		return NULL;
	}
}

/* U+FFFE and U+FFFF are well-formed UTF-8, yet no XML characters (XML 1.0, 2.2). */
static bool is_noncharacter(const uint8_t *text, size_t len)
{
	return len >= 3 && text[0] == 0xef && text[1] == 0xbf && (text[2] == 0xbe || text[2] == 0xbf);
}

/* A reader makes a space of a line's end inside an attribute, so there it is written as a reference (XML 1.0, 3.3.3). */
static void append_escaped(struct bytes *to, const void *text, size_t len, bool is_attribute)
{
	struct bytes clean = { 0 };

	utf8_append(&clean, text, len);
	for (size_t i = 0; i < clean.len; i++) {
		uint8_t byte = clean.data[i];
		const char *entity = entity_of(byte);

		if (entity)
			bytes_append_text(to, entity);
		else if (is_noncharacter(clean.data + i, clean.len - i))
			i += 2;
		else if (is_attribute && (byte == '\n' || byte == '\t'))
			bytes_printf(to, "&#%d;", byte);
		else if (byte >= 0x20 || byte == '\n' || byte == '\t')
			bytes_append(to, &byte, 1);
	}
	bytes_done(&clean);
}

static void append_attribute(struct bytes *to, const char *name, const void *value, size_t len)
{
	bytes_printf(to, " %s=\"", name);
	append_escaped(to, value, len, true);
	bytes_append_text(to, "\"");
}

static void append_word(struct bytes *to, const char *name, const char *value)
{
	append_attribute(to, name, value, strlen(value));
}

static void append_side(struct bytes *to, const char *name, const struct bytes *side)
{
	if (!side->len)
		return;
	bytes_append_text(to, name);
	append_escaped(to, side->data, side->len, false);
	bytes_append_text(to, "\n");
}

static void append_note(struct bytes *to, const char *name, const char *text)
{
	if (!text)
		return;
	bytes_append_text(to, name);
	append_escaped(to, text, strlen(text), false);
	bytes_append_text(to, "\n");
}

/* <failure> and <error>: their text is what a person reads. */
static void append_problem(struct bytes *to, const struct result *row)
{
	const struct verdict *v = &row->verdict;
	const char *element = v->kind == VERDICT_FAIL ? "failure" : "error";
	const char *cause = cause_name(v->cause);

	bytes_printf(to, "\t\t\t<%s", element);
	append_attribute(to, "message", v->message.data, v->message.len);
	append_word(to, "type", cause ? cause : "broken");
	bytes_append_text(to, ">");
	append_side(to, "", &v->message);
	append_note(to, "asked: ", row->asks);
	append_side(to, "want ", &v->want);
	append_side(to, "got  ", &v->got);
	append_escaped(to, v->detail.data, v->detail.len, false);
	append_note(to, "hint: ", row->hint);
	append_side(to, "again: ", &row->rerun);
	bytes_printf(to, "</%s>\n", element);
	if (v->errors.len) {
		bytes_append_text(to, "\t\t\t<system-err>");
		append_escaped(to, v->errors.data, v->errors.len, false);
		bytes_append_text(to, "</system-err>\n");
	}
}

static void append_case(struct bytes *to, const struct results *r, const struct result *row)
{
	const struct verdict *v = &row->verdict;
	const bool is_suite_s = row->file[0]; /* else a build's, where its error is */
	struct bytes class = { 0 };

	bytes_printf(&class, "%s.%s", r->suite, row->family);
	bytes_append_text(to, "\t\t<testcase");
	append_attribute(to, "classname", class.data, class.len);
	append_word(to, "name", row->name);
	bytes_printf(to, " time=\"%.6f\"", row->seconds);
	bytes_done(&class);
	if (is_suite_s || v->file[0]) {
		const int line = is_suite_s ? row->line : v->line;

		append_word(to, "file", is_suite_s ? row->file : v->file);
		if (line > 0)
			bytes_printf(to, " line=\"%d\"", line);
	}
	if (v->kind == VERDICT_PASS) {
		bytes_append_text(to, "/>\n");
		return;
	}
	bytes_append_text(to, ">\n");
	if (v->kind == VERDICT_SKIP) {
		bytes_append_text(to, "\t\t\t<skipped");
		append_attribute(to, "message", v->message.data, v->message.len);
		bytes_append_text(to, "/>\n");
	} else {
		append_problem(to, row);
	}
	bytes_append_text(to, "\t\t</testcase>\n");
}

static void append_totals(struct bytes *to, const struct results *r)
{
	size_t counts[VERDICT_BROKEN + 1] = { 0 };

	for (size_t i = 0; i < r->count; i++)
		counts[r->rows[i].verdict.kind]++;
	append_word(to, "name", r->suite);
	bytes_printf(to, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.6f\">\n",
		     r->count, counts[VERDICT_FAIL], counts[VERDICT_BROKEN], counts[VERDICT_SKIP],
		     r->seconds);
}

static void append_properties(struct bytes *to, const struct results *r)
{
	struct bytes program = { 0 };

	for (const char *const *word = r->program; word && *word; word++)
		bytes_printf(&program, "%s%s", word == r->program ? "" : " ", *word);
	bytes_append_text(to, "\t\t<properties>\n\t\t\t<property name=\"program\"");
	append_attribute(to, "value", program.data, program.len);
	bytes_printf(to, "/>\n\t\t\t<property name=\"points\" value=\"%.9g\"/>\n", results_points(r));
	bytes_printf(to, "\t\t\t<property name=\"max_points\" value=\"%.9g\"/>\n\t\t</properties>\n",
		     results_max_points(r));
	bytes_done(&program);
}

void report_junit(struct bytes *to, const struct results *r)
{
	bytes_append_text(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	append_totals(to, r);
	bytes_append_text(to, "\t<testsuite");
	append_totals(to, r);
	append_properties(to, r);
	for (size_t i = 0; i < r->count; i++)
		append_case(to, r, &r->rows[i]);
	bytes_append_text(to, "\t</testsuite>\n</testsuites>\n");
}
