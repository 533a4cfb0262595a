/*
 * The options, one row each: what it is called, what the help says, what becomes of its value. Knows no command line.
 */
#ifndef PLAN_OPTIONS_TABLE_H
#define PLAN_OPTIONS_TABLE_H

#include "plan/options.h"
#include <stddef.h>

struct options_row {
	enum option option;
	const char *name;
	const char *value; /* how the help names the value; NULL: it takes none */
	const char *help;
	int (*take)(struct options *o, const char *value, struct sck_err *err);
	size_t place; /* of one without TAKE: what it sets in struct options, the value as it is or, without one, a bool */
};

extern const struct options_row options_rows[];
extern const size_t options_rows_count;

#endif
