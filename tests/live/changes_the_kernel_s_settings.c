/*
 * sck_sysctl: a file below /proc/sys/net has another value for the programs of the session, and the
 * machine's keeps its own.
 */
#include "support/live.h"

#include <stdio.h>

static const char path[] = "/proc/sys/net/ipv4/tcp_retries2";

static void read_ours(char *text, size_t room)
{
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_non_null(fgets(text, (int)room, file));
	fclose(file);
}

static void for_the_programs_alone(void **state)
{
	const char *argv[] = { "/bin/cat", path, NULL };
	char before[32], after[32];

	read_ours(before, sizeof(before));
	sck_sysctl(*state, "ipv4/tcp_retries2", "3");
	sck_expect_output_text(sck_start(*state, &(struct sck_start){ .argv = argv }), "3\n");
	read_ours(after, sizeof(after));
	assert_string_equal(after, before);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(for_the_programs_alone),
};

LIVE_MAIN(tests)
