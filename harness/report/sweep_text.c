/*
 * What a sweep found, as people read it: a screen for each finding, what was left out, a line of sums.
 */
#include "base/text.h"
#include "facts/outcome.h"
#include "report/explain.h"
#include "report/plain.h"
#include "report/sweep.h"

static void append_finding(struct bytes *to, const struct sweep_finding *f, size_t number)
{
	const struct result row = { .verdict = f->verdict, .rerun = f->rerun };

	bytes_printf(to, "%zu. ", number);
	if (f->site.len) {
		plain_line(to, f->site.data, f->site.len);
		bytes_append_text(to, ": ");
	}
	bytes_printf(to, "%s:", f->call->name);
	plain_line(to, f->outcome.data, f->outcome.len);
	bytes_printf(to, "%s\n   %zu run%s; the first: call number %lld in \"",
		     f->is_known ? " (known)" : "", f->count, f->count == 1 ? "" : "s",
		     (long long)f->when);
	plain_word(to, f->name);
	bytes_printf(to, "\", %s%s\n   ", f->family,
		     f->is_steady ? "" : "; not every time that it was made again");
	explain_verdict(to, &row);
	bytes_append_text(to, "\n");
	explain_row(to, &row, "     ");
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
			text_add_words(&calls, bytes_text((struct bytes *)(uintptr_t)&left->calls));
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
			     in_part, in_part == 1 ? "" : "s", bytes_text(&calls));
	if (s->left_out_count)
		bytes_append_text(to, "\n");
	bytes_done(&calls);
}

void sweep_text(struct bytes *to, const struct sweep *s)
{
	for (size_t i = 0; i < s->findings_count; i++)
		append_finding(to, &s->findings[i], i + 1);
	append_left_out(to, s);
	bytes_printf(to, "%zu finding%s; %zu planned, %zu fired, %zu absorbed, %zu unreachable",
		     s->findings_count, s->findings_count == 1 ? "" : "s", s->planned, s->fired,
		     s->absorbed, s->unreachable);
	if (s->broken)
		bytes_printf(to, ", %zu broken", s->broken);
	bytes_printf(to, "; %zu runs\n", s->runs);
}
