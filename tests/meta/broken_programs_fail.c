/*
 * Every broken program of every assignment fails at the case and for the cause that its first comment names
 * (support/meta_claim.h), over the families that the comment names, else over IPv4 or IPv6, one program over this, another one over that. With ALL set in
 * the environment both are, and every case is run, and it fails nowhere else: that takes an hour, and belongs to `make soak`.
 */
#include "sockcheck.h"
#include "support/meta_claim.h"
#include "support/meta_run.h"
#include <stdlib.h>
#include <string.h>

static unsigned claimed_families(const struct meta_program *program, unsigned all)
{
	unsigned families = SCK_IPV4 | SCK_IPV6, claimed = 0;
	struct meta_claim claim;

	if (meta_claim_read(&claim, program->source, NULL) == 0)
		claimed = claim.families;
	meta_claim_done(&claim);
	if (!getenv("ALL"))
		families = claimed ? 0 : meta_one_family(program, families);
	families |= claimed;
	return families & all ? families : all;
}

static char *claimed_cases(const struct meta_program *program)
{
	struct meta_claim claim;
	char *cases = NULL;

	if (getenv("ALL"))
		return NULL;
	if (meta_claim_read(&claim, program->source, NULL) == 0)
		cases = strdup(claim.breaks[0]);
	meta_claim_done(&claim);
	return cases;
}

static void judge(struct meta_judgement *ret, const struct meta_subject *subject, bool may_skip)
{
	struct sck_err err = { 0 };
	struct meta_claim claim;

	if (meta_claim_read(&claim, subject->program->source, &err) == 0) {
		if (subject->cases)
			claim.breaks_count = 1, claim.may_break_count = 0;
		meta_judge_broken(ret, &subject->check.report, &claim, may_skip);
	} else {
		*ret = (struct meta_judgement){ 0 };
		bytes_append_text(&ret->complaints, err.text);
	}
	meta_claim_done(&claim);
}

int main(void)
{
	return meta_run(&(struct meta_kind){
		.name = "broken", .families = claimed_families, .cases = claimed_cases, .judge = judge });
}
