/*
 * The seeds of the fuzzers (tests/fuzz/seeds), once through: no compiler but the usual one is needed. A seed whose name begins
 * with "good" must be taken, one with "bad" refused.
 */
#include "support/fuzz.h"
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 1 << 20, LEAST_SEEDS = 10 };

static void feed_file(const char *path, const char *name, int (*feed)(const uint8_t *data, size_t size))
{
	FILE *file = fopen(path, "re");
	uint8_t *data = malloc(MOST);
	size_t len;
	int taken;

	assert_non_null(file);
	assert_non_null(data);
	len = fread(data, 1, MOST, file);
	assert_true(len < MOST);
	fclose(file);
	/* Right-sized, so that a reader that goes over the end is seen by AddressSanitizer. */
	data = realloc(data, len ? len : 1);
	assert_non_null(data);
	taken = feed(data, len);
	free(data);
	if (strncmp(name, taken ? "bad" : "good", taken ? 3 : 4) == 0)
		fail_msg("%s was %s", path, taken ? "taken" : "refused");
}

static void feed_folder(const char *folder, int (*feed)(const uint8_t *data, size_t size))
{
	DIR *dir = opendir(folder);
	int count = 0;

	assert_non_null(dir);
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		char path[512];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		feed_file(path, entry->d_name, feed);
		count++;
	}
	closedir(dir);
	assert_true(count >= LEAST_SEEDS);
}

static void every_seed_of_the_rules_goes_through(void **state)
{
	(void)state;
	feed_folder("tests/fuzz/seeds/rule", fuzz_rule);
}

static void every_seed_of_the_records_goes_through(void **state)
{
	(void)state;
	feed_folder("tests/fuzz/seeds/record", fuzz_record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_seed_of_the_rules_goes_through),
		cmocka_unit_test(every_seed_of_the_records_goes_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
