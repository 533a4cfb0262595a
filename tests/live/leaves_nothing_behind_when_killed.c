/*
 * When the process that owns a session is killed by SIGKILL in the middle of it, all that the
 * session had made is gone: its processes (a daemon too), its namespaces with them, its folder.
 * This test's process is made the reaper of whatever its children leave, so that it can wait for
 * the last of them.
 */
#include "support/live.h"
#include "support/processes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char name[PROCESSES_NAME];

/*
 * The owner: a session with a daemon and a program that is held; tells its folder and the daemon's
 * namespace, then waits.
 */
static _Noreturn void own_a_session(int fd_tell)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *daemon = START(s, "daemonises", "{port}", name);
	struct sck_peer *client = sck_connect(s, daemon);
	struct sck_program *held = live_play(s, "connect send=x");
	const char *dir = sck_dir(s);

	sck_run_until(s, held, SCK_BEFORE, "send", 1);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	if (write(fd_tell, dir, strlen(dir)) != (ssize_t)strlen(dir))
		_exit(1);
	close(fd_tell);
	for (;;)
		pause();
}

static void read_to_the_end(int fd, char *text, size_t room)
{
	size_t got = 0;
	ssize_t len;

	while ((len = read(fd, text + got, room - 1 - got)) > 0)
		got += (size_t)len;
	text[got] = '\0';
}

static pid_t start_owner(char *dir, size_t room)
{
	int pipe_ends[2];
	pid_t owner;

	assert_int_equal(pipe2(pipe_ends, O_CLOEXEC), 0);
	fflush(NULL);
	owner = fork();
	assert_true(owner >= 0);
	if (owner == 0)
		own_a_session(pipe_ends[1]);
	close(pipe_ends[1]);
	/* Its end says that the owner has told all: nothing that it started holds this pipe. */
	read_to_the_end(pipe_ends[0], dir, room);
	close(pipe_ends[0]);
	return owner;
}

static void after_the_owner_was_killed(void **state)
{
	struct bytes before = { 0 }, after = { 0 };
	char dir[300];
	pid_t owner;

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	processes_name(name);
	processes_holdings(&before);
	owner = start_owner(dir, sizeof(dir));
	assert_true(strlen(dir) > 0);
	assert_int_equal(processes_called(name), 1);
	assert_int_equal(kill(owner, SIGKILL), 0);
	while (wait(NULL) > 0)
		;
	assert_int_equal(errno, ECHILD);
	assert_int_equal(processes_called(name), 0);
	assert_int_equal(access(dir, F_OK), -1);
	processes_holdings(&after);
	assert_string_equal(bytes_text(&after), bytes_text(&before));
	bytes_done(&before);
	bytes_done(&after);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(after_the_owner_was_killed),
};

LIVE_MAIN(tests)
