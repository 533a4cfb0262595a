/*
 * Every good program of every assignment passes every case of its suite, over every family.
 */
#include "support/meta_run.h"

static unsigned every_family(const struct meta_program *program, unsigned all)
{
	(void)program;
	return all;
}

static void judge(struct meta_judgement *ret, const struct meta_subject *subject, bool may_skip)
{
	meta_judge_good(ret, &subject->check.report, may_skip);
}

int main(void)
{
	return meta_run(&(struct meta_kind){ .name = "good", .families = every_family, .judge = judge });
}
