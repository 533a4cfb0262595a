/*
 * On x86-64 a program can make 32-bit calls (int $0x80) and x32 calls. Those about sockets are
 * refused with ENOSYS, and the record says so: they would be socket calls that nobody sees.
 */
#include "support/live.h"
#include "support/seen.h"

#include <sys/wait.h>

static void the_32_bit_ones(void **state)
{
	const char *const argv[] = { "calls_in_32_bit", NULL };
	struct bytes untraced = { 0 };
	struct sck_program *p;

#ifndef __x86_64__
	skip();
#endif
	if (!WIFEXITED(live_untraced(argv, &untraced))) {
		bytes_done(&untraced);
		print_message("this kernel has no 32-bit calls\n");
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
	skip();
#endif
	p = START(*state, "calls_by_x32");
	sck_expect_exit(p, 0);
	sck_expect_output_text(p, "socket: Function not implemented\n");
	assert_true(seen_note(*state, "x32"));
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(the_32_bit_ones),
	LIVE_TEST(the_x32_ones),
};

LIVE_MAIN(tests)
