/*
 * The main function of every suite, part of the library. It reads the options, completes the command with the contract's own
 * arguments, and has present do the rest.
 */
#include "base/text.h"
#include "cli/instruments.h"
#include "cli/outcomes_file.h"
#include "cli/pcap.h"
#include "cli/present.h"
#include "cli/suites.h"
#include "cli/sweeping.h"
#include "judge/suite.h"
#include <elf.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	Elf64_Nhdr head; /* of both ELF classes */
	char name[(sizeof(SUITES_NOTE_NAME) + 3) & ~3UL];
} note __attribute__((used, section(".note.sockcheck"), aligned(4))) = {
	.head = { .n_namesz = sizeof(SUITES_NOTE_NAME), .n_type = SUITES_NOTE_TYPE },
	.name = SUITES_NOTE_NAME,
};

static int print_list(const struct sck_suite *suite, const struct suite_plan *plan)
{
	struct bytes text = { 0 };
	int status;

	for (size_t i = 0; i < suite->cases_count; i++) {
		const struct sck_case *c = &suite->cases[i];
		const unsigned families =
			suite_families(suite, c) & (plan->families ? plan->families : ~0U);

		if (!families || (plan->case_glob && !text_matches(plan->case_glob, c->name)))
			continue;
		bytes_printf(&text, "%s\t%g\t", c->name, c->points > 0 ? c->points : 1);
		present_append_families(&text, families);
		bytes_printf(&text, "\t%s\n", c->asks ? c->asks : "");
	}
	status = usage_write(suite->name, STDOUT_FILENO, &text);
	bytes_done(&text);
	return status;
}

/* Does WORD hold one of the names that always stand for something, or one of RUN's own? */
static bool has_placeholder(const char *word, const char *run)
{
	for (const char *at = strchr(word, '{'), *end; at && (end = strchr(at, '}'));
	     at = strchr(at + 1, '{')) {
		char *name = strndup(at, (size_t)(end - at) + 1);
		bool is_one;

		if (!name)
			abort();
		is_one = strstr("{host} {port} {dir}", name) || strstr(run, name);
		free(name);
		if (is_one)
			return true;
	}
	return false;
}

static bool has_placeholders(const struct suite_plan *plan, const char *run)
{
	for (size_t i = 0; i < plan->command_count; i++)
		if (has_placeholder(plan->command[i], run))
			return true;
	return false;
}

/* The command and the words of RUN behind it; ends with NULL. The words are in *RET_WORDS. Both are malloced. */
static const char **complete_command(const struct suite_plan *plan, const char *run, char **ret_words)
{
	const char **start = calloc(plan->command_count + strlen(run) + 1, sizeof(*start));
	size_t count = plan->command_count;
	char *rest;

	*ret_words = strdup(run);
	if (!start || !*ret_words)
		abort();
	memcpy(start, plan->command, count * sizeof(*start));
	for (char *word = strtok_r(*ret_words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		start[count++] = word;
	return start;
}

/* How `sockcheck check` names this suite: a bundled one (suites/NAME) by its name, another by its path. */
static const char *name_to_rerun(const char *self, const char *name)
{
	char *copy = strdup(self);
	bool is_bundled;

	if (!copy)
		abort();
	is_bundled = !strchr(self, '/') || !strcmp(basename(dirname(copy)), "suites");
	free(copy);
	return is_bundled ? name : self;
}

static void append_about(struct bytes *to, const struct sck_suite *suite)
{
	bytes_append_text(
		to, "Judges PROGRAM by the cases of this suite, over every family that applies.\n");
	if (suite->run)
		bytes_printf(to, "Where ARG has none of {host} {port} {dir}, nor of the contract's own arguments, these are appended: %s",
			     suite->run);
	else
		bytes_append_text(to, "{host} {port} {dir} may stand in ARG.");
}

/* What a suite is asked besides its plan. */
struct extras {
	struct instruments instruments;
	const char *pcap, *outcomes; /* files; NULL: none */
	struct sweeping *sweeping;   /* NULL: it is run once */
};

static int run_suite(const struct usage *usage, int argc, char **argv,
		     const struct sck_suite *suite, const char *self, struct extras *extras)
{
	const char *rerun[] = { "sockcheck", "check", name_to_rerun(self, suite->name), NULL };
	const char *rerun_sweep[] = { rerun[0], "sweep", rerun[2], NULL };
	const char **start = NULL;
	struct options options;
	struct sck_err err = { 0 };
	char *words = NULL;
	int status;

	status = usage_parse(usage, argc, argv, &options);
	if (status >= 0)
		return status;
	if (options.list)
		return print_list(suite, &options.suite);
	if (instruments_check(&extras->instruments, &err))
		return usage_error(suite->name, STATUS_USAGE, &err);
	options.suite.asan = extras->instruments.asan;
	options.suite.valgrind = extras->instruments.valgrind;
	options.suite.outcomes = extras->outcomes;
	options.suite.rerun = rerun;
	if (suite->run && !has_placeholders(&options.suite, suite->run))
		start = complete_command(&options.suite, suite->run, &words);
	options.suite.start = start;
	if (extras->sweeping) {
		extras->sweeping->plan.rerun = rerun_sweep;
		sweeping_take_part(extras->sweeping, &options.grading);
		status = sweeping_run(extras->sweeping, usage->name, suite, &options.suite);
	} else {
		status = present_suite(suite->name, suite, &options.suite, extras->pcap, NULL);
	}
	free(start);
	free(words);
	return status;
}

static int sweep(int argc, char **argv, const struct sck_suite *suite)
{
	struct sweeping sweeping;
	struct extras extras = { .sweeping = &sweeping };
	const struct usage usage = {
		.name = "sockcheck sweep",
		.want = { .options = OPTIONS_SWEEP,
			  .command = true,
			  .more = { { sweeping_take, &sweeping, NULL },
				    { instruments_take, &extras.instruments, NULL } } },
	};

	sweeping_init(&sweeping);
	return run_suite(&usage, argc - 1, argv + 1, suite, argv[0], &extras);
}

int sck_suite_main(int argc, char **argv, const struct sck_suite *suite)
{
	struct bytes about = { 0 };
	struct extras extras = { 0 };
	struct usage usage = {
		.name = suite->name,
		.synopsis = "[OPTION]... -- PROGRAM [ARG]...",
		.want = {
			.options = OPTION_CASE | OPTION_FAMILY | OPTION_FORMAT | OPTION_LANG | OPTION_OUTPUT | OPTION_JOBS |
				   OPTION_PORT | OPTION_LIMIT | OPTIONS_INJECT | OPTIONS_CLOCK | OPTION_LADDER | OPTION_LIST,
			.command = true,
			.more = { { pcap_take, (void *)&extras.pcap, pcap_append_help }, { instruments_take, &extras.instruments, instruments_help }, { outcomes_file_take, (void *)&extras.outcomes, outcomes_file_help } },
		},
	};
	int status;

	if (argc > 1 && !strcmp(argv[1], SUITE_SWEEPS))
		return sweep(argc, argv, suite);
	append_about(&about, suite);
	usage.about = bytes_text(&about);
	status = run_suite(&usage, argc, argv, suite, argv[0], &extras);
	bytes_done(&about);
	return status;
}
