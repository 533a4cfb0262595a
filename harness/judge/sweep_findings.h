/*
 * What the runs of a sweep show: which outcome each line of the program met and survived, and what it did not bear.
 */
#ifndef JUDGE_SWEEP_FINDINGS_H
#define JUDGE_SWEEP_FINDINGS_H

#include <stdbool.h>

struct planned;
struct result;
struct sweep;
struct sweep_finding;
struct sweep_runs;

/* RUN is one of R's, and ROW what came of it; of a finding ROW's verdict is taken. */
void sweep_note(struct sweep *s, const struct sweep_runs *r, struct planned *run, struct result *row);
/* RUN, one of R's, is what is shown of it; ROW's verdict is taken. */
void sweep_show(struct sweep_finding *f, const struct sweep_runs *r, struct planned *run,
		struct result *row);
/* Is it a finding this time too? */
bool sweep_shows_again(const struct sweep_runs *r, const struct planned *run, struct result *row);

#endif
