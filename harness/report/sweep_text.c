/*
 * What a sweep found, as people read it: a screen for each finding, what was left out, a line of sums.
 */
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
	for (size_t i = 0; i < s->left_out_count; i++) {
		bytes_append_text(to, "not swept: ");
		plain_word(to, s->left_out[i].name);
		bytes_printf(to, " (%s), ", s->left_out[i].family);
		plain_line(to, s->left_out[i].why.data, s->left_out[i].why.len);
		bytes_append_text(to, "\n");
	}
	if (s->left_out_count)
		bytes_append_text(to, "\n");
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
