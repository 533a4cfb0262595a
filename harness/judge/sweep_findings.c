/* See sweep_findings.h. Findings at one place are one. */
#include "judge/sweep_findings.h"
#include "base/err.h"
#include "judge/sweep.h"
#include "judge/sweep_oracle.h"
#include "judge/sweep_runs.h"
#include <stdlib.h>
#include <string.h>

static struct sweep_line *line_of(struct sweep *s, const char *site, const struct survey_chance *chance)
{
	struct sweep_line *line;

	for (size_t i = 0; i < s->lines_count; i++) {
		line = &s->lines[i];
		if (line->call == chance->call && line->outcome == chance->outcome &&
		    !strcmp(bytes_text(&line->site), site))
			return line;
	}
	line = SWEEP_ADD(s->lines, s->lines_count);
	line->call = chance->call;
	line->outcome = chance->outcome;
	bytes_append_text(&line->site, site);
	return line;
}

static const char *outcome_text(const struct planned *run, struct bytes *to)
{
	const char *rule = bytes_text((struct bytes *)(uintptr_t)&run->rule);
	const char *begin = strchr(rule, ':') + 1,
		   *end = strstr(begin, run->is_at_offset ? ":offset=" : SWEEP_WHEN);

	bytes_clear(to);
	bytes_append(to, begin, (size_t)(end - begin));
	return bytes_text(to);
}

static struct sweep_finding *find(struct sweep *s, const char *site, const struct planned *run,
				  const char *outcome)
{
	for (size_t i = 0; i < s->findings_count; i++) {
		struct sweep_finding *f = &s->findings[i];

		if (f->call == run->chance.call && !strcmp(bytes_text(&f->site), site) &&
		    !strcmp(bytes_text(&f->outcome), outcome))
			return f;
	}
	return NULL;
}

/* `check --inject` shows what the case sees; what became of the program behind it a sweep alone looks at. */
static void append_rerun(struct bytes *to, const struct sweep_runs *r, struct planned *run)
{
	const bool shows = sweep_is_absorbed(&run->chance);
	struct suite_job job = r->swept[run->swept].job;
	struct suite_plan plan = *r->plan->suite;

	if (!shows)
		plan.rerun = r->plan->rerun;
	job.sweep = shows ? SWEEP_NO : SWEEP_BENT;
	job.rule = bytes_text(&run->rule);
	suite_append_rerun(to, r->suite, &plan, &job);
}

static void note_finding(struct sweep *s, const struct sweep_runs *r, struct planned *run,
			 const char *site, struct result *row)
{
	struct bytes outcome = { 0 };
	struct sweep_finding *f = find(s, site, run, outcome_text(run, &outcome));

	run->is_finding = true;
	if (!f) {
		f = SWEEP_ADD(s->findings, s->findings_count);
		f->run = (size_t)(run - r->list);
		f->call = run->chance.call;
		f->when = run->chance.when;
		f->name = r->swept[run->swept].name;
		f->family = r->swept[run->swept].family;
		f->verdict = row->verdict;
		row->verdict = (struct verdict){ 0 };
		bytes_append_text(&f->site, site);
		bytes_append_text(&f->outcome, bytes_text(&outcome));
		append_rerun(&f->rerun, r, run);
	}
	f->count++;
	bytes_done(&outcome);
}

/* True: the run shows what it was to show, and is a finding. */
static bool judge(const struct sweep_runs *r, const struct planned *run, struct result *row,
		  struct probe *got)
{
	const struct swept *swept = &r->swept[run->swept];

	return got->has_fired && sweep_judge(&run->chance, &swept->control, got, row);
}

void sweep_note(struct sweep *s, const struct sweep_runs *r, struct planned *run, struct result *row)
{
	struct probe got = { 0 };
	struct sck_err err = { 0 };
	const struct swept *swept = &r->swept[run->swept];
	const char *site;
	struct sweep_line *line;

	s->planned++;
	if (row->verdict.kind == VERDICT_BROKEN || probe_read(&got, &row->probe, &err)) {
		s->broken++;
		probe_done(&got);
		return;
	}
	site = got.site[0] ? got.site : probe_site(&swept->control, &run->chance);
	line = line_of(s, site, &run->chance);
	line->planned++;
	run->has_fired = got.has_fired;
	s->fired += got.has_fired;
	s->unreachable += !got.has_fired;
	line->met += got.has_fired;
	if (judge(r, run, row, &got)) {
		note_finding(s, r, run, site, row);
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
		bytes_done(&s->findings[i].outcome);
		bytes_done(&s->findings[i].rerun);
		verdict_done(&s->findings[i].verdict);
	}
	for (size_t i = 0; i < s->lines_count; i++)
		bytes_done(&s->lines[i].site);
	for (size_t i = 0; i < s->left_out_count; i++) {
		bytes_done(&s->left_out[i].calls);
		bytes_done(&s->left_out[i].why);
	}
	free(s->findings);
	free(s->lines);
	free(s->left_out);
	*s = (struct sweep){ 0 };
}
