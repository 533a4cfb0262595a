/*
 * `sockcheck compare`: what another grading says otherwise: students that came or went, points, verdicts of cases.
 */
#include "cli/command.h"
#include "cli/grades.h"
#include "cli/file.h"
#include "cli/usage.h"
#include "judge/jsonfile.h"
#include <string.h>
#include <unistd.h>

static const struct usage usage = {
	.name = "sockcheck compare",
	.synopsis = "OLD NEW",
	.about = "Says what differs between two gradings, each a folder that 'sockcheck grade' has "
		 "left.\n"
		 "Exit status 0: nothing; 1: something.",
	.want = { .words = { "OLD", "NEW" } },
};

static int read_results(const char *folder, const char *student, struct jsonfile *ret, struct sck_err *err)
{
	struct bytes path = { 0 }, text = { 0 };
	int code;

	*ret = (struct jsonfile){ 0 };
	bytes_printf(&path, "%s/%s/results.json", folder, student);
	code = file_read(&text, bytes_text(&path), err);
	if (code == 0)
		code = jsonfile_read(bytes_text(&text), text.len, ret, err);
	bytes_done(&path);
	bytes_done(&text);
	return code;
}

static const struct result *find_row(const struct results *r, const struct result *like)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->rows[i].name, like->name) && !strcmp(r->rows[i].family, like->family))
			return &r->rows[i];
	return NULL;
}

static void compare_cases(struct bytes *to, const struct results *old, const struct results *new)
{
	for (size_t i = 0; i < new->count; i++) {
		const struct result *now = &new->rows[i], *before = find_row(old, now);

		if (before && before->verdict.kind == now->verdict.kind)
			continue;
		bytes_printf(to, "  %s (%s): %s, before %s\n", now->name, now->family,
			     verdict_name(now->verdict.kind),
			     before ? verdict_name(before->verdict.kind) : "not there");
	}
	for (size_t i = 0; i < old->count; i++)
		if (!find_row(new, &old->rows[i]))
			bytes_printf(to, "  %s (%s): not there, before %s\n", old->rows[i].name,
				     old->rows[i].family, verdict_name(old->rows[i].verdict.kind));
}

static void compare_student(struct bytes *to, const char *student, const struct results *old,
			    const struct results *new)
{
	struct bytes cases = { 0 };

	compare_cases(&cases, old, new);
	if (cases.len || results_points(old) != results_points(new) ||
	    results_max_points(old) != results_max_points(new)) {
		bytes_printf(to, "%s: %g of %g points, before %g of %g\n", student, results_points(new),
			     results_max_points(new), results_points(old), results_max_points(old));
		bytes_append(to, cases.data, cases.len);
	}
	bytes_done(&cases);
}

/* The lists are in one order. */
static int compare(const char *const *folders, const struct submissions *lists, struct bytes *to,
		   struct sck_err *err)
{
	size_t at[2] = { 0, 0 };
	int code = 0;

	while (code == 0 && (at[0] < lists[0].count || at[1] < lists[1].count)) {
		const char *old = at[0] < lists[0].count ? lists[0].list[at[0]].student : NULL;
		const char *new = at[1] < lists[1].count ? lists[1].list[at[1]].student : NULL;
		int order = !old ? 1 : !new ? -1 : strcmp(old, new);
		struct jsonfile files[2] = { 0 };

		if (order) {
			bytes_printf(to, "%s: only in '%s'\n", order < 0 ? old : new,
				     folders[order < 0 ? 0 : 1]);
		} else {
			code = read_results(folders[0], old, &files[0], err);
			if (code == 0)
				code = read_results(folders[1], new, &files[1], err);
			if (code == 0)
				compare_student(to, old, &files[0].results, &files[1].results);
		}
		at[0] += order <= 0;
		at[1] += order >= 0;
		jsonfile_done(&files[0]);
		jsonfile_done(&files[1]);
	}
	return code;
}

int cmd_compare(int argc, char **argv)
{
	struct submissions lists[2] = { 0 };
	struct bytes text = { 0 };
	struct options options;
	struct sck_err err = { 0 };
	int status = usage_parse(&usage, argc, argv, &options);

	if (status >= 0)
		return status;
	if (grades_students(options.words[0], &lists[0], &err) ||
	    grades_students(options.words[1], &lists[1], &err) ||
	    compare(options.words, lists, &text, &err)) {
		status = usage_error(usage.name, STATUS_USAGE, &err);
	} else {
		status = usage_write(usage.name, STDOUT_FILENO, &text);
		status = status ? status : text.len ? STATUS_FAIL : STATUS_PASS;
	}
	submissions_done(&lists[0]);
	submissions_done(&lists[1]);
	bytes_done(&text);
	return status;
}
