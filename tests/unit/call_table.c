/*
 * facts/call_table: the rows agree with the kernel's headers, with libseccomp's numbers for the
 * other architecture, and with each other.
 */
#include "facts/call.h"
#include "facts/names.h"
#include "facts/park.h"
#include "facts/timing.h"
#include <seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <cmocka.h>

/* clang-format off */
#define NR(name) { #name, __NR_##name }
static const struct {
	const char *name;
	int nr;
} kernel[] = {
	NR(socket), NR(socketpair), NR(bind), NR(listen), NR(accept), NR(accept4), NR(connect),
	NR(shutdown), NR(close), NR(dup), NR(dup3), NR(fcntl), NR(getsockname), NR(getpeername),
	NR(getsockopt), NR(setsockopt), NR(recvfrom), NR(recvmsg), NR(recvmmsg), NR(read),
	NR(readv), NR(pread64), NR(sendto), NR(sendmsg), NR(sendmmsg), NR(write), NR(writev),
	NR(sendfile), NR(splice), NR(ioctl), NR(close_range), NR(ppoll), NR(pselect6),
	NR(epoll_create1), NR(epoll_ctl), NR(epoll_pwait), NR(epoll_pwait2), NR(io_uring_setup),
	NR(pidfd_getfd), NR(setitimer), NR(tee), NR(futex), NR(futex_waitv), NR(rt_sigtimedwait),
	NR(nanosleep), NR(clock_nanosleep), NR(restart_syscall), NR(wait4), NR(waitid),
	NR(rt_sigsuspend), NR(clone), NR(clone3), NR(semtimedop), NR(mq_timedsend),
	NR(mq_timedreceive),
#ifdef __x86_64__
	NR(dup2), NR(poll), NR(select), NR(epoll_create), NR(epoll_wait), NR(alarm), NR(pause),
	NR(fork), NR(vfork),
#endif
};
/* clang-format on */
enum { KERNEL_COUNT = sizeof(kernel) / sizeof(kernel[0]) };

static int kernel_number(const char *name)
{
	for (size_t i = 0; i < KERNEL_COUNT; i++)
		if (!strcmp(kernel[i].name, name))
			return kernel[i].nr;
	return -1;
}

static const struct call *row(const char *name)
{
	return call_by_name(name, strlen(name));
}

static const struct park *park_row(const char *name)
{
	for (size_t i = 0; i < park_table_count; i++)
		if (!strcmp(park_table[i].name, name))
			return &park_table[i];
	return NULL;
}

static void numbers_are_the_kernel_headers(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++)
		assert_int_equal(call_number(&call_table[i]), kernel_number(call_table[i].name));
	for (size_t i = 0; i < KERNEL_COUNT; i++) {
		const struct call *c = row(kernel[i].name);
		const struct park *p = park_by_number(kernel[i].nr);

		assert_true(c || p);
		assert_ptr_equal(call_by_number(kernel[i].nr), c);
		assert_ptr_equal(p, park_row(kernel[i].name));
	}
}

/* What libseccomp has no number for is a pseudo number below -1. */
static int seccomp_number(uint32_t arch, const char *name)
{
	int nr = seccomp_syscall_resolve_name_arch(arch, name);

	assert_int_not_equal(nr, __NR_SCMP_ERROR);
	return nr < 0 ? -1 : nr;
}

static void numbers_of_both_architectures_are_libseccomps(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++) {
		const struct call *c = &call_table[i];

		assert_int_equal(c->nr_x86_64, seccomp_number(SCMP_ARCH_X86_64, c->name));
		assert_int_equal(c->nr_aarch64, seccomp_number(SCMP_ARCH_AARCH64, c->name));
	}
	for (size_t i = 0; i < park_table_count; i++) {
		const struct park *p = &park_table[i];

		assert_int_equal(p->nr_x86_64, seccomp_number(SCMP_ARCH_X86_64, p->name));
		assert_int_equal(p->nr_aarch64, seccomp_number(SCMP_ARCH_AARCH64, p->name));
	}
}

static void calls_that_tell_a_time_have_the_numbers_of_both_architectures(void **state)
{
	(void)state;
	for (size_t i = 0; i < timing_table_count; i++) {
		const struct timing *t = &timing_table[i];

		assert_int_equal(t->nr_x86_64, seccomp_number(SCMP_ARCH_X86_64, t->name));
		assert_int_equal(t->nr_aarch64, seccomp_number(SCMP_ARCH_AARCH64, t->name));
		assert_ptr_equal(timing_by_number(timing_number(t)), timing_number(t) < 0 ? NULL : t);
	}
	assert_null(timing_by_number(__NR_getpid));
}

static void every_call_that_the_suites_rely_on_has_a_row(void **state)
{
	static const char *const needed[] = {
		"socket",      "socketpair",   "bind",           "listen",      "accept",
		"accept4",     "connect",      "shutdown",       "close",       "dup",
		"dup2",        "dup3",         "fcntl",          "getsockname", "getpeername",
		"getsockopt",  "setsockopt",   "recvfrom",       "recvmsg",     "recvmmsg",
		"read",        "readv",        "pread64",        "sendto",      "sendmsg",
		"sendmmsg",    "write",        "writev",         "sendfile",    "splice",
		"ioctl",       "close_range",  "poll",           "ppoll",       "select",
		"pselect6",    "epoll_create", "epoll_create1",  "epoll_ctl",   "epoll_wait",
		"epoll_pwait", "epoll_pwait2", "io_uring_setup", "pidfd_getfd", "alarm",
		"setitimer",   "fork",         "vfork",          "clone",       "clone3",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		assert_non_null(row(needed[i]));
	assert_int_equal(call_table_count, sizeof(needed) / sizeof(needed[0]));
}

static void no_name_and_no_number_stands_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++)
		assert_ptr_equal(row(call_table[i].name), &call_table[i]);
	for (size_t i = 0; i < park_table_count; i++)
		assert_ptr_equal(park_row(park_table[i].name), &park_table[i]);
}

static void the_number_of_arguments_is_that_of_their_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++)
		for (int arg = 0; arg < 6; arg++)
			assert_int_equal(call_table[i].args[arg] != ARG_NONE, arg < call_table[i].args_count);
}

/* The kind that must follow an argument; ARG_NONE: any. */
static enum arg_kind wanted_next(enum arg_kind kind)
{
	switch (kind) {
	case ARG_BUF_IN:
	case ARG_BUF_OUT:
		return ARG_SIZE;
	case ARG_IOV_IN:
	case ARG_IOV_OUT:
	case ARG_MMSG_IN:
	case ARG_MMSG_OUT:
	case ARG_POLLFDS:
	case ARG_ADDR_IN:
	case ARG_OPTVAL_IN:
		return ARG_UINT;
	case ARG_ADDR_OUT:
	case ARG_OPTVAL_OUT:
		return ARG_ADDR_LEN_PTR;
	case ARG_LEVEL:
		return ARG_OPTNAME;
	case ARG_DOMAIN:
		return ARG_SOCKTYPE;
	case ARG_SOCKTYPE:
		return ARG_PROTOCOL;
	case ARG_FCNTL:
		return ARG_FCNTL_VALUE;
	default:
		return ARG_NONE;
	}
}

static void what_a_pointer_points_to_has_its_length_behind_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++) {
		for (int arg = 0; arg < 6; arg++) {
			enum arg_kind next = wanted_next(call_table[i].args[arg]);

			if (next == ARG_NONE)
				continue;
			assert_true(arg < 5);
			assert_int_equal(call_table[i].args[arg + 1], next);
		}
	}
}

static bool has_errno(const struct call *c, const char *name)
{
	const char *at = c->errnos;
	size_t len = strlen(name);

	while ((at = strstr(at, name))) {
		if ((at == c->errnos || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
		at += len;
	}
	return false;
}

static void each_errno_is_a_known_one_and_stands_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++) {
		const char *rest = call_table[i].errnos;

		while (*rest) {
			size_t len = strcspn(rest, " ");
			char word[32] = "";

			assert_in_range(len, 3, sizeof(word) - 1);
			memcpy(word, rest, len);
			assert_string_equal(names_errno(names_errno_number(word, len)), word);
			rest += len;
			assert_true(!*rest || rest[1]);
			rest += *rest == ' ';
			for (const char *later = rest; (later = strstr(later, word)); later += len)
				assert_true(later[-1] != ' ' || (later[len] && later[len] != ' '));
		}
		assert_false(has_errno(&call_table[i], "EBADF"));
		assert_false(has_errno(&call_table[i], "EFAULT"));
		assert_false(has_errno(&call_table[i], "EINVAL"));
		assert_false(has_errno(&call_table[i], "ENOTSOCK"));
	}
}

static void what_can_block_can_be_interrupted(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++)
		if (call_table[i].can_block)
			assert_true(has_errno(&call_table[i], "EINTR"));
}

static void what_blocks_on_a_socket_would_block_on_a_nonblocking_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++) {
		const struct call *c = &call_table[i];

		if (c->can_block && c->class != CLASS_WAIT && c->class != CLASS_CLOSE)
			assert_true(has_errno(c, "EAGAIN"));
	}
}

static bool has_arg(const struct call *c, enum arg_kind kind)
{
	for (int arg = 0; arg < c->args_count; arg++)
		if (c->args[arg] == kind)
			return true;
	return false;
}

static void what_can_be_short_moves_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++) {
		const struct call *c = &call_table[i];
		bool moves = c->class == CLASS_RECV || c->class == CLASS_SEND;

		assert_true(!c->can_be_short || moves);
		assert_true(c->result != RESULT_BYTES || moves);
		if (moves && !has_arg(c, ARG_MMSG_IN) && !has_arg(c, ARG_MMSG_OUT))
			assert_int_equal(c->result, RESULT_BYTES);
	}
}

static void a_descriptor_as_result_is_one_that_was_made(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++) {
		const struct call *c = &call_table[i];
		bool gives = c->result == RESULT_FD || has_arg(c, ARG_FD_PAIR) || has_arg(c, ARG_FCNTL);

		assert_int_equal(c->makes_fd, gives);
	}
}

static void only_closing_and_duplicating_end_a_descriptor(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++) {
		const struct call *c = &call_table[i];
		bool replaces = c->class == CLASS_DUP && has_arg(c, ARG_FD_OTHER);

		assert_int_equal(c->ends_fd, c->class == CLASS_CLOSE || replaces);
	}
}

static void what_takes_only_sockets_takes_one_or_makes_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++) {
		const struct call *c = &call_table[i];

		if (c->only_sockets)
			assert_int_equal(c->args[0], c->class == CLASS_SOCKET ? ARG_DOMAIN : ARG_FD);
	}
	assert_true(row("recvfrom")->only_sockets);
	assert_false(row("read")->only_sockets);
	assert_false(row("close")->only_sockets);
	assert_false(row("sendfile")->only_sockets);
}

static void each_blocking_call_is_one_that_a_thread_can_be_parked_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < call_table_count; i++) {
		const struct call *c = &call_table[i];
		const struct park *p = park_row(c->name);

		/* close(2) blocks only while SO_LINGER's timer runs: that is no waiting for anybody. */
		/* What makes a process blocks only where it is a vfork. */
		if (c->class == CLASS_CLOSE || c->class == CLASS_PROCESS)
			continue;
		assert_int_equal(p != NULL, c->can_block);
		if (!p)
			continue;
		assert_int_equal(p->nr_x86_64, c->nr_x86_64);
		assert_int_equal(p->nr_aarch64, c->nr_aarch64);
		assert_int_equal((p->can & PARK_FD) != 0, c->args[0] == ARG_FD);
	}
}

static void a_time_out_is_the_argument_that_it_is_said_to_be(void **state)
{
	(void)state;
	for (size_t i = 0; i < park_table_count; i++) {
		const struct park *p = &park_table[i];
		const struct call *c = row(p->name);
		enum arg_kind kind = c ? c->args[p->timer_arg] : ARG_NONE;

		if (!c || c->class == CLASS_PROCESS)
			assert_false(p->timer == PARK_MS);
		else if (p->timer == PARK_MS)
			assert_int_equal(kind, ARG_MS);
		else if (p->timer == PARK_TIMESPEC)
			assert_int_equal(kind, ARG_TIMESPEC);
		else if (p->timer == PARK_TIMEVAL)
			assert_int_equal(kind, ARG_TIMEVAL);
		else
			assert_int_equal(p->timer, PARK_SOCKET);
	}
}

static void every_ioctl_about_sockets_has_a_name(void **state)
{
	struct bytes text = { 0 };

	(void)state;
	assert_int_equal(call_ioctls[0], FIONBIO);
	for (size_t i = 0; i < call_ioctls_count; i++) {
		bytes_clear(&text);
		names_append(&text, ARG_IOCTL, call_ioctls[i], 0);
		assert_true(bytes_text(&text)[0] != '0');
	}
	bytes_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_the_kernel_headers),
		cmocka_unit_test(numbers_of_both_architectures_are_libseccomps),
		cmocka_unit_test(calls_that_tell_a_time_have_the_numbers_of_both_architectures),
		cmocka_unit_test(every_call_that_the_suites_rely_on_has_a_row),
		cmocka_unit_test(no_name_and_no_number_stands_twice),
		cmocka_unit_test(the_number_of_arguments_is_that_of_their_kinds),
		cmocka_unit_test(what_a_pointer_points_to_has_its_length_behind_it),
		cmocka_unit_test(each_errno_is_a_known_one_and_stands_once),
		cmocka_unit_test(what_can_block_can_be_interrupted),
		cmocka_unit_test(what_blocks_on_a_socket_would_block_on_a_nonblocking_one),
		cmocka_unit_test(what_can_be_short_moves_bytes),
		cmocka_unit_test(a_descriptor_as_result_is_one_that_was_made),
		cmocka_unit_test(only_closing_and_duplicating_end_a_descriptor),
		cmocka_unit_test(what_takes_only_sockets_takes_one_or_makes_one),
		cmocka_unit_test(each_blocking_call_is_one_that_a_thread_can_be_parked_in),
		cmocka_unit_test(a_time_out_is_the_argument_that_it_is_said_to_be),
		cmocka_unit_test(every_ioctl_about_sockets_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
