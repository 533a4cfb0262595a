/*
 * The JSON report read again: by whoever gathers the results of several runs. Also one case of it by itself, on a line.
 */
#ifndef REPORT_JSONFILE_H
#define REPORT_JSONFILE_H

#include "facts/result.h"

struct json_t;
struct sck_err;

struct jsonfile {
	struct json_t *root;    /* what the results' names point into */
	struct results results; /* in the order of the file */
};

/*
 * Reads what report_json() wrote. 0, or -EINVAL with ERR naming what is wrong; the caller ends *ret with jsonfile_done() in
 * either case.
 */
int jsonfile_read(const char *text, size_t len, struct jsonfile *ret, struct sck_err *err);
void jsonfile_done(struct jsonfile *f);

/* A case as it stands in the report, on one line that ends in "\n". */
void jsonfile_append_case(struct bytes *to, const struct result *row);

#endif
