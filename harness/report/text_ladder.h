/*
 * A ladder in a terminal: time, the wire, a lane for each process, what it called.
 */
#ifndef REPORT_TEXT_LADDER_H
#define REPORT_TEXT_LADDER_H

#include "report/ladder_rows.h"

struct text_ladder_style {
	bool ascii;         /* nothing but ASCII */
	bool colour;        /* each process has its own */
	bool is_bare;       /* no times, and no names of the processes at its head */
	const char *indent; /* of each line; NULL: none */
};

/* The rows, and before them the lanes where there are more than KNOWN, which have been drawn above already. */
void text_ladder(struct bytes *to, const struct ladder_rows *rows, int known,
		 const struct text_ladder_style *style);

#endif
