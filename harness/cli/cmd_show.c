/*
 * `sockcheck show RECORD`: prints a record that `sockcheck run --record` wrote as the trace that --trace would have printed.
 */
#include "cli/command.h"
#include "cli/file.h"
#include "cli/usage.h"
#include "facts/trace.h"
#include "report/recordfile.h"
#include <unistd.h>

static const struct usage usage = {
	.name = "sockcheck show",
	.synopsis = "RECORD",
	.about = "Prints a record that 'sockcheck run --record' wrote, in the form of --trace. "
		 "RECORD may be - for standard input.",
	.want = { .words = { "RECORD" } },
};

int cmd_show(int argc, char **argv)
{
	struct bytes text = { 0 }, trace = { 0 };
	struct sck_err err = { 0 }, where = { 0 };
	struct record record = { 0 };
	struct options options;
	int status = usage_parse(&usage, argc, argv, &options);

	if (status >= 0)
		return status;
	if (file_read(&text, options.words[0], &err)) {
		status = usage_error(usage.name, STATUS_USAGE, &err);
	} else if (recordfile_read((const char *)text.data, text.len, &record, &err)) {
		err_set(&where, err.code, "'%s': %s", options.words[0], err.text);
		status = usage_error(usage.name, STATUS_USAGE, &where);
	} else {
		trace_record(&trace, &record);
		status = usage_write(usage.name, STDOUT_FILENO, &trace);
	}
	record_done(&record);
	bytes_done(&text);
	bytes_done(&trace);
	return status;
}
