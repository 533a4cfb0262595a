/*
 * The table of report formats. A format that stands here is taken by --format, listed by errors, and found by the tests.
 */
#include "report/report.h"
#include <string.h>

const struct report report_table[] = {
	{ .name = "text", .file = "report.txt", .write = report_text },
	{ .name = "tap", .file = "results.tap", .write = report_tap },
	{ .name = "tap13", .file = "results.tap13", .write = report_tap13 },
	{ .name = "junit", .file = "junit.xml", .write = report_junit },
	{ .name = "json", .file = "results.json", .write = report_json, .is_told_all = true },
	{ .name = "html", .file = "report.html", .write = report_html, .shows_ladder = true, .is_page = true },
	{ .name = "jsonl", .write = report_json_line, .streams = true, .is_told_all = true },
	{ .name = "gradescope", .file = "gradescope.json", .write = report_gradescope, .is_told_all = true },
	{ .name = "check50", .file = "check50.json", .write = report_check50 },
	{ .name = "prairielearn", .file = "prairielearn.json", .write = report_prairielearn },
	{ .name = "classroom", .file = "classroom.json", .write = report_classroom },
	{ .name = "autolab", .file = "autolab.json", .write = report_autolab },
	{ .name = "annotations", .file = "annotations.txt", .write = report_annotations },
	{ .name = "summary", .file = "summary.md", .write = report_summary },
};
const size_t report_table_count = sizeof(report_table) / sizeof(report_table[0]);

void report_append_names(struct bytes *to, bool files_alone)
{
	const char *between = "";

	for (size_t i = 0; i < report_table_count; i++) {
		if (files_alone && !report_table[i].file)
			continue;
		bytes_printf(to, "%s%s", between, report_table[i].name);
		between = ", ";
	}
}

const struct report *report_find(const char *name)
{
	for (size_t i = 0; i < report_table_count; i++)
		if (!strcmp(report_table[i].name, name))
			return &report_table[i];
	return NULL;
}
