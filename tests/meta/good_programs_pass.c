/*
 * Every good program of every assignment passes every case of its suite, over every family. One that an interpreter runs, which has to be
 * started anew for each case, is held against one family, another one for each; with ALL set in the environment against every one: that belongs to
 * `make soak`.
 */
#include "sockcheck.h"
#include "support/meta_run.h"
#include <stdlib.h>
#include <string.h>

static bool is_interpreted(const struct meta_program *program)
{
	static const char *const suffixes[] = { ".py", ".js", ".pl", ".java" };
	const char *suffix = strrchr(program->source, '.');

	for (size_t i = 0; suffix && i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (!strcmp(suffix, suffixes[i]))
			return true;
	return false;
}

static unsigned every_family(const struct meta_program *program, unsigned all)
{
	if (getenv("ALL") || !is_interpreted(program))
		return all;
	return meta_one_family(program, all);
}

static void judge(struct meta_judgement *ret, const struct meta_subject *subject, bool may_skip)
{
	meta_judge_good(ret, &subject->check.report, may_skip);
}

int main(void)
{
	return meta_run(&(struct meta_kind){ .name = "good", .families = every_family, .judge = judge });
}
