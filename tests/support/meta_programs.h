/*
 * The programs that the assignments bring along (fixtures/assignments/NAME/good and broken), found by looking into the
 * folders, each with the place where make puts it. Knows nothing of suites and verdicts.
 */
#ifndef SUPPORT_META_PROGRAMS_H
#define SUPPORT_META_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

struct meta_program {
	char *assignment; /* "tcp-echo-server" */
	char *name;       /* "tcp-echo-server/broken/adds_a_nul.c" */
	char *source;
	char *path; /* of the program; NULL: nothing is made of a file with such a suffix */
	bool is_built;
};

struct meta_programs {
	struct meta_program *rows; /* in the order of their names */
	size_t count;
};

/* Where the sources are: "fixtures/assignments" from the root of the tree, wherever this test was started. */
const char *meta_sources(void);
/* A path below the build that this test belongs to: ("%s", "sockcheck"). To be freed by the caller. */
__attribute__((format(printf, 1, 2))) char *meta_built(const char *format, ...);

/* The files that match PATTERN (glob(7)), sorted; ends with NULL, to be freed with meta_free_files(). */
char **meta_files(const char *pattern, size_t *ret_count);
void meta_free_files(char **files);

/* KIND is "good" or "broken". */
void meta_programs_find(const char *kind, struct meta_programs *ret);
void meta_programs_done(struct meta_programs *p);

#endif
