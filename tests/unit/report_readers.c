/*
 * Every report is read by a reader that others wrote, with hostile bytes in all that a program has a hand in. The schemas stand
 * in tests/golden, beside the script that asks the readers; a reader that is not installed leaves its test out.
 */
#include "base/err.h"
#include "report/gradebook.h"
#include "report/report.h"
#include "unit/sample_results.h"
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { NO_READER = 77, NO_COMMAND = 127 };

static char file[] = "/tmp/sockcheck-report.XXXXXX";

static void write_file(const struct bytes *text)
{
	FILE *to = fopen(file, "we");

	assert_non_null(to);
	assert_int_equal(fwrite(text->data, 1, text->len, to), text->len);
	assert_int_equal(fclose(to), 0);
}

static void write_report(report_function *write)
{
	struct bytes text = { 0 };
	struct results r;

	sample_fill(&r);
	write(&text, &r);
	write_file(&text);
	bytes_done(&text);
	results_done(&r);
}

/* Runs a line of shell in which $file is the report, $golden the folder of the schemas, read the script. */
static void ask(const char *line)
{
	struct bytes shell = { 0 };
	int status;

	bytes_printf(&shell,
		     "golden=tests/golden; file=%s; "
		     "read_report() { python3 $golden/read_report.py \"$@\"; }; %s",
		     file, line);
	status = system(bytes_text(&shell)); /* NOLINT(concurrency-mt-unsafe) */
	bytes_done(&shell);
	if (WIFEXITED(status) && (WEXITSTATUS(status) == NO_READER || WEXITSTATUS(status) == NO_COMMAND)) {
		print_message("no reader is installed for: %s\n", line);
		skip();
	}
	assert_int_equal(status, 0);
}

static void gradescope_is_valid_by_what_is_documented(void **state)
{
	(void)state;
	write_report(report_gradescope);
	ask("read_report schema $file $golden/gradescope.schema.json");
}

static void json_is_valid_by_our_own_schema(void **state)
{
	(void)state;
	write_report(report_json);
	ask("read_report published docs/schema/report.schema.json $file");
}

static void check50_is_valid_by_what_is_documented(void **state)
{
	(void)state;
	write_report(report_check50);
	ask("read_report schema $file $golden/check50.schema.json");
}

static void prairielearn_is_valid_by_what_is_documented(void **state)
{
	(void)state;
	write_report(report_prairielearn);
	ask("read_report schema $file $golden/prairielearn.schema.json");
}

static void classroom_is_valid_by_what_its_reporter_reads(void **state)
{
	(void)state;
	write_report(report_classroom);
	ask("read_report schema $file $golden/classroom.schema.json");
}

static void autolab_is_valid_by_what_is_documented(void **state)
{
	(void)state;
	write_report(report_autolab);
	ask("read_report schema $file $golden/autolab.schema.json");
}

static void junit_is_valid_by_the_schema(void **state)
{
	(void)state;
	write_report(report_junit);
	ask("xmllint --noout --schema $golden/junit.xsd $file");
}

static void junit_is_read_by_junitparser(void **state)
{
	(void)state;
	write_report(report_junit);
	ask("read_report junit $file");
}

static void annotations_are_taken_for_three_commands(void **state)
{
	(void)state;
	write_report(report_annotations);
	ask("read_report commands $file");
}

static void summary_is_rendered_without_markup_of_others(void **state)
{
	(void)state;
	write_report(report_summary);
	ask("command -v cmark-gfm >/dev/null || exit 77; "
	    "cmark-gfm --unsafe -e table -e autolink -e strikethrough $file >$file.html && "
	    "read_report html $file.html; "
	    "status=$?; rm -f $file.html; exit $status");
}

static void gradebook_is_read_as_csv(void **state)
{
	static const char *const students[] = { "=1+1", "a \"quoted\",\nname", "@SUM(A1);=2",
						"M\xc3\xbcll\xff" };
	struct gradebook_row rows[4] = { 0 };
	struct gradebook book = { "echo", rows, 4, 0 };
	struct sck_err err = { 0 };
	struct bytes text = { 0 };
	struct results r;

	(void)state;
	sample_fill(&r);
	for (size_t i = 0; i < 4; i++)
		rows[i] = (struct gradebook_row){ .student = students[i], .results = i ? &r : NULL };
	assert_int_equal(gradebook_csv(&text, &book, "student,points,first_failure,cases", &err), 0);
	write_file(&text);
	bytes_done(&text);
	results_done(&r);
	ask("read_report csv $file");
}

/* The schemas stand in the sources: in the folder in which tests/run starts its tests, or above this program's own. */
static int find_sources(void **state)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int fd = mkstemp(file);

	(void)state;
	if (len < 0 || fd < 0)
		return -1;
	close(fd);
	self[len] = '\0';
	while (access("tests/golden/read_report.py", R_OK))
		if (!strcmp(dirname(self), "/") || chdir(self))
			return -1;
	return 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gradescope_is_valid_by_what_is_documented),
		cmocka_unit_test(json_is_valid_by_our_own_schema),
		cmocka_unit_test(check50_is_valid_by_what_is_documented),
		cmocka_unit_test(prairielearn_is_valid_by_what_is_documented),
		cmocka_unit_test(classroom_is_valid_by_what_its_reporter_reads),
		cmocka_unit_test(autolab_is_valid_by_what_is_documented),
		cmocka_unit_test(junit_is_valid_by_the_schema),
		cmocka_unit_test(junit_is_read_by_junitparser),
		cmocka_unit_test(annotations_are_taken_for_three_commands),
		cmocka_unit_test(summary_is_rendered_without_markup_of_others),
		cmocka_unit_test(gradebook_is_read_as_csv),
	};

	return cmocka_run_group_tests(tests, find_sources, remove_file);
}
