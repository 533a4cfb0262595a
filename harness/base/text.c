/*
 * Strict reading of short texts: what is not wholly a number is none, and nothing is skipped. Knows
 * no option and no file format; those who do feed it single words.
 */
#include "base/text.h"
#include "base/deadline.h"
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789";

int text_number(const char *text, int64_t min, int64_t max, int64_t *ret)
{
	size_t sign = *text == '-', len = strspn(text + sign, digits);
	long long value;

	if (!len || text[sign + len])
		return -EINVAL;
	errno = 0;
	value = strtoll(text, NULL, 10);
	if (errno || value < min || value > max)
		return -ERANGE;
	*ret = value;
	return 0;
}

/* The first nine digits behind the point: what is finer than a nanosecond is cut off. */
static int64_t read_fraction(const char *text, size_t len)
{
	int64_t value = 0;

	for (size_t i = 0; i < 9; i++)
		value = value * 10 + (i < len ? text[i] - '0' : 0);
	return value;
}

int text_seconds(const char *text, int64_t min, int64_t max, int64_t *ret_ns)
{
	size_t sign = *text == '-', whole = strspn(text + sign, digits), fraction = 0;
	const char *end = text + sign + whole;
	int64_t value;

	if (!whole)
		return -EINVAL;
	if (*end == '.') {
		fraction = strspn(++end, digits);
		if (!fraction)
			return -EINVAL;
	}
	if (end[fraction])
		return -EINVAL;
	errno = 0;
	value = strtoll(text + sign, NULL, 10);
	if (errno || __builtin_mul_overflow(value, NS_PER_S, &value) ||
	    __builtin_add_overflow(value, read_fraction(end, fraction), &value))
		return -ERANGE;
	value = sign ? -value : value;
	if (value < min || value > max)
		return -ERANGE;
	*ret_ns = value;
	return 0;
}

bool text_matches(const char *glob, const char *text)
{
	return fnmatch(glob, text, 0) == 0;
}

bool text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

const char *text_plural(size_t count)
{
	return count == 1 ? "" : "s";
}

const char *text_word(const char **rest, size_t *ret_len)
{
	const char *word = *rest + strspn(*rest, " ,");

	*ret_len = strcspn(word, " ,");
	*rest = word + *ret_len;
	return *ret_len ? word : NULL;
}

static bool has_word(struct bytes *words, const char *want, size_t want_len)
{
	const char *rest = bytes_text(words), *word;
	size_t len;

	while ((word = text_word(&rest, &len)) != NULL)
		if (len == want_len && !memcmp(word, want, len))
			return true;
	return false;
}

void text_add_words(struct bytes *to, const char *words)
{
	const char *word;
	size_t len;

	while ((word = text_word(&words, &len)) != NULL)
		if (!has_word(to, word, len)) {
			if (to->len)
				bytes_append_text(to, " ");
			bytes_append(to, word, len);
		}
}

/*
 * {port} is safe as it is; but bash expands {a,b} and {1..3}, and a lone brace is a reserved word.
 */
static bool is_safe(const char *word)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789_@%+=:,./-{}";
	bool braces = strpbrk(word, "{}");

	if (!*word || word[strspn(word, safe)])
		return false;
	return !braces || (word[1] && !strchr(word, ',') && !strstr(word, ".."));
}

void text_shell_word(struct bytes *to, const char *word)
{
	if (is_safe(word)) {
		bytes_append_text(to, word);
		return;
	}
	bytes_append_text(to, "'");
	for (; *word; word++) {
		if (*word == '\'')
			bytes_append_text(to, "'\\''");
		else
			bytes_append(to, word, 1);
	}
	bytes_append_text(to, "'");
}
