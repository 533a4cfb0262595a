/*
 * Which of the runs that show a finding is shown, and in which order findings are told.
 */
#ifndef JUDGE_SWEEP_ORDER_H
#define JUDGE_SWEEP_ORDER_H

#include <stdbool.h>
#include <stddef.h>

struct planned;
struct sweep;
struct sweep_runs;

/* Is A's case smaller than B's: fewer calls, then fewer bytes, then a family before the other's in their table? */
bool sweep_order_is_smaller(const struct sweep_runs *r, const struct planned *a, const struct planned *b);
/* Of the runs that show the FINDING the smallest that was not made again, and of two such the first; NULL: there is none. */
struct planned *sweep_order_next(const struct sweep_runs *r, size_t finding);
/* By place; there those that do the same beside each other, so that sweep_order_is_same() holds of neighbours. */
void sweep_order_findings(struct sweep *s);

struct sweep_finding;

/* One place, and one cause told in the same words but for numbers: most often one fault. */
bool sweep_order_is_same(const struct sweep_finding *a, const struct sweep_finding *b);

#endif
