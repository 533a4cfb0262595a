/*
 * os/procfs: what is read of real processes in every state, of names that try to look like the
 * fields behind them, and of processes that are gone.
 */
#include "os/procfs.h"
#include "os/procfs_thread.h"
#include "os/proctext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/deadline.h"
#include "support/helper.h"

enum { ROOM = 33, BURN_MS = 30 };

static int receives(int fd)
{
	char bytes[ROOM];

	while (recv(fd, bytes, sizeof(bytes), 0) > 0)
		continue;
	return 0;
}

static void a_blocked_thread_shows_its_call_and_arguments(void **state)
{
	struct helper h = helper_start(receives);
	struct procfs_thread look = helper_until_in(&h, h.pid, SYS_recvfrom);

	(void)state;
	assert_int_equal(look.state, 'S');
	assert_true(look.args[0] > 2);
	assert_true(look.args[1] > look.sp);
	assert_int_equal(look.args[2], ROOM);
	assert_int_equal(look.args[3], 0);
	assert_true(look.pc != 0);
	assert_int_equal(procfs_state(h.pid), 'S');
	helper_end(&h);
}

#define HOSTILE_NAME "a ) R 1 (b\nx:"

static int has_a_hostile_name(int fd)
{
	prctl(PR_SET_NAME, HOSTILE_NAME);
	return receives(fd);
}

static void a_name_cannot_pass_for_other_fields(void **state)
{
	struct helper h = helper_start(has_a_hostile_name);
	struct procfs_thread look = helper_until_in(&h, h.pid, SYS_recvfrom);
	char name[32], little[4];

	(void)state;
	assert_int_equal(look.state, 'S');
	assert_int_equal(procfs_state(h.pid), 'S');
	assert_int_equal(procfs_parent(h.pid), getpid());
	assert_int_equal(procfs_name(h.pid, name, sizeof(name)), 0);
	assert_string_equal(name, HOSTILE_NAME);
	assert_int_equal(procfs_name(h.pid, little, sizeof(little)), 0);
	assert_string_equal(little, "a )");
	helper_end(&h);
}

static void a_zombie_and_what_is_gone(void **state)
{
	struct helper h = helper_start(receives);
	struct procfs_thread look;
	siginfo_t info;
	char name[32];

	(void)state;
	kill(h.pid, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)h.pid, &info, WEXITED | WNOWAIT), 0);
	assert_int_equal(procfs_thread(h.pid, h.pid, &look), 0);
	assert_int_equal(look.state, 'Z');
	assert_int_equal(look.call, -1);
	assert_false(look.running);
	assert_int_equal(procfs_state(h.pid), 'Z');
	assert_int_equal(procfs_peak_memory(h.pid), -1);
	assert_int_equal(procfs_descriptors(h.pid), 0);
	assert_true(procfs_cpu_ns(h.pid) > 0);
	helper_end(&h);
	assert_int_equal(procfs_thread(h.pid, h.pid, &look), -ESRCH);
	assert_int_equal(procfs_state(h.pid), 0);
	assert_int_equal(procfs_parent(h.pid), -1);
	assert_int_equal(procfs_group(h.pid), -1);
	assert_int_equal(procfs_inner_pid(h.pid), h.pid);
	assert_int_equal(procfs_peak_memory(h.pid), -1);
	assert_int_equal(procfs_cpu_ns(h.pid), -1);
	assert_int_equal(procfs_descriptors(h.pid), -1);
	assert_int_equal(procfs_socket_inode(h.pid, 0, NULL, 0), -ESRCH);
	assert_int_equal(procfs_zombies(h.pid), -ESRCH);
	assert_int_equal(procfs_name(h.pid, name, sizeof(name)), -ESRCH);
	assert_false(procfs_timer_armed(h.pid));
}

static void *burns(void *arg)
{
	struct timespec used;

	do
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	while (used.tv_sec == 0 && used.tv_nsec < BURN_MS * NS_PER_MS);
	return arg;
}

static int burns_in_a_thread(int fd)
{
	pthread_t thread;

	helper_say(fd);
	helper_wait(fd);
	if (pthread_create(&thread, NULL, burns, NULL) == 0)
		pthread_join(thread, NULL);
	helper_say(fd);
	return receives(fd);
}

static void processor_time_includes_ended_threads(void **state)
{
	struct helper h = helper_start(burns_in_a_thread);
	int64_t before, after;

	(void)state;
	helper_hear(&h);
	before = procfs_cpu_ns(h.pid);
	assert_true(before > 0);
	helper_tell(&h);
	helper_hear(&h);
	after = procfs_cpu_ns(h.pid);
	assert_true(after - before >= BURN_MS * NS_PER_MS);
	helper_until_in(&h, h.pid, SYS_recvfrom);
	after = procfs_cpu_ns(h.pid);
	for (int i = 0; i < 10; i++)
		assert_int_equal(procfs_cpu_ns(h.pid), after);
	helper_end(&h);
}

static void *tells_its_number(void *arg)
{
	pid_t tid = gettid();

	if (write(*(int *)arg, &tid, sizeof(tid)) != sizeof(tid))
		_exit(102);
	pause();
	return arg;
}

static int has_a_thread(int fd)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, tells_its_number, &fd) != 0)
		return 1;
	pthread_join(thread, NULL);
	return 0;
}

static void a_thread_belongs_to_its_process(void **state)
{
	struct helper h = helper_start(has_a_thread);
	struct procfs_thread look;
	pid_t tid;

	(void)state;
	assert_int_equal(read(h.fd, &tid, sizeof(tid)), sizeof(tid));
	assert_int_not_equal(tid, h.pid);
	assert_int_equal(procfs_group(tid), h.pid);
	assert_int_equal(procfs_group(h.pid), h.pid);
	assert_int_equal(procfs_inner_pid(tid), tid);
	assert_int_equal(procfs_thread(h.pid, tid, &look), 0);
	assert_int_equal(procfs_thread(getpid(), tid, &look), -ESRCH);
	helper_end(&h);
}

/* Says the PID of a child that is 1 in a namespace of its own; 0 where none may be made. */
static int has_a_child_in_a_namespace(int fd)
{
	pid_t child = 0;

	if (unshare(CLONE_NEWUSER | CLONE_NEWPID) == 0) {
		child = fork();
		if (child == 0)
			_exit(helper_rest(fd));
	}
	if (write(fd, &child, sizeof(child)) != sizeof(child))
		return 1;
	if (child > 0)
		waitpid(child, NULL, 0);
	helper_say(fd);
	return receives(fd);
}

static void a_process_has_another_number_inside(void **state)
{
	struct helper h = helper_start(has_a_child_in_a_namespace);
	pid_t child, inner;
	int64_t used;

	(void)state;
	assert_int_equal(read(h.fd, &child, sizeof(child)), sizeof(child));
	inner = child > 0 ? procfs_inner_pid(child) : 0;
	used = child > 0 ? procfs_cpu_ns(child) : 0; /* 0: it has not run yet */
	if (child > 0)
		kill(child, SIGKILL);
	helper_hear(&h);
	helper_end(&h);
	if (child <= 0)
		skip();
	assert_int_equal(inner, 1);
	assert_true(used >= 0);
}

static int touches_memory(int fd)
{
	enum { BYTES = 32 << 20 };
	char *memory = malloc(BYTES);

	helper_say(fd);
	helper_wait(fd);
	if (!memory)
		return 1;
	for (size_t i = 0; i < BYTES; i += 1024)
		((volatile char *)memory)[i] = 1;
	free(memory);
	helper_say(fd);
	return receives(fd);
}

static void peak_memory_outlives_its_use(void **state)
{
	struct helper h = helper_start(touches_memory);
	int64_t before, after;

	(void)state;
	helper_hear(&h);
	before = procfs_peak_memory(h.pid);
	helper_tell(&h);
	helper_hear(&h);
	after = procfs_peak_memory(h.pid);
	assert_true(before > 0);
	assert_true(after - before >= 30 << 20);
	helper_end(&h);
}

/* One step of opening or arming for each byte that comes. */
static int opens_descriptors(int fd)
{
	int ends[2];

	helper_say(fd);
	helper_wait(fd);
	if (pipe(ends) < 0)
		return 1;
	helper_say(fd);
	return receives(fd);
}

static void descriptors_are_counted(void **state)
{
	struct helper h = helper_start(opens_descriptors);
	int before;

	(void)state;
	helper_hear(&h);
	before = procfs_descriptors(h.pid);
	assert_true(before > 0);
	helper_tell(&h);
	helper_hear(&h);
	assert_int_equal(procfs_descriptors(h.pid), before + 2);
	helper_end(&h);
}

static void a_socket_is_known_by_its_inode(void **state)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), ends[2];
	char link[64];
	struct stat st;

	(void)state;
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(procfs_socket_inode(getpid(), fd, NULL, 0), (int64_t)st.st_ino);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(procfs_socket_inode(getpid(), ends[0], link, sizeof(link)), 0);
	assert_memory_equal(link, "pipe:[", 6);
	close(fd);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(procfs_socket_inode(getpid(), fd, link, sizeof(link)), -EBADF);
}

static void a_timer_descriptor_is_armed_until_it_fires(void **state)
{
	struct itimerspec in_an_hour = { .it_value.tv_sec = 3600 }, now = { .it_value.tv_nsec = 1 };
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t fired;

	(void)state;
	assert_true(fd >= 0);
	assert_false(procfs_timer_armed(getpid()));
	assert_int_equal(timerfd_settime(fd, 0, &in_an_hour, NULL), 0);
	assert_true(procfs_timer_armed(getpid()));
	assert_int_equal(timerfd_settime(fd, 0, &now, NULL), 0);
	assert_int_equal(read(fd, &fired, sizeof(fired)), sizeof(fired));
	assert_false(procfs_timer_armed(getpid()));
	close(fd);
}

static void a_posix_timer_counts_if_it_would_notify(void **state)
{
	struct sigevent silent = { .sigev_notify = SIGEV_NONE };
	struct sigevent loud = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	timer_t first, second;

	(void)state;
	assert_int_equal(timer_create(CLOCK_MONOTONIC, &silent, &first), 0);
	assert_false(procfs_timer_armed(getpid()));
	assert_int_equal(timer_create(CLOCK_MONOTONIC, &loud, &second), 0);
	assert_true(procfs_timer_armed(getpid()));
	timer_delete(second);
	assert_false(procfs_timer_armed(getpid()));
	timer_delete(first);
}

static int leaves_zombies(int fd)
{
	siginfo_t info;
	pid_t children[3];

	for (int i = 0; i < 3; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(i == 2 ? helper_rest(fd) : 0);
	}
	waitid(P_PID, (id_t)children[0], &info, WEXITED | WNOWAIT);
	waitid(P_PID, (id_t)children[1], &info, WEXITED | WNOWAIT);
	helper_say(fd);
	helper_wait(fd);
	waitpid(children[0], NULL, 0);
	helper_say(fd);
	helper_wait(fd);
	kill(children[2], SIGKILL);
	waitpid(children[1], NULL, 0);
	waitpid(children[2], NULL, 0);
	helper_say(fd);
	return 0;
}

static void zombies_are_counted_until_they_are_collected(void **state)
{
	struct helper h = helper_start(leaves_zombies);
	int before, after;

	(void)state;
	helper_hear(&h);
	before = procfs_zombies(h.pid);
	helper_tell(&h);
	helper_hear(&h);
	after = procfs_zombies(h.pid);
	helper_tell(&h);
	helper_hear(&h);
	helper_end(&h);
	if (before == -ENOSYS)
		skip();
	assert_int_equal(before, 2);
	assert_int_equal(after, 1);
}

static void page_faults_come_with_memory_alone(void **state)
{
	const pid_t self = getpid();
	int64_t before, unused, used;
	uint8_t *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_true(page != MAP_FAILED);
	proctext_faults(self, self);
	before = proctext_faults(self, self);
	unused = proctext_faults(self, self);
	*(volatile uint8_t *)page = 1;
	used = proctext_faults(self, self);
	assert_true(before > 0);
	assert_int_equal(unused, before);
	assert_true(used > unused);
	assert_int_equal(proctext_faults(self, INT32_MAX), -1);
	munmap(page, 4096);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_blocked_thread_shows_its_call_and_arguments),
	cmocka_unit_test(a_name_cannot_pass_for_other_fields),
	cmocka_unit_test(a_zombie_and_what_is_gone),
	cmocka_unit_test(processor_time_includes_ended_threads),
	cmocka_unit_test(a_thread_belongs_to_its_process),
	cmocka_unit_test(a_process_has_another_number_inside),
	cmocka_unit_test(peak_memory_outlives_its_use),
	cmocka_unit_test(descriptors_are_counted),
	cmocka_unit_test(a_socket_is_known_by_its_inode),
	cmocka_unit_test(a_timer_descriptor_is_armed_until_it_fires),
	cmocka_unit_test(a_posix_timer_counts_if_it_would_notify),
	cmocka_unit_test(zombies_are_counted_until_they_are_collected),
	cmocka_unit_test(page_faults_come_with_memory_alone),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
