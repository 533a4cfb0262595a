/* facts/edge_case: each number of the catalogue once, in order, each with a test that is there. */
#include "facts/edge_case.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static void each_number_stands_once_in_order(void **state)
{
	(void)state;
	for (int number = 1; number <= EDGE_CASES; number++)
		if ((size_t)number > edge_case_table_count || edge_case_table[number - 1].number > number)
			fail_msg("edge case %d has no test", number);
	for (size_t i = 1; i < edge_case_table_count; i++)
		if (edge_case_table[i].number <= edge_case_table[i - 1].number)
			fail_msg("%s and %s are both edge case %d", edge_case_table[i - 1].test,
				 edge_case_table[i].test, edge_case_table[i].number);
}

static void each_has_a_test(void **state)
{
	char path[512];

	(void)state;
	for (size_t i = 0; i < edge_case_table_count; i++) {
		snprintf(path, sizeof(path), "tests/%s.c", edge_case_table[i].test);
		if (access(path, R_OK) < 0)
			fail_msg("edge case %d: %s is not there", edge_case_table[i].number, path);
	}
}

static void each_says_what_it_is(void **state)
{
	static const char *const means[] = { "peer", "injected", "namespace" };

	(void)state;
	for (size_t i = 0; i < edge_case_table_count; i++) {
		const struct edge_case *e = &edge_case_table[i];
		bool known = false;

		assert_in_range(e->number, 1, EDGE_CASES);
		assert_non_null(strchr(e->sentence, ' '));
		assert_true(strlen(e->families) > 0 && strlen(e->source) > 0);
		for (size_t m = 0; m < sizeof(means) / sizeof(means[0]); m++)
			known |= strstr(e->means, means[m]) != NULL;
		if (!known)
			fail_msg("%s: means '%s' (expected peer, injected or namespace)", e->test, e->means);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_number_stands_once_in_order),
		cmocka_unit_test(each_has_a_test),
		cmocka_unit_test(each_says_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
