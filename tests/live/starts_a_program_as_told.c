/*
 * What sck_start gives a program: its words with {host}, {port} and {dir} filled in, its
 * environment, its limits, its folder, and none of the test's own descriptors.
 */
#include "support/live.h"
#include "support/outcome.h"

#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static void its_words(void **state)
{
	const char *argv[] = { live_program("play"), "{host}", "{port}", "print={host}", NULL };
	const char *args[] = { "print={port}", "print={dir}", "print={none}", "print=a{port}b", NULL };
	struct sck_program *p = sck_start(*state, &(struct sck_start){ .argv = argv, .args = args });
	char want[512];

	snprintf(want, sizeof(want), "127.0.0.1\n%d\n%s\n{none}\na%db\n", sck_port(*state),
		 sck_dir(*state), sck_port(*state));
	sck_expect_output_text(p, want);
}

static void words_that_the_test_defines(void **state)
{
	const char *argv[] = { live_program("play"), "{host}",           "{port}",
			       "print={url}",        "print={a_b}{url}", NULL };

	sck_define(*state, "url", "none yet");
	sck_define(*state, "a_b", "{host}");
	sck_define(*state, "url", "http://[::1]/");
	sck_expect_output_text(sck_start(*state, &(struct sck_start){ .argv = argv }),
			       "http://[::1]/\n{host}http://[::1]/\n");
}

static const char *bad_name;

static void defines_it(void **state)
{
	sck_define(*state, bad_name, "x");
}

static void names_that_cannot_be_defined(void **state)
{
	static const char *const bad[] = { "", "host", "port", "dir", "Url", "a b", "a}" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		bad_name = bad[i];
		assert_int_equal(outcome_of(defines_it)->kind, VERDICT_BROKEN);
	}
}

static void its_environment(void **state)
{
	const char *env[] = { "SOCKCHECK_TEST=a value", "HOME=/nowhere", NULL };
	struct sck_program *p = live_play_with(*state, "env=SOCKCHECK_TEST env=HOME env=NOT_THERE",
					       (struct sck_start){ .env = env });

	sck_expect_output_text(p, "a value\n/nowhere\nnot set\n");
}

static void its_limits(void **state)
{
	const struct sck_rlimit limits[] = { { RLIMIT_NOFILE, 17 }, { RLIMIT_CORE, 0 } };
	struct sck_program *p = live_play_with(
		*state, "nofile", (struct sck_start){ .limits = limits, .limits_count = 2 });

	sck_expect_output_text(p, "17 17\n");
}

static void a_limit_that_it_meets(void **state)
{
	const struct sck_rlimit limits[] = { { RLIMIT_NOFILE, 4 } };
	struct sck_program *p = live_play_with(*state, "listen try accept",
					       (struct sck_start){ .limits = limits, .limits_count = 1 });

	sck_expect_exit(p, 0);
	live_assert_output(p, "accept: Too many open files\n");
}

static void its_folder(void **state)
{
	struct stat folder;

	assert_int_equal(stat(sck_dir(*state), &folder), 0);
	assert_true(S_ISDIR(folder.st_mode));
	assert_int_equal(rmdir(sck_dir(*state)), 0);
	assert_int_equal(mkdir(sck_dir(*state), 0700), 0);
}

static void no_other_descriptors(void **state)
{
	const char *argv[] = { "/bin/ls", "-l", "/proc/self/fd", NULL };
	int pipe_ends[2];
	struct sck_program *p;
	struct bytes copy = { 0 };
	const uint8_t *output;
	size_t len;

	assert_int_equal(pipe(pipe_ends), 0); /* on purpose without close-on-exec */
	p = sck_start(*state, &(struct sck_start){ .argv = argv });
	sck_expect_exit(p, 0);
	output = sck_output(p, &len);
	bytes_append(&copy, output, len);
	/* 3 is ls's own, of the folder. */
	assert_non_null(strstr(bytes_text(&copy), " 3 -> "));
	assert_null(strstr(bytes_text(&copy), " 4 -> "));
	bytes_done(&copy);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}

/* What the test has open is its own; 3 is the folder that ls reads. */
static void with_no_descriptor_but_its_streams(void **state)
{
	static const char *const argv[] = { "ls", "/proc/self/fd", NULL };
	const int fd = dup(STDIN_FILENO);

	assert_true(fd > 2);
	sck_expect_output_text(sck_start(*state, &(struct sck_start){ .argv = argv }),
			       "0\n1\n2\n3\n");
	close(fd);
}

/* We wake up in time, within a nanosecond, and programs as they do without us. */
static void its_timers_are_as_late_as_ever(void **state)
{
	static const char *const argv[] = { "cat", "/proc/self/timerslack_ns", NULL };

	assert_int_equal(prctl(PR_GET_TIMERSLACK), 1);
	sck_expect_output_text(sck_start(*state, &(struct sck_start){ .argv = argv }), "50000\n");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(with_no_descriptor_but_its_streams),
	LIVE_TEST(its_words),
	LIVE_TEST(words_that_the_test_defines),
	LIVE_TEST(names_that_cannot_be_defined),
	LIVE_TEST(its_environment),
	LIVE_TEST(its_limits),
	LIVE_TEST(a_limit_that_it_meets),
	LIVE_TEST(its_folder),
	LIVE_TEST(no_other_descriptors),
	LIVE_TEST(its_timers_are_as_late_as_ever),
};

LIVE_MAIN(tests)
