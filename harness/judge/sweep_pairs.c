/*
 * See sweep_pairs.h. A place is a line with a call and an outcome there. A second outcome is one at a place that no control has; and whatever the first one
 * at a call was, it is made once: else the runs would be as many as the square of the others.
 */
#include "judge/sweep_pairs.h"
#include "judge/sweep.h"
#include "judge/sweep_draw.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

/* One with a first outcome. */
struct run {
	struct probe probe;
	bool passes; /* the case */
};

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void append_place(struct bytes *to, const struct survey_chance *chance, const char *site)
{
	survey_append_rule(to, chance->call->name, chance->outcome);
	bytes_printf(to, " %s\n", site);
}

/* False: it is known already. */
static bool keep(struct sweep_pairs *p, struct bytes *text)
{
	char *copy = strdup(bytes_text(text));
	void *place = copy ? tsearch(copy, &p->known, compare) : NULL;
	bool is_new;

	if (!place)
		abort();
	is_new = *(char **)place == copy;
	if (!is_new)
		free(copy);
	return is_new;
}

static void keep_controls(struct sweep_pairs *p, const struct sweep_runs *r)
{
	struct bytes place = { 0 };

	for (size_t i = 0; i < r->swept_count; i++)
		for (size_t j = 0; j < r->swept[i].control.count; j++) {
			const struct probe *control = &r->swept[i].control;

			bytes_clear(&place);
			append_place(&place, &control->chances[j],
				     probe_site(control, &control->chances[j]));
			keep(p, &place);
		}
	bytes_done(&place);
}

static bool is_known(const struct sweep_pairs *p, struct bytes *text)
{
	return tfind(bytes_text(text), &p->known, compare);
}

static void add(struct sweep_pairs *p, const struct planned *first, const struct run *behind,
		const struct survey_chance *second, struct bytes *rule)
{
	struct planned *pair = SWEEP_ADD(p->list, p->count);

	pair->swept = first->swept;
	pair->first = first->chance;
	pair->first_passes = behind->passes;
	pair->behind_first.after = behind->probe.after;
	pair->behind_first.status = behind->probe.status;
	pair->chance = *second;
	bytes_append_text(&pair->site, probe_site(&behind->probe, second));
	pair->rule = *rule;
	*rule = (struct bytes){ 0 };
}

/* A place that is known is one that a single outcome comes to; then the text with the first's call in front is looked for. */
static void look_at(struct sweep_pairs *p, const struct sweep_runs *r, struct planned *first,
		    const struct run *behind, const struct survey_chance *second)
{
	struct bytes place = { 0 }, both = { 0 }, rule = { 0 };

	append_place(&place, second, probe_site(&behind->probe, second));
	if (is_known(p, &place))
		goto out;
	bytes_printf(&rule, "%s" SWEEP_AND, bytes_text(&first->rule));
	survey_append_rule(&rule, second->call->name, second->outcome);
	bytes_printf(&rule, SWEEP_WHEN "%lld", (long long)second->when);
	if (r->plan->rule && strcmp(r->plan->rule, bytes_text(&rule)) != 0)
		goto out;
	bytes_printf(&both, "%s %s\n%s", first->chance.call->name, behind->probe.site, bytes_text(&place));
	if (keep(p, &both))
		add(p, first, behind, second, &rule);
out:
	bytes_done(&place);
	bytes_done(&both);
	bytes_done(&rule);
}

void sweep_pairs_find(struct sweep_pairs *p, const struct sweep_runs *r, struct planned *run,
		      const struct result *row)
{
	struct run behind = { .passes = row->verdict.kind == VERDICT_PASS };
	struct sck_err unused;

	if (!run->has_fired || run->is_finding || run->is_at_offset || run->first.call)
		return;
	if (!p->known)
		keep_controls(p, r);
	if (!probe_read(&behind.probe, &row->probe, &unused))
		for (size_t i = 0; i < behind.probe.count; i++)
			if (sweep_runs_wants(r->plan, SWEEP_CALLS, &behind.probe.chances[i]))
				look_at(p, r, run, &behind, &behind.probe.chances[i]);
	probe_done(&behind.probe);
}

static bool is_found(struct sweep *found, struct planned *pair)
{
	struct bytes outcome = { 0 };
	bool is_there = false;

	survey_append_rule(&outcome, "", pair->chance.outcome);
	for (size_t i = 0; i < found->findings_count && !is_there; i++) {
		struct sweep_finding *f = &found->findings[i];

		is_there = f->call == pair->chance.call &&
			   !strcmp(bytes_text(&f->site), bytes_text(&pair->site)) &&
			   !strcmp(bytes_text(&f->outcome), bytes_text(&outcome) + strlen(":"));
	}
	bytes_done(&outcome);
	return is_there;
}

void sweep_pairs_plan(struct sweep_pairs *p, struct sweep_runs *r, struct sweep *found)
{
	const size_t before = r->count;

	for (size_t i = 0; i < p->count; i++)
		if (!is_found(found, &p->list[i])) {
			sweep_runs_add(r, &p->list[i]);
			p->list[i] = (struct planned){ 0 };
		}
	sweep_draw_budget(r, before);
}

void sweep_pairs_done(struct sweep_pairs *p)
{
	for (size_t i = 0; i < p->count; i++) {
		bytes_done(&p->list[i].rule);
		bytes_done(&p->list[i].site);
	}
	free(p->list);
	tdestroy(p->known, free);
}
