/*
 * `sockcheck check SUITE ...`: finds the suite and becomes it, or with --watch has it run again and again. Every other word goes to the suite as it
 * is, and the suite says what is wrong with it.
 */
#include "base/err.h"
#include "cli/check_watch.h"
#include "cli/command.h"
#include "cli/instruments.h"
#include "cli/outcomes_file.h"
#include "cli/pcap.h"
#include "cli/suites.h"
#include "cli/usage.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ARG is where the word goes, which is not the suite's. */
static int take_watch(void *arg, const char *name, const char *value, const char *const *words,
		      size_t count, struct sck_err *err)
{
	const char **ret_word = arg;

	(void)count;
	if (strcmp(name, "--watch") != 0)
		return 0;
	if (value)
		return err_set(err, -EINVAL, "--watch: takes no value, '%s' was given", value);
	if (*ret_word)
		return err_set(err, -EINVAL, "--watch: given twice");
	*ret_word = words[0];
	return 1;
}

static void append_watch(struct bytes *to)
{
	bytes_append_text(to, "  --watch             run again whenever the program has been built "
			      "anew, until Ctrl-C\n");
}

static const struct usage usage = {
	.name = "sockcheck check",
	.synopsis = "SUITE [OPTION]... -- PROGRAM [ARG]...",
	.about = "Judges PROGRAM by a suite: a bundled one ('sockcheck list suites') or a suite's path.\n"
		 "Where ARG has none of {host} {port} {dir}, nor of the contract's own arguments, those are appended.",
	.want = {
		.options = OPTION_CASE | OPTION_FAMILY | OPTION_FORMAT | OPTION_LANG | OPTION_OUTPUT | OPTION_JOBS | OPTION_PORT |
			   OPTION_LIMIT | OPTIONS_INJECT | OPTIONS_CLOCK | OPTION_LADDER | OPTION_LIST,
		.words = { "SUITE" },
		.command = true,
		.more = { { take_watch, NULL, append_watch }, { pcap_take, NULL, pcap_append_help }, { instruments_take, NULL, instruments_help }, { outcomes_file_take, NULL, outcomes_file_help } },
	},
};

int cmd_check(int argc, char **argv)
{
	char **words = calloc((size_t)argc + 1, sizeof(*words));
	struct usage own = usage;
	const char *watch = NULL, *pcap = NULL, *outcomes = NULL;
	struct bytes path = { 0 };
	struct options options;
	struct sck_err err = { 0 };
	struct instruments instruments = { 0 };
	int status, count = 1;

	if (!words)
		abort();
	own.want.more[0].arg = &watch;
	own.want.more[1].arg = (void *)&pcap; /* the suite reads these again */
	own.want.more[3].arg = (void *)&outcomes;
	own.want.more[2].arg = &instruments;
	status = usage_parse(&own, argc, argv, &options);
	if (status >= 0)
		goto out;
	if (suites_find(options.words[0], &path, &err)) {
		status = usage_error(usage.name, STATUS_USAGE, &err);
		goto out;
	}
	for (int i = 1; i < argc; i++)
		if (argv[i] != options.words[0] && argv[i] != watch)
			words[count++] = argv[i];
	words[0] = (char *)(uintptr_t)bytes_text(&path);
	if (watch && !options.list) {
		status = check_watch(usage.name, &options, (const char *const *)words);
		goto out;
	}
	execv(words[0], words);
	err_errno(&err, -errno, "'%s' cannot be started", words[0]);
	status = usage_error(usage.name, STATUS_BROKEN, &err);
out:
	bytes_done(&path);
	free(words);
	return status;
}
