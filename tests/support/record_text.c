/* See record_text.h. */
#include "support/record_text.h"
#include "report/recordfile.h"
#include <errno.h>

void record_text_write(struct bytes *to, const struct record *r)
{
	size_t next = 0, sockets = 0;

	recordfile_begin(to);
	for (size_t i = 0; i <= r->calls_count; i++) {
		for (; next < r->events_count && r->events[next].before_call <= i; next++)
			recordfile_event(to, r, &r->events[next], &sockets);
		if (i < r->calls_count)
			recordfile_call(to, r, &r->calls[i], &sockets);
	}
	recordfile_end(to, 0);
}

int record_text_read(const char *text, size_t len, struct record *ret, struct sck_err *err)
{
	struct recordfile_reading reading = { 0 };
	struct bytes rest = { 0 };
	int code;

	bytes_append(&rest, text, len);
	code = recordfile_feed(&reading, &rest, ret, err);
	if (!code)
		code = recordfile_check_end(&reading, &rest, err);
	bytes_done(&rest);
	return code == -ENODATA ? 0 : code;
}
