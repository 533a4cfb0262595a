/*
 * A program reads and writes its sockets as files, too: a rule for the class means each of these calls. On x86-64 it can make 32-bit
 * calls (int $0x80) and x32 calls besides: those about sockets are refused with ENOSYS, and the record says so, for nobody would see
 * them.
 *
 * Edge case: 114
 * Families: ipv4 ipv6
 * Means: injected, namespace
 * Source: socketcall(2); syscall(2); recv(2)
 */
#include "support/edge.h"

#include <sys/wait.h>

static void the_32_bit_ones(void **state)
{
	const char *const argv[] = { edge_means() ? "calls_in_32_bit" : "tries_io_uring", NULL };
	struct bytes untraced = { 0 };
	struct sck_program *p;

#ifndef __x86_64__
	print_message("SKIP: such calls are x86-64's\n");
	skip();
#endif
	if (!WIFEXITED(live_untraced(argv, &untraced))) {
		bytes_done(&untraced);
		print_message("SKIP: this kernel has no 32-bit calls\n");
		skip();
	}
	bytes_done(&untraced);
	p = live_start(*state, argv);
	sck_expect_exit(p, 0);
	sck_expect_output_text(p, "socketcall: Function not implemented\n");
	assert_true(seen_note(*state, "32-bit"));
}

static void the_x32_ones(void **state)
{
	struct sck_program *p;

#ifndef __x86_64__
	print_message("SKIP: such calls are x86-64's\n");
	skip();
#endif
	p = START(*state, edge_means() ? "calls_by_x32" : "tries_io_uring");
	sck_expect_exit(p, 0);
	sck_expect_output_text(p, "socket: Function not implemented\n");
	assert_true(seen_note(*state, "x32"));
}

/* The same bytes by each: a rule for "recv" takes the first call of it down to one. */
static void whatever_it_is_called(void **state)
{
	static const char *const words[] = { "read", "readv", "recv", "recvmsg" };
	const enum sck_family family = sck_family(*state);

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct sck_session *s = sck_session_new(family);
		struct sck_program *p;

		if (edge_means())
			sck_inject(s, "recv:short=1:when=1");
		p = START(s, "receives_by", "{host}", "{port}", words[i]);
		sck_send_text(sck_connect(s, p), "hello");
		sck_expect_exit(p, 0);
		live_assert_output(p, "1 4 ");
		sck_session_free(s);
	}
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(whatever_it_is_called),
	LIVE_TEST(the_32_bit_ones),
	LIVE_TEST(the_x32_ones),
};

LIVE_MAIN(tests)
