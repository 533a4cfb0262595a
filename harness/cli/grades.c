/*
 * See grades.h. Which file is written when is what makes --resume right: a student's results last.
 */
#include "cli/grades.h"
#include "cli/coverage.h"
#include "cli/file.h"
#include "cli/grade_files.h"
#include "cli/policy_file.h"
#include "judge/jsonfile.h"
#include "judge/marks.h"
#include "report/gradebook.h"
#include "report/html_class.h"
#include "report/plain.h"
#include "report/redact.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char cases_name[] = "cases.jsonl";

static int check_columns(const char *columns, struct sck_err *err)
{
	struct bytes unused = { 0 };
	struct sck_err why = { 0 };
	int code = gradebook_csv(&unused, &(struct gradebook){ .assignment = "" }, columns, &why);

	bytes_done(&unused);
	return code ? err_set(err, code, "--columns: %s", why.text) : 0;
}

static void done_row(struct grades_row *row)
{
	results_done(&row->results);
	bytes_done(&row->unlike);
}

void grades_done(struct grades *c)
{
	for (size_t i = 0; c->rows && i < c->submissions->count; i++)
		done_row(&c->rows[i]);
	free(c->rows);
	for (size_t i = 0; i < c->words_count; i++)
		free(c->words[i]);
	free(c->words);
	bytes_done(&c->policy_text);
}

/* The same word is kept once: a class has few cases, and many students. */
static const char *keep_word(struct grades *c, const char *word)
{
	for (size_t i = 0; word && i < c->words_count; i++)
		if (!strcmp(c->words[i], word))
			return c->words[i];
	if (!word)
		return NULL;
	c->words = reallocarray(c->words, c->words_count + 1, sizeof(*c->words));
	if (!c->words || !(c->words[c->words_count] = strdup(word)))
		abort();
	return c->words[c->words_count++];
}

/* ---- Files ---- */

static const char *student_of(const struct grades *c, size_t index)
{
	return c->submissions->list[index].student;
}

/* What it is marked by stays in the folder, for whoever goes on there (policy_file.h). */
int grades_open(struct grades *c, struct sck_err *err)
{
	int code = check_columns(c->columns, err);

	if (code)
		return code;
	c->rows = calloc(c->submissions->count + 1, sizeof(*c->rows));
	if (!c->rows)
		abort();
	code = grade_files_make_folder(c->folder, err);
	if (code == 0 && c->policy_text.len)
		code = grade_files_write(c->folder, NULL, policy_file_name, &c->policy_text, err);
	return code;
}

/* ---- One student ---- */

static bool is_hidden(const struct results *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->rows[i].name, name))
			return r->rows[i].visibility != VISIBILITY_VISIBLE;
	return false;
}

static void keep_unlike(struct grades_row *row, const struct results *r)
{
	bytes_clear(&row->unlike);
	for (const char *const *name = r->unlike; name && *name; name++) {
		bytes_append_text(&row->unlike, row->unlike.len ? ", " : "");
		plain_word(&row->unlike, is_hidden(r, *name) ? "a hidden case" : *name);
	}
}

/* What the class needs of it. */
static void keep(struct grades *c, size_t index, const struct results *r)
{
	struct grades_row *row = &c->rows[index];

	results_done(&row->results);
	row->results =
		(struct results){ .suite = keep_word(c, r->suite), .seconds = r->seconds, .count = r->count };
	row->results.rows = calloc(r->count + 1, sizeof(*r->rows));
	if (!row->results.rows)
		abort();
	for (size_t i = 0; i < r->count; i++) {
		const struct result *from = &r->rows[i];
		struct result *to = &row->results.rows[i];

		*to = (struct result){ .name = keep_word(c, from->name),
				       .family = keep_word(c, from->family),
				       .dependency = keep_word(c, from->dependency),
				       .points = from->points,
				       .max_points = from->max_points,
				       .visibility = from->visibility,
				       .seconds = from->seconds };
		to->verdict.kind = from->verdict.kind;
		to->verdict.cause = from->verdict.cause;
		bytes_append(&to->verdict.message, from->verdict.message.data, from->verdict.message.len);
	}
	snprintf(row->digest, sizeof(row->digest), "%s", r->digest ? r->digest : "");
	snprintf(row->how, sizeof(row->how), "%s", r->how ? r->how : "");
	keep_unlike(row, r);
	row->results.coverage = r->coverage;
}

static int write_report(const struct grades *c, const char *student, const struct report *format,
			const struct results *r, struct sck_err *err)
{
	struct results all = *r; /* in the format's language */
	struct bytes text = { 0 };
	struct redacted shown;
	int code;

	all.lang = format->is_page ? r->lang : NULL;
	redact_make(&shown, &all, REDACT_SUM);
	format->write(&text, format->is_told_all ? &all : &shown.results);
	redact_done(&shown);
	code = grade_files_write(c->folder, student, format->file, &text, err);
	bytes_done(&text);
	return code;
}

/*
 * Those that were asked for, or that the student has in FROM; with a policy all of them, for it may hide what an older file tells. The results last, for
 * with them the student is through.
 */
static int write_reports(struct grades *c, size_t index, const struct results *r, const char *from,
			 struct sck_err *err)
{
	const char *student = student_of(c, index);
	struct bytes path = { 0 }, source = { 0 };
	int code;

	grade_files_path(&path, c->folder, NULL, student);
	code = grade_files_make_folder(bytes_text(&path), err);
	if (code == 0 && r->coverage.lines && strcmp(from, c->folder)) {
		grade_files_path(&source, from, NULL, student);
		code = coverage_copy(bytes_text(&source), bytes_text(&path), err);
	}
	for (size_t i = 0; (!c->formats || c->policy) && i < report_table_count && code == 0; i++)
		if (report_table[i].file && grade_files_has(from, student, report_table[i].file))
			code = write_report(c, student, &report_table[i], r, err);
	for (const struct report *const *format = c->formats; format && *format && code == 0; format++)
		code = write_report(c, student, *format, r, err);
	if (code == 0)
		code = write_report(c, student, report_find("json"), r, err);
	grade_files_path(&path, c->folder, student, cases_name);
	unlink(bytes_text(&path));
	bytes_done(&source);
	bytes_done(&path);
	return code;
}

static int take_coverage(struct grades *c, size_t index, int fd, struct results *r, struct sck_err *err)
{
	struct bytes path = { 0 };
	int code;

	grade_files_path(&path, c->folder, NULL, student_of(c, index));
	code = grade_files_make_folder(bytes_text(&path), err);
	if (code == 0)
		code = coverage_unpack(fd, bytes_text(&path), &r->coverage, err);
	bytes_done(&path);
	return code;
}

int grades_take(struct grades *c, size_t index, const struct graded *g, struct sck_err *err)
{
	struct results r = *g->results;
	int code = g->fd_coverage < 0 ? 0 : take_coverage(c, index, g->fd_coverage, &r, err);

	r.student = student_of(c, index);
	r.digest = g->digest;
	r.unlike = g->unlike;
	r.lang = c->lang;
	r.how = c->how;
	r.lacks = c->lacks;
	if (c->policy)
		marks_apply(&r, c->policy, c->cases);
	keep(c, index, &r);
	return code ? code : write_reports(c, index, &r, c->folder, err);
}

int grades_load(struct grades *c, size_t index, const char *folder, struct sck_err *err)
{
	struct bytes path = { 0 }, text = { 0 };
	struct jsonfile file = { 0 };
	int code;

	grade_files_path(&path, folder, student_of(c, index), "results.json");
	code = file_read(&text, bytes_text(&path), err);
	if (code == 0)
		code = jsonfile_read(bytes_text(&text), text.len, &file, err);
	file.results.lang = c->lang;
	if (code == 0 && c->policy)
		marks_apply(&file.results, c->policy, c->cases);
	if (code == 0)
		keep(c, index, &file.results);
	if (code == 0 && (c->policy || strcmp(folder, c->folder)))
		code = write_reports(c, index, &file.results, folder, err);
	jsonfile_done(&file);
	bytes_done(&path);
	bytes_done(&text);
	return code;
}

static char *copy_of(const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	if (!copy)
		abort();
	return copy;
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int grades_students(const char *folder, struct submissions *ret, struct sck_err *err)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_shown, alphasort);

	*ret = (struct submissions){ 0 };
	if (count < 0)
		return err_errno(err, -errno, "'%s'", folder);
	ret->list = calloc((size_t)count + 1, sizeof(*ret->list));
	if (!ret->list)
		abort();
	for (int i = 0; i < count; i++) {
		if (grade_files_has(folder, entries[i]->d_name, "results.json"))
			ret->list[ret->count++] =
				(struct submission){ .path = copy_of(folder),
						     .student = copy_of(entries[i]->d_name) };
		free(entries[i]);
	}
	free(entries);
	if (!ret->count && grade_files_has(folder, NULL, "results.json"))
		return 0; /* a shard of nobody */
	return ret->count
		       ? 0
		       : err_set(err, -ENOENT,
				 "'%s' has no student's results in it (expected what 'grade' left)",
				 folder);
}

int grades_add_case(struct grades *c, size_t index, const struct graded_case *one, struct sck_err *err)
{
	const struct bytes text = { .data = (uint8_t *)(uintptr_t)one->line, .len = one->len };
	const int begins = one->ended == 1 ? O_TRUNC : 0; /* what a run that was killed has left is no part of this one */
	struct bytes path = { 0 };
	int fd, code;

	grade_files_path(&path, c->folder, NULL, student_of(c, index));
	code = grade_files_make_folder(bytes_text(&path), err);
	grade_files_path(&path, c->folder, student_of(c, index), cases_name);
	fd = code ? -1 : open(bytes_text(&path), O_WRONLY | O_CREAT | O_APPEND | begins | O_CLOEXEC, 0666);
	if (code == 0 && (fd < 0 || (code = file_write(fd, &text))))
		code = err_errno(err, code ? code : -errno, "'%s'", bytes_text(&path));
	if (fd >= 0)
		close(fd);
	bytes_done(&path);
	return code;
}

/* ---- The class ---- */

static struct gradebook gradebook_of(const struct grades *c)
{
	struct gradebook_row *rows = calloc(c->submissions->count + 1, sizeof(*rows));
	size_t count = 0, left = 0;

	if (!rows)
		abort();
	for (size_t i = 0; i < c->submissions->count; i++) {
		left += !c->rows[i].results.count && !c->rows[i].is_left_out;
		if (c->rows[i].results.count)
			rows[count++] = (struct gradebook_row){ .student = student_of(c, i),
								.results = &c->rows[i].results };
	}
	return (struct gradebook){ .assignment = c->assignment, .rows = rows, .count = count, .left = left };
}

int grades_write(const struct grades *c, bool with_page, struct sck_err *err)
{
	struct gradebook book = gradebook_of(c);
	struct bytes text = { 0 };
	int code;

	gradebook_json(&text, &book);
	code = grade_files_write(c->folder, NULL, "results.json", &text, err);
	bytes_clear(&text);
	if (code == 0)
		code = gradebook_csv(&text, &book, c->columns, err);
	if (code == 0)
		code = grade_files_write(c->folder, NULL, "gradebook.csv", &text, err);
	bytes_clear(&text);
	if (code == 0 && with_page) {
		html_class(&text, &book, c->lang);
		code = grade_files_write(c->folder, NULL, "index.html", &text, err);
	}
	bytes_done(&text);
	free((void *)(uintptr_t)book.rows);
	return code;
}

void grades_append_table(const struct grades *c, struct bytes *to)
{
	struct gradebook book = gradebook_of(c);

	gradebook_text(to, &book);
	free((void *)(uintptr_t)book.rows);
}

enum verdict_kind grades_verdict(const struct grades *c)
{
	bool has[VERDICT_BROKEN + 1] = { false };

	for (size_t i = 0; i < c->submissions->count; i++)
		for (size_t j = 0; j < c->rows[i].results.count; j++)
			has[c->rows[i].results.rows[j].verdict.kind] = true;
	return has[VERDICT_BROKEN] ? VERDICT_BROKEN
	       : has[VERDICT_FAIL] ? VERDICT_FAIL
				   : VERDICT_PASS;
}
