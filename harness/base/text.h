/*
 * Text: strict reading of numbers and durations from arguments and files, globs, splitting and
 * quoting words. Knows no option and no file format.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/bytes.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * The whole of TEXT must be a decimal number in MIN..MAX. Returns 0, -EINVAL (no number) or
 * -ERANGE; *RET is untouched on error.
 */
int text_number(const char *text, int64_t min, int64_t max, int64_t *ret);
/* The same for seconds as a decimal ("0.5", "10"); MIN, MAX and the result are nanoseconds. */
int text_seconds(const char *text, int64_t min, int64_t max, int64_t *ret_ns);
bool text_matches(const char *glob, const char *text); /* fnmatch(3) without flags */
bool text_starts(const char *text, const char *prefix);
/* What an English noun has at its end where there are COUNT: "" for one, else "s". */
const char *text_plural(size_t count);
/*
 * The next word of *REST, separated by spaces or commas; moves *REST behind it. Its length in
 * *RET_LEN; NULL at the end.
 */
const char *text_word(const char **rest, size_t *ret_len);
/* Appends each word of WORDS that TO does not have yet, a space between. */
void text_add_words(struct bytes *to, const char *words);
/* Appends WORD as a POSIX shell word: as it is where that is safe, else in single quotes. */
void text_shell_word(struct bytes *to, const char *word);

#endif
