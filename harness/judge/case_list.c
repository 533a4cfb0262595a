/*
 * See case_list.h. The suite is one of ours, so it is run as it is, outside any sandbox.
 */
#include "judge/case_list.h"
#include "base/text.h"
#include "facts/family.h"
#include "os/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OPTIONS_MOST = 64 };

const char case_list_builds[] = "builds";

static int read_whole(int fd, struct bytes *to)
{
	ssize_t got;

	while ((got = TEMP_FAILURE_RETRY(read(fd, bytes_grow(to, 65536), 65536))) > 0)
		to->len += (size_t)got;
	return got < 0 ? -errno : 0;
}

static int run_list(const char *path, const char *const *options, struct bytes *to, struct sck_err *err)
{
	const char *words[OPTIONS_MOST] = { path, "--list" };
	size_t count = 2;
	int ends[2], fds[SANDBOX_FDS] = { -1, -1, STDERR_FILENO }, fd_process, status = 0, code;
	pid_t pid;

	while (*options && count + 1 < OPTIONS_MOST)
		words[count++] = *options++;
	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, -errno, "pipe");
	fds[SANDBOX_OUTPUT] = ends[1];
	pid = sandbox_start_outside(fds, words, &fd_process, err);
	close(ends[1]);
	code = pid < 0 ? (int)pid : read_whole(ends[0], to);
	close(ends[0]);
	if (pid < 0)
		return code;
	close(fd_process);
	TEMP_FAILURE_RETRY(waitpid(pid, &status, 0));
	if (code)
		return err_errno(err, code, "'%s --list'", path);
	return status ? err_set(err, -EPROTO, "'%s --list' does not end with 0", path) : 0;
}

/* A line is NAME, POINTS, FAMILIES, ASKS, a tabulator between. */
static int take_line(struct case_list *l, char *line, struct sck_err *err)
{
	char *fields[4], *rest = line;
	size_t count = 0;

	while (count < 4 && (fields[count] = strsep(&rest, "\t")))
		count++;
	if (count < 4)
		return err_set(err, -EPROTO, "a line of --list has %zu fields (expected 4)", count);
	l->rows = reallocarray(l->rows, l->count + 1, sizeof(*l->rows));
	if (!l->rows)
		abort();
	l->rows[l->count++] = (struct case_list_row){
		.name = fields[0],
		.points = strtod(fields[1], NULL),
		.families = fields[2],
		.asks = *fields[3] ? fields[3] : NULL,
	};
	return 0;
}

int case_list_read(struct case_list *ret, const char *path, const char *const *options, struct sck_err *err)
{
	char *rest, *line;
	int code;

	*ret = (struct case_list){ 0 };
	code = run_list(path, options, &ret->text, err);
	if (code)
		return code;
	bytes_text(&ret->text);
	rest = (char *)ret->text.data;
	while (code == 0 && rest && (line = strsep(&rest, "\n")))
		if (*line)
			code = take_line(ret, line, err);
	if (code)
		return err_wrap(err, "while reading what '%s' has", path);
	return ret->count ? 0 : err_set(err, -ENOENT, "no case of it was chosen by --case and --family");
}

void case_list_done(struct case_list *l)
{
	free(l->rows);
	bytes_done(&l->text);
	*l = (struct case_list){ 0 };
}

const char *case_list_name(const struct case_list *l, const char *name)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->rows[i].name, name))
			return l->rows[i].name;
	return strcmp(name, case_list_builds) ? NULL : case_list_builds;
}

static struct result *add_row(struct results *r)
{
	r->rows = reallocarray(r->rows, r->count + 1, sizeof(*r->rows));
	if (!r->rows)
		abort();
	r->rows[r->count] = (struct result){ 0 };
	return &r->rows[r->count++];
}

/* Is FAMILY one of WORDS? */
static bool holds(const char *words, const char *family)
{
	const char *word;
	size_t len;

	while ((word = text_word(&words, &len)))
		if (strlen(family) == len && !memcmp(word, family, len))
			return true;
	return false;
}

static void add_case(struct results *to, const struct case_list_row *c, enum verdict_kind kind)
{
	size_t first = to->count;

	for (size_t i = 0; i < family_table_count; i++) {
		struct result *row;

		if (!holds(c->families, family_table[i].name))
			continue;
		row = add_row(to);
		row->name = c->name;
		row->asks = c->asks;
		row->family = family_table[i].name;
		row->dependency = kind == VERDICT_FAIL ? case_list_builds : NULL;
		row->verdict.kind = VERDICT_SKIP;
		bytes_printf(&row->verdict.message, "not run, as \"%s\" failed", case_list_builds);
	}
	for (size_t i = first; i < to->count && kind == VERDICT_FAIL; i++)
		to->rows[i].max_points = c->points / (double)(to->count - first);
}

void case_list_unbuilt(const struct case_list *l, enum verdict_kind kind, const char *why,
		       struct results *ret)
{
	struct result *row = add_row(ret);

	row->name = case_list_builds;
	row->family = "any";
	row->verdict.kind = kind;
	row->verdict.cause = kind == VERDICT_FAIL ? CAUSE_BUILD : CAUSE_NONE;
	bytes_append_text(&row->verdict.message, why);
	for (size_t i = 0; i < l->count; i++)
		add_case(ret, &l->rows[i], kind);
}
