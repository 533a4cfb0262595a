/*
 * The reports of a sweep: one file and one function each. They get a sweep and append text.
 */
#ifndef REPORT_SWEEP_H
#define REPORT_SWEEP_H

#include "judge/sweep.h"

typedef void sweep_report_function(struct bytes *to, const struct sweep *s);

sweep_report_function sweep_text, sweep_json, sweep_annotations;

struct sweep_report {
	const char *name;
	sweep_report_function *write;
};
extern const struct sweep_report sweep_report_table[];
extern const size_t sweep_report_count;

#endif
