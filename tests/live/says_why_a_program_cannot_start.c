/*
 * What cannot be started: the reason names the stage between fork and exec that failed and the program, the child is gone, and the
 * session is as it was: another program can be started in it.
 */
#include "support/live.h"

#include "run/program.h"
#include "run/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sck_err err;

/* An executable file in the session's folder. */
static const char *make_script(struct sck_session *s, const char *text)
{
	static char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/script", sck_dir(s));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, 0755), 0);
	close(fd);
	return path;
}

static void assert_refused(struct sck_session *s, const struct sck_start *how, int want, const char *text)
{
	struct sck_program *p = NULL;
	char expected[512];

	err.text[0] = '\0';
	assert_int_equal(program_start(s, how, false, &p, &err), want);
	assert_null(p);
	snprintf(expected, sizeof(expected), text, how->argv ? how->argv[0] : "");
	assert_string_equal(err.text, expected);
	assert_null(s->programs);
	assert_int_equal(s->tracees.count, 0);
}

static void what_cannot_be_executed(void **state)
{
	static const struct {
		const char *text;
		int code;
		const char *want;
	} scripts[] = {
		{ "#!/no/such/interpreter\n", -ENOENT, "while starting %s: exec: No such file or directory" },
		{ "#!/etc/passwd\n", -EACCES, "while starting %s: exec: Permission denied" },
	};
	struct sck_session *s = *state;

	for (size_t i = 0; i < COUNT_OF(scripts); i++) {
		const char *argv[] = { make_script(s, scripts[i].text), NULL };

		assert_refused(s, &(struct sck_start){ .argv = argv }, scripts[i].code, scripts[i].want);
	}
	sck_expect_exit(live_play(s, "listen"), 0);
}

/* Even root may not have more descriptors than the machine allows (fs.nr_open). */
static void a_limit_that_cannot_be(void **state)
{
	const struct sck_rlimit limits[] = { { RLIMIT_CORE, 0 }, { RLIMIT_NOFILE, (rlim_t)1 << 40 } };
	const char *argv[] = { "/bin/true", NULL };

	assert_refused(*state, &(struct sck_start){ .argv = argv, .limits = limits, .limits_count = 2 },
		       -EPERM, "while starting %s: setrlimit: Operation not permitted");
	sck_expect_exit(live_play(*state, "listen"), 0);
}

static void no_program_at_all(void **state)
{
	const char *argv[] = { NULL };

	assert_refused(*state, &(struct sck_start){ 0 }, -EINVAL, "no program to start");
	assert_refused(*state, &(struct sck_start){ .argv = argv }, -EINVAL, "no program to start");
}

/* The function never runs: the child is refused before it. */
static int never(void *arg)
{
	(void)arg;
	return 1;
}

static void a_function_without_a_descriptor(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *p = NULL;
	struct rlimit limit;
	int fd = dup(STDIN_FILENO), rc;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	close(fd);
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ (rlim_t)fd, limit.rlim_max });
	rc = program_fork(s, never, NULL, &p, &err);
	setrlimit(RLIMIT_NOFILE, &limit);
	assert_int_equal(rc, -EMFILE);
	assert_null(s->programs);
	assert_int_equal(s->tracees.count, 0);
	sck_expect_exit(live_play(s, "listen"), 0);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(what_cannot_be_executed),
	LIVE_TEST(a_limit_that_cannot_be),
	LIVE_TEST(no_program_at_all),
	LIVE_TEST(a_function_without_a_descriptor),
};
LIVE_MAIN(tests)
