/*
 * See sweep_journal.h. A line is "FAMILY TIME RULE CASE", the last two quoted, a tab and the result as wire.h writes it, in which no tab stands; the control's rule is "-", and behind one
 * whose run was surveyed stands a "?". Of
 * two lines about the same run the first counts: shards have each made their controls.
 */
#include "judge/sweep_journal.h"
#include "facts/family.h"
#include "judge/wire.h"
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A line is kept as the text of its key and, behind that one's NUL, its result. */
static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* A case's name, and a rule's place, are anybody's words: quoted, they are on one line. */
static void append_key(struct bytes *to, const struct suite_job *job, int time)
{
	bytes_printf(to, "%s %d ", job->family->name, time);
	if (job->rule)
		bytes_quote(to, job->rule, strlen(job->rule), SIZE_MAX);
	bytes_printf(to, "%s ", job->surveys ? "?" : job->rule ? "" : "-");
	bytes_quote(to, job->c->name, strlen(job->c->name), SIZE_MAX);
}

static bool keep_line(struct sweep_journal *j, const char *line, size_t len)
{
	const char *tab = memrchr(line, '\t', len);
	char *copy = tab ? strndup(line, len) : NULL;
	void *place;

	if (!tab)
		return false;
	if (!copy || !(copy[tab - line] = '\0', place = tsearch(copy, &j->lines, compare)))
		abort();
	if (*(char **)place != copy)
		free(copy);
	return true;
}

static int fail(struct sck_err *err)
{
	return err_set(err, -EINVAL, "it is of another sweep, or of another version of the program, the suite or sockcheck");
}

int sweep_journal_read(struct sweep_journal *j, const char *head, const struct bytes *text,
		       size_t *ret_len, struct sck_err *err)
{
	const char *line = (const char *)text->data, *end;
	const size_t head_len = strlen(head);
	size_t left = text->len;

	*ret_len = 0;
	for (; left && (end = memchr(line, '\n', left)); line = end + 1) {
		const size_t len = (size_t)(end - line);
		const bool is_head = len == head_len && !memcmp(line, head, len);

		if ((!is_head && !*ret_len) || (!is_head && !keep_line(j, line, len)))
			return fail(err);
		left -= len + 1;
		*ret_len += len + 1;
	}
	if (!*ret_len && left && (left > head_len || memcmp(line, head, left) != 0))
		return fail(err); /* not even the beginning of one */
	return 0;
}

void sweep_journal_done(struct sweep_journal *j)
{
	tdestroy(j->lines, free);
	j->lines = NULL;
}

bool sweep_journal_find(const struct sweep_journal *j, const struct suite_job *job, int time,
			struct result *ret)
{
	struct bytes key = { 0 };
	struct sck_err unused;
	const char *const *found;
	const char *wire;
	bool is_whole = false;

	append_key(&key, job, time);
	found = tfind(bytes_text(&key), &j->lines, compare);
	if (found) {
		wire = *found + key.len + 1;
		is_whole = !wire_read(wire, strlen(wire), ret, &unused);
	}
	bytes_done(&key);
	return is_whole;
}

void sweep_journal_add(struct sweep_journal *j, const struct suite_job *job, int time,
		       const struct result *row)
{
	struct bytes line = { 0 };
	ssize_t written;

	if (j->fd < 0 || j->failed.code || row->verdict.kind == VERDICT_BROKEN)
		return;
	append_key(&line, job, time);
	bytes_append_text(&line, "\t");
	wire_write(&line, row);
	/* In one piece: a line that is cut is the last one. */
	written = TEMP_FAILURE_RETRY(write(j->fd, line.data, line.len));
	if (written != (ssize_t)line.len)
		err_errno(&j->failed, written < 0 ? -errno : -ENOSPC, "what came of a run");
	bytes_done(&line);
}
