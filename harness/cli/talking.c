/* See talking.h. The case has no argument of its own, so the steps are the process's. */
#include "cli/talking.h"
#include "base/err.h"
#include "cli/steps.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct steps steps;

int talking_take(void *arg, const char *name, const char *value, const char *const *words,
		 size_t count, struct sck_err *err)
{
	(void)arg;
	return steps_take(&steps, name, value, words, count, err);
}

void talking_append_options(struct bytes *to)
{
	bytes_append_text(to, "  --steps FILE        the steps that are in there, one a line\n");
}

int talking_check(const struct suite_plan *plan, struct sck_err *err)
{
	if (steps_check(&steps, err))
		return -EINVAL;
	if (!steps.moves_clock || plan->clock_jumps || plan->date || plan->rate > 0)
		return 0;
	return err_set(err, -EINVAL, "--advance, --set-clock: the clock is the machine's (expected --clock auto, --clock DATE or --rate N, too)");
}

static void talk(void **state)
{
	steps_run(&steps, *state);
}

const struct sck_suite *talking_suite(struct suite_plan *plan)
{
	static const struct sck_case cases[] = { { .name = "talk", .run = talk } };
	static struct sck_suite suite = { .name = "talk", .families = SCK_EVERY_FAMILY, SCK_CASES(cases) };

	suite.datagram = steps.datagram;
	if (!plan->families)
		plan->families = SCK_IPV4;
	return &suite;
}

const char **talking_words(const char *const *command)
{
	size_t count = 0;
	const char **words;

	while (command[count])
		count++;
	words = calloc(count + steps.given_count + 1, sizeof(*words));
	if (!words)
		abort();
	memcpy(words, command, count * sizeof(*words));
	memcpy(words + count, steps.given, steps.given_count * sizeof(*words));
	return words;
}

void talking_done(void)
{
	steps_done(&steps);
}
