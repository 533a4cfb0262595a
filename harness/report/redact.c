/* See redact.h. */
#include "report/redact.h"
#include "report/words.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_hidden(const struct result *row)
{
	return row->visibility != VISIBILITY_VISIBLE;
}

static struct bytes text_of(const char *text)
{
	return (struct bytes){ .data = (uint8_t *)(uintptr_t)text, .len = strlen(text) };
}

static bool is_hidden_name(const struct results *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (is_hidden(&r->rows[i]) && !strcmp(r->rows[i].name, name))
			return true;
	return false;
}

/* Which of the hidden cases it was for whose failure this one was not run. */
static void redact_dependency(const struct results *r, struct result *row)
{
	if (!row->dependency || !is_hidden_name(r, row->dependency))
		return;
	row->dependency = words_get(WORD_HIDDEN_ONE, r->lang);
	row->verdict.message = text_of(words_get(WORD_HIDDEN_NOT_RUN, r->lang));
}

/* Cases, not rows: one has passed that was passed over each family that counts. */
static size_t count_hidden(const struct results *r, size_t *ret_passed)
{
	size_t count = 0, end;

	*ret_passed = 0;
	for (size_t first = 0; first < r->count; first = end) {
		bool passed = false, failed = false;

		for (end = first; end < r->count && !strcmp(r->rows[end].name, r->rows[first].name); end++) {
			const struct result *row = &r->rows[end];

			passed = passed || row->verdict.kind == VERDICT_PASS;
			failed = failed || row->dependency || row->verdict.kind == VERDICT_FAIL ||
				 row->verdict.kind == VERDICT_BROKEN;
		}
		if (!is_hidden(&r->rows[first]))
			continue;
		count++;
		*ret_passed += passed && !failed;
	}
	return count;
}

/* The worst of all the hidden rows: what was not run because another failed stands before what passed. */
static struct result worst_of(const struct results *r)
{
	static const enum word messages[] = {
		[VERDICT_FAIL] = WORD_HIDDEN_FAIL,
		[VERDICT_SKIP] = WORD_HIDDEN_SKIP,
		[VERDICT_BROKEN] = WORD_HIDDEN_BROKEN,
	};
	static const int ranks[] = {
		[VERDICT_SKIP] = 0, [VERDICT_PASS] = 1, [VERDICT_BROKEN] = 3, [VERDICT_FAIL] = 4
	};
	struct result worst = { .verdict.kind = VERDICT_SKIP };
	int rank = -1;

	for (size_t i = 0; i < r->count; i++) {
		const struct result *row = &r->rows[i];
		const int its = row->dependency ? 2 : ranks[row->verdict.kind];

		if (!is_hidden(row) || its <= rank)
			continue;
		rank = its;
		worst.verdict.kind = row->verdict.kind;
		worst.dependency = row->dependency;
	}
	if (worst.verdict.kind != VERDICT_PASS)
		worst.verdict.message = text_of(words_get(messages[worst.verdict.kind], r->lang));
	return worst;
}

static struct result *row_of_family(struct redacted *d, size_t first, const char *family)
{
	for (size_t i = first; i < d->results.count; i++)
		if (!strcmp(d->results.rows[i].family, family))
			return &d->results.rows[i];
	return NULL;
}

/* So that whoever adds up families and points finds what there is. */
static void add_sum(struct redacted *d, const struct results *r)
{
	const size_t first = d->results.count;
	size_t passed, count = count_hidden(r, &passed);
	struct result sum = worst_of(r);

	redact_dependency(r, &sum);
	snprintf(d->name, sizeof(d->name), words_counted(WORD_HIDDEN_CASES, (double)count, r->lang),
		 count, passed);
	for (size_t i = 0; i < r->count; i++) {
		struct result *to = row_of_family(d, first, r->rows[i].family);

		if (!is_hidden(&r->rows[i]))
			continue;
		if (!to) {
			to = &d->results.rows[d->results.count++];
			*to = sum;
			to->name = d->name;
			to->family = r->rows[i].family;
		}
		to->points += r->rows[i].points;
		to->max_points += r->rows[i].max_points;
	}
}

void redact_make(struct redacted *ret, const struct results *r, enum redact_hidden hidden)
{
	bool has_hidden = false;

	*ret = (struct redacted){ .results = *r };
	ret->results.unlike = NULL; /* names */
	ret->results.rows = calloc(r->count + 1, sizeof(*r->rows));
	if (!ret->results.rows)
		abort();
	ret->results.count = 0;
	for (size_t i = 0; i < r->count; i++) {
		struct result *row = &ret->results.rows[ret->results.count];

		has_hidden = has_hidden || is_hidden(&r->rows[i]);
		if (is_hidden(&r->rows[i]) && hidden != REDACT_KEEP)
			continue;
		*row = r->rows[i];
		redact_dependency(r, row);
		ret->results.count++;
	}
	if (has_hidden && hidden == REDACT_SUM)
		add_sum(ret, r);
}

void redact_done(struct redacted *d)
{
	free(d->results.rows);
	*d = (struct redacted){ 0 };
}
