/*
 * Workflow commands of GitHub Actions: an error for each failure, at the line of the program where that stood, a warning for what
 * broke, a notice with the sum. Every line is one command of our own, and what a program printed stands behind its second "::",
 * without an end of line: no command can be forged with it. The runner shows no more than ten of a kind in a step.
 */
#include "facts/call.h"
#include "facts/site.h"
#include "report/explain.h"
#include "report/plain.h"
#include "report/report.h"
#include "report/sweep.h"
#include <stdlib.h>
#include <string.h>

enum { MOST = 10, TEXT_MOST = 4096 };

/* The runner undoes these, the percent sign's last (actions/runner, ActionCommand.cs). */
static void append_escaped(struct bytes *to, const struct bytes *text, const char *special)
{
	for (size_t i = 0; i < text->len; i++)
		if (text->data[i] < 0x20 || strchr(special, text->data[i]))
			bytes_printf(to, "%%%02X", text->data[i]);
		else
			bytes_append(to, &text->data[i], 1);
}

static void append_data(struct bytes *to, const struct bytes *text)
{
	append_escaped(to, text, "%");
}

static void append_property(struct bytes *to, const char *name, const struct bytes *value)
{
	bytes_printf(to, "%s%s=", to->data[to->len - 1] == ' ' ? "" : ",", name);
	append_escaped(to, value, "%:,");
}

/* The last ":36" at a word's end in TEXT, which ends at END; NULL: there is none. */
static const char *find_line(const char *text, const char *end)
{
	const char *found = NULL;

	for (const char *at = text; (at = memchr(at, ':', (size_t)(end - at))); at++) {
		size_t digits = strspn(at + 1, "0123456789");

		if (digits && (at + 1 + digits == end || at[1 + digits] == ' '))
			found = at;
	}
	return found;
}

/*
 * From "server, process 2, thread 2: in recvfrom, descriptor 4, at server.c:36 echo", which is LEN characters of a text that has a
 * NUL behind: its file and line. What a hex window holds is indented.
 */
static bool read_place(const char *text, size_t len, struct bytes *ret_file, int *ret_line)
{
	static const char before[] = ", at ";
	const char *at = NULL, *end = text + len, *colon;

	if (!len || *text == ' ' || !memmem(text, len, ", thread ", strlen(", thread ")))
		return false;
	for (const char *next = text; (next = memmem(next, (size_t)(end - next), before, strlen(before)));)
		at = next += strlen(before);
	colon = at ? find_line(at, end) : NULL;
	if (!colon || colon == at)
		return false;
	*ret_line = atoi(colon + 1);
	plain_line(ret_file, at, (size_t)(colon - at));
	return true;
}

/* Where the compiler found the error, or where the program stood, by the first of its threads of which that is known. */
static bool find_place(const struct result *row, struct bytes *ret_file, int *ret_line)
{
	struct bytes detail = { 0 };
	bool found = row->verdict.cause == CAUSE_BUILD && row->verdict.file[0];

	if (found) {
		plain_line(ret_file, row->verdict.file, strlen(row->verdict.file));
		*ret_line = row->verdict.line;
	}
	plain_lines(&detail, &row->verdict.detail, "");
	for (const char *line = bytes_text(&detail); *line && !found;) {
		size_t len = strcspn(line, "\n");

		bytes_clear(ret_file);
		found = read_place(line, len, ret_file, ret_line);
		line += len + (line[len] == '\n');
	}
	bytes_done(&detail);
	return found;
}

static void append_message(struct bytes *to, const struct result *row)
{
	struct bytes text = { 0 }, shown = { 0 };

	explain_verdict(&text, row);
	bytes_append_text(&text, "\n");
	explain_row(&text, row, "");
	if (text.len > TEXT_MOST)
		text.len = TEXT_MOST;
	plain_lines(&shown, &text, ""); /* once more, for a character may have been cut */
	while (shown.len && shown.data[shown.len - 1] == '\n')
		shown.len--;
	append_data(to, &shown);
	bytes_done(&text);
	bytes_done(&shown);
}

static void append_command(struct bytes *to, const char *command, const struct group *group)
{
	const struct result *row = group->first;
	struct bytes file = { 0 }, title = { 0 };
	int line;

	bytes_printf(to, "::%s ", command);
	if (find_place(row, &file, &line)) {
		append_property(to, "file", &file);
		if (line > 0)
			bytes_printf(to, ",line=%d", line);
	}
	plain_word(&title, row->name);
	bytes_append_text(&title, " (");
	plain_line(&title, group->families.data, group->families.len);
	bytes_append_text(&title, ")");
	append_property(to, "title", &title);
	bytes_append_text(to, "::");
	append_message(to, row);
	bytes_append_text(to, "\n");
	bytes_done(&file);
	bytes_done(&title);
}

/* The last of them says how many there are beside, where they are more than are shown. */
static void append_commands(struct bytes *to, const struct groups *groups, enum verdict_kind kind,
			    const char *command)
{
	size_t count = 0, done = 0;

	for (size_t i = 0; i < groups->count; i++)
		count += groups->rows[i].first->verdict.kind == kind;
	for (size_t i = 0; i < groups->count; i++) {
		if (groups->rows[i].first->verdict.kind != kind)
			continue;
		if (done == MOST - 1 && count > MOST) {
			bytes_printf(to, "::%s title=sockcheck::%zu more, which the report has\n",
				     command, count - done);
			return;
		}
		append_command(to, command, &groups->rows[i]);
		done++;
	}
}

void report_annotations(struct bytes *to, const struct results *r)
{
	struct bytes sum = { 0 };
	struct groups groups;

	groups_make(&groups, r);
	append_commands(to, &groups, VERDICT_FAIL, "error");
	append_commands(to, &groups, VERDICT_BROKEN, "warning");
	groups_done(&groups);
	explain_run(&sum, r);
	sum.len--;
	bytes_append_text(to, "::notice title=sockcheck::");
	append_data(to, &sum);
	bytes_append_text(to, "\n");
	bytes_done(&sum);
}

static void append_finding(struct bytes *to, const struct sweep_finding *f)
{
	const struct result row = { .verdict = f->verdict, .rerun = f->rerun };
	struct bytes site = { 0 }, file = { 0 }, title = { 0 };
	const char *end, *line;

	plain_line(&site, f->site.data, f->site.len);
	end = bytes_text(&site) + site_place_len(bytes_text(&site));
	line = find_line(bytes_text(&site), end);
	bytes_append_text(to, "::error ");
	if (line) {
		plain_line(&file, site.data, (size_t)(line - bytes_text(&site)));
		append_property(to, "file", &file);
		bytes_printf(to, ",line=%d", atoi(line + 1));
	}
	bytes_printf(&title, "%s:%s", f->call->name, bytes_text((struct bytes *)(uintptr_t)&f->outcome));
	append_property(to, "title", &title);
	bytes_append_text(to, "::");
	append_message(to, &row);
	bytes_append_text(to, "\n");
	bytes_done(&site);
	bytes_done(&file);
	bytes_done(&title);
}

void sweep_annotations(struct bytes *to, const struct sweep *s)
{
	size_t fresh = 0;

	for (size_t i = 0; i < s->findings_count; i++)
		if (!s->findings[i].is_known && fresh++ < MOST)
			append_finding(to, &s->findings[i]);
	bytes_printf(to, "::notice title=sockcheck::%zu outcomes at socket calls, %zu that the program does not bear\n",
		     s->fired, fresh);
}
