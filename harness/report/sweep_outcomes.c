/*
 * Outcome coverage: for each call of the program, which outcomes it has met and which of those it has survived; as a table for people, and as
 * branches in a tracefile of lcov (geninfo(1)), which merges with that of the compiler's counters. There a block is a call at a line,
 * a branch one outcome, in the order of the table, and "taken" says how often it was survived; "-" was not met.
 */
#include "facts/outcome.h"
#include "report/plain.h"
#include "report/sweep.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_BLOCK = 900 }; /* the compiler's own are far below */

static const char *site_text(const struct sweep_line *line)
{
	return bytes_text((struct bytes *)(uintptr_t)&line->site);
}

/* The number behind the last colon of the place; 0: none. */
static int line_number(const char *site)
{
	const size_t len = sweep_place_len(site);
	const char *colon = memrchr(site, ':', len);

	return colon ? atoi(colon + 1) : 0;
}

static size_t file_len(const char *site)
{
	const size_t len = sweep_place_len(site);
	const char *colon = memrchr(site, ':', len);

	return colon ? (size_t)(colon - site) : len;
}

static int compare_lines(const void *a, const void *b)
{
	const struct sweep_line *x = *(const struct sweep_line *const *)a;
	const struct sweep_line *y = *(const struct sweep_line *const *)b;
	const size_t x_len = file_len(site_text(x)), y_len = file_len(site_text(y));
	int by = strncmp(site_text(x), site_text(y), x_len < y_len ? x_len : y_len);

	if (!by)
		by = x_len < y_len ? -1 : x_len > y_len;
	if (!by)
		by = line_number(site_text(x)) - line_number(site_text(y));
	if (!by)
		by = x->call < y->call ? -1 : x->call > y->call;
	return by ? by : x->outcome < y->outcome ? -1 : x->outcome > y->outcome;
}

/* In the order of file, line, call and outcome; malloced. */
static const struct sweep_line **sorted(const struct sweep *s)
{
	const struct sweep_line **lines = calloc(s->lines_count + 1, sizeof(void *));

	if (!lines)
		abort();
	for (size_t i = 0; i < s->lines_count; i++)
		lines[i] = &s->lines[i];
	qsort(lines, s->lines_count, sizeof(void *), compare_lines);
	return lines;
}

static bool is_same_call(const struct sweep_line *a, const struct sweep_line *b)
{
	return b && a->call == b->call && !strcmp(site_text(a), site_text(b));
}

static const char *outcome_name(const struct outcome *o)
{
	return o->error ? o->error : o->word;
}

void sweep_outcomes(struct bytes *to, const struct sweep *s)
{
	const struct sweep_line **lines = sorted(s);

	bytes_append_text(to, "Each call, and how many of the outcomes that it can have it has "
			      "survived; ! it did not, - it did not meet.\n");
	for (size_t first = 0, end; first < s->lines_count; first = end) {
		size_t survived = 0;

		for (end = first; end < s->lines_count && is_same_call(lines[first], lines[end]); end++)
			survived += lines[end]->met && lines[end]->met == lines[end]->survived;
		plain_padded(to, site_text(lines[first]), 32);
		bytes_printf(to, " %-10s %zu/%zu ", lines[first]->call->name, survived, end - first);
		for (size_t i = first; i < end; i++)
			bytes_printf(to, " %s%s", outcome_name(lines[i]->outcome),
				     !lines[i]->met                       ? "-"
				     : lines[i]->met > lines[i]->survived ? "!"
									  : "");
		bytes_append_text(to, "\n");
	}
	free(lines);
}

/* Beside the program, or here; NULL: neither. Malloced. */
static char *find_source(const struct sweep *s, const char *site)
{
	char *found = NULL;

	for (size_t i = 0; !found && (i == 0 || s->program[i - 1]); i++) {
		const char *word = i ? s->program[i - 1] : "";
		const char *slash = strrchr(word, '/');
		struct bytes path = { 0 };

		if (i == 0 || slash) {
			bytes_append(&path, word, i ? (size_t)(slash - word) + 1 : 0);
			bytes_append(&path, site, file_len(site));
			found = realpath(bytes_text(&path), NULL);
		}
		bytes_done(&path);
	}
	return found;
}

static void append_file(struct bytes *to, const struct sweep *s, const char *site)
{
	char *path = find_source(s, site);

	bytes_append_text(to, "SF:");
	if (path)
		bytes_append_text(to, path);
	else
		plain_line(to, site, file_len(site));
	bytes_append_text(to, "\n");
	free(path);
}

static bool is_same_file(const struct sweep_line *a, const struct sweep_line *b)
{
	const char *x = site_text(a), *y = site_text(b);

	return file_len(x) == file_len(y) && !memcmp(x, y, file_len(x));
}

/* Lines of one file. genhtml(1) wants at least one DA of each file. */
static void append_branches(struct bytes *to, const struct sweep_line *const *lines, size_t count)
{
	size_t found = 0, hit = 0;
	int block = FIRST_BLOCK, branch = 0;

	for (size_t i = 0; i < count; i++) {
		const struct sweep_line *line = lines[i];

		if (i && is_same_call(line, lines[i - 1])) {
			branch++;
		} else {
			block = i && line_number(site_text(line)) == line_number(site_text(lines[i - 1]))
					? block + 1
					: FIRST_BLOCK;
			branch = 0;
		}
		bytes_printf(to, "BRDA:%d,%d,%d,", line_number(site_text(line)), block, branch);
		if (line->met)
			bytes_printf(to, "%zu\n", line->survived);
		else
			bytes_append_text(to, "-\n");
		found++;
		hit += line->survived > 0;
	}
	bytes_printf(to, "BRF:%zu\nBRH:%zu\n", found, hit);
	for (size_t i = 0; i < count; i++)
		if (!i || line_number(site_text(lines[i])) != line_number(site_text(lines[i - 1])))
			bytes_printf(to, "DA:%d,0\n", line_number(site_text(lines[i])));
	bytes_append_text(to, "end_of_record\n");
}

void sweep_lcov(struct bytes *to, const struct sweep *s)
{
	const struct sweep_line **lines = sorted(s);

	bytes_append_text(to, "TN:outcomes\n");
	for (size_t first = 0, end; first < s->lines_count; first = end) {
		for (end = first + 1; end < s->lines_count && is_same_file(lines[first], lines[end]);)
			end++;
		if (!line_number(site_text(lines[first])))
			continue;
		append_file(to, s, site_text(lines[first]));
		append_branches(to, lines + first, end - first);
	}
	free(lines);
}
