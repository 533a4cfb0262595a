/*
 * A test program whose tests run where a port is somebody else's: in a network where somebody has it for TCP and UDP, at every address, and where
 * namespaces are refused. The program starts itself again in there.
 */
#ifndef SUPPORT_TAKEN_H
#define SUPPORT_TAKEN_H

#include "run/session.h"
#include "support/live.h"

/* Of a contract that names PORT; there. The caller frees it. */
struct sck_session *taken_session(enum sck_family family, uint16_t port);

/* The exit status of this program, started again there with an argument. */
int taken_run_again(uint16_t port);

#define TAKEN_MAIN(tests, port)                                                   \
	static void pass_where_it_is_taken(void **state)                          \
	{                                                                         \
		(void)state;                                                      \
		assert_int_equal(taken_run_again(port), 0);                       \
	}                                                                         \
	static const struct CMUnitTest tests_here[] = {                           \
		cmocka_unit_test(pass_where_it_is_taken),                         \
	};                                                                        \
	int main(int argc, char **argv)                                           \
	{                                                                         \
		(void)argv;                                                       \
		live_begin();                                                     \
		return argc > 1 ? cmocka_run_group_tests(tests, NULL, NULL)       \
				: cmocka_run_group_tests(tests_here, NULL, NULL); \
	}

#endif
