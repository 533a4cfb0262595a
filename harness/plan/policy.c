/* See policy.h. */
#include "plan/policy.h"
#include "base/deadline.h"
#include "base/err.h"
#include "base/text.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MOST = 100000 };

/* Without the spaces before and behind it; cuts TEXT. */
static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len && strchr(" \t\r", text[len - 1]))
		text[--len] = '\0';
	return text;
}

static int take_points(struct policy_row *row, const char *value, struct sck_err *err)
{
	int64_t points = 0;

	/* a decimal is read the same whatever it counts */
	if (text_seconds(value, 0, POINTS_MOST * NS_PER_S, &points))
		return err_set(err, -EINVAL, "%u: points=%s is no number of points (expected 0 to %d)",
			       row->line, value, POINTS_MOST);
	row->says.points = (double)points / NS_PER_S;
	return 0;
}

static int take_word(struct policy_row *row, const char *word, struct sck_err *err)
{
	const int visibility = visibility_find(word);
	const bool is_share = !strcmp(word, "partial") || !strcmp(word, "all");
	const bool is_points = text_starts(word, "points=");
	bool *is_set = is_share    ? &row->sets_share
		       : is_points ? &row->sets_points
				   : &row->sets_visibility;

	if (!is_share && !is_points && visibility < 0)
		return err_set(err, -EINVAL, "%u: '%s' is not known (expected visible, hidden, after_due_date, after_published, points=N, partial or all)",
			       row->line, word);
	if (*is_set)
		return err_set(err, -EINVAL, "%u: '%s' says again what the row has said", row->line, word);
	*is_set = true;
	if (is_points)
		return take_points(row, word + strlen("points="), err);
	if (is_share)
		row->says.all_or_nothing = *word == 'a';
	else
		row->says.visibility = (enum visibility)visibility;
	return 0;
}

/* The last colon ends the glob: a case's name may have others. */
static int take_row(struct policy_row *row, char *line, struct sck_err *err)
{
	char *colon = strrchr(line, ':'), *rest, *word;
	int code = 0;

	if (!colon)
		return err_set(err, -EINVAL, "%u: it has no colon (expected GLOB: WORD, ...)", row->line);
	*colon = '\0';
	row->glob = trim(line);
	if (!*row->glob)
		return err_set(err, -EINVAL, "%u: no case is named (expected GLOB: WORD, ...)", row->line);
	for (word = strtok_r(colon + 1, " \t,", &rest); word && code == 0;
	     word = strtok_r(NULL, " \t,", &rest))
		code = take_word(row, word, err);
	if (code == 0 && !row->sets_visibility && !row->sets_points && !row->sets_share)
		return err_set(err, -EINVAL, "%u: nothing is said of '%s' (expected hidden, points=N, ...)",
			       row->line, row->glob);
	return code;
}

int policy_parse(struct policy *ret, const void *text, size_t len, struct sck_err *err)
{
	char *rest, *line;
	int code = 0;

	*ret = (struct policy){ 0 };
	bytes_append(&ret->text, text, len);
	bytes_append(&ret->cut, text, len);
	rest = (char *)(uintptr_t)bytes_text(&ret->cut);
	for (unsigned number = 1; code == 0 && (line = strsep(&rest, "\n")); number++) {
		line = trim(line);
		if (!*line || *line == '#')
			continue;
		ret->rows = reallocarray(ret->rows, ret->count + 1, sizeof(*ret->rows));
		if (!ret->rows)
			abort();
		ret->rows[ret->count] = (struct policy_row){ .line = number, .says.points = -1 };
		code = take_row(&ret->rows[ret->count++], line, err);
	}
	if (code == 0 && memchr(text, '\0', len))
		return err_set(err, -EINVAL, "1: it holds a NUL (expected text)");
	return code;
}

void policy_done(struct policy *p)
{
	free(p->rows);
	bytes_done(&p->text);
	bytes_done(&p->cut);
	*p = (struct policy){ 0 };
}

struct policy_case policy_of(const struct policy *p, const char *name)
{
	struct policy_case found = { .points = -1 };

	for (size_t i = 0; i < p->count; i++) {
		const struct policy_row *row = &p->rows[i];

		if (!text_matches(row->glob, name))
			continue;
		if (row->sets_visibility)
			found.visibility = row->says.visibility;
		if (row->sets_points)
			found.points = row->says.points;
		if (row->sets_share)
			found.all_or_nothing = row->says.all_or_nothing;
	}
	return found;
}
