/*
 * `sockcheck merge`: the shards of a grading, graded here or elsewhere, become one class. Each student's results are read, and all that is made of
 * them is made again; so what comes is what one run would have left.
 */
#include "cli/grades.h"
#include "cli/command.h"
#include "cli/file.h"
#include "cli/grade_files.h"
#include "cli/policy_file.h"
#include "cli/usage.h"
#include "judge/jsonfile.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct usage usage = {
	.name = "sockcheck merge",
	.synopsis = "FOLDER...",
	.about = "Puts the folders that 'sockcheck grade --shard I/N --output FOLDER' has left "
		 "together to one.",
	.want = { .options = OPTION_FOLDER | OPTION_COLUMNS | OPTION_LANG, .more_words_are = "FOLDER" },
};

static int by_student(const void *a, const void *b)
{
	return strcmp(((const struct submission *)a)->student, ((const struct submission *)b)->student);
}

/* The parts were marked alike: the first policy that one of them has. */
static int read_policy(struct bytes *to, const char *const *folders, size_t count, struct sck_err *err)
{
	int code = 0;

	for (size_t i = 0; i < count && code == 0 && !to->len; i++) {
		struct bytes path = { 0 };

		bytes_printf(&path, "%s/%s", folders[i], policy_file_name);
		if (!access(bytes_text(&path), F_OK))
			code = file_read(to, bytes_text(&path), err);
		bytes_done(&path);
	}
	return code;
}

/* Whoever was not graded yet would be missing without a word. */
static int check_whole(const char *folder, struct sck_err *err)
{
	struct bytes path = { 0 }, text = { 0 };
	size_t left = 0;
	int code;

	grade_files_path(&path, folder, NULL, "results.json");
	code = file_read(&text, bytes_text(&path), err);
	if (code == 0)
		code = jsonfile_left(bytes_text(&text), text.len, &left, err);
	if (code)
		err_wrap(err, "while reading '%s'", bytes_text(&path));
	else if (left)
		code = err_set(err, -EBUSY, "'%s' is not through: %zu of its students are left (--resume goes on)",
			       folder, left);
	bytes_done(&path);
	bytes_done(&text);
	return code;
}

static int gather(struct submissions *all, const char *const *folders, size_t count, struct sck_err *err)
{
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i++) {
		struct submissions part;

		code = grades_students(folders[i], &part, err);
		if (code == 0)
			code = check_whole(folders[i], err);
		all->list = reallocarray(all->list, all->count + part.count + 1, sizeof(*all->list));
		if (!all->list)
			abort();
		for (size_t j = 0; j < part.count; j++)
			all->list[all->count++] = part.list[j];
		free(part.list);
	}
	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list), by_student);
	for (size_t i = 1; i < all->count && code == 0; i++)
		if (!strcmp(all->list[i].student, all->list[i - 1].student))
			code = err_set(err, -EEXIST, "'%s' is in '%s' and in '%s'",
				       all->list[i].student, all->list[i - 1].path, all->list[i].path);
	return code;
}

static int merge(struct grades *c, struct sck_err *err)
{
	int code = grades_open(c, err);

	for (size_t i = 0; i < c->submissions->count && code == 0; i++) {
		code = grades_load(c, i, c->submissions->list[i].path, err);
		if (code == 0 && c->assignment && strcmp(c->assignment, c->rows[i].results.suite))
			code = err_set(err, -EINVAL, "'%s' was judged by %s, others by %s",
				       c->submissions->list[i].student, c->rows[i].results.suite,
				       c->assignment);
		if (code == 0)
			c->assignment = c->rows[i].results.suite;
	}
	return code ? code : grades_write(c, true, err);
}

int cmd_merge(int argc, char **argv)
{
	struct usage own = usage;
	struct submissions all = { 0 };
	struct grades c = { .submissions = &all };
	struct bytes text = { 0 };
	struct options options;
	struct sck_err err = { 0 };
	int status;

	own.want.more_words = calloc((size_t)argc + 1, sizeof(*own.want.more_words));
	if (!own.want.more_words)
		abort();
	status = usage_parse(&own, argc, argv, &options);
	if (status < 0) {
		c.folder = options.grading.folder ? options.grading.folder : "grades";
		c.columns = options.grading.columns;
		c.lang = options.suite.lang;
		if (gather(&all, own.want.more_words, options.more_words_count, &err) ||
		    read_policy(&c.policy_text, own.want.more_words, options.more_words_count, &err) ||
		    merge(&c, &err))
			status = usage_error(usage.name, STATUS_USAGE, &err);
	}
	if (status < 0) {
		grades_append_table(&c, &text);
		status = usage_write(usage.name, STDOUT_FILENO, &text);
		status = status ? status : usage_status(grades_verdict(&c));
	}
	bytes_done(&text);
	grades_done(&c);
	submissions_done(&all);
	free(own.want.more_words);
	return status;
}
