/* See sources.h. */
#include "judge/sources.h"
#include "base/bytes.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MOST = 1 << 20, COMPILED = 4 /* so many of the first suffixes */, JAVA = 1 };

const char *const sources_suffixes[] = { ".c",  ".java", ".go", ".rs", ".py",
					 ".js", ".pl",   ".rb", NULL };

struct source {
	char *name;
	size_t stem;   /* the bytes before the suffix */
	size_t suffix; /* which */
};

struct sources {
	struct source *list; /* by their names */
	size_t count;
	bool has_others; /* something that is none */
};

int sources_is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strcmp(entry->d_name, "__MACOSX");
}

/* ---- What is there ---- */

static bool suffix_of(const char *name, struct source *ret)
{
	const size_t len = strlen(name);

	for (size_t i = 0; sources_suffixes[i]; i++) {
		const size_t n = strlen(sources_suffixes[i]);

		if (len > n && !strcasecmp(name + len - n, sources_suffixes[i])) {
			*ret = (struct source){ .stem = len - n, .suffix = i };
			return true;
		}
	}
	return false;
}

/* A folder that grade has written. */
static bool holds_reports(const char *folder, const char *name)
{
	struct bytes path = { 0 };
	bool found;

	bytes_printf(&path, "%s/%s/gradebook.csv", folder, name);
	found = !access(bytes_text(&path), F_OK);
	bytes_done(&path);
	return found;
}

mode_t sources_type(const char *folder, const char *name)
{
	struct bytes path = { 0 };
	struct stat st;
	int code;

	bytes_printf(&path, "%s/%s", folder, name);
	code = lstat(bytes_text(&path), &st);
	bytes_done(&path);
	return code ? 0 : st.st_mode & S_IFMT;
}

static void add(struct sources *s, const char *folder, const char *name)
{
	const mode_t type = sources_type(folder, name);
	struct source one;

	if (type == S_IFREG && suffix_of(name, &one)) {
		one.name = strdup(name);
		s->list = reallocarray(s->list, s->count + 1, sizeof(*s->list));
		if (!one.name || !s->list)
			abort();
		s->list[s->count++] = one;
	} else if (type != S_IFDIR || !holds_reports(folder, name)) {
		s->has_others = true;
	}
}

static struct sources list_all(const char *folder)
{
	struct sources s = { 0 };
	struct dirent **entries = NULL;
	const int count = scandir(folder, &entries, sources_is_shown, alphasort);

	for (int i = 0; i < count; i++) {
		add(&s, folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return s;
}

static void done(struct sources *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->list[i].name);
	free(s->list);
}

/* ---- What a source says ---- */

/* What cannot be read is empty. */
static void read_source(struct bytes *to, const char *folder, const char *name)
{
	struct bytes path = { 0 };
	ssize_t n = 1;
	int fd;

	bytes_printf(&path, "%s/%s", folder, name);
	fd = open(bytes_text(&path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bytes_done(&path);
	while (fd >= 0 && n > 0 && to->len < TEXT_MOST) {
		uint8_t block[4096];

		n = read(fd, block, sizeof(block));
		if (n > 0)
			bytes_append(to, block, (size_t)n);
	}
	if (fd >= 0)
		close(fd);
}

/* How many bytes at AT are a comment or a string, as C, Java, Go and Rust have them; END ends the text. */
static size_t skipped_at(const char *at, const char *end)
{
	const char *to = at + 1;

	if (end - at > 1 && at[0] == '/' && at[1] == '*') {
		to = memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
		return to ? (size_t)(to + 2 - at) : (size_t)(end - at);
	}
	if (end - at > 1 && at[0] == '/' && at[1] == '/') {
		to = memchr(at, '\n', (size_t)(end - at));
		return to ? (size_t)(to - at) : (size_t)(end - at);
	}
	if (*at != '"' && *at != '\'')
		return 0;
	for (; to < end && *to != *at && *to != '\n'; to++)
		if (*to == '\\')
			to++;
	return to < end ? (size_t)(to + 1 - at) : (size_t)(end - at);
}

static bool is_of_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool is_word(const char *at, size_t len, const char *word)
{
	return len == strlen(word) && !memcmp(at, word, len);
}

static bool imports(const char *at, size_t len)
{
	static const char *const words[] = { "import", "from", "require", "require_relative",
					     "use",    "load", "mod",     "include" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is_word(at, len, words[i]))
			return true;
	return false;
}

/* Its name without the suffix is this word. NULL: no source of them, or MINE. */
static const struct source *find(const struct sources *s, const struct source *mine, const char *at,
				 size_t len)
{
	for (size_t i = 0; i < s->count; i++)
		if (&s->list[i] != mine && s->list[i].stem == len && !memcmp(s->list[i].name, at, len))
			return &s->list[i];
	return NULL;
}

/* What is found in one. */
struct said {
	bool main;        /* a function of that name, or a call of it */
	bool names_other; /* of the folder */
	bool in_import;   /* the line has begun so */
};

static void take_word(struct said *said, const struct sources *s, const struct source *mine,
		      const char *at, size_t len, const char *end)
{
	const struct source *other = find(s, mine, at, len);
	const char *behind = at + len;

	if (other) {
		const char *suffix = sources_suffixes[other->suffix];
		const size_t n = strlen(suffix);

		said->names_other |= said->in_import || (mine->suffix == JAVA && other->suffix == JAVA) ||
				     ((size_t)(end - behind) >= n && !memcmp(behind, suffix, n));
	}
	while (behind < end && isspace((unsigned char)*behind))
		behind++;
	said->main |= is_word(at, len, "main") && behind < end && *behind == '(';
	said->in_import |= imports(at, len);
}

static struct said read_words(const struct sources *s, const struct source *mine, struct bytes *text)
{
	const char *at = bytes_text(text), *const end = at + text->len;
	struct said said = { false };

	while (at < end) {
		const char *from = at;
		size_t skipped = mine->suffix < COMPILED ? skipped_at(at, end) : 0;

		/* A file that is included stands in quotes. */
		if (skipped && (*at == '/' || !said.in_import)) {
			at += skipped;
			continue;
		}
		while (at < end && is_of_word(*at))
			at++;
		if (at > from) {
			take_word(&said, s, mine, from, (size_t)(at - from), end);
			continue;
		}
		said.in_import &= *at != '\n';
		at++;
	}
	return said;
}

/* ---- The whole ---- */

/* Of several sources the build takes the one of such a name; and a test is of what it tests. */
static bool says_what_it_is(const struct source *s)
{
	static const char *const whole[] = { "main", "program", "__main__", "__init__" };
	char *name = strndup(s->name, s->stem);
	bool found;

	if (!name)
		abort();
	found = strcasestr(name, "server") || strcasestr(name, "client") ||
		!strncasecmp(name, "test", 4) ||
		(s->stem > 4 && !strcasecmp(name + s->stem - 4, "test")) ||
		(s->stem > 5 && !strcasecmp(name + s->stem - 5, "tests"));
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		found |= !strcasecmp(name, whole[i]);
	free(name);
	return found;
}

/* Several of the language in which a program is looked for first. */
static bool is_of_several(const struct sources *s)
{
	size_t first = 0, count = 0;

	for (size_t i = 0; i < s->count; i++)
		if (i == 0 || s->list[i].suffix < first)
			first = s->list[i].suffix;
	for (size_t i = 0; i < s->count; i++)
		count += s->list[i].suffix == first;
	return count > 1;
}

enum sources_are sources_look_into(const char *folder)
{
	struct sources s = list_all(folder);
	bool is_sure = !s.has_others && is_of_several(&s);
	size_t programs = 0;

	for (size_t i = 0; i < s.count && (is_sure || programs < 2); i++) {
		struct bytes text = { 0 };
		struct said said;
		bool is_program;

		read_source(&text, folder, s.list[i].name);
		said = read_words(&s, &s.list[i], &text);
		is_program = said.main || (s.list[i].suffix >= COMPILED && text.len);
		programs += is_program;
		is_sure = is_sure && is_program && !said.names_other && !says_what_it_is(&s.list[i]);
		bytes_done(&text);
	}
	done(&s);
	return programs < 2 ? SOURCES_OF_ONE : is_sure ? SOURCES_OF_EACH : SOURCES_DOUBTFUL;
}
