/*
 * Folders and names. What becomes of a source is the Makefile's rule: a .c, .go or .rs loses its suffix, a script keeps it.
 */
#include "meta_programs.h"

#include <glob.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *print(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		abort();
	return text;
}

/* The folder of this very program; it stands in BUILD/tests/KIND. */
static const char *own_folder(void)
{
	static char folder[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", folder, sizeof(folder) - 1);

	if (len <= 0)
		abort();
	folder[len] = '\0';
	*strrchr(folder, '/') = '\0';
	return folder;
}

char *meta_built(const char *format, ...)
{
	char *below, *path;
	va_list args;

	va_start(args, format);
	below = print(format, args);
	va_end(args);
	if (asprintf(&path, "%s/../../%s", own_folder(), below) < 0)
		abort();
	free(below);
	return path;
}

const char *meta_sources(void)
{
	static const char below[] = "fixtures/assignments";
	static char path[PATH_MAX + sizeof(below)];
	char folder[PATH_MAX], *end;

	snprintf(path, sizeof(path), "%s", below);
	snprintf(folder, sizeof(folder), "%s", own_folder());
	while (access(path, R_OK) && (end = strrchr(folder, '/'))) {
		*end = '\0';
		snprintf(path, sizeof(path), "%s/%s", folder, below);
	}
	return path;
}

char **meta_files(const char *pattern, size_t *ret_count)
{
	glob_t found = { 0 };
	char **files;

	*ret_count = glob(pattern, 0, NULL, &found) ? 0 : found.gl_pathc;
	files = calloc(*ret_count + 1, sizeof(*files));
	if (!files)
		abort();
	for (size_t i = 0; i < *ret_count; i++)
		if (!(files[i] = strdup(found.gl_pathv[i])))
			abort();
	globfree(&found);
	return files;
}

void meta_free_files(char **files)
{
	for (char **file = files; *file; file++)
		free(*file);
	free(files);
}

/* How a file with SUFFIX is called once it is built, as "%.*s" of its name without the suffix; NULL: not at all. */
static const char *built_as(const char *suffix)
{
	static const char *const kinds[][2] = {
		{ ".static.c", "%.*s_static" },
		{ ".c", "%.*s" },
		{ ".go", "%.*s" },
		{ ".rs", "%.*s" },
		{ ".java", "%.*s" },
		{ ".py", "%.*s.py" },
		{ ".js", "%.*s.js" },
		{ ".pl", "%.*s.pl" },
		{ ".sh", "%.*s.sh" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(suffix, kinds[i][0]))
			return kinds[i][1];
	return NULL;
}

static char *path_of(const char *assignment, const char *kind, const char *file)
{
	const char *suffix = strchr(file, '.');
	const char *format = suffix ? built_as(suffix) : NULL;
	char *name, *path;

	if (!format)
		return NULL;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (asprintf(&name, format, (int)(suffix - file), file) < 0)
		abort();
#pragma GCC diagnostic pop
	path = meta_built("assignments/%s/%s/%s", assignment, kind, name);
	free(name);
	return path;
}

/* SOURCE is .../ASSIGNMENT/KIND/FILE. */
static void note(struct meta_program *p, const char *kind, char *source)
{
	const char *file = strrchr(source, '/') + 1;
	const char *end = file - strlen(kind) - 2, *begin = memrchr(source, '/', (size_t)(end - source));

	begin = begin ? begin + 1 : source;
	p->source = source;
	p->assignment = strndup(begin, (size_t)(end - begin));
	p->name = strdup(begin);
	if (!p->assignment || !p->name)
		abort();
	p->path = path_of(p->assignment, kind, file);
	p->is_built = p->path && !access(p->path, X_OK);
}

static bool is_header(const char *source)
{
	const char *suffix = strrchr(source, '.');

	return suffix && !strcmp(suffix, ".h");
}

void meta_programs_find(const char *kind, struct meta_programs *ret)
{
	char pattern[PATH_MAX + 64], **files;
	size_t count;

	snprintf(pattern, sizeof(pattern), "%s/*/%s/*", meta_sources(), kind);
	files = meta_files(pattern, &count);
	*ret = (struct meta_programs){ .rows = calloc(count + 1, sizeof(*ret->rows)) };
	if (!ret->rows)
		abort();
	for (size_t i = 0; i < count; i++)
		if (is_header(files[i]))
			free(files[i]);
		else
			note(&ret->rows[ret->count++], kind, files[i]);
	free(files);
}

void meta_programs_done(struct meta_programs *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->rows[i].assignment);
		free(p->rows[i].name);
		free(p->rows[i].source);
		free(p->rows[i].path);
	}
	free(p->rows);
	*p = (struct meta_programs){ 0 };
}
