/*
 * A file of steps: one a line, its value behind it as it is. Such a line becomes the words that it would be in the command line.
 */
#include "base/err.h"
#include "cli/file.h"
#include "cli/steps_table.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

struct steps_line {
	struct steps_line *next;
	const char *words[3];
	size_t count;
	char text[];
};

static char *cut_word(char *text)
{
	text += strcspn(text, BLANKS);
	if (!*text)
		return NULL;
	*text++ = '\0';
	text += strspn(text, BLANKS);
	return *text ? text : NULL;
}

static struct steps_line *keep_line(struct steps *steps, const char *text, size_t len)
{
	struct steps_line *line = calloc(1, sizeof(*line) + len + 1);
	const struct steps_row *row;
	char *at;

	if (!line)
		abort();
	line->next = steps->lines;
	steps->lines = line;
	memcpy(line->text, text, len);
	line->words[line->count++] = line->text;
	at = cut_word(line->text);
	row = steps_find_row(line->text);
	for (; at && line->count < 3; line->count++) {
		line->words[line->count] = at;
		at = row && row->value == STEPS_NUMBER_BYTES && line->count == 1 ? cut_word(at) : NULL;
	}
	return line;
}

static int take_line(struct steps *steps, const char *text, size_t len, struct sck_err *err)
{
	struct steps_line *line;
	int took;

	while (len && strchr(BLANKS, *text))
		text++, len--;
	while (len && strchr(BLANKS, text[len - 1]))
		len--;
	if (!len || *text == '#')
		return 0;
	line = keep_line(steps, text, len);
	took = steps_take_one(steps, line->words[0], NULL, line->words, line->count, err);
	if (took < 0)
		return took;
	if (!took)
		return err_set(err, -EINVAL,
			       "'%s' is no step (expected one that 'sockcheck list steps' prints)",
			       line->words[0]);
	if ((size_t)took < line->count)
		return err_set(err, -EINVAL, "%s: takes no value, '%s' was given", line->words[0],
			       line->words[took]);
	return 0;
}

int steps_file_take(struct steps *steps, const char *path, struct sck_err *err)
{
	struct sck_err why = { 0 };
	struct bytes file = { 0 };
	const char *text, *end;
	int code = file_read(&file, path, &why), number = 1;

	if (code)
		err_set(err, -EINVAL, "--steps: %s", why.text);
	for (text = bytes_text(&file); !code && *text; text = end + (*end == '\n'), number++) {
		end = strchrnul(text, '\n');
		code = take_line(steps, text, (size_t)(end - text), &why);
		if (code)
			err_set(err, -EINVAL, "--steps: '%s', line %d: %s", path, number, why.text);
	}
	bytes_done(&file);
	return code ? -EINVAL : 0;
}

void steps_file_done(struct steps *steps)
{
	for (struct steps_line *line = steps->lines, *next; line; line = next) {
		next = line->next;
		free(line);
	}
}
