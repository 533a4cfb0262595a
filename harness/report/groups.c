/* See groups.h. It says nothing of how a group is shown. */
#include "report/groups.h"
#include <stdlib.h>
#include <string.h>

static bool same_bytes(const struct bytes *a, const struct bytes *b)
{
	return bytes_difference(a->data, a->len, b->data, b->len) < 0;
}

/* A failure at the same step for the same cause is the same failure, whatever address it names. */
static bool fared_alike(const struct result *a, const struct result *b)
{
	const struct verdict *x = &a->verdict, *y = &b->verdict;

	if (strcmp(a->name, b->name) || x->kind != y->kind || x->cause != y->cause)
		return false;
	if (x->kind == VERDICT_FAIL && x->file[0])
		return x->line == y->line && !strcmp(x->file, y->file);
	return same_bytes(&x->message, &y->message);
}

static void add_to_group(struct group *group, const struct result *row)
{
	if (!group->first)
		group->first = row;
	else
		bytes_append_text(&group->families, " ");
	bytes_append_text(&group->families, row->family);
	if (group->first == row)
		group->others = group->families.len;
	group->points += row->points;
	group->max_points += row->max_points;
	group->seconds = row->seconds > group->seconds ? row->seconds : group->seconds;
}

static bool has_word(struct bytes *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = bytes_text(words); *at; at += strcspn(at, " "), at += *at == ' ')
		if (strcspn(at, " ") == len && !memcmp(at, word, len))
			return true;
	return false;
}

void groups_make(struct groups *ret, const struct results *r)
{
	*ret = (struct groups){ .rows = calloc(r->count + 1, sizeof(*ret->rows)) };
	if (!ret->rows)
		abort();
	for (size_t i = 0; i < r->count; i++) {
		const struct result *row = &r->rows[i];
		size_t at = 0;

		while (at < ret->count && !fared_alike(ret->rows[at].first, row))
			at++;
		ret->count += at == ret->count;
		add_to_group(&ret->rows[at], row);
		if (!has_word(&ret->families, row->family))
			bytes_printf(&ret->families, "%s%s", ret->families.len ? " " : "", row->family);
	}
}

void groups_done(struct groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		bytes_done(&g->rows[i].families);
	bytes_done(&g->families);
	free(g->rows);
	*g = (struct groups){ 0 };
}

bool group_is_partial(const struct groups *all, const struct group *group)
{
	return !same_bytes(&group->families, &all->families);
}

/* The thirds of a case that ran over three families add up to a whole. */
static double round_points(double points)
{
	return (double)(long long)(points * 1e6 + 0.5) / 1e6;
}

bool groups_next_case(const struct groups *g, struct group_case *c)
{
	const struct group *first = c->groups ? c->groups + c->count : g->rows, *end = g->rows + g->count;

	*c = (struct group_case){ .groups = first };
	if (first == end)
		return false;
	c->name = first->first->name;
	c->asks = first->first->asks;
	for (const struct group *at = first; at < end && !strcmp(at->first->name, c->name); at++) {
		const struct result *row = at->first;

		c->count++;
		c->points += at->points;
		c->max_points += at->max_points;
		c->seconds += at->seconds;
		c->has_failed = c->has_failed || row->verdict.kind == VERDICT_FAIL || row->dependency;
		c->is_broken = c->is_broken || row->verdict.kind == VERDICT_BROKEN;
	}
	c->points = round_points(c->points);
	c->max_points = round_points(c->max_points);
	return true;
}
