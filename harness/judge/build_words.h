/*
 * What a stranger's compiler, build or program says of itself, for people to read: without anything that acts upon a terminal.
 */
#ifndef JUDGE_BUILD_WORDS_H
#define JUDGE_BUILD_WORDS_H

#include "base/bytes.h"
#include <stdbool.h>

/* Appends FROM; what would act stands there as "\x1b". Ends of lines and tabs stay. */
void build_words_append(struct bytes *to, const struct bytes *from);
/* In TEXT's storage, whose ends of lines at the end go; of nothing: "it says nothing". */
const char *build_words_last_line(struct bytes *text);
/*
 * Where the first error is, as the compilers of C, Java, Go and Rust have it: "server.c:3:9: error: ...", "server.go:3:9: ...", "error: ..." before " --> server.rs:3:9",
 * and the linkers ld, gold and lld: "server.c:3: undefined reference to ..."; RET_LINE is 0 where one of those knows the file alone. It is a file of the submission's own. False: no line says so, and
 * nothing is written. RET_FILE has room for SIZE bytes.
 */
bool build_words_place(const struct bytes *text, char *ret_file, size_t size, int *ret_line);

#endif
