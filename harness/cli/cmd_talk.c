/*
 * `sockcheck talk`: the steps of the command line as the one case of a suite, run and reported as any suite is.
 */
#include "cli/command.h"
#include "cli/pcap.h"
#include "cli/present.h"
#include "cli/steps_table.h"
#include "cli/talking.h"
#include <stdlib.h>
#include <string.h>

/* Where the case stands in our own source is nobody's concern. */
static void hide_source(struct results *r)
{
	for (size_t i = 0; i < r->count; i++)
		r->rows[i].file[0] = '\0';
}

static void append_steps(struct bytes *to)
{
	bytes_append_text(to, "\nSteps, in the order in which they shall happen:\n");
	for (size_t i = 0; i < steps_table_count; i++) {
		const struct steps_row *row = &steps_table[i];

		bytes_printf(to, "  %s%s%s%*s  %s\n", row->option, row->value_name ? " " : "",
			     row->value_name ? row->value_name : "",
			     27 - (int)strlen(row->option) -
				     (row->value_name ? 1 + (int)strlen(row->value_name) : 0),
			     "", row->help);
	}
	bytes_append_text(
		to, "\nTEXT has C's escapes (\\n \\x00); @FILE stands for the bytes of a file.\n");
}

static int run_talk(const char *name, struct suite_plan *plan, const char *pcap)
{
	static const char *const command[] = { "sockcheck", "talk", NULL };
	const struct sck_suite *suite = talking_suite(plan);
	const char **words = talking_words(command);
	int status;

	plan->rerun = words;
	status = present_suite(name, suite, plan, pcap, hide_source);
	free(words);
	return status;
}

int cmd_talk(int argc, char **argv)
{
	const char *pcap = NULL;
	const struct usage usage = {
		.name = "sockcheck talk",
		.synopsis = "STEP... [OPTION]... -- PROGRAM [ARG]...",
		.about = "Starts PROGRAM and takes the steps, in order, as its peer; over IPv4 unless --family says otherwise.\n"
			 "{host} {port} {dir} may stand in ARG.",
		.want = {
			.options = OPTION_FAMILY | OPTION_FORMAT | OPTION_OUTPUT | OPTION_PORT | OPTION_LIMIT | OPTIONS_INJECT | OPTIONS_CLOCK,
			.command = true,
			.more = { { talking_take, NULL, talking_append_options }, { pcap_take, (void *)&pcap, pcap_append_help } },
		},
		.append_more = append_steps,
	};
	struct options options;
	struct sck_err err = { 0 };
	int status = usage_parse(&usage, argc, argv, &options);

	if (status < 0 && talking_check(&options.suite, &err))
		status = usage_error(usage.name, STATUS_USAGE, &err);
	if (status < 0)
		status = run_talk(usage.name, &options.suite, pcap);
	talking_done();
	return status;
}
