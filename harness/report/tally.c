/*
 * See tally.h. It counts and orders; how it is shown is a page's affair.
 */
#include "report/tally.h"
#include <stdlib.h>
#include <string.h>

static void *grown(void *array, size_t count, size_t size)
{
	array = reallocarray(array, count + 1, size);
	if (!array)      /* LCOV_EXCL_BR_LINE: out of memory */
		abort(); /* LCOV_EXCL_LINE: out of memory */
	return array;
}

/* The case's number; a name that is new gets the next. It is most likely at HINT or behind it, for results have their cases in the same order. */
static size_t find_case(struct tally *t, const char *name, size_t hint)
{
	for (size_t i = hint; i < t->cases_count && i < hint + 2; i++)
		if (!strcmp(t->cases[i], name))
			return i;
	for (size_t i = 0; i < t->cases_count; i++)
		if (!strcmp(t->cases[i], name))
			return i;
	t->cases = grown((void *)t->cases, t->cases_count, sizeof(*t->cases));
	t->cases[t->cases_count] = name;
	return t->cases_count++;
}

static size_t rows_of(const struct gradebook_row *row)
{
	return row->results ? row->results->count : 0;
}

static void find_cases(struct tally *t, const struct gradebook *g)
{
	for (size_t i = 0; i < g->count; i++) {
		size_t hint = 0;

		for (size_t j = 0; j < rows_of(&g->rows[i]); j++)
			hint = find_case(t, g->rows[i].results->rows[j].name, hint);
	}
}

/* Of one more family. What is our fault stands out; what was not run says nothing beside what was. */
static enum tally_mark add_family(enum tally_mark before, enum verdict_kind kind)
{
	static const enum tally_mark marks[] = {
		[VERDICT_PASS] = TALLY_PASS,
		[VERDICT_FAIL] = TALLY_FAIL,
		[VERDICT_SKIP] = TALLY_SKIP,
		[VERDICT_BROKEN] = TALLY_BROKEN,
	};
	enum tally_mark mark = marks[kind];

	if (before == TALLY_NONE || before == TALLY_SKIP || before == mark)
		return mark == TALLY_SKIP && before != TALLY_NONE ? before : mark;
	if (before == TALLY_BROKEN || mark == TALLY_BROKEN)
		return TALLY_BROKEN;
	return mark == TALLY_SKIP ? before : TALLY_MIXED;
}

static void mark_student(struct tally *t, const struct gradebook_row *row, enum tally_mark *marks)
{
	size_t number = 0;

	for (size_t j = 0; j < rows_of(row); j++) {
		number = find_case(t, row->results->rows[j].name, number);
		marks[number] = add_family(marks[number], row->results->rows[j].verdict.kind);
	}
}

static bool is_same(const struct result *a, const struct result *b)
{
	const struct bytes *x = &a->verdict.message, *y = &b->verdict.message;

	return a->verdict.cause == b->verdict.cause && !strcmp(a->name, b->name) &&
	       bytes_difference(x->data, x->len, y->data, y->len) < 0;
}

static void add_failure(struct tally *t, const struct result *row, size_t student)
{
	struct tally_failure *failure;
	size_t i = 0;

	while (i < t->failures_count && !is_same(t->failures[i].example, row))
		i++;
	if (i == t->failures_count) {
		t->failures = grown(t->failures, t->failures_count, sizeof(*t->failures));
		t->failures[t->failures_count++] = (struct tally_failure){ .example = row };
	}
	failure = &t->failures[i];
	if (failure->count && failure->students[failure->count - 1] == student)
		return;
	failure->students = grown(failure->students, failure->count, sizeof(*failure->students));
	failure->students[failure->count++] = student;
}

/* The commonest first; among as common ones, in the order of the suite, which is that of their rows of one student. */
static int compare_failures(const void *a, const void *b)
{
	const struct tally_failure *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	if (x->students[0] != y->students[0])
		return x->students[0] < y->students[0] ? -1 : 1;
	return x->example < y->example ? -1 : x->example > y->example;
}

void tally_make(struct tally *ret, const struct gradebook *g)
{
	*ret = (struct tally){ .cases = NULL };
	find_cases(ret, g);
	ret->marks = calloc(g->count * ret->cases_count + 1, sizeof(*ret->marks));
	if (!ret->marks) /* LCOV_EXCL_BR_LINE: out of memory */
		abort(); /* LCOV_EXCL_LINE: out of memory */
	for (size_t i = 0; i < g->count; i++) {
		mark_student(ret, &g->rows[i], ret->marks + i * ret->cases_count);
		for (size_t j = 0; j < rows_of(&g->rows[i]); j++)
			if (g->rows[i].results->rows[j].verdict.kind == VERDICT_FAIL)
				add_failure(ret, &g->rows[i].results->rows[j], i);
	}
	if (ret->failures_count)
		qsort(ret->failures, ret->failures_count, sizeof(*ret->failures), compare_failures);
}

void tally_done(struct tally *t)
{
	for (size_t i = 0; i < t->failures_count; i++)
		free(t->failures[i].students);
	free(t->failures);
	free(t->marks);
	free((void *)t->cases);
	*t = (struct tally){ 0 };
}
