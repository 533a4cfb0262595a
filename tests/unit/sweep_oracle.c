/* What a correct program does when it meets an outcome: which runs are a finding, and which are none. */
#include "judge/sweep_oracle.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct survey_chance chance_of(const char *call, const char *word, const char *error)
{
	const struct survey_chance chance = {
		.call = call_by_name(call, strlen(call)),
		.outcome = outcome_find(call, strlen(call), word, strlen(word), error),
		.when = 1,
	};

	assert_non_null(chance.call);
	assert_non_null(chance.outcome);
	return chance;
}

static struct probe fared(enum after after, int status)
{
	return (struct probe){ .after = after, .status = status, .has_fired = true };
}

/* The control ends with status 0, or serves on; the run meets CHANCE and its case fails. */
static bool is_finding(struct survey_chance *chance, enum after control_after,
		       const struct survey_chance *calls, enum after after, int status)
{
	struct probe control = fared(control_after, 0), got = fared(after, status);
	struct result row = { .verdict = { .kind = VERDICT_FAIL, .cause = CAUSE_END } };
	bool found;

	control.chances = (struct survey_chance *)(uintptr_t)calls;
	control.count = calls ? 1 : 0;
	found = sweep_judge(chance, &control, &got, &row);
	verdict_done(&row.verdict);
	return found;
}

/* Who was asked by a datagram, and could not answer, has lost his answer: nobody tells him that the other is gone. */
static void an_answer_that_is_not_sent_may_be_lost(void **state)
{
	static const char *const errors[] = { "EMSGSIZE", "EHOSTUNREACH", "ENETUNREACH", "EAGAIN" };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		struct survey_chance chance = chance_of("sendto", "error", errors[i]);

		chance.is_datagram = chance.is_answer = true;
		assert_false(is_finding(&chance, AFTER_ENDED, NULL, AFTER_STAYS, 0));
		assert_false(is_finding(&chance, AFTER_ENDED, NULL, AFTER_ENDED, 0));
		assert_false(is_finding(&chance, AFTER_ENDED, NULL, AFTER_ENDED, 1));
		assert_true(is_finding(&chance, AFTER_ENDED, NULL, AFTER_KILLED, 11));
		assert_true(is_finding(&chance, AFTER_ENDED, NULL, AFTER_BUSY, 0));
		assert_true(is_finding(&chance, AFTER_STAYS, NULL, AFTER_ENDED, 1));
		chance.is_answer = false; /* nobody will ask again */
		assert_true(is_finding(&chance, AFTER_ENDED, NULL, AFTER_STAYS, 0));
		assert_true(is_finding(&chance, AFTER_ENDED, NULL, AFTER_ENDED, 0));
		assert_false(is_finding(&chance, AFTER_ENDED, NULL, AFTER_ENDED, 1));
	}
}

static void a_server_of_one_client_may_end_well_without_him(void **state)
{
	static const struct {
		const char *call, *word, *error;
	} losses[] = {
		{ "accept", "error", "ECONNABORTED" },
		{ "read", "error", "ETIMEDOUT" },
		{ "write", "error", "EPIPE" },
	};
	struct survey_chance accept = chance_of("accept", "error", "EMFILE");

	(void)state;
	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		struct survey_chance chance = chance_of(losses[i].call, losses[i].word, losses[i].error);

		assert_false(is_finding(&chance, AFTER_ENDED, &accept, AFTER_ENDED, 0));
		assert_true(is_finding(&chance, AFTER_ENDED, &accept, AFTER_KILLED, 11));
		assert_true(is_finding(&chance, AFTER_ENDED, &accept, AFTER_DEAF, 0));
		assert_true(is_finding(&chance, AFTER_ENDED, NULL, AFTER_ENDED, 0));
		assert_true(is_finding(&chance, AFTER_SERVES, &accept, AFTER_ENDED, 1));
	}
	assert_true(is_finding(&accept, AFTER_ENDED, &accept, AFTER_ENDED, 0));
	assert_false(is_finding(&accept, AFTER_ENDED, &accept, AFTER_ENDED, 1));
}

static bool is_finding_of_a_client(int sources, bool has_printed)
{
	struct survey_chance reset = chance_of("recvfrom", "reset", NULL);
	struct probe control = fared(AFTER_ENDED, 0), got = fared(AFTER_ENDED, 0);
	struct result row = { .verdict = { .kind = VERDICT_FAIL, .cause = CAUSE_BYTES } };
	bool found;

	control.sources = sources;
	got.has_printed = has_printed;
	found = sweep_judge(&reset, &control, &got, &row);
	verdict_done(&row.verdict);
	return found;
}

/* The addresses of one kind, say, where the server that was asked for those of the other has reset the connection. */
static void of_two_answers_one_may_be_enough(void **state)
{
	(void)state;
	assert_true(is_finding_of_a_client(1, true));
	assert_true(is_finding_of_a_client(1, false));
	assert_false(is_finding_of_a_client(2, true));
	assert_true(is_finding_of_a_client(2, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_that_is_not_sent_may_be_lost),
		cmocka_unit_test(a_server_of_one_client_may_end_well_without_him),
		cmocka_unit_test(of_two_answers_one_may_be_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
