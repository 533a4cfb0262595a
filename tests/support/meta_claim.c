/*
 * A comment in C's style is a line of its own, "/" and "*", lines that begin with " * ", and " *" and "/"; one of a script
 * is lines that begin with "# ", behind the line that names its interpreter.
 */
#include "meta_claim.h"

#include "base/bytes.h"
#include "base/text.h"
#include "facts/family.h"
#include "facts/verdict.h"
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_cause(const char *word)
{
	for (int i = CAUSE_NONE + 1; i <= CAUSE_ASSERT; i++)
		if (!strcmp(word, cause_name(i)))
			return true;
	return false;
}

static int add_glob(const char **globs, size_t *count, const char *glob, struct sck_err *err)
{
	if (*count == META_GLOBS)
		return err_set(err, -EINVAL, "more than %d globs", META_GLOBS);
	for (size_t i = 0; i < *count; i++)
		if (!strcmp(globs[i], glob))
			return err_set(err, -EINVAL, "'%s' is said twice", glob);
	globs[(*count)++] = glob;
	return 0;
}

static int set_once(const char **word, const char *key, const char *value, struct sck_err *err)
{
	if (*word)
		return err_set(err, -EINVAL, "a second %s", key);
	*word = value;
	return 0;
}

static int read_families(struct meta_claim *c, const char *words, struct sck_err *err)
{
	const char *word;
	size_t len;

	if (c->families)
		return err_set(err, -EINVAL, "a second Families");
	while ((word = text_word(&words, &len))) {
		char name[32];
		unsigned mask;

		snprintf(name, sizeof(name), "%.*s", (int)len, word);
		mask = family_mask(name);
		if (!mask)
			return err_set(err, -EINVAL, "'%s' is no family", name);
		c->families |= mask;
	}
	return 0;
}

/* One line without what makes it a comment. */
static int read_line(struct meta_claim *c, char *line, struct sck_err *err)
{
	char *value = strstr(line, ": ");

	if (!value || !value[2] || value[2] == ' ' || line[strlen(line) - 1] == ' ')
		return err_set(err, -EINVAL, "'%s' is no \"Key: value\"", line);
	*value = '\0';
	value += 2;
	if (!strcmp(line, "Breaks"))
		return add_glob(c->breaks, &c->breaks_count, value, err);
	if (!strcmp(line, "May break"))
		return add_glob(c->may_break, &c->may_break_count, value, err);
	if (!strcmp(line, "Bug"))
		return set_once(&c->bug, line, value, err);
	if (!strcmp(line, "Families"))
		return read_families(c, value, err);
	if (strcmp(line, "Cause") != 0)
		return err_set(err, -EINVAL, "'%s' is no key (expected Breaks, May break, Cause, Bug or Families)",
			       line);
	return is_cause(value) ? set_once(&c->cause, line, value, err)
			       : err_set(err, -EINVAL, "'%s' is no cause", value);
}

static int ask_for_all(const struct meta_claim *c, struct sck_err *err)
{
	const char *missing = !c->breaks_count ? "Breaks"
			      : !c->cause      ? "Cause"
			      : !c->bug        ? "Bug"
					       : NULL;

	return missing ? err_set(err, -EINVAL, "no line says \"%s: ...\"", missing) : 0;
}

/* The next line of *REST, ended by a NUL in its place; NULL at the end. */
static char *next_line(char **rest)
{
	return **rest ? strsep(rest, "\n") : NULL;
}

int meta_claim_parse(struct meta_claim *ret, const char *source, struct sck_err *err)
{
	char *rest, *line;
	bool is_block;
	int rc = 0;

	*ret = (struct meta_claim){ .text = strdup(source) };
	rest = ret->text;
	if (!rest)
		abort();
	if (text_starts(rest, "#!"))
		strsep(&rest, "\n");
	is_block = rest && text_starts(rest, "/*\n");
	if (is_block)
		next_line(&rest);
	while (!rc && rest && (line = next_line(&rest))) {
		if (is_block ? !strcmp(line, " */") : line[0] != '#')
			return ask_for_all(ret, err);
		if (!text_starts(line, is_block ? " * " : "# "))
			return err_set(err, -EINVAL, "'%s' is no line of the first comment", line);
		rc = read_line(ret, line + (is_block ? 3 : 2), err);
	}
	return rc ? rc : err_set(err, -EINVAL, "the first comment does not end");
}

int meta_claim_read(struct meta_claim *ret, const char *path, struct sck_err *err)
{
	struct bytes text = { 0 };
	FILE *file = fopen(path, "re");
	size_t got;
	int rc;

	*ret = (struct meta_claim){ 0 };
	if (!file)
		return err_errno(err, -errno, "'%s'", path);
	do {
		got = fread(bytes_grow(&text, 4096), 1, 4096, file);
		text.len += got;
	} while (got);
	fclose(file);
	rc = meta_claim_parse(ret, bytes_text(&text), err);
	bytes_done(&text);
	return rc;
}

void meta_claim_done(struct meta_claim *c)
{
	free(c->text);
	*c = (struct meta_claim){ 0 };
}
