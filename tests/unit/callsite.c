/*
 * os/callsite and os/symbol: forked functions of this very program block where they say that they
 * do, are looked at stopped and undisturbed, and are named by file, line and function.
 */
#include "os/callsite.h"
#include "os/regs.h"
#include "os/symbol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/helper.h"

/* A sanitizer's own functions stand between ours and the C library's, and keep frame pointers. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#else
#define SANITIZED false
#endif

/* What a helper tells of itself: the line that it goes to block in, and its second thread. */
struct told {
	volatile int line;
	volatile pid_t tid;
	volatile int passed, turn; /* lines that it has done; lines that it may go on behind */
	volatile int at_exit;
};
static struct told *told;

/* arm64 has the newer call alone. */
#ifdef SYS_poll
#define CALL_OF_POLL SYS_poll
#define CALL_OF_PAUSE SYS_pause
#else
#define CALL_OF_POLL SYS_ppoll
#define CALL_OF_PAUSE SYS_ppoll
#endif

#ifdef __clang__ /* makes no clones */
#define NOINLINE __attribute__((noinline))
#else
#define NOINLINE __attribute__((noinline, noclone))
#endif
/* The call and the note of its line on one line; the sum keeps it from being a tail call. */
#define AT_THIS_LINE(call) (told->line = __LINE__, (int)(call) + (int)told->tid)

/* Each gives another function of ours the frame between itself and main. */
static NOINLINE int in_recv(int fd)
{
	char byte;

	return AT_THIS_LINE(recv(fd, &byte, 1, 0));
}

static NOINLINE int in_accept(int fd)
{
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	sa_family_t any = AF_UNIX;

	(void)fd;
	if (bind(listener, (const struct sockaddr *)&any, sizeof(any)) < 0 || listen(listener, 1) < 0)
		return 1;
	return AT_THIS_LINE(accept(listener, NULL, NULL));
}

static NOINLINE int in_poll(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	return AT_THIS_LINE(poll(&wait, 1, -1));
}

static NOINLINE int in_pause(int fd)
{
	(void)fd;
	return AT_THIS_LINE(pause());
}

static NOINLINE int in_fgets(int fd)
{
	FILE *file = fdopen(fd, "r");
	char line[80];

	return AT_THIS_LINE(fgets(line, sizeof(line), file) != NULL);
}

/* A frame whose size is known at run time alone keeps a frame pointer. */
static NOINLINE int in_a_frame_of_any_size(int fd)
{
	size_t size = (size_t)told->line + 100;
	char bytes[size];

	return AT_THIS_LINE(recv(fd, bytes, size, 0)) + bytes[0];
}

static inline __attribute__((always_inline)) int an_inlined_one(int fd)
{
	char byte;

	return AT_THIS_LINE(recv(fd, &byte, 1, 0));
}

static NOINLINE int around_an_inlined_one(int fd)
{
	return an_inlined_one(fd) + 1;
}

static int make_told(void **state)
{
	(void)state;
	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return told == MAP_FAILED;
}

static struct helper start(int (*function)(int fd))
{
	*told = (struct told){ 0 };
	return helper_start(function);
}

/* This file, without its folder. */
static const char *own_name(void)
{
	return strrchr(__FILE__, '/') ? strrchr(__FILE__, '/') + 1 : __FILE__;
}

static void assert_site(struct callsite *c, pid_t tid, const struct procfs_thread *at, const char *function)
{
	struct bytes got = { 0 };
	char want[128];

	snprintf(want, sizeof(want), "%s:%d %s", own_name(), told->line, function);
	assert_int_equal(callsite_of(c, tid, at->pc, at->sp, &got), 0);
	assert_string_equal(bytes_text(&got), want);
	bytes_done(&got);
}

static void assert_blocks_at(int (*function)(int fd), long number, const char *name)
{
	struct helper h = start(function);
	struct procfs_thread at = helper_until_in(&h, h.pid, number);
	struct callsite *c = callsite_new(h.pid);

	assert_non_null(c);
	if (!SANITIZED)
		assert_site(c, h.pid, &at, name);
	helper_stop(&h, h.pid);
	assert_site(c, h.pid, &at, name);
	callsite_forget(c);
	assert_site(c, h.pid, &at, name);
	callsite_free(c);
	helper_end(&h);
}

static void the_line_that_called_is_named(void **state)
{
	(void)state;
	assert_blocks_at(in_recv, SYS_recvfrom, "in_recv");
	assert_blocks_at(in_accept, SYS_accept, "in_accept");
	assert_blocks_at(in_poll, CALL_OF_POLL, "in_poll");
	assert_blocks_at(in_pause, CALL_OF_PAUSE, "in_pause");
}

static void frames_of_the_c_library_are_passed_over(void **state)
{
	(void)state;
	assert_blocks_at(in_fgets, SYS_read, "in_fgets");
}

static void an_inlined_function_has_its_own_line(void **state)
{
	(void)state;
	assert_blocks_at(around_an_inlined_one, SYS_recvfrom, "an_inlined_one");
}

static NOINLINE int as_an_example_that_a_package_brings(int fd);

static void an_author_s_file_may_be_part_of_a_package(void **state)
{
	(void)state;
	assert_blocks_at(as_an_example_that_a_package_brings, SYS_recvfrom,
			 "as_an_example_that_a_package_brings");
}

static void a_frame_pointer_is_no_hindrance(void **state)
{
	(void)state;
	assert_blocks_at(in_a_frame_of_any_size, SYS_recvfrom, "in_a_frame_of_any_size");
}

static NOINLINE int in_one_line_after_another(int fd)
{
	FILE *file = fdopen(fd, "r");
	char line[80];
	int sum = 0;

	setvbuf(file, NULL, _IONBF, 0);
	for (int i = 0; i < 3; i++) {
		sum += AT_THIS_LINE(fgets(line, 2, file) != NULL);
		helper_say(fd);
		sum += AT_THIS_LINE(fgets(line, 2, file) != NULL);
		helper_say(fd);
	}
	return sum;
}

static void lines_that_look_alike_are_told_apart(void **state)
{
	struct helper h = start(in_one_line_after_another);
	struct callsite *c = callsite_new(h.pid);
	struct procfs_thread at;
	int before = 0;

	(void)state;
	for (int i = 0; i < 6; i++) {
		at = helper_until_in(&h, h.pid, SYS_read);
		assert_int_not_equal(told->line, before);
		before = told->line;
		assert_site(c, h.pid, &at, "in_one_line_after_another");
		helper_tell(&h);
		helper_hear(&h);
	}
	callsite_free(c);
	helper_end(&h);
}

static void wait_for_its_turn(void)
{
	told->passed++;
	while (told->turn < told->passed)
		sched_yield();
}

static void fill(int fd)
{
	char bytes[512] = { 0 };

	while (send(fd, bytes, sizeof(bytes), MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
		continue;
}

/* What is printed to an unbuffered stream goes through a buffer on the stack, which is large. */
static NOINLINE int deep_in_the_c_library(int fd)
{
	FILE *file = fdopen(fd, "w");
	int sum = 0;

	setvbuf(file, NULL, _IONBF, 0);
	for (int i = 0; i < 3; i++) {
		fill(fd);
		sum += AT_THIS_LINE(fprintf(file, "%d", sum));
		wait_for_its_turn();
		fill(fd);
		sum += AT_THIS_LINE(fprintf(file, "%d", sum));
		wait_for_its_turn();
	}
	return sum;
}

/* Reads until the helper is through its line, then lets it go on. */
static void let_through(int fd)
{
	char bytes[4096];

	while (told->passed == told->turn)
		assert_int_not_equal(recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT), 0);
	told->turn++;
}

static void so_are_lines_with_a_large_frame_below_them(void **state)
{
	struct helper h = start(deep_in_the_c_library);
	struct callsite *c = callsite_new(h.pid);
	struct procfs_thread at;
	int before = 0;

	(void)state;
	for (int i = 0; i < 6; i++) {
		at = helper_until_in(&h, h.pid, SYS_write);
		assert_int_not_equal(told->line, before);
		before = told->line;
		assert_site(c, h.pid, &at, "deep_in_the_c_library");
		let_through(h.fd);
	}
	callsite_free(c);
	helper_end(&h);
}

static void *in_a_second_thread(void *arg)
{
	told->tid = gettid();
	return (void *)(intptr_t)AT_THIS_LINE(recv(*(int *)arg, &(char){ 0 }, 1, 0));
}

static int has_two_threads(int fd)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, in_a_second_thread, &fd) != 0)
		return 1;
	return pthread_join(thread, NULL);
}

static void each_thread_has_a_site(void **state)
{
	struct helper h = start(has_two_threads);
	struct callsite *c = callsite_new(h.pid);
	struct bytes got = { 0 };
	struct procfs_thread at;

	(void)state;
	helper_until_set(&told->tid);
	at = helper_until_in(&h, told->tid, SYS_recvfrom);
	assert_site(c, told->tid, &at, "in_a_second_thread");
	at = helper_until_in(&h, h.pid, SYS_futex);
	assert_int_equal(callsite_of(c, h.pid, at.pc, at.sp, &got), 0);
	assert_non_null(strstr(bytes_text(&got), " has_two_threads"));
	bytes_done(&got);
	callsite_free(c);
	helper_end(&h);
}

static NOINLINE int spins(int fd)
{
	volatile uint64_t turns = 0;

	(void)fd;
	told->line = __LINE__;
	while (turns < UINT64_C(1) << 40)
		turns++;
	return 0;
}

static void a_stopped_thread_need_not_be_in_a_call(void **state)
{
	struct helper h = start(spins);
	struct callsite *c = callsite_new(h.pid);
	struct bytes got = { 0 };
	int line = 0;

	(void)state;
	helper_until_set(&told->line);
	helper_stop(&h, h.pid);
	assert_int_equal(callsite_of(c, h.pid, 0, 0, &got), 0);
	assert_int_equal(sscanf(bytes_text(&got), "callsite.c:%d spins", &line), 1);
	assert_in_range(line, told->line, told->line + 4);
	bytes_done(&got);
	callsite_free(c);
	helper_end(&h);
}

static void another_run_of_the_same_program_is_another_process(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		assert_blocks_at(in_recv, SYS_recvfrom, "in_recv");
}

static void what_is_mapped_in_a_fork_need_not_be_read(void **state)
{
	struct callsite *own = callsite_new(getpid()), *c;
	struct helper h = start(in_recv);
	struct procfs_thread at = helper_until_in(&h, h.pid, SYS_recvfrom);

	(void)state;
	c = callsite_copy(own, h.pid);
	assert_non_null(c);
	helper_stop(&h, h.pid);
	assert_site(c, h.pid, &at, "in_recv");
	callsite_free(c);
	callsite_free(own);
	helper_end(&h);
}

/* What is remembered of it in one fork would be said of what another has put there. */
static void code_made_at_run_time_is_each_fork_s_own(void **state)
{
	struct callsite *own = callsite_new(getpid());
	void *page = mmap(NULL, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	if (page == MAP_FAILED) {
		callsite_free(own);
		skip();
	}
	assert_null(callsite_copy(own, getpid()));
	callsite_free(own);
	munmap(page, 1);
}

static void what_is_gone_has_no_site(void **state)
{
	struct helper h = start(in_recv);
	struct procfs_thread at = helper_until_in(&h, h.pid, SYS_recvfrom);
	struct callsite *c = callsite_new(h.pid);
	struct bytes got = { 0 };
	uint64_t address;

	(void)state;
	helper_end(&h);
	assert_true(callsite_of(c, h.pid, at.pc, at.sp, &got) < 0);
	assert_int_equal(got.len, 0);
	assert_true(symbol_address(h.pid, "exit", &address, NULL) < 0);
	callsite_free(c);
}

static NOINLINE const char *where_it_was_called(void)
{
	return __builtin_return_address(0);
}

static void our_own_lines_are_known(void **state)
{
	const char *behind_call = where_it_was_called();
	int want = __LINE__ - 1, line = 0;
	char file[64], little[4];

	(void)state;
	assert_int_equal(callsite_own(behind_call - 1, file, sizeof(file), &line), 0);
	assert_string_equal(file, own_name());
	assert_int_equal(line, want);
	assert_int_equal(callsite_own(behind_call - 1, little, sizeof(little), &line), 0);
	assert_string_equal(little, "cal");
	assert_int_equal(callsite_own(&line, file, sizeof(file), &line), -ENOENT);
}

static int own_line_in_a_child(int fd)
{
	char file[64];
	int line;

	(void)fd;
	return callsite_own((void *)(uintptr_t)in_recv, file, sizeof(file), &line) ||
	       strcmp(file, own_name());
}

static void so_are_those_of_a_forked_child(void **state)
{
	struct helper h = start(own_line_in_a_child);
	siginfo_t info;

	(void)state;
	assert_int_equal(waitid(P_PID, (id_t)h.pid, &info, WEXITED | WNOWAIT), 0);
	assert_int_equal(info.si_code, CLD_EXITED);
	assert_int_equal(info.si_status, 0);
	helper_end(&h);
}

static void at_the_exit(void)
{
	told->at_exit = 1;
}

static int goes_away_only_when_made_to(int fd)
{
	atexit(at_the_exit);
	while (in_recv(fd) >= 0)
		continue;
	return 0;
}

static void a_function_is_found_and_can_be_called(void **state)
{
	struct helper h = start(goes_away_only_when_made_to);
	const char *name = SANITIZED ? "_exit" : "exit"; /* LeakSanitizer cannot look while we trace */
	uint64_t address = 0;
	int status;

	(void)state;
	helper_until_in(&h, h.pid, SYS_recvfrom);
	helper_stop(&h, h.pid);
	assert_int_equal(symbol_address(h.pid, name, &address, NULL), 0);
	assert_int_equal(regs_call(h.pid, address, 7), 0);
	assert_int_equal(ptrace(PTRACE_CONT, h.pid, 0, 0), 0);
	assert_int_equal(waitpid(h.pid, &status, __WALL), h.pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
	assert_int_equal(told->at_exit, !SANITIZED);
	close(h.fd);
}

static void a_function_that_is_not_there_is_said_so(void **state)
{
	uint64_t address = 1;
	struct sck_err err;

	(void)state;
	assert_int_equal(symbol_address(getpid(), "no_such_function", &address, &err), -ENOENT);
	assert_non_null(strstr(err.text, "no_such_function"));
	assert_int_equal(address, 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_line_that_called_is_named),
	cmocka_unit_test(frames_of_the_c_library_are_passed_over),
	cmocka_unit_test(an_inlined_function_has_its_own_line),
	cmocka_unit_test(an_author_s_file_may_be_part_of_a_package),
	cmocka_unit_test(a_frame_pointer_is_no_hindrance),
	cmocka_unit_test(lines_that_look_alike_are_told_apart),
	cmocka_unit_test(so_are_lines_with_a_large_frame_below_them),
	cmocka_unit_test(each_thread_has_a_site),
	cmocka_unit_test(a_stopped_thread_need_not_be_in_a_call),
	cmocka_unit_test(another_run_of_the_same_program_is_another_process),
	cmocka_unit_test(what_is_mapped_in_a_fork_need_not_be_read),
	cmocka_unit_test(code_made_at_run_time_is_each_fork_s_own),
	cmocka_unit_test(what_is_gone_has_no_site),
	cmocka_unit_test(our_own_lines_are_known),
	cmocka_unit_test(so_are_those_of_a_forked_child),
	cmocka_unit_test(a_function_is_found_and_can_be_called),
	cmocka_unit_test(a_function_that_is_not_there_is_said_so),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_told, NULL);
}

/* The last one here: what is behind is elsewhere for the compiler. */
#line 1 "/usr/share/doc/a-package/examples/callsite.c"
static NOINLINE int as_an_example_that_a_package_brings(int fd)
{
	char byte;

	return AT_THIS_LINE(recv(fd, &byte, 1, 0));
}
