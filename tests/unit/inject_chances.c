/*
 * plan/inject: chance=, by --seed: as often as it says, the same calls each time, and no rule's draws by another's.
 */
#include "support/rules.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { DRAWS = 10000 };

/* How many of DRAWS calls the rule acts on; each as a bit in DRAWN. */
static int draw(const char *rule, uint64_t seed, uint8_t drawn[DRAWS])
{
	int count = 0;

	rules_add(rule);
	rules_plan.seed = seed;
	for (int i = 0; i < DRAWS; i++) {
		drawn[i] = rules_decide("recvfrom") == 0;
		count += drawn[i];
	}
	inject_done(&rules_plan);
	return count;
}

static void a_chance_is_about_right(void **state)
{
	static const struct {
		const char *rule;
		int least, most; /* five standard deviations around it */
	} rows[] = {
		{ "recv:error=ENOMEM:chance=0.5", 4750, 5250 },
		{ "recv:error=ENOMEM:chance=25%", 2280, 2720 },
		{ "recv:error=ENOMEM:chance=1%", 50, 150 },
		{ "recv:error=ENOMEM:chance=0.99", 9850, 9950 },
		{ "recv:error=ENOMEM:chance=1", DRAWS, DRAWS },
	};
	uint8_t drawn[DRAWS];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (uint64_t seed = 0; seed < 4; seed++) {
			int count = draw(rows[i].rule, seed, drawn);

			if (count < rows[i].least || count > rows[i].most)
				fail_msg("%s, seed %d: %d", rows[i].rule, (int)seed, count);
		}
}

static void the_same_seed_draws_the_same_calls(void **state)
{
	uint8_t a[DRAWS], b[DRAWS];

	(void)state;
	draw("recv:error=ENOMEM:chance=0.5", 7, a);
	draw("recv:error=ENOMEM:chance=0.5", 7, b);
	assert_memory_equal(a, b, DRAWS);
	draw("recv:error=ENOMEM:chance=0.5", 8, b);
	assert_memory_not_equal(a, b, DRAWS);
}

static void two_rules_draw_apart(void **state)
{
	int both = 0;

	(void)state;
	rules_add("recv:error=ENOMEM:chance=0.5");
	rules_add("recv:error=ENOBUFS:chance=0.5");
	for (int i = 0; i < DRAWS; i++)
		both += rules_decide("recvfrom") == -1;
	assert_in_range(both, 2280, 2720);
}

static void another_s_calls_change_no_draw(void **state)
{
	uint8_t alone[DRAWS];
	int differ = 0;

	(void)state;
	draw("recv:error=ENOMEM:chance=0.5", 3, alone);
	rules_add("recv:error=ENOMEM:chance=0.5");
	rules_plan.seed = 3;
	for (int i = 0; i < DRAWS; i++) {
		rules_decide("sendto");
		differ += (rules_decide("recvfrom") == 0) != alone[i];
	}
	assert_int_equal(differ, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULES_TEST(a_chance_is_about_right),
		RULES_TEST(the_same_seed_draws_the_same_calls),
		RULES_TEST(two_rules_draw_apart),
		RULES_TEST(another_s_calls_change_no_draw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
