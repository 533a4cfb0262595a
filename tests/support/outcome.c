/*
 * Runs a test that is meant to fail where its failure does no harm: a forked process with a cmocka
 * group of one test, whose teardown sends the verdict through a pipe. cmocka's jump out of a failed
 * step stays in that process.
 */
#include "live.h"
#include "outcome.h"

#include "run/session.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct outcome told; /* by the test's process */
static enum sck_family family_wanted;

static void copy_bytes(char *to, size_t room, const struct bytes *from)
{
	size_t len = from->len < room - 1 ? from->len : room - 1;

	memcpy(to, from->data ? (const char *)from->data : "", len);
	to[len] = '\0';
}

static int open_session(void **state)
{
	*state = sck_session_new(family_wanted);
	return *state ? 0 : -1;
}

static int note_verdict(void **state)
{
	const struct verdict *v = session_verdict(*state);

	told.kind = v->kind;
	told.cause = v->cause;
	told.line = v->line;
	snprintf(told.file, sizeof(told.file), "%s", v->file);
	copy_bytes(told.message, sizeof(told.message), &v->message);
	copy_bytes(told.want, sizeof(told.want), &v->want);
	copy_bytes(told.got, sizeof(told.got), &v->got);
	copy_bytes(told.detail, sizeof(told.detail), &v->detail);
	sck_session_free(*state);
	return 0;
}

static _Noreturn void run_in_child(void (*test)(void **state), int fd)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(test, open_session,
									    note_verdict) };
	int fd_null = open("/dev/null", O_WRONLY);

	dup2(fd_null, 1);
	dup2(fd_null, 2);
	told = (struct outcome){ .kind = VERDICT_BROKEN, .message = "the test ended without a verdict" };
	told.failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (write(fd, &told, sizeof(told)) != (ssize_t)sizeof(told))
		_exit(1);
	exit(0); /* not _exit(): coverage is written at the exit */
}

const struct outcome *outcome_over(enum sck_family family, void (*test)(void **state))
{
	size_t got = 0;
	int pipe_ends[2], status;
	pid_t pid;

	assert_int_equal(pipe2(pipe_ends, O_CLOEXEC), 0);
	family_wanted = family;
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		run_in_child(test, pipe_ends[1]);
	close(pipe_ends[1]);
	while (got < sizeof(told)) {
		ssize_t len = read(pipe_ends[0], (char *)&told + got, sizeof(told) - got);

		if (len <= 0 && !(len < 0 && errno == EINTR))
			break;
		got += len > 0 ? (size_t)len : 0;
	}
	close(pipe_ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (got < sizeof(told))
		fail_msg("the test's process ended with status 0x%x and told nothing", status);
	return &told;
}

const struct outcome *outcome_of(void (*test)(void **state))
{
	return outcome_over(SCK_IPV4, test);
}

const struct outcome *outcome_assert_fails(void (*test)(void **state), enum cause cause)
{
	const struct outcome *o = outcome_of(test);
	const char *got = cause_name(o->cause), *want = cause_name(cause);

	if (o->kind != VERDICT_FAIL || o->cause != cause || !o->failed)
		fail_msg("wanted FAIL (%s), came %s (%s), %d failed: %s\nwant %s\ngot %s\n%s",
			 want ? want : "", verdict_name(o->kind), got ? got : "", o->failed,
			 o->message, o->want, o->got, o->detail);
	return o;
}

void outcome_assert_says(const struct outcome *o, const char *text)
{
	if (!strstr(o->message, text) && !strstr(o->detail, text) && !strstr(o->want, text) &&
	    !strstr(o->got, text))
		fail_msg("the verdict does not say `%s`:\n%s\nwant %s\ngot %s\n%s", text,
			 o->message, o->want, o->got, o->detail);
}
