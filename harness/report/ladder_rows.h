/*
 * The rows of a ladder as they are drawn: read from JSON that may be anybody's, where what is of another kind than it should be is nothing.
 * HTML, SVG and text all draw these.
 */
#ifndef REPORT_LADDER_ROWS_H
#define REPORT_LADDER_ROWS_H

#include "facts/record.h"
#include "report/words.h"
#include <jansson.h>

enum { LADDER_LANES = 6 };

struct ladder_rows {
	json_t *list;
	int64_t began_at;
	int64_t lanes[LADDER_LANES]; /* processes, in the order of their first rows */
	int lanes_count;
};

/* False: there are none, or they cannot be read. */
bool ladder_rows_read(struct ladder_rows *ret, const struct bytes *text);
bool ladder_rows_of_record(struct ladder_rows *ret, const struct record *r); /* false: nothing of interest happened */
/* What has come to R since it had so many calls and events takes the place of the rows; lanes are added. L is zeroed at first. False: no row. */
bool ladder_rows_since(struct ladder_rows *l, const struct record *r, size_t calls, size_t events);
void ladder_rows_done(struct ladder_rows *l);

const char *ladder_rows_text(json_t *row, const char *key); /* "" */
bool ladder_rows_is(json_t *row, const char *key, const char *value);
int64_t ladder_rows_number(json_t *row, const char *key);        /* 0 */
double ladder_rows_ms(const struct ladder_rows *l, json_t *row); /* since the first row */
/* From 1; the last lane is for all that have none of their own. */
int ladder_rows_lane(const struct ladder_rows *l, json_t *row);
enum word ladder_rows_mark(json_t *row); /* what happened to the connection; WORDS_COUNT: nothing that has a word */
/* Appends "5 bytes" or what happened to the connection, in LANG, as it stands at an arrow. */
void ladder_rows_append_label(struct bytes *to, json_t *row, const char *lang);
/* The name that a process has last: one that is made has its parent's until its exec. "" */
const char *ladder_rows_program(const struct ladder_rows *l, int64_t process);
bool ladder_rows_has_steps(const struct ladder_rows *l); /* else there was no test at the other end */
/* A loop of the suite's: the next one is the same step, from the same place, and nothing in between. */
bool ladder_rows_repeat(const struct ladder_rows *l, size_t i);

#endif
