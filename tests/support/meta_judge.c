/*
 * Row by row first: what must never be, and what was not foretold. Then claim by claim: what was foretold and did not come.
 */
#include "meta_judge.h"

#include "base/text.h"
#include "facts/family.h"
#include <string.h>

static bool has_verdict(const struct meta_row *row, const char *verdict)
{
	return !strcmp(row->verdict, verdict);
}

static void append_row(struct bytes *to, const char *what, const struct meta_row *row)
{
	bytes_printf(to, "%s: %s, %s: %s%s%s: %s\n  %s\n", what, row->name, row->family,
		     row->verdict, row->cause[0] ? " " : "", row->cause, row->message, row->rerun);
}

static void judge_status(struct meta_judgement *j, const struct meta_report *r, const char *verdict, int status)
{
	if (!strcmp(r->verdict, verdict) && r->status == status)
		return;
	bytes_printf(&j->complaints, "the check ends with %s and exit status %d, not with %s and %d\n",
		     r->verdict, r->status, verdict, status);
}

/* Not run, but for no lack of this machine's. */
static bool is_dependent(const struct meta_row *row)
{
	return has_verdict(row, "SKIP") && row->dependency[0];
}

/* Whatever the program is, this is wrong, or is noted. What was not run for the sake of a basic case is neither. */
static void judge_row(struct meta_judgement *j, const struct meta_row *row, bool may_skip)
{
	if (is_dependent(row))
		return;
	if (has_verdict(row, "SKIP") && may_skip)
		bytes_printf(&j->skipped, "%s, %s: %s\n", row->name, row->family, row->message);
	else if (has_verdict(row, "SKIP"))
		append_row(&j->complaints, "left out on a machine that can run it", row);
	else if (!has_verdict(row, "PASS") && !has_verdict(row, "FAIL"))
		append_row(&j->complaints, "not judged", row);
}

void meta_judge_good(struct meta_judgement *ret, const struct meta_report *r, bool may_skip)
{
	size_t passed = 0;

	*ret = (struct meta_judgement){ 0 };
	for (size_t i = 0; i < r->count; i++) {
		judge_row(ret, &r->rows[i], may_skip);
		if (has_verdict(&r->rows[i], "FAIL"))
			append_row(&ret->complaints, "a good program is accused", &r->rows[i]);
		passed += has_verdict(&r->rows[i], "PASS");
	}
	ret->is_idle = !passed && !ret->complaints.len;
	if (!ret->is_idle && !ret->complaints.len)
		judge_status(ret, r, "PASS", 0);
}

/* ---- Broken programs ----------------------------------------------------------------------------------------- */

static bool matches_any(const char *const *globs, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (text_matches(globs[i], name))
			return true;
	return false;
}

static bool is_claimed_family(const struct meta_claim *c, const char *family)
{
	return !c->families || (c->families & family_mask(family));
}

static bool is_foretold(const struct meta_claim *c, const struct meta_row *row)
{
	return is_claimed_family(c, row->family) &&
	       (matches_any(c->breaks, c->breaks_count, row->name) ||
		matches_any(c->may_break, c->may_break_count, row->name));
}

/* A glob that no case has ever matched says nothing. */
static void judge_glob(struct meta_judgement *j, const struct meta_report *r, const char *glob)
{
	for (size_t i = 0; i < r->count; i++)
		if (text_matches(glob, r->rows[i].name))
			return;
	bytes_printf(&j->complaints, "no case that was run is called '%s'\n", glob);
}

struct sight { /* of the cases that a Breaks names, over one family */
	bool is_seen, is_skipped, is_run;
};

static struct sight look(const struct meta_report *r, const char *glob, const char *cause, const char *family)
{
	struct sight sight = { 0 };

	for (size_t i = 0; i < r->count; i++) {
		const struct meta_row *row = &r->rows[i];

		if (strcmp(row->family, family) != 0 || !text_matches(glob, row->name))
			continue;
		sight.is_skipped |= has_verdict(row, "SKIP") && !is_dependent(row);
		sight.is_run |= !has_verdict(row, "SKIP") || is_dependent(row);
		sight.is_seen |= has_verdict(row, "FAIL") && (!cause || !strcmp(row->cause, cause));
	}
	return sight;
}

/* What the matching rows say instead. */
static void complain(struct meta_judgement *j, const struct meta_report *r, const char *glob,
		     const char *cause, const char *family)
{
	bytes_printf(&j->complaints, "'%s' does not FAIL%s%s over %s:\n", glob,
		     cause ? " with the cause " : "", cause ? cause : "", family);
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->rows[i].family, family) && text_matches(glob, r->rows[i].name))
			append_row(&j->complaints, "  it came", &r->rows[i]);
}

/* Returns how many families it was seen in. */
static size_t judge_breaks(struct meta_judgement *j, const struct meta_report *r,
			   const struct meta_claim *c, size_t which)
{
	const char *glob = c->breaks[which], *cause = which ? NULL : c->cause;
	size_t seen = 0, missed = 0, skipped = 0;

	for (size_t i = 0; i < family_table_count; i++) {
		const char *family = family_table[i].name;
		struct sight sight = look(r, glob, cause, family);

		if (!is_claimed_family(c, family))
			continue;
		seen += sight.is_seen;
		skipped += sight.is_skipped;
		if (sight.is_seen || !sight.is_run)
			continue;
		missed++;
		complain(j, r, glob, cause, family);
	}
	if (!seen && !missed && !skipped)
		bytes_printf(&j->complaints, "'%s' was run over none of the families\n", glob);
	return seen;
}

void meta_judge_broken(struct meta_judgement *ret, const struct meta_report *r,
		       const struct meta_claim *c, bool may_skip)
{
	size_t seen;

	*ret = (struct meta_judgement){ 0 };
	for (size_t i = 0; i < r->count; i++) {
		judge_row(ret, &r->rows[i], may_skip);
		if (has_verdict(&r->rows[i], "FAIL") && !is_foretold(c, &r->rows[i]))
			append_row(&ret->complaints, "fails where it does not say so", &r->rows[i]);
	}
	for (size_t i = 0; i < c->breaks_count; i++)
		judge_glob(ret, r, c->breaks[i]);
	for (size_t i = 0; i < c->may_break_count; i++)
		judge_glob(ret, r, c->may_break[i]);
	seen = judge_breaks(ret, r, c, 0);
	for (size_t i = 1; i < c->breaks_count; i++)
		judge_breaks(ret, r, c, i);
	ret->is_idle = !seen && !ret->complaints.len;
	if (!ret->is_idle && !ret->complaints.len)
		judge_status(ret, r, "FAIL", 1);
}

void meta_judgement_done(struct meta_judgement *j)
{
	bytes_done(&j->complaints);
	bytes_done(&j->skipped);
}
