/*
 * facts/call: numbers, names and words find the rows that they mean.
 */
#include "base/bytes.h"
#include "facts/call.h"
#include "facts/park.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <cmocka.h>

static const struct call *row(const char *name)
{
	return call_by_name(name, strlen(name));
}

static void an_unknown_name_or_number_has_no_row(void **state)
{
	(void)state;
	assert_null(row("recv"));
	assert_null(row(""));
	assert_null(call_by_name("accept4", 3));
	assert_null(call_by_name("rea", 4));
	assert_null(call_by_number(-1));
	assert_null(call_by_number(100000));
	assert_null(call_by_number(__NR_openat));
	assert_null(park_by_number(-1));
	assert_null(park_by_number(__NR_getpid));
}

static void fcntl_gives_a_descriptor_only_where_it_duplicates(void **state)
{
	const struct call *c = row("fcntl");

	(void)state;
	assert_true(call_gives_fd(c, (int64_t[6]){ 3, F_DUPFD, 10 }));
	assert_true(call_gives_fd(c, (int64_t[6]){ 3, F_DUPFD_CLOEXEC, 10 }));
	assert_true(call_gives_fd(c, (int64_t[6]){ 3, INT64_C(0x700000000) | F_DUPFD, 10 }));
	assert_false(call_gives_fd(c, (int64_t[6]){ 3, F_GETFL }));
	assert_false(call_gives_fd(c, (int64_t[6]){ 3, F_SETFL, O_NONBLOCK }));
}

static void other_calls_give_a_descriptor_always_or_never(void **state)
{
	(void)state;
	assert_true(call_gives_fd(row("accept4"), (int64_t[6]){ 3 }));
	assert_true(call_gives_fd(row("socketpair"), (int64_t[6]){ 1, 1 }));
	assert_true(call_gives_fd(row("dup2"), (int64_t[6]){ 3, 1 }));
	assert_false(call_gives_fd(row("close"), (int64_t[6]){ 3 }));
	assert_false(call_gives_fd(row("ioctl"), (int64_t[6]){ 3, F_DUPFD }));
}

static void assert_class(const char *class, const char *want)
{
	struct bytes got = { 0 };

	for (size_t i = 0; i < call_table_count; i++)
		if (call_selected(&call_table[i], class, strlen(class)))
			bytes_printf(&got, "%s%s", got.len ? " " : "", call_table[i].name);
	assert_string_equal(bytes_text(&got), want);
	bytes_done(&got);
}

static void a_class_selects_its_calls(void **state)
{
	(void)state;
	assert_class("socket", "socket socketpair");
	assert_class("bind", "bind");
	assert_class("listen", "listen");
	assert_class("accept", "accept accept4");
	assert_class("connect", "connect");
	assert_class("recv", "read readv pread64 recvfrom recvmsg recvmmsg");
	assert_class("send", "write writev sendto sendmsg sendmmsg sendfile splice");
	assert_class("shutdown", "shutdown");
	assert_class("close", "close close_range");
	assert_class("dup", "dup dup2 dup3 pidfd_getfd");
	assert_class("option", "fcntl ioctl getsockopt setsockopt");
	assert_class("name", "getsockname getpeername");
	assert_class("wait", "poll ppoll select pselect6 epoll_wait epoll_pwait epoll_pwait2");
	assert_class("timer", "alarm setitimer");
	assert_class("refused", "io_uring_setup");
	assert_class("", "");
}

static bool selects(const char *word, const char *name)
{
	return call_selected(row(name), word, strlen(word));
}

static void a_name_that_is_no_class_selects_itself(void **state)
{
	(void)state;
	assert_class("accept4", "accept4");
	assert_class("read", "read");
	assert_class("epoll_ctl", "epoll_ctl");
	assert_class("epoll_create1", "epoll_create1");
	assert_false(selects("recvfrom", "recvmsg"));
	assert_false(call_selected(row("recvmsg"), "recvmsg,", 8));
	assert_true(call_selected(row("recvmsg"), "recvmsg,", 7));
}

static bool known(const char *word)
{
	return call_word_known(word, strlen(word));
}

static void a_word_is_known_as_a_class_or_a_name(void **state)
{
	static const char *const words[] = { "recv",    "send",      "wait", "accept",
					     "accept4", "epoll_ctl", "alarm" };
	static const char *const others[] = { "", "recvx", "rec", "RECV", "open", "none", "recv " };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_true(known(words[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(known(others[i]));
}

static void each_class_has_its_own_name(void **state)
{
	(void)state;
	assert_string_equal(call_class_name(CLASS_NONE), "");
	for (int a = CLASS_SOCKET; a <= CLASS_REFUSED; a++) {
		assert_true(known(call_class_name(a)));
		for (int b = CLASS_SOCKET; b < a; b++)
			assert_string_not_equal(call_class_name(a), call_class_name(b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_name_or_number_has_no_row),
		cmocka_unit_test(fcntl_gives_a_descriptor_only_where_it_duplicates),
		cmocka_unit_test(other_calls_give_a_descriptor_always_or_never),
		cmocka_unit_test(a_class_selects_its_calls),
		cmocka_unit_test(a_name_that_is_no_class_selects_itself),
		cmocka_unit_test(a_word_is_known_as_a_class_or_a_name),
		cmocka_unit_test(each_class_has_its_own_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
