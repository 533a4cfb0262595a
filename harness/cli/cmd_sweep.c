/*
 * `sockcheck sweep`: sweeps the steps of a talk itself; finds a suite and becomes it, as `check` does, with --sweep in front.
 */
#include "base/err.h"
#include "cli/command.h"
#include "cli/instruments.h"
#include "cli/suites.h"
#include "cli/sweeping.h"
#include "cli/talking.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char talk_option[] = "--talk";

static void append_talk(struct bytes *to)
{
	bytes_append_text(
		to, "  --talk STEP...      the one case is these steps of 'sockcheck talk'\n");
	talking_append_options(to);
}

static struct usage usage_of(struct sweeping *sweeping, struct instruments *instruments)
{
	return (struct usage){
		.name = "sockcheck sweep",
		.synopsis = "{SUITE | --talk STEP...} [OPTION]... -- PROGRAM [ARG]...",
		.about = "Runs the suite's cases, or the steps, again and again, each time with one outcome at one socket call of\n"
			 "PROGRAM (a short recv, EAGAIN, a reset ...), until each call has met each outcome that it can have, and\n"
			 "says which of them the program does not bear, where, and how to make it happen again.",
		.want = {
			.options = OPTIONS_SWEEP,
			.words = { "SUITE" },
			.command = true,
			.more = { { sweeping_take, sweeping, sweeping_append_options }, { instruments_take, instruments, instruments_help },
				  { NULL, NULL, append_talk } },
		},
	};
}

/* Its options are read once more, by what it becomes. */
static int sweep_suite(int argc, char **argv)
{
	struct sweeping sweeping;
	struct instruments instruments = { 0 };
	const struct usage usage = usage_of(&sweeping, &instruments);
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

static int run_talk(struct sweeping *sweeping, const char *name, struct suite_plan *plan)
{
	static const char *const talk[] = { "sockcheck", "talk", NULL };
	static const char *const sweep[] = { "sockcheck", "sweep", talk_option, NULL };
	const struct sck_suite *suite = talking_suite(plan);
	const char **talk_words = talking_words(talk), **sweep_words = talking_words(sweep);
	int status;

	plan->rerun = talk_words;
	sweeping->plan.rerun = sweep_words;
	status = sweeping_run(sweeping, name, suite, plan);
	free(talk_words);
	free(sweep_words);
	return status;
}

/* --talk itself says no more than that the steps are a talk's. */
static int take(void *arg, const char *name, const char *value, const char *const *words,
		size_t count, struct sck_err *err)
{
	return !strcmp(name, talk_option) && !value ? 1 : talking_take(arg, name, value, words, count, err);
}

static int sweep_talk(int argc, char **argv)
{
	struct sweeping sweeping;
	struct instruments instruments = { 0 };
	struct usage usage = usage_of(&sweeping, &instruments);
	struct options options;
	struct sck_err err = { 0 };
	int status;

	usage.want.options &= ~(unsigned)OPTION_CASE;
	usage.want.words[0] = NULL;
	usage.want.more[2] = (struct options_more){ take, NULL, append_talk };
	sweeping_init(&sweeping);
	status = usage_parse(&usage, argc, argv, &options);
	if (status < 0 && (talking_check(&options.suite, &err) || instruments_check(&instruments, &err)))
		status = usage_error(usage.name, STATUS_USAGE, &err);
	options.suite.asan = instruments.asan;
	options.suite.valgrind = instruments.valgrind;
	sweeping_take_part(&sweeping, &options.grading);
	if (status < 0)
		status = run_talk(&sweeping, usage.name, &options.suite);
	talking_done();
	return status;
}

int cmd_sweep(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], talk_option))
			return sweep_talk(argc, argv);
	return sweep_suite(argc, argv);
}
