/*
 * A record as a file: JSON Lines. The first line says what it is, {"record":1}; then one line a socket, call or event, written as it happens, a call
 * when it has returned; the last, {"end":STATUS}, is missing where the run was killed. Bytes stand in it as text with C escapes.
 */
#ifndef REPORT_RECORDFILE_H
#define REPORT_RECORDFILE_H

#include "base/err.h"
#include "facts/record.h"

void recordfile_begin(struct bytes *to);
/* A line, and before it those of the sockets that *SOCKETS, which begins at 0, has not counted yet. */
void recordfile_call(struct bytes *to, const struct record *r, const struct record_call *call,
		     size_t *sockets);
void recordfile_event(struct bytes *to, const struct record *r, const struct record_event *event,
		      size_t *sockets);
void recordfile_end(struct bytes *to, int status);

struct recordfile_reading { /* zeroed at first */
	size_t lines;
	bool has_ended;
};
/*
 * Reads the lines in TEXT into RET, which the caller ends with record_done(), also on an error; what is no whole line yet stays in TEXT. 0, or
 * -EINVAL with ERR naming the line. Nothing that it does not know is passed over.
 */
int recordfile_feed(struct recordfile_reading *in, struct bytes *text, struct record *ret,
		    struct sck_err *err);
/* Where no more comes, and REST is what was left of the text: 0, -ENODATA for a record without its end, or -EINVAL; both with ERR. */
int recordfile_check_end(const struct recordfile_reading *in, const struct bytes *rest,
			 struct sck_err *err);

#endif
