/*
 * What a sweep found, as people read it: a screen for each place and cause, with all outcomes that lead there; what was left out; a line of sums.
 */
#include "base/text.h"
#include "facts/outcome.h"
#include "facts/site.h"
#include "judge/sweep_order.h"
#include "report/explain.h"
#include "report/plain.h"
#include "report/sweep.h"
#include "report/text_ladder.h"
#include <string.h>

#define INDENT "     "

static const char *text_of(const struct bytes *bytes)
{
	return bytes_text((struct bytes *)(uintptr_t)bytes);
}

static void append_head(struct bytes *to, const struct sweep_finding *f, size_t number)
{
	bytes_printf(to, "%zu. ", number);
	if (f->site.len) {
		plain_line(to, f->site.data, f->site.len);
		bytes_append_text(to, ": ");
	}
	bytes_printf(to, "%s:", f->call->name);
	plain_line(to, f->outcome.data, f->outcome.len);
	bytes_printf(to, "%s\n", f->is_known ? " (known)" : "");
}

static void append_source(struct bytes *to, const struct sweep_finding *f)
{
	if (!f->source.len)
		return;
	bytes_printf(to, "   %d | ", site_line(text_of(&f->site)));
	plain_line(to, f->source.data, f->source.len);
	bytes_append_text(to, "\n");
}

/* What the case has seen itself was over with it. */
static void cut_behind_case(const struct ladder_rows *rows)
{
	size_t i = 0;

	while (i < json_array_size(rows->list) &&
	       !ladder_rows_is(json_array_get(rows->list, i), "kind", "over"))
		i++;
	while (json_array_size(rows->list) > i)
		json_array_remove(rows->list, i);
}

/* In the finding's own file ":42 serve" says enough. */
static void shorten_sites(const struct ladder_rows *rows, const char *site)
{
	const size_t len = site_file_len(site);
	json_t *row;
	size_t i;

	json_array_foreach(rows->list, i, row)
	{
		const char *at = ladder_rows_text(row, "site");

		if (site_line(site) && site_file_len(at) == len && !memcmp(at, site, len))
			json_object_set_new(row, "site", json_string(at + len));
	}
}

static void append_ladder(struct bytes *to, const struct sweep_finding *f, bool is_ascii)
{
	const struct text_ladder_style style = { .ascii = is_ascii, .is_bare = true, .indent = INDENT };
	struct ladder_rows rows;

	if (ladder_rows_read(&rows, &f->verdict.ladder)) {
		if (f->verdict.want.len || f->verdict.got.len)
			cut_behind_case(&rows);
		shorten_sites(&rows, text_of(&f->site));
		text_ladder(to, &rows, 0, &style);
	}
	ladder_rows_done(&rows);
}

static void append_again(struct bytes *to, const struct sweep_finding *f)
{
	bytes_append_text(to, INDENT "again ");
	plain_line(to, f->rerun.data, f->rerun.len);
	bytes_append_text(to, "\n");
}

/* The findings from FIRST up to END, of which the first stands for all. */
static void append_block(struct bytes *to, const struct sweep *s, size_t first, size_t end)
{
	const struct sweep_finding *f = &s->findings[first];
	const size_t count = end - first, number = first + 1;
	const struct result row = { .verdict = f->verdict };
	size_t runs = 0;

	for (size_t i = 0; i < count; i++) {
		append_head(to, &f[i], number + i);
		runs += f[i].count;
	}
	append_source(to, f);
	bytes_printf(to, "   %zu run%s; the smallest: call number %lld in \"", runs,
		     text_plural(runs), (long long)f->when);
	plain_word(to, f->name);
	bytes_printf(to, "\", %s%s\n   ", f->family,
		     f->is_steady ? "" : "; not every time that it was made again");
	explain_verdict(to, &row);
	bytes_append_text(to, "\n");
	explain_row(to, &row, INDENT);
	append_ladder(to, f, s->is_ascii);
	for (size_t i = 0; i < count; i++)
		append_again(to, &f[i]);
	bytes_append_text(to, "\n");
}

static void append_left_out(struct bytes *to, const struct sweep *s)
{
	struct bytes calls = { 0 };
	size_t in_part = 0;

	for (size_t i = 0; i < s->left_out_count; i++) {
		const struct sweep_left_out *left = &s->left_out[i];

		if (left->calls.len) {
			in_part++;
			text_add_words(&calls, text_of(&left->calls));
			continue;
		}
		bytes_append_text(to, "not swept: ");
		plain_word(to, left->name);
		bytes_printf(to, " (%s), ", left->family);
		plain_line(to, left->why.data, left->why.len);
		bytes_append_text(to, "\n");
	}
	if (in_part)
		bytes_printf(to, "not swept in %zu case%s, as one run had more of them than another: %s\n",
			     in_part, text_plural(in_part), bytes_text(&calls));
	if (s->left_out_count)
		bytes_append_text(to, "\n");
	bytes_done(&calls);
}

/* What was planned fired, was unreachable or broke; what fired was absorbed or, in a run of a finding, not borne. */
static void append_sums(struct bytes *to, const struct sweep *s)
{
	size_t runs = 0, left_out = 0;

	for (size_t i = 0; i < s->findings_count; i++)
		runs += s->findings[i].count;
	for (size_t i = 0; i < s->left_out_count; i++)
		left_out += !s->left_out[i].calls.len;
	bytes_printf(to, "%zu finding%s; %zu planned, %zu fired, %zu absorbed, %zu not borne, %zu unreachable",
		     s->findings_count, text_plural(s->findings_count), s->planned, s->fired,
		     s->absorbed, runs, s->unreachable);
	if (s->broken)
		bytes_printf(to, ", %zu broken", s->broken);
	if (left_out)
		bytes_printf(to, "; %zu case%s left out", left_out, text_plural(left_out));
	bytes_printf(to, "; %zu runs\n", s->runs);
}

void sweep_text(struct bytes *to, const struct sweep *s)
{
	for (size_t first = 0, end; first < s->findings_count; first = end) {
		for (end = first + 1; end < s->findings_count &&
				      sweep_order_is_same(&s->findings[first], &s->findings[end]);)
			end++;
		append_block(to, s, first, end);
	}
	append_left_out(to, s);
	append_sums(to, s);
}
