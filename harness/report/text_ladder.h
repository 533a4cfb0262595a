/*
 * A ladder in a terminal: time, the wire, a lane for each process, what it called.
 */
#ifndef REPORT_TEXT_LADDER_H
#define REPORT_TEXT_LADDER_H

#include "report/ladder_rows.h"

struct text_ladder_style {
	bool ascii;  /* nothing but ASCII */
	bool colour; /* each process has its own */
};

void text_ladder(struct bytes *to, const struct ladder_rows *rows, const struct text_ladder_style *style);

#endif
