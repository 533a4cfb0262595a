/*
 * `sockcheck talk`: the steps of the command line as the one case of a suite, run and reported as any suite is. What a report adds is
 * the number and the words of the step that was not met, which the workers leave in memory shared with us.
 */
#include "cli/command.h"
#include "cli/pcap.h"
#include "cli/present.h"
#include "cli/steps_table.h"
#include "facts/family.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct steps steps;
static const char *pcap;             /* --pcap; NULL: none */
static volatile uint32_t *steps_now; /* for each family of the table, the step under way */

static size_t family_index(const char *name)
{
	size_t i = 0;

	while (i + 1 < family_table_count && strcmp(family_table[i].name, name))
		i++;
	return i;
}

static void talk(void **state)
{
	struct sck_session *s = *state;

	steps_run(&steps, s, &steps_now[family_index(family_row(sck_family(s))->name)]);
}

/* Where the steps stand in our own source is nobody's concern. */
static void name_step(struct result *row)
{
	struct verdict *v = &row->verdict;
	uint32_t now = steps_now[family_index(row->family)];
	struct bytes message = { 0 };

	row->file[0] = v->file[0] = '\0';
	if ((v->kind != VERDICT_FAIL && v->kind != VERDICT_BROKEN) || !now || now > steps.count)
		return;
	bytes_printf(&message, "step %u, ", now);
	steps_append(&message, &steps.list[now - 1]);
	for (size_t i = 0; i < message.len; i++)
		message.data[i] = message.data[i] < ' ' ? ' ' : message.data[i];
	bytes_append_text(&message, ": ");
	bytes_append(&message, v->message.data, v->message.len);
	bytes_done(&v->message);
	v->message = message;
}

static void name_steps(struct results *r)
{
	for (size_t i = 0; i < r->count; i++)
		name_step(&r->rows[i]);
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

/* "sockcheck talk STEP...", malloced. */
static const char **words_to_rerun(void)
{
	const char **words;
	size_t count = 2;

	for (size_t i = 0; i < steps.count; i++)
		count += steps.list[i].words_count;
	words = calloc(count + 1, sizeof(*words));
	if (!words)
		abort();
	words[0] = "sockcheck";
	words[1] = "talk";
	count = 2;
	for (size_t i = 0; i < steps.count; i++)
		for (size_t j = 0; j < steps.list[i].words_count; j++)
			words[count++] = steps.list[i].words[j];
	return words;
}

static int run_talk(const char *name, struct suite_plan *plan)
{
	static const struct sck_case cases[] = { { .name = "talk", .run = talk } };
	const struct sck_suite suite = {
		.name = "talk", .families = SCK_EVERY_FAMILY, .datagram = steps.datagram, SCK_CASES(cases)
	};
	size_t size = family_table_count * sizeof(*steps_now);
	const char **words = words_to_rerun();
	int status;

	steps_now = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (steps_now == MAP_FAILED)
		abort();
	plan->rerun = words;
	if (!plan->families)
		plan->families = SCK_IPV4;
	status = present_suite(name, &suite, plan, pcap, name_steps);
	munmap((void *)(uintptr_t)steps_now, size);
	free(words);
	return status;
}

static int check_clock(const struct steps *list, const struct suite_plan *plan, struct sck_err *err)
{
	if (!list->moves_clock || plan->clock_jumps || plan->date || plan->rate > 0)
		return 0;
	return err_set(err, -EINVAL, "--advance, --set-clock: the clock is the machine's (expected --clock auto, --clock DATE or --rate N, too)");
}

int cmd_talk(int argc, char **argv)
{
	const struct usage usage = {
		.name = "sockcheck talk",
		.synopsis = "STEP... [OPTION]... -- PROGRAM [ARG]...",
		.about = "Starts PROGRAM and takes the steps, in order, as its peer; over IPv4 unless --family says otherwise.\n"
			 "{host} {port} {dir} may stand in ARG.",
		.want = {
			.options = OPTION_FAMILY | OPTION_FORMAT | OPTION_OUTPUT | OPTION_PORT | OPTION_LIMIT | OPTIONS_INJECT | OPTIONS_CLOCK,
			.command = true,
			.more = { { steps_take, &steps, NULL }, { pcap_take, (void *)&pcap, pcap_append_help } },
		},
		.append_more = append_steps,
	};
	struct options options;
	struct sck_err err = { 0 };
	int status = usage_parse(&usage, argc, argv, &options);

	if (status < 0 && (steps_check(&steps, &err) || check_clock(&steps, &options.suite, &err)))
		status = usage_error(usage.name, STATUS_USAGE, &err);
	if (status < 0)
		status = run_talk(usage.name, &options.suite);
	steps_done(&steps);
	return status;
}
