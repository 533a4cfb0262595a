/*
 * The table of report formats. A format that stands here is taken by --format, listed by errors, and found by the tests.
 */
#include "report/report.h"
#include <string.h>

const struct report report_table[] = {
	{ "text", report_text },
	{ "tap", report_tap },
	{ "junit", report_junit },
	{ "json", report_json },
};
const size_t report_table_count = sizeof(report_table) / sizeof(report_table[0]);

const struct report *report_find(const char *name)
{
	for (size_t i = 0; i < report_table_count; i++)
		if (!strcmp(report_table[i].name, name))
			return &report_table[i];
	return NULL;
}
