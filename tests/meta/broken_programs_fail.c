/*
 * Every broken program of every assignment fails at the case and for the cause that its first comment names
 * (support/meta_claim.h), and nowhere else. All cases are run, over IPv4, IPv6 and the families that the comment names.
 */
#include "sockcheck.h"
#include "support/meta_claim.h"
#include "support/meta_run.h"

static unsigned claimed_families(const struct meta_program *program, unsigned all)
{
	unsigned families = SCK_IPV4 | SCK_IPV6;
	struct meta_claim claim;

	if (meta_claim_read(&claim, program->source, NULL) == 0)
		families |= claim.families;
	meta_claim_done(&claim);
	return families & all ? families : all;
}

static void judge(struct meta_judgement *ret, const struct meta_subject *subject, bool may_skip)
{
	struct sck_err err = { 0 };
	struct meta_claim claim;

	if (meta_claim_read(&claim, subject->program->source, &err) == 0) {
		meta_judge_broken(ret, &subject->check.report, &claim, may_skip);
	} else {
		*ret = (struct meta_judgement){ 0 };
		bytes_append_text(&ret->complaints, err.text);
	}
	meta_claim_done(&claim);
}

int main(void)
{
	return meta_run(&(struct meta_kind){ .name = "broken", .families = claimed_families, .judge = judge });
}
