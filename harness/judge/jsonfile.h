/*
 * A JSON report read again, by whoever gathers the results of several runs.
 */
#ifndef JUDGE_JSONFILE_H
#define JUDGE_JSONFILE_H

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

/* Of a class's results.json: how many students are not through yet. 0, or -EINVAL with ERR. */
int jsonfile_left(const char *text, size_t len, size_t *ret, struct sck_err *err);

#endif
