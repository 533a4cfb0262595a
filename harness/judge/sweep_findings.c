/* See sweep_findings.h. Findings at one place are one. */
#include "judge/sweep_findings.h"
#include "base/err.h"
#include "judge/sweep.h"
#include "judge/sweep_oracle.h"
#include "judge/sweep_order.h"
#include "judge/sweep_pairs.h"
#include <stdlib.h>
#include <string.h>

#define AFTER " after " /* the first of two outcomes */

static const char *outcome_text(struct planned *run, struct bytes *to)
{
	const char *rule = bytes_text(&run->rule), *second = strstr(rule, SWEEP_AND);
	const char *begin = strchr(second ? second : rule, ':') + 1,
		   *end = strstr(begin, run->is_at_offset ? ":offset=" : SWEEP_WHEN);

	bytes_clear(to);
	if (run->chance.lasts && run->chance.outcome->value == VALUE_COUNT)
		end = begin + strlen(run->chance.outcome->word); /* how much is as long as the stream is */
	bytes_append(to, begin, (size_t)(end - begin));
	bytes_append_text(to, sweep_runs_whom(&run->chance));
	bytes_append_text(to, run->chance.lasts ? SWEEP_ON : "");
	if (run->first.call) {
		bytes_append_text(to, AFTER);
		survey_append_rule(to, run->first.call->name, run->first.outcome);
		bytes_append_text(to, run->first.lasts ? SWEEP_ON : "");
	}
	return bytes_text(to);
}

/* As far as the first of two outcomes, which may be any. */
static size_t len_of_last(const char *outcome)
{
	const char *after = strstr(outcome, AFTER);

	return after ? (size_t)(after - outcome) + strlen(AFTER) : strlen(outcome) + 1;
}

static struct sweep_finding *find(struct sweep *s, const char *site, const struct planned *run,
				  const char *outcome)
{
	for (size_t i = 0; i < s->findings_count; i++) {
		struct sweep_finding *f = &s->findings[i];

		if (f->call == run->chance.call && !strcmp(bytes_text(&f->site), site) &&
		    !strncmp(bytes_text(&f->outcome), outcome, len_of_last(outcome)))
			return f;
	}
	return NULL;
}

/* `check --inject` shows what the case sees; what became of the program behind it a sweep alone looks at. */
static void append_rerun(struct bytes *to, const struct sweep_runs *r, struct planned *run)
{
	const bool shows = sweep_is_absorbed(&run->chance) && (!run->first.call || run->first_passes);
	struct suite_job job = r->swept[run->swept].job;
	struct suite_plan plan = *r->plan->suite;

	if (!shows)
		plan.rerun = r->plan->rerun;
	job.sweep = shows ? SWEEP_NO : SWEEP_BENT;
	job.rule = bytes_text(&run->rule);
	suite_append_rerun(to, r->suite, &plan, &job);
}

static struct sweep_finding *add_finding(struct sweep *s, const struct planned *run,
					 const char *site, const char *outcome)
{
	struct sweep_finding *f = SWEEP_ADD(s->findings, s->findings_count);

	f->call = run->chance.call;
	bytes_append_text(&f->site, site);
	bytes_append_text(&f->outcome, outcome);
	return f;
}

void sweep_show(struct sweep_finding *f, const struct sweep_runs *r, struct planned *run, struct result *row)
{
	f->run = (size_t)(run - r->list);
	f->when = run->chance.when;
	f->name = r->swept[run->swept].name;
	f->family = r->swept[run->swept].family;
	verdict_done(&f->verdict);
	f->verdict = row->verdict;
	row->verdict = (struct verdict){ 0 };
	bytes_clear(&f->rerun);
	append_rerun(&f->rerun, r, run);
}

static void note_finding(struct sweep *s, const struct sweep_runs *r, struct planned *run,
			 const char *site, struct result *row)
{
	struct bytes outcome = { 0 };
	struct sweep_finding *f = find(s, site, run, outcome_text(run, &outcome));

	if (!f)
		f = add_finding(s, run, site, bytes_text(&outcome));
	run->is_finding = true;
	run->finding = (size_t)(f - s->findings);
	if (!f->count++ || sweep_order_is_smaller(r, run, &r->list[f->run]))
		sweep_show(f, r, run, row);
	bytes_done(&outcome);
}

/* True: the run shows what it was to show, and is a finding. */
static bool judge(const struct sweep_runs *r, const struct planned *run, struct result *row,
		  struct probe *got)
{
	const struct swept *swept = &r->swept[run->swept];

	if (!got->has_fired)
		return false;
	if (run->first_passes)
		return sweep_judge(&run->chance, &run->behind_first, got, row);
	/* of two outcomes either may be the reason why the program may do as it did */
	return (!run->first.call || sweep_judge(&run->first, &swept->control, got, row)) &&
	       sweep_judge(&run->chance, &swept->control, got, row);
}

void sweep_note(struct sweep *s, const struct sweep_runs *r, struct planned *run, struct result *row)
{
	struct probe got = { 0 };
	struct sck_err err = { 0 };
	const struct swept *swept = &r->swept[run->swept];
	const char *site;
	struct outcome_line *line;

	s->planned++;
	if (row->verdict.kind == VERDICT_BROKEN || probe_read(&got, &row->probe, &err)) {
		s->broken++;
		probe_done(&got);
		return;
	}
	site = got.site[0]       ? got.site
	       : run->first.call ? bytes_text(&run->site)
				 : probe_site(&swept->control, &run->chance);
	line = outcome_lines_at(&s->lines, site, run->chance.call, run->chance.outcome);
	line->planned++;
	run->has_fired = got.has_fired;
	s->fired += got.has_fired;
	s->unreachable += !got.has_fired;
	line->met += got.has_fired;
	if (judge(r, run, row, &got)) {
		note_finding(s, r, run, got.fault[0] ? got.fault : site, row);
	} else if (got.has_fired) {
		s->absorbed++;
		line->survived++;
	}
	probe_done(&got);
}

bool sweep_shows_again(const struct sweep_runs *r, const struct planned *run, struct result *row)
{
	struct probe got = { 0 };
	struct sck_err err = { 0 };
	const bool is_there = row->verdict.kind != VERDICT_BROKEN &&
			      !probe_read(&got, &row->probe, &err) && judge(r, run, row, &got);

	probe_done(&got);
	return is_there;
}

void sweep_done(struct sweep *s)
{
	for (size_t i = 0; i < s->findings_count; i++) {
		bytes_done(&s->findings[i].site);
		bytes_done(&s->findings[i].source);
		bytes_done(&s->findings[i].outcome);
		bytes_done(&s->findings[i].rerun);
		verdict_done(&s->findings[i].verdict);
	}
	outcome_lines_done(&s->lines);
	for (size_t i = 0; i < s->left_out_count; i++) {
		bytes_done(&s->left_out[i].calls);
		bytes_done(&s->left_out[i].why);
	}
	free(s->findings);
	free(s->left_out);
	*s = (struct sweep){ 0 };
}
