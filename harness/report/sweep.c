/* The table of a sweep's reports. */
#include "report/sweep.h"
#include "report/outcomes.h"

static void sweep_outcomes(struct bytes *to, const struct sweep *s)
{
	outcomes_text(to, &s->lines);
}

static void sweep_lcov(struct bytes *to, const struct sweep *s)
{
	outcomes_tracefile(to, &s->lines, s->program);
}

const struct sweep_report sweep_report_table[] = {
	{ "text", sweep_text },
	{ "json", sweep_json },
	{ "annotations", sweep_annotations },
	{ "outcomes", sweep_outcomes },
	{ "lcov", sweep_lcov },
};
const size_t sweep_report_count = sizeof(sweep_report_table) / sizeof(sweep_report_table[0]);
