/*
 * os/sandbox: what a command can see and do in there, told by a shell, as root and as anybody else.
 */
#include "os/sandbox.h"
#include "support/live.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void read_to_end(int fd, struct bytes *to)
{
	ssize_t got;

	while ((got = TEMP_FAILURE_RETRY(read(fd, bytes_grow(to, 4096), 4096))) > 0)
		to->len += (size_t)got;
	close(fd);
}

/* What COMMAND writes to standard output in a sandbox, errors behind it. Skips where there is no bubblewrap, or it may do nothing. */
static const char *tell(struct sandbox *box, const char *command, int *ret_status)
{
	static struct bytes said;
	const char *const argv[] = { "bash", "-c", command, NULL };
	struct sck_err err = { 0 };
	int ends[2], fd_process;
	pid_t pid;

	bytes_clear(&said);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	box->fds[SANDBOX_OUTPUT] = box->fds[SANDBOX_ERRORS] = ends[1];
	pid = sandbox_start(box, argv, &fd_process, &err);
	assert_true(pid > 0);
	close(ends[1]);
	read_to_end(ends[0], &said);
	assert_int_equal(waitpid(pid, ret_status, 0), pid);
	close(fd_process);
	if (WIFEXITED(*ret_status) && WEXITSTATUS(*ret_status) &&
	    !strncmp(bytes_text(&said), "bwrap: ", 7)) {
		print_message("%s", bytes_text(&said));
		skip();
	}
	if (WIFEXITED(*ret_status) && WEXITSTATUS(*ret_status) == 127 && !said.len) {
		print_message("bubblewrap is not installed\n");
		skip();
	}
	return bytes_text(&said);
}

#define NEW_BOX                                                     \
	{                                                           \
		.disk_most = 1 << 20, .fds = { -1, -1, -1, -1, -1 } \
	}

static void expect(struct sandbox *box, const char *command, const char *says)
{
	int status;

	assert_string_equal(tell(box, command, &status), says);
	assert_int_equal(status, 0);
}

static void is_nobody_without_a_way_up(void **state)
{
	struct sandbox box = NEW_BOX;

	(void)state;
	expect(&box, "[ $EUID != 0 ] && echo unprivileged", "unprivileged\n");
	expect(&box, "grep -E 'CapEff|CapPrm|CapBnd|NoNewPrivs' /proc/self/status | tr -d '[:space:]0'",
	       "CapPrm:CapEff:CapBnd:NoNewPrivs:1");
}

static void sees_its_own_processes_alone(void **state)
{
	struct sandbox box = NEW_BOX;

	(void)state;
	expect(&box, "set -- /proc/[0-9]*; [ $# -le 3 ] && echo few", "few\n");
	expect(&box, "hostname", "sandbox\n");
}

static void has_no_network_but_its_own(void **state)
{
	struct sandbox box = NEW_BOX;

	(void)state;
	expect(&box, "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '", "lo\n");
}

static void has_a_bound_on_its_descriptors(void **state)
{
	struct sandbox box = NEW_BOX;
	struct rlimit now;
	char wanted[64];

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &now), 0);
	snprintf(wanted, sizeof(wanted), "%d\nno more\n",
		 now.rlim_max < SANDBOX_DESCRIPTORS ? (int)now.rlim_max : SANDBOX_DESCRIPTORS);
	expect(&box, "ulimit -Hn; ulimit -Hn $(($(ulimit -Hn) + 1)) 2>/dev/null || echo no more", wanted);
}

static void writes_at_home_alone(void **state)
{
	struct sandbox box = NEW_BOX;

	(void)state;
	expect(&box, "pwd; echo x >x && echo x >/tmp/x && cat x /tmp/x", SANDBOX_HOME "\nx\nx\n");
	expect(&box, "for d in / /usr /etc /root /run /var/tmp /proc/sys /home; do (: >$d/x) 2>/dev/null && echo $d; done; :",
	       "/home\n");
}

static void sees_nothing_where_people_keep_what_is_theirs(void **state)
{
	struct sandbox box = NEW_BOX;

	(void)state;
	expect(&box,
	       "for d in /root /tmp /var/tmp /run /mnt /media /srv /var/log /var/spool /var/mail "
	       "/var/backups /var/www; do "
	       "[ ! -e $d ] || [ -z \"$(ls -A $d)\" ] || echo $d; done; ls -A /home",
	       "student\n");
}

static void hides_what_it_is_told_to(void **state)
{
	char folder[] = "/var/tmp/hidden-XXXXXX", command[256], *file;
	const char *hidden[] = { folder, "/etc/services", NULL };
	struct sandbox box = NEW_BOX;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_true(asprintf(&file, "%s/secret", folder) > 0);
	close(open(file, O_CREAT | O_WRONLY, 0644));
	box.hidden = hidden;
	snprintf(command, sizeof(command),
		 "[ ! -e %s ] && [ ! -s /etc/services ] && [ -s /etc/passwd ] && echo hidden", file);
	expect(&box, command, "hidden\n");
	unlink(file);
	rmdir(folder);
	free(file);
}

static void gets_the_descriptors_it_shall_have(void **state)
{
	struct sandbox box = NEW_BOX;
	int ends[2], kept = open("/etc/passwd", O_RDONLY); /* not close-on-exec: it must not come through all the same */

	(void)state;
	assert_true(kept >= 0);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	box.fds[SANDBOX_REPORT] = ends[1];
	box.fds[SANDBOX_SUITE] = ends[0];
	expect(&box, "for n in {0..99}; do [ ! -e /proc/$$/fd/$n ] || echo $n; done", "0\n1\n2\n3\n9\n");
	close(ends[0]);
	close(ends[1]);
	close(kept);
}

static void fills_no_disk(void **state)
{
	struct sandbox box = NEW_BOX;
	int status;

	(void)state;
	tell(&box,
	     "for d in /tmp /home /dev/shm; do for i in 1 2 3; do head -c 524288 /dev/zero >$d/$i "
	     "|| :; done; "
	     "set -- $(du -sk $d); [ $1 -le 1024 ] || echo too much; done 2>/dev/null",
	     &status);
	assert_int_equal(status, 0);
}

/* Whatever it has started, in whatever session, ends with it. */
static void takes_all_with_it(void **state)
{
	struct sandbox box = NEW_BOX;
	int ends[2];
	char byte;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	box.fds[SANDBOX_REPORT] = ends[1];
	expect(&box, "(trap '' HUP TERM INT; setsid sleep infinity >/dev/null 2>&1 </dev/null &) ; echo started",
	       "started\n");
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 0); /* the last one that had the other end is gone */
	close(ends[0]);
}

/* However little of it there is by then; this process is the reaper of whatever it would leave. */
static void ends_when_it_is_told_to(void **state)
{
	const char *const argv[] = { "sleep", "1000", NULL };
	struct sandbox box = NEW_BOX;
	int fd_process, status;
	pid_t pid;

	(void)state;
	expect(&box, "echo works", "works\n"); /* or skips */
	box.fds[SANDBOX_OUTPUT] = box.fds[SANDBOX_ERRORS] = -1;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	for (int i = 0; i < 20; i++) {
		pid = sandbox_start(&box, argv, &fd_process, &(struct sck_err){ 0 });
		assert_true(pid > 0);
		sandbox_end(pid);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		close(fd_process);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 128 + SIGKILL);
		assert_int_equal(waitpid(-1, NULL, 0), -1);
	}
}

static void says_what_cannot_be_started(void **state)
{
	const char *const argv[] = { "/no/such/program", NULL };
	struct sandbox box = NEW_BOX;
	struct sck_err err = { 0 };
	int fd_process, status;
	pid_t pid;

	(void)state;
	expect(&box, "echo works", "works\n"); /* or skips */
	box.fds[SANDBOX_OUTPUT] = box.fds[SANDBOX_ERRORS] = -1;
	pid = sandbox_start(&box, argv, &fd_process, &err);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(fd_process);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(is_nobody_without_a_way_up),
	cmocka_unit_test(sees_its_own_processes_alone),
	cmocka_unit_test(has_no_network_but_its_own),
	cmocka_unit_test(has_a_bound_on_its_descriptors),
	cmocka_unit_test(writes_at_home_alone),
	cmocka_unit_test(sees_nothing_where_people_keep_what_is_theirs),
	cmocka_unit_test(hides_what_it_is_told_to),
	cmocka_unit_test(gets_the_descriptors_it_shall_have),
	cmocka_unit_test(fills_no_disk),
	cmocka_unit_test(takes_all_with_it),
	cmocka_unit_test(ends_when_it_is_told_to),
	cmocka_unit_test(says_what_cannot_be_started),
};

LIVE_MAIN(tests)
