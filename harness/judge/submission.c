/*
 * See submission.h. The names come from strangers: a student's name in reports and file names is made of harmless characters alone, what is
 * none stands in it as %XX.
 */
#include "judge/submission.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "judge/sources.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const archives[] = { ".zip",    ".tar",     ".tar.gz", ".tgz", ".tar.bz2",
					".tar.xz", ".tar.zst", ".7z",     NULL };

enum { NAME_MOST = 120 };

/* How long the one of SUFFIXES is that NAME ends in; 0: in none. */
static size_t suffix_of(const char *name, const char *const *suffixes)
{
	size_t len = strlen(name), longest = 0;

	for (; *suffixes; suffixes++) {
		size_t n = strlen(*suffixes);

		if (len > n && n > longest && !strcasecmp(name + len - n, *suffixes))
			longest = n;
	}
	return longest;
}

static bool is_makefile(const char *name)
{
	return !strcmp(name, "Makefile") || !strcmp(name, "makefile") || !strcmp(name, "GNUmakefile");
}

/* What is in a folder, of which it is seen whether it is one program or holds those of others. */
struct contents {
	bool made; /* a Makefile */
	bool part; /* a source, or that */
	bool folder;
	bool archive;
};

static struct contents look_into(const char *path)
{
	struct contents c = { false };
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, sources_is_shown, NULL);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		const mode_t type = sources_type(path, name);

		c.folder |= type == S_IFDIR;
		c.made |= type != S_IFDIR && is_makefile(name);
		c.part |= type != S_IFDIR && (is_makefile(name) || suffix_of(name, sources_suffixes));
		c.archive |= type != S_IFDIR && suffix_of(name, archives);
		free(entries[i]);
	}
	free(entries);
	return c;
}

static bool holds_a_program_in_a_folder(const char *path)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, sources_is_shown, NULL);
	bool found = false;

	for (int i = 0; i < count; i++) {
		struct bytes inner = { 0 };

		bytes_printf(&inner, "%s/%s", path, entries[i]->d_name);
		found = found || (sources_type(path, entries[i]->d_name) == S_IFDIR &&
				  look_into(bytes_text(&inner)).part);
		bytes_done(&inner);
		free(entries[i]);
	}
	free(entries);
	return found;
}

/*
 * Is it one program, or does it hold those of others? A Makefile says the one, an archive or a folder with a program the other; and of sources alone it is seen
 * from what stands in them, unless IS_TOLD how a program is built or run of them. RET_GUESS is set where that is no more than likely.
 */
static bool is_one_program(const char *path, bool is_told, enum submissions_guess *ret_guess)
{
	const struct contents c = look_into(path);
	enum sources_are sources;

	if (c.made || (!c.part && !c.archive && !c.folder))
		return true;
	if (!c.part || c.archive || holds_a_program_in_a_folder(path))
		return false;
	sources = is_told ? SOURCES_OF_ONE : sources_look_into(path);
	if (sources != SOURCES_OF_ONE)
		*ret_guess = sources == SOURCES_OF_EACH ? SUBMISSIONS_EACH_SOURCE : SUBMISSIONS_ONE_PROGRAM;
	return sources != SOURCES_OF_EACH;
}

static bool is_plain(char c)
{
	return isalnum((unsigned char)c) || strchr("._-+@, ()='", c);
}

/* How many bytes at AT may stay; none of what is no UTF-8, or acts upon a terminal. */
static size_t plain_len(const char *at)
{
	const size_t length = utf8_length(at, strlen(at));

	if (length < 2)
		return length && is_plain(*at);
	return utf8_is_control(utf8_decode(at, length)) ? 0 : length;
}

/* What stands in the class's own folder. */
static bool is_ours(const char *name)
{
	static const char *const ours[] = { "results.json", "gradebook.csv", "index.html", "policy.txt" };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (!strncasecmp(name, ours[i], strlen(ours[i])))
			return true;
	return false;
}

static char *name_student(const char *name, size_t len)
{
	struct bytes made = { 0 };
	char *copy = strndup(name, len), *student;

	if (!copy)
		abort();
	for (const char *at = copy; *at && made.len < NAME_MOST;) {
		size_t n = plain_len(at);

		if (n && !(at == copy && (*at == '.' || *at == '-' || is_ours(copy))))
			bytes_append(&made, at, n);
		else
			bytes_printf(&made, "%%%02X", (unsigned char)*at);
		at += n ? n : 1;
	}
	student = strdup(made.len ? bytes_text(&made) : "%");
	if (!student)
		abort();
	bytes_done(&made);
	free(copy);
	return student;
}

/* PATH is the submission's from now on, or freed. */
static int add(struct submissions *s, char *path, const char *word, struct sck_err *err)
{
	const char *name = strrchr(path, '/') + 1;
	struct submission *one;
	struct stat st;
	size_t suffix = 0;

	s->list = reallocarray(s->list, s->count + 1, sizeof(*s->list));
	if (!s->list)
		abort();
	one = &s->list[s->count];
	*one = (struct submission){ .path = path };
	if (stat(path, &st)) {
		free(path);
		return err_errno(err, -errno, "'%s'", word);
	}
	if (S_ISDIR(st.st_mode)) {
		one->kind = SUBMISSION_FOLDER;
	} else if (S_ISREG(st.st_mode)) {
		suffix = suffix_of(name, archives);
		one->kind = suffix ? SUBMISSION_ARCHIVE : SUBMISSION_FILE;
		if (!suffix)
			suffix = suffix_of(name, sources_suffixes);
	} else {
		free(path);
		return err_set(err, -EINVAL,
			       "'%s' is no submission (expected a folder, an archive or a file)", word);
	}
	one->student = name_student(name, strlen(name) - suffix);
	s->count++;
	return 0;
}

static int add_word(struct submissions *s, const char *word, struct sck_err *err)
{
	char *path = realpath(word, NULL);

	if (!path)
		return err_errno(err, -errno, "'%s'", word);
	if (!strcmp(path, "/")) {
		free(path);
		return err_set(err, -EINVAL, "'%s' is no submission", word);
	}
	return add(s, path, word, err);
}

/* What is neither folder nor file in there is not one: a link might lead anywhere. */
static int add_all_in(struct submissions *s, const char *folder, struct sck_err *err)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, sources_is_shown, NULL), code = 0;

	if (count < 0)
		return err_errno(err, -errno, "'%s'", folder);
	for (int i = 0; i < count; i++) {
		struct bytes path = { 0 };
		struct stat st;

		bytes_printf(&path, "%s/%s", folder, entries[i]->d_name);
		if (code == 0 && !lstat(bytes_text(&path), &st) &&
		    (S_ISDIR(st.st_mode) || S_ISREG(st.st_mode)))
			code = add(s, strdup(bytes_text(&path)), entries[i]->d_name, err);
		bytes_done(&path);
		free(entries[i]);
	}
	free(entries);
	if (code == 0 && s->count == 0)
		code = err_set(err, -ENOENT, "'%s' holds no submission", folder);
	return code;
}

static int by_student(const void *a, const void *b)
{
	const struct submission *left = a, *right = b;
	int order = strcmp(left->student, right->student);

	return order ? order : strcmp(left->path, right->path);
}

/* Two of one name (x.zip and x.c) are told apart by a number. */
static void part_alike(struct submissions *s)
{
	for (size_t i = 1, alike = 1; i < s->count; i++) {
		char *name;

		alike = strcmp(s->list[i].student, s->list[i - alike].student) ? 1 : alike + 1;
		if (alike == 1)
			continue;
		if (asprintf(&name, "%s~%zu", s->list[i].student, alike) < 0)
			abort();
		free(s->list[i].student);
		s->list[i].student = name;
	}
}

int submissions_find(struct submissions *ret, const char *const *words, size_t count, bool is_told,
		     struct sck_err *err)
{
	struct stat st;
	char *folder;
	int code = 0;

	*ret = (struct submissions){ 0 };
	if (count == 1 && !stat(words[0], &st) && S_ISDIR(st.st_mode) &&
	    !is_one_program(words[0], is_told, &ret->guess)) {
		folder = realpath(words[0], NULL);
		code = folder ? add_all_in(ret, folder, err) : err_errno(err, -errno, "'%s'", words[0]);
		free(folder);
	} else {
		for (size_t i = 0; i < count && code == 0; i++)
			code = add_word(ret, words[i], err);
	}
	if (ret->count)
		qsort(ret->list, ret->count, sizeof(*ret->list), by_student);
	part_alike(ret);
	return code;
}

bool submission_is_program(const struct submission *s)
{
	return s->kind != SUBMISSION_FOLDER || look_into(s->path).part;
}

void submissions_done(struct submissions *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->list[i].path);
		free(s->list[i].student);
	}
	free(s->list);
	*s = (struct submissions){ 0 };
}
