/*
 * judge/sweep_journal: what came of a run is found again under its case, family, rule and number, whatever a case is called.
 */
#include "judge/sweep_journal.h"
#include "facts/family.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static const char head[] = "sockcheck-sweep 1 test 0";
static const struct sck_case cases[] = { { .name = "plain" },
					 { .name = "two\nlines" },
					 { .name = "two" },
					 { .name = "a\ttab and \"quotes\"" } };
enum { CASES = sizeof(cases) / sizeof(cases[0]) };

/* The control, and a run of a rule whose place is as odd. */
static struct suite_job job_of(int n, bool is_bent)
{
	return (struct suite_job){ .c = &cases[n],
				   .family = family_row(SCK_IPV4),
				   .rule = is_bent ? "recv:short=1:site=a\nb.c:3" : NULL };
}

static void add(struct sweep_journal *j, int n, bool is_bent)
{
	const struct suite_job job = job_of(n, is_bent);
	struct result row = { .seconds = 10 * n + is_bent };

	sweep_journal_add(j, &job, 0, &row);
}

static void assert_found(const struct sweep_journal *j, int n, bool is_bent)
{
	const struct suite_job job = job_of(n, is_bent);
	struct result row = { 0 };

	assert_true(sweep_journal_find(j, &job, 0, &row));
	assert_true(row.seconds == 10 * n + is_bent);
	verdict_done(&row.verdict);
	bytes_done(&row.probe);
	assert_false(sweep_journal_find(j, &job, 1, &row));
}

static void read_back(struct bytes *to, int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(pread(fd, bytes_grow(to, (size_t)st.st_size), (size_t)st.st_size, 0), st.st_size);
	to->len += (size_t)st.st_size;
}

static void whatever_a_case_is_called_it_is_a_line(void **state)
{
	struct sweep_journal written = { .fd = memfd_create("journal", MFD_CLOEXEC) }, j = { .fd = -1 };
	struct bytes text = { 0 };
	struct sck_err err;
	size_t len;

	(void)state;
	assert_int_equal(dprintf(written.fd, "%s\n", head), sizeof(head));
	for (int n = 0; n < CASES; n++)
		for (int bent = 0; bent < 2; bent++)
			add(&written, n, bent);
	assert_int_equal(written.failed.code, 0);
	read_back(&text, written.fd);
	assert_int_equal(sweep_journal_read(&j, head, &text, &len, &err), 0);
	assert_int_equal(len, text.len);
	for (int n = 0; n < CASES; n++)
		for (int bent = 0; bent < 2; bent++)
			assert_found(&j, n, bent);
	sweep_journal_done(&j);
	bytes_done(&text);
	close(written.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(whatever_a_case_is_called_it_is_a_line) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
