/* The table of a sweep's reports, and the words that they share. */
#include "report/sweep.h"
#include <string.h>

const struct sweep_report sweep_report_table[] = {
	{ "text", sweep_text },
	{ "json", sweep_json },
	{ "annotations", sweep_annotations },
	{ "outcomes", sweep_outcomes },
	{ "lcov", sweep_lcov },
};
const size_t sweep_report_count = sizeof(sweep_report_table) / sizeof(sweep_report_table[0]);

size_t sweep_place_len(const char *site)
{
	return strcspn(site, " ");
}
