/*
 * The rows of the table of steps: how the option's value is read, what must have happened before, what it does.
 */
#ifndef CLI_STEPS_TABLE_H
#define CLI_STEPS_TABLE_H

#include "cli/steps.h"

enum steps_value {
	STEPS_NONE,
	STEPS_BYTES,        /* C escapes, or @file */
	STEPS_LINE,         /* the same without a NUL or a line's end */
	STEPS_BYTE,         /* the same, one byte */
	STEPS_NUMBER,       /* 1 and more */
	STEPS_NUMBER_BYTES, /* two words */
	STEPS_STATUS,       /* 0 to 255 */
	STEPS_CALLS,        /* names of calls or classes */
	STEPS_MOMENT,       /* before:recv:2 */
	STEPS_SIGNAL,       /* TERM */
	STEPS_SECONDS,      /* 2.5 */
	STEPS_DATE,         /* 2038-01-19 03:14:07 */
};

enum steps_flag {
	STEPS_NEEDS_PEER = 1 << 0,   /* an open one */
	STEPS_NEEDS_STREAM = 1 << 1, /* an open connection */
	STEPS_MAKES_PEER = 1 << 2,
	STEPS_ENDS_PEER = 1 << 3,
	STEPS_MAKES_LISTENER = 1 << 4,
	STEPS_NEEDS_LISTENER = 1 << 5,
	STEPS_CHOOSES_PEER = 1 << 6,
	STEPS_DATAGRAM = 1 << 7, /* makes our datagram socket where there is none yet */
	STEPS_FEEDS_INPUT = 1 << 8,
	STEPS_MOVES_CLOCK = 1 << 9, /* which is to be the test's */
};

struct steps_row {
	const char *option;
	enum steps_value value;
	const char *value_name; /* NULL: it takes none */
	unsigned flags;
	void (*run)(struct steps *t, const struct step *step);
	const char *help;
};
extern const struct steps_row steps_table[];
extern const size_t steps_table_count;

const struct steps_row *steps_find_row(const char *name); /* NULL: none */
/* See steps_take(). */
int steps_take_one(struct steps *steps, const char *name, const char *value,
		   const char *const *words, size_t count, struct sck_err *err);
/* Takes the steps of the file; 0 or -EINVAL. What is kept of its lines goes by steps_file_done(). */
int steps_file_take(struct steps *steps, const char *path, struct sck_err *err);
void steps_file_done(struct steps *steps);

#endif
