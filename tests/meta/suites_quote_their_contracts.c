/*
 * Every suite tests its contract, the whole of it and nothing beyond: each case quotes what it stands for, the words stand in
 * assignment.md, each sentence under "What it must do" is quoted by some case, and the points add up to 20. A sentence about
 * addresses is what the families stand for. One cmocka test for each assignment.
 */
#include "support/meta_programs.h"

#include "base/bytes.h"
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CASES_MOST = 200, POINTS = 20 };

struct contract {
	struct bytes text;     /* the hand-out, each stretch of white space one blank */
	struct bytes promises; /* of it what stands under "What it must do", a sentence a line */
	struct bytes list;     /* what the suite prints of its cases */
	const char *asks[CASES_MOST];
	size_t count;
	double points;
};

static void read_all(struct bytes *to, FILE *from)
{
	char part[4096];
	size_t len;

	assert_non_null(from);
	while ((len = fread(part, 1, sizeof(part), from)))
		bytes_append(to, part, len);
}

/* An item of a list begins a sentence, as does what follows a full stop. */
static void append_promise(struct bytes *to, const char *line)
{
	bool is_item = !strncmp(line, "- ", 2);

	if (is_item)
		bytes_append_text(to, "\n");
	line += is_item ? 2 : strspn(line, " ");
	for (; *line && *line != '\n'; line++) {
		bool ends = *line == '.' && (line[1] == ' ' || line[1] == '\n');

		bytes_append(to, line, 1);
		if (ends)
			bytes_append_text(to, "\n");
		if (ends && line[1] == ' ')
			line++;
	}
	if (to->len && to->data[to->len - 1] != '\n')
		bytes_append_text(to, " ");
}

static void read_hand_out(struct contract *c, const char *folder)
{
	struct bytes file = { 0 };
	bool promises = false;
	char *path, *rest, *line;
	FILE *from;

	assert_true(asprintf(&path, "%sassignment.md", folder) > 0);
	from = fopen(path, "r");
	read_all(&file, from);
	fclose(from);
	free(path);
	rest = (char *)(uintptr_t)bytes_text(&file);
	while ((line = strsep(&rest, "\n"))) {
		if (!strncmp(line, "## ", 3))
			promises = !strcmp(line, "## What it must do");
		else if (promises && *line)
			append_promise(&c->promises, line);
		line += strncmp(line, "- ", 2) ? strspn(line, " ") : 2;
		bytes_append_text(&c->text, line);
		bytes_append_text(&c->text, " ");
	}
	bytes_done(&file);
}

static void read_list(struct contract *c, const char *name)
{
	char *path = meta_built("suites/%s", name), *command, *rest, *line;
	FILE *from;

	assert_true(asprintf(&command, "'%s' --list", path) > 0);
	from = popen(command, "r");
	read_all(&c->list, from);
	assert_int_equal(pclose(from), 0);
	free(command);
	free(path);
	rest = (char *)(uintptr_t)bytes_text(&c->list);
	while ((line = strsep(&rest, "\n")) && *line) {
		strsep(&line, "\t");
		c->points += strtod(strsep(&line, "\t"), NULL);
		strsep(&line, "\t");
		assert_non_null(line);
		assert_true(c->count < CASES_MOST);
		c->asks[c->count++] = line;
	}
}

static size_t complain(const char *name, const char *what, const char *text)
{
	print_error("%s: %s: %s\n", name, what, text);
	return 1;
}

static size_t judge_cases(struct contract *c, const char *name)
{
	size_t faults = 0;
	char number[8];

	for (size_t i = 0; i < c->count; i++) {
		snprintf(number, sizeof(number), "%zu", i + 1);
		if (!*c->asks[i])
			faults += complain(name, "a case asks for nothing, the number", number);
		/* a sentence of one hand-out may be a clause of another's */
		else if (!strcasestr(bytes_text(&c->text), c->asks[i]))
			faults += complain(name, "assignment.md does not say", c->asks[i]);
	}
	return faults;
}

static bool is_about_addresses(const char *sentence)
{
	return strstr(sentence, "IPv4") || strstr(sentence, "IPv6") || strstr(sentence, "address");
}

static bool is_quoted(const struct contract *c, const char *sentence)
{
	for (size_t i = 0; i < c->count; i++)
		if (*c->asks[i] && (strstr(sentence, c->asks[i]) || strstr(c->asks[i], sentence)))
			return true;
	return false;
}

static size_t judge_sentences(struct contract *c, const char *name)
{
	char *rest = (char *)(uintptr_t)bytes_text(&c->promises), *line;
	size_t faults = 0, count = 0;

	while ((line = strsep(&rest, "\n"))) {
		size_t len = strlen(line);

		while (len && isspace((unsigned char)line[len - 1]))
			line[--len] = '\0';
		count += len > 0;
		if (len && !is_about_addresses(line) && !is_quoted(c, line))
			faults += complain(name, "no case stands for", line);
	}
	return faults + (count ? 0 : complain(name, "assignment.md has no", "## What it must do"));
}

static void quotes_its_contract(void **state)
{
	struct contract c = { 0 };
	const char *folder = *state;
	char *path = strdup(folder), *name;
	size_t faults;

	assert_non_null(path);
	path[strlen(path) - 1] = '\0';
	name = strrchr(path, '/') + 1;
	read_hand_out(&c, folder);
	read_list(&c, name);
	faults = judge_cases(&c, name) + judge_sentences(&c, name);
	if (c.points != POINTS) {
		print_error("%s: the points add up to %g, not to %d\n", name, c.points, POINTS);
		faults++;
	}
	bytes_done(&c.text);
	bytes_done(&c.promises);
	bytes_done(&c.list);
	free(path);
	assert_int_equal(faults, 0);
}

int main(void)
{
	char *pattern, **folders;
	struct CMUnitTest *tests;
	size_t count;
	int failed;

	if (asprintf(&pattern, "%s/*/", meta_sources()) < 0)
		abort();
	folders = meta_files(pattern, &count);
	tests = calloc(count + 1, sizeof(*tests));
	if (!tests)
		abort();
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){ folders[i], quotes_its_contract, NULL, NULL, folders[i] };
	failed = _cmocka_run_group_tests("contracts", tests, count, NULL, NULL);
	free(tests);
	free(pattern);
	meta_free_files(folders);
	return failed != 0;
}
