/*
 * A ladder as a picture: one SVG file that needs nothing from anywhere, fit for a page or a slide.
 */
#ifndef REPORT_SVG_LADDER_H
#define REPORT_SVG_LADDER_H

#include "report/ladder_rows.h"

void svg_ladder(struct bytes *to, const struct ladder_rows *rows);

#endif
