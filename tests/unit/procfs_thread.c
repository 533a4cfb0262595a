/*
 * os/procfs_thread: what one look tells, and that two tell whether the thread has run between them, by schedstat and, as where the
 * kernel has none, by status.
 */
#include "os/procfs_thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/helper.h"

enum { ROOM = 33, MANY = 40, TIMES = 100 };

static int receives(int fd)
{
	char bytes[ROOM];

	while (recv(fd, bytes, sizeof(bytes), 0) > 0)
		continue;
	return 0;
}

static void switches_stand_still_with_the_thread(void **state)
{
	struct helper h = helper_start(receives);
	struct procfs_thread before = helper_until_in(&h, h.pid, SYS_recvfrom), after;

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(procfs_thread(h.pid, h.pid, &after), 0);
		assert_int_equal(after.switches, before.switches);
	}
	for (int i = 0; i < 100; i++) { /* however short it runs, it is seen */
		before = helper_until_in(&h, h.pid, SYS_recvfrom);
		helper_tell(&h);
		do
			assert_int_equal(procfs_thread(h.pid, h.pid, &after), 0);
		while (after.running || after.state != 'S');
		assert_true(after.switches > before.switches);
	}
	helper_end(&h);
}

static int spins(int fd)
{
	volatile unsigned int turns = 0;

	helper_say(fd);
	for (;;)
		turns++;
	return 0;
}

static void a_running_thread_is_in_no_call(void **state)
{
	struct helper h = helper_start(spins);
	struct procfs_thread look;

	(void)state;
	helper_hear(&h);
	do /* the byte may be heard before its send(2) is over */
		assert_int_equal(procfs_thread(h.pid, h.pid, &look), 0);
	while (look.state != 'R' || !look.running);
	assert_int_equal(look.call, -1);
	helper_end(&h);
}

static void stops_are_told_apart(void **state)
{
	struct helper h = helper_start(receives);
	struct procfs_thread look;
	siginfo_t info;

	(void)state;
	kill(h.pid, SIGSTOP);
	assert_int_equal(waitid(P_PID, (id_t)h.pid, &info, WSTOPPED), 0);
	assert_int_equal(procfs_thread(h.pid, h.pid, &look), 0);
	assert_int_equal(look.state, 'T');
	kill(h.pid, SIGCONT);
	helper_until_in(&h, h.pid, SYS_recvfrom);
	helper_stop(&h, h.pid);
	assert_int_equal(procfs_thread(h.pid, h.pid, &look), 0);
	assert_int_equal(look.state, 't');
	assert_int_equal(look.call, SYS_recvfrom);
	assert_false(look.running);
	helper_end(&h);
}

/* ---- An eye ---- */

static void until_it_receives(struct procfs_eye *eye, const struct helper *h, struct procfs_thread *ret)
{
	helper_until_in(h, h->pid, SYS_recvfrom);
	assert_int_equal(procfs_eye_look(eye, h->pid, h->pid, ret), 0);
	assert_false(ret->running);
	assert_int_equal(ret->call, SYS_recvfrom);
	assert_int_equal(ret->state, 'S');
}

static void a_thread_rests_until_it_runs(void **state)
{
	struct helper h = helper_start(receives);
	struct procfs_eye eye = { 0 };
	struct procfs_thread look;

	(void)state;
	for (int i = 0; i < TIMES; i++) {
		until_it_receives(&eye, &h, &look);
		assert_true(procfs_eye_rests(&eye, h.pid, h.pid, look.switches));
		assert_true(procfs_eye_rests(&eye, h.pid, h.pid, look.switches));
		helper_tell(&h); /* from now on it is R, or has run */
		assert_false(procfs_eye_rests(&eye, h.pid, h.pid, look.switches));
	}
	helper_end(&h);
	assert_int_equal(procfs_eye_look(&eye, h.pid, h.pid, &look), -ESRCH);
	assert_false(procfs_eye_rests(&eye, h.pid, h.pid, look.switches));
	procfs_eye_close(&eye);
}

static void one_that_is_stopped_does_not_rest(void **state)
{
	struct helper h = helper_start(receives);
	struct procfs_eye eye = { 0 };
	struct procfs_thread look;
	siginfo_t info;

	(void)state;
	until_it_receives(&eye, &h, &look);
	kill(h.pid, SIGSTOP);
	assert_int_equal(waitid(P_PID, (id_t)h.pid, &info, WSTOPPED), 0);
	assert_int_equal(procfs_eye_look(&eye, h.pid, h.pid, &look), 0);
	assert_int_equal(look.state, 'T');
	assert_false(procfs_eye_rests(&eye, h.pid, h.pid, look.switches));
	procfs_eye_close(&eye);
	helper_end(&h);
}

static void what_ends_is_dead_and_then_gone(void **state)
{
	struct helper h = helper_start(receives);
	struct procfs_eye eye = { 0 };
	struct procfs_thread look;
	siginfo_t info;

	(void)state;
	until_it_receives(&eye, &h, &look);
	kill(h.pid, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)h.pid, &info, WEXITED | WNOWAIT), 0);
	assert_int_equal(procfs_eye_look(&eye, h.pid, h.pid, &look), 0);
	assert_int_equal(look.state, 'Z');
	assert_int_equal(look.call, -1);
	assert_false(look.running || look.hidden);
	assert_false(procfs_eye_rests(&eye, h.pid, h.pid, look.switches));
	helper_end(&h);
	assert_int_equal(procfs_eye_look(&eye, h.pid, h.pid, &look), -ESRCH);
	procfs_eye_close(&eye);
}

static int hides(int fd)
{
	helper_wait(fd);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	return receives(fd);
}

/* Whoever may not read it any more is told so by the file that is open already, too. */
static void a_call_may_be_hidden_later(void **state)
{
	struct helper h = helper_start(hides);
	struct procfs_eye eye = { 0 };
	struct procfs_thread look;

	(void)state;
	if (geteuid() == 0)
		helper_tell(&h);
	if (geteuid() == 0)
		until_it_receives(&eye, &h, &look);
	else {
		do
			assert_int_equal(procfs_eye_look(&eye, h.pid, h.pid, &look), 0);
		while (look.running || look.state != 'S');
		assert_false(look.hidden);
		helper_tell(&h);
		do
			assert_int_equal(procfs_eye_look(&eye, h.pid, h.pid, &look), 0);
		while (!look.hidden || look.running || look.state != 'S');
		assert_int_equal(look.call, -1);
	}
	procfs_eye_close(&eye);
	helper_end(&h);
}

static void *become_another(void *arg)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", *(int *)arg);
	execl("/proc/self/exe", "procfs_thread", "receives", number, NULL);
	return NULL;
}

static int execs_from_another_thread(int fd)
{
	pthread_t thread;

	helper_wait(fd);
	fcntl(fd, F_SETFD, 0);
	if (pthread_create(&thread, NULL, become_another, &fd) != 0)
		return 1;
	pthread_join(thread, NULL);
	return 1;
}

/* The first thread ends there, and the one that called exec has its number. */
static void an_eye_goes_on_behind_an_exec(void **state)
{
	struct helper h = helper_start(execs_from_another_thread);
	struct procfs_eye eye = { 0 };
	struct procfs_thread look;

	(void)state;
	assert_int_equal(procfs_eye_look(&eye, h.pid, h.pid, &look), 0);
	helper_tell(&h);
	helper_hear(&h); /* behind it */
	until_it_receives(&eye, &h, &look);
	assert_true(procfs_eye_rests(&eye, h.pid, h.pid, look.switches));
	procfs_eye_close(&eye);
	helper_end(&h);
}

/* Descriptors are scarce: those of the first stay open, of the others none. */
static void few_of_many_eyes_stay_open(void **state)
{
	struct helper h = helper_start(receives);
	struct procfs_eye eyes[MANY] = { 0 };
	struct procfs_thread look;
	size_t open = 0;

	(void)state;
	for (int i = 0; i < MANY; i++)
		until_it_receives(&eyes[i], &h, &look);
	for (int i = 0; i < MANY; i++) {
		open += eyes[i].is_open;
		assert_true(procfs_eye_rests(&eyes[i], h.pid, h.pid, look.switches));
		procfs_eye_close(&eyes[i]);
		procfs_eye_close(&eyes[i]);
	}
	assert_int_equal(open, 32);
	procfs_eye_close(NULL);
	helper_end(&h);
}

#define ALL                                                          \
	cmocka_unit_test(switches_stand_still_with_the_thread),      \
		cmocka_unit_test(a_running_thread_is_in_no_call),    \
		cmocka_unit_test(stops_are_told_apart),              \
		cmocka_unit_test(a_thread_rests_until_it_runs),      \
		cmocka_unit_test(one_that_is_stopped_does_not_rest), \
		cmocka_unit_test(what_ends_is_dead_and_then_gone),   \
		cmocka_unit_test(a_call_may_be_hidden_later),        \
		cmocka_unit_test(an_eye_goes_on_behind_an_exec),     \
		cmocka_unit_test(few_of_many_eyes_stay_open)

static int look_by_status(void **state)
{
	(void)state;
	procfs_by_status = true;
	return 0;
}

static const struct CMUnitTest by_schedstat[] = { ALL };
static const struct CMUnitTest by_status[] = { ALL };

int main(int argc, char **argv)
{
	if (argc == 3) { /* what an_eye_goes_on_behind_an_exec has made of its helper */
		helper_say(atoi(argv[2]));
		return receives(atoi(argv[2]));
	}
	return cmocka_run_group_tests(by_schedstat, NULL, NULL) +
	       cmocka_run_group_tests(by_status, look_by_status, NULL);
}
