/*
 * What a stranger's compiler, build or program says of itself, for people to read: without anything that acts upon a terminal.
 */
#ifndef JUDGE_BUILD_WORDS_H
#define JUDGE_BUILD_WORDS_H

#include "base/bytes.h"

/* Appends FROM; what would act stands there as "\x1b". Ends of lines and tabs stay. */
void build_words_append(struct bytes *to, const struct bytes *from);
/* In TEXT's storage, whose ends of lines at the end go; of nothing: "it says nothing". */
const char *build_words_last_line(struct bytes *text);

#endif
