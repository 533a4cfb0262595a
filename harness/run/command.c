/* See command.h. */
#include "run/command.h"
#include "base/err.h"
#include "facts/family.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct definition *find(const struct sck_session *s, const char *name, size_t len)
{
	for (struct definition *d = s->definitions; d; d = d->next)
		if (strlen(d->name) == len && memcmp(d->name, name, len) == 0)
			return d;
	return NULL;
}

/* Is NAME one of the names that stand for something here? Then TO grows by what that is. */
static bool append_value(struct bytes *to, struct sck_session *s, const char *name, size_t len)
{
	const struct definition *own = find(s, name, len);

	if (own)
		bytes_append_text(to, own->value);
	else if (len == 4 && memcmp(name, "host", 4) == 0)
		bytes_append_text(to, s->family->host);
	else if (len == 4 && memcmp(name, "port", 4) == 0)
		bytes_append_text(to, s->port_text);
	else if (len == 3 && memcmp(name, "dir", 3) == 0)
		bytes_append_text(to, sck_dir(s));
	else
		return false;
	return true;
}

static char *fill_in(struct sck_session *s, const char *word)
{
	struct bytes filled = { 0 };

	while (*word) {
		const char *end = *word == '{' ? strchr(word, '}') : NULL;

		if (end && append_value(&filled, s, word + 1, (size_t)(end - word - 1))) {
			word = end + 1;
			continue;
		}
		bytes_append(&filled, word, 1);
		word++;
	}
	bytes_text(&filled);
	return (char *)filled.data;
}

int command_define(struct sck_session *s, const char *name, const char *value, struct sck_err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	size_t len = strlen(name);
	struct definition *d;

	if (!len || strspn(name, letters) != len || !strcmp(name, "host") ||
	    !strcmp(name, "port") || !strcmp(name, "dir"))
		return err_set(err, -EINVAL, "'%s' cannot be defined (expected small letters, and none of host, port, dir)",
			       name);
	d = find(s, name, len);
	if (!d) {
		d = calloc(1, sizeof(*d));
		if (!d || !(d->name = strdup(name)))
			abort();
		d->next = s->definitions;
		s->definitions = d;
	}
	free(d->value);
	d->value = strdup(value);
	if (!d->value)
		abort();
	return 0;
}

void command_forget(struct sck_session *s)
{
	while (s->definitions) {
		struct definition *d = s->definitions;

		s->definitions = d->next;
		free(d->name);
		free(d->value);
		free(d);
	}
}

static size_t count_words(const char *const *words)
{
	size_t count = 0;

	while (words && words[count])
		count++;
	return count;
}

const char **command_fill_in(struct sck_session *s, const char *const *argv, const char *const *args)
{
	size_t first = count_words(argv), more = count_words(args);
	const char **filled = calloc(first + more + 1, sizeof(*filled));

	if (!filled)
		abort();
	for (size_t i = 0; i < first + more; i++)
		filled[i] = fill_in(s, i < first ? argv[i] : args[i - first]);
	return filled;
}

void command_free(const char *const *words)
{
	for (size_t i = 0; words && words[i]; i++)
		free((void *)words[i]);
	free((void *)words);
}

/* The test's environment, less what is set anew. */
const char **command_environment(const char *const *more)
{
	size_t had = count_words((const char *const *)environ), count = 0, added = count_words(more);
	const char **envp = calloc(had + added + 1, sizeof(*envp));

	if (!envp)
		abort();
	for (size_t i = 0; i < had; i++) {
		size_t name = strcspn(environ[i], "=") + 1;
		bool is_replaced = false;

		for (size_t k = 0; k < added; k++)
			is_replaced |= strncmp(environ[i], more[k], name) == 0;
		if (!is_replaced)
			envp[count++] = environ[i];
	}
	for (size_t k = 0; k < added; k++)
		envp[count++] = more[k];
	return envp;
}
