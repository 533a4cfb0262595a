/*
 * See grade_hidden.h. A folder that has much else in it (/usr, /etc, /) cannot be hidden, for programs need it; then the thing itself is.
 */
#include "cli/grade_hidden.h"
#include "base/bytes.h"
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct list {
	char **words;
	size_t count;
};

/* PATH is the list's from now on, or freed; NULL is allowed. */
static void add(struct list *l, char *path)
{
	for (size_t i = 0; path && i < l->count; i++) {
		if (strcmp(l->words[i], path))
			continue;
		free(path);
		return;
	}
	if (!path)
		return;
	l->words = reallocarray(l->words, l->count + 2, sizeof(*l->words));
	if (!l->words)
		abort();
	l->words[l->count++] = path;
	l->words[l->count] = NULL;
}

static bool is_needed(const char *path)
{
	static const char *const needed[] = { "/",    "/usr",  "/bin",  "/sbin", "/lib",  "/lib64",
					      "/etc", "/opt",  "/dev",  "/proc", "/sys",  "/var",
					      "/nix", "/snap", "/home", "/tmp",  "/boot", "/gnu" };

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!strcmp(path, needed[i]))
			return true;
	/* Programs and libraries lie below it: /usr/bin, /usr/local/lib, /opt/java/bin. */
	return !strncmp(path, "/usr/", 5) && !strstr(path, "sockcheck");
}

static void add_folder_of(struct list *l, const char *path)
{
	char *copy = strdup(path), *folder;

	if (!copy)
		abort();
	folder = dirname(copy);
	add(l, strdup(is_needed(folder) ? path : folder));
	free(copy);
}

/* Where it was installed, or built: the folders of ours in each folder above the suite. */
static void add_own(struct list *l, const char *suite)
{
	static const char *const ours[] = { "lib/sockcheck", "share/sockcheck",
					    "fixtures/assignments", "suites", "obj" };
	char *self = realpath(suite, NULL), *at;

	if (!self)
		return;
	add(l, strdup(self));
	while ((at = strrchr(self, '/'))) {
		*at = '\0';
		for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
			struct bytes path = { 0 };

			bytes_printf(&path, "%s/%s", self, ours[i]);
			if (!access(bytes_text(&path), F_OK))
				add(l, strdup(bytes_text(&path)));
			bytes_done(&path);
		}
	}
	free(self);
}

char **grade_hidden(const char *suite, const char *folder, const char *policy,
		    const struct submissions *submissions)
{
	struct list l = { 0 };
	char *cwd = getcwd(NULL, 0);

	if (cwd && !is_needed(cwd))
		add(&l, cwd);
	else
		free(cwd);
	add(&l, realpath(folder, NULL));
	if (policy)
		add(&l, realpath(policy, NULL));
	add_own(&l, suite);
	for (size_t i = 0; i < submissions->count; i++)
		add_folder_of(&l, submissions->list[i].path);
	return l.words;
}

void grade_hidden_done(char **list)
{
	for (char **word = list; word && *word; word++)
		free(*word);
	free(list);
}
