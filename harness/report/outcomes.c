/*
 * See outcomes.h: for each call of the program, which outcomes it has met and which of those it has survived; as a table for people, and as
 * branches in a tracefile of lcov (geninfo(1)), which merges with that of the compiler's counters. There a block is a call at a line,
 * a branch one outcome, in the order of the table, and "taken" says how often it was survived; "-" was not met.
 */
#include "facts/call.h"
#include "facts/outcome.h"
#include "facts/site.h"
#include "os/source_file.h"
#include "report/jsonparts.h"
#include "report/outcomes.h"
#include "report/plain.h"
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 900 }; /* the compiler's own are far below */

static const char *site_text(const struct outcome_line *line)
{
	return bytes_text((struct bytes *)(uintptr_t)&line->site);
}

static int compare_lines(const void *a, const void *b)
{
	const struct outcome_line *x = *(const struct outcome_line *const *)a;
	const struct outcome_line *y = *(const struct outcome_line *const *)b;
	int by = site_compare(site_text(x), site_text(y));

	if (!by)
		by = x->call < y->call ? -1 : x->call > y->call;
	return by ? by : x->outcome < y->outcome ? -1 : x->outcome > y->outcome;
}

/* In the order of file, line, call and outcome; malloced. */
static const struct outcome_line **sorted(const struct outcome_lines *all)
{
	const struct outcome_line **lines = calloc(all->count + 1, sizeof(void *));

	if (!lines)
		abort();
	for (size_t i = 0; i < all->count; i++)
		lines[i] = &all->list[i];
	qsort(lines, all->count, sizeof(void *), compare_lines);
	return lines;
}

static bool is_same_call(const struct outcome_line *a, const struct outcome_line *b)
{
	return b && a->call == b->call && !strcmp(site_text(a), site_text(b));
}

static const char *outcome_name(const struct outcome *o)
{
	return o->error ? o->error : o->word;
}

static void append_word(struct bytes *to, const struct outcome_line *line)
{
	bytes_printf(to, "%s%s%s", to->len ? " " : "", outcome_name(line->outcome),
		     !line->met                   ? "-"
		     : line->met > line->survived ? "!"
						  : "");
}

void outcomes_each(const struct outcome_lines *all,
		   void (*each)(void *arg, const struct outcomes_row *row), void *arg)
{
	const struct outcome_line **lines = sorted(all);
	struct outcomes_row row;

	for (size_t i = 0; i < all->count; i += row.count) {
		row = (struct outcomes_row){ .site = site_text(lines[i]), .call = lines[i]->call };
		for (size_t at = i; at < all->count && is_same_call(lines[i], lines[at]); at++) {
			row.count++;
			row.met += lines[at]->met > 0;
			append_word(&row.words, lines[at]);
		}
		each(arg, &row);
		bytes_done(&row.words);
	}
	free(lines);
}

static void append_row(void *arg, const struct outcomes_row *row)
{
	plain_padded(arg, row->site, 32);
	bytes_printf(arg, " %-10s %zu/%zu  %s\n", row->call->name, row->met, row->count,
		     bytes_text((struct bytes *)(uintptr_t)&row->words));
}

void outcomes_text(struct bytes *to, const struct outcome_lines *all)
{
	bytes_append_text(to, "Each call, and how many of the outcomes that it can have it has "
			      "met; ! it did not survive, - it did not meet.\n");
	outcomes_each(all, append_row, to);
}

static void append_file(struct bytes *to, const char *const *program, const char *site)
{
	bytes_append_text(to, "SF:");
	if (!source_file_find(to, program, site, site_file_len(site)))
		plain_line(to, site, site_file_len(site));
	bytes_append_text(to, "\n");
}

static bool is_same_file(const struct outcome_line *a, const struct outcome_line *b)
{
	const char *x = site_text(a), *y = site_text(b);

	return site_file_len(x) == site_file_len(y) && !memcmp(x, y, site_file_len(x));
}

/* Lines of one file. genhtml(1) wants at least one DA of each file. */
static void append_branches(struct bytes *to, const struct outcome_line *const *lines, size_t count)
{
	size_t found = 0, hit = 0;
	int block = FIRST_BLOCK, branch = 0;

	for (size_t i = 0; i < count; i++) {
		const struct outcome_line *line = lines[i];

		if (i && is_same_call(line, lines[i - 1])) {
			branch++;
		} else {
			block = i && site_line(site_text(line)) == site_line(site_text(lines[i - 1]))
					? block + 1
					: FIRST_BLOCK;
			branch = 0;
		}
		bytes_printf(to, "BRDA:%d,%d,%d,", site_line(site_text(line)), block, branch);
		if (line->met)
			bytes_printf(to, "%zu\n", line->survived);
		else
			bytes_append_text(to, "-\n");
		found++;
		hit += line->survived > 0;
	}
	bytes_printf(to, "BRF:%zu\nBRH:%zu\n", found, hit);
	for (size_t i = 0; i < count; i++)
		if (!i || site_line(site_text(lines[i])) != site_line(site_text(lines[i - 1])))
			bytes_printf(to, "DA:%d,0\n", site_line(site_text(lines[i])));
	bytes_append_text(to, "end_of_record\n");
}

void outcomes_tracefile(struct bytes *to, const struct outcome_lines *all, const char *const *program)
{
	const struct outcome_line **lines = sorted(all);

	bytes_append_text(to, "TN:outcomes\n");
	for (size_t first = 0, end; first < all->count; first = end) {
		for (end = first + 1; end < all->count && is_same_file(lines[first], lines[end]);)
			end++;
		if (!site_line(site_text(lines[first])))
			continue;
		append_file(to, program, site_text(lines[first]));
		append_branches(to, lines + first, end - first);
	}
	free(lines);
}

static json_t *text_or_null(const struct bytes *text)
{
	return text->len ? jsonparts_text(text) : json_null();
}

json_t *outcomes_place(const struct bytes *site)
{
	const struct bytes place = {
		.data = site->data,
		.len = site->len ? site_place_len(bytes_text((struct bytes *)(uintptr_t)site)) : 0
	};

	return text_or_null(&place);
}

json_t *outcomes_function(const struct bytes *site)
{
	const size_t at = site->len ? site_place_len(bytes_text((struct bytes *)(uintptr_t)site)) : 0;
	const struct bytes function = { .data = site->data + at + 1,
					.len = at < site->len ? site->len - at - 1 : 0 };

	return text_or_null(&function);
}

json_t *outcomes_json(const struct outcome_lines *all)
{
	json_t *list = json_array();

	for (size_t i = 0; i < all->count; i++) {
		const struct outcome_line *line = &all->list[i];

		json_array_append_new(
			list, json_pack("{so so ss ss so sI sI sI}", "site", outcomes_place(&line->site),
					"function", outcomes_function(&line->site), "call",
					line->call->name, "outcome", line->outcome->word, "error",
					jsonparts_word(line->outcome->error), "planned",
					(json_int_t)line->planned, "met", (json_int_t)line->met,
					"survived", (json_int_t)line->survived));
	}
	return list;
}
