/*
 * `sockcheck sweep SUITE ...`: finds the suite and becomes it, as `check` does, with --sweep in front.
 */
#include "base/err.h"
#include "cli/command.h"
#include "cli/suites.h"
#include "cli/sweeping.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

int cmd_sweep(int argc, char **argv)
{
	struct sweeping sweeping;
	const struct usage usage = {
		.name = "sockcheck sweep",
		.synopsis = "SUITE [OPTION]... -- PROGRAM [ARG]...",
		.about = "Runs the suite's cases again and again, each time with one outcome at one socket call of PROGRAM (a short\n"
			 "recv, EAGAIN, a reset ...), until each call has met each outcome that it can have, and says which of\n"
			 "them the program does not bear, where, and how to make it happen again.",
		.want = {
			.options = OPTIONS_SWEEP,
			.words = { "SUITE" },
			.command = true,
			.more = { { sweeping_take, &sweeping, sweeping_append_options } },
		},
	};
	char **words = calloc((size_t)argc + 2, sizeof(*words));
	struct bytes path = { 0 };
	struct options options;
	struct sck_err err = { 0 };
	int status, count = 2;

	if (!words)
		abort();
	sweeping_init(&sweeping);
	status = usage_parse(&usage, argc, argv, &options);
	if (status >= 0)
		goto out;
	if (suites_find(options.words[0], &path, &err)) {
		status = usage_error(usage.name, STATUS_USAGE, &err);
		goto out;
	}
	for (int i = 1; i < argc; i++)
		if (argv[i] != options.words[0])
			words[count++] = argv[i];
	words[0] = (char *)(uintptr_t)bytes_text(&path);
	words[1] = (char *)(uintptr_t)SUITE_SWEEPS;
	execv(words[0], words);
	err_errno(&err, -errno, "'%s' cannot be started", words[0]);
	status = usage_error(usage.name, STATUS_BROKEN, &err);
out:
	bytes_done(&path);
	free(words);
	return status;
}
