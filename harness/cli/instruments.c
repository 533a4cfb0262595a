/*
 * See instruments.h. What is built in (gcov, a sanitizer) does not go with valgrind, which runs a program on a processor of its own.
 */
#include "cli/instruments.h"
#include "base/bytes.h"
#include "cli/present.h"
#include <errno.h>
#include <stddef.h>
#include <string.h>

struct row {
	const char *name, *help;
	size_t place; /* in struct instruments */
};

enum { ASAN, VALGRIND, COVERAGE, ROWS };

static const struct row rows[ROWS] = {
	[ASAN] = { "--asan", "the program has AddressSanitizer in it, whose reports fail a case (cc -fsanitize=address,undefined)",
		   offsetof(struct instruments, asan) },
	[VALGRIND] = { "--valgrind", "the program runs under valgrind, whose reports fail a case (slow)",
		       offsetof(struct instruments, valgrind) },
	[COVERAGE] = { "--coverage", "C programs are built with it: which of their lines were run (lcov)",
		       offsetof(struct instruments, coverage) },
};

static int take(struct instruments *i, const struct row *row, const char *value, struct sck_err *err)
{
	bool *is_on = (bool *)((char *)i + row->place);

	if (*is_on)
		return err_set(err, -EINVAL, "%s: given twice", row->name);
	if (value)
		return err_set(err, -EINVAL, "%s: takes no value, '%s' was given", row->name, value);
	*is_on = true;
	if (i->valgrind && (i->asan || i->coverage))
		return err_set(err, -EINVAL, "--valgrind: not with --asan or --coverage, which are built in");
	return 1;
}

static int take_one_of(struct instruments *i, size_t count, const char *name, const char *value,
		       struct sck_err *err)
{
	for (size_t k = 0; k < count; k++)
		if (!strcmp(rows[k].name, name))
			return take(i, &rows[k], value, err);
	return 0;
}

int instruments_take(void *arg, const char *name, const char *value, const char *const *words,
		     size_t count, struct sck_err *err)
{
	(void)words, (void)count;
	return take_one_of(arg, COVERAGE, name, value, err);
}

int instruments_take_all(void *arg, const char *name, const char *value, const char *const *words,
			 size_t count, struct sck_err *err)
{
	(void)words, (void)count;
	return take_one_of(arg, ROWS, name, value, err);
}

static void append_rows(struct bytes *to, size_t count)
{
	for (size_t i = 0; i < count; i++)
		bytes_printf(to, "  %-18s  %s\n", rows[i].name, rows[i].help);
}

void instruments_help(struct bytes *to)
{
	append_rows(to, COVERAGE);
}

void instruments_help_all(struct bytes *to)
{
	append_rows(to, ROWS);
}

int instruments_check(const struct instruments *i, struct sck_err *err)
{
	static const char *const of_coverage[] = { "lcov", "genhtml", "gcov" };
	struct sck_err unused;

	if (i->valgrind && present_check_program("valgrind", &unused))
		return err_set(err, -ENOENT,
			       "--valgrind: it is not on this machine (apt-get install valgrind)");
	for (size_t k = 0; i->coverage && k < sizeof(of_coverage) / sizeof(of_coverage[0]); k++)
		if (present_check_program(of_coverage[k], &unused))
			return err_set(err, -ENOENT, "--coverage: %s is not on this machine (apt-get install lcov gcc)",
				       of_coverage[k]);
	return 0;
}
