/*
 * judge/memory_report: what sanitizers and valgrind write becomes a line without what differs from run to run, and a place in the
 * program's source.
 */
#include "judge/memory_report.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* WHAT NULL: there is no fault in it. */
static void expect(const char *report, const char *what, const char *place)
{
	struct bytes text = { 0 };
	struct memory_fault fault;

	bytes_append_text(&text, report);
	assert_int_equal(memory_report_read(&text, &fault), what != NULL);
	assert_string_equal(bytes_text(&fault.what), what ? what : "");
	assert_string_equal(bytes_text(&fault.place), place);
	memory_fault_done(&fault);
	bytes_done(&text);
}

static void an_overflow_is_at_the_line_of_the_program_that_called_the_library(void **state)
{
	(void)state;
	expect("=================================================================\n"
	       "==2==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x619000000468 at pc "
	       "0x7f bp 0x7f sp 0x7f\n"
	       "WRITE of size 1001 at 0x619000000468 thread T0\n"
	       "    #0 0x7f in __interceptor_read "
	       "../../../../src/libsanitizer/sanitizer_common/x.inc:1025\n"
	       "    #1 0x55 in serve /home/student/submission/server.c:14\n"
	       "    #2 0x55 in main /home/student/submission/server.c:35\n",
	       "AddressSanitizer: heap-buffer-overflow", "server.c:14");
}

static void expect_function(const char *report, const char *function)
{
	struct bytes text = { 0 };
	struct memory_fault fault;

	bytes_append_text(&text, report);
	assert_true(memory_report_read(&text, &fault));
	assert_string_equal(bytes_text(&fault.function), function);
	memory_fault_done(&fault);
	bytes_done(&text);
}

static void the_function_is_that_of_the_line(void **state)
{
	(void)state;
	expect_function(
		"==2==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x6 at pc 0x7f\n"
		"    #0 0x7f in __interceptor_read ../../src/libsanitizer/x.inc:1025\n"
		"    #1 0x55 in serve(int, char*) /home/a student/server.cc:14\n",
		"serve");
	expect_function("==2== Invalid write of size 1\n"
			"==2==    at 0x48: memcpy (in /usr/libexec/valgrind/vgpreload.so)\n"
			"==2==    by 0x10: serve (server.c:44)\n",
			"serve");
	expect_function("==2==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n", "");
}

static void a_signal_is_named_without_its_address(void **state)
{
	(void)state;
	expect("==3==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000000 (pc 0x55 bp "
	       "0x7f sp 0x7f T0)\n"
	       "    #0 0x55 in main /tmp/a server.c:7:3\n",
	       "AddressSanitizer: SEGV", "server.c:7");
	expect("==3==ERROR: AddressSanitizer: attempting free on address which was not "
	       "malloc()-ed: 0x6 in thread T0\n",
	       "AddressSanitizer: attempting free", "");
}

static void undefined_behaviour_has_its_place_in_front(void **state)
{
	(void)state;
	expect("src/server.c:12:9: runtime error: signed integer overflow: 2147483647 + 1 cannot "
	       "be represented in type 'int'\n"
	       "    #0 0x55 in main src/server.c:12\n",
	       "UndefinedBehaviorSanitizer: signed integer overflow: 2147483647 + 1 cannot be "
	       "represented in type 'int'",
	       "server.c:12");
}

static void a_fault_by_valgrind_is_at_the_line_of_the_program(void **state)
{
	(void)state;
	expect("==15== Syscall param read(buf) points to unaddressable byte(s)\n"
	       "==15==    at 0x49562AD: read (io/../sysdeps/unix/sysv/linux/read.c:26)\n"
	       "==15==    by 0x48: f (in /usr/lib/x86_64-linux-gnu/libc.so.6)\n"
	       "==15==    by 0x10918A: main (/tmp/b/build/../v.c:3)\n",
	       "valgrind: Syscall param read(buf) points to unaddressable byte(s)", "v.c:3");
}

static void what_valgrind_finds_in_libraries_alone_is_no_fault_of_the_program(void **state)
{
	(void)state;
	expect("==2== Syscall param set_robust_list(head) points to uninitialised byte(s)\n"
	       "==2==    at 0x404AC2: __tls_init_tp (in /home/student/server)\n"
	       "==2==    by 0x401: (below main) (csu/../sysdeps/nptl/libc_start_call_main.h:74)\n",
	       NULL, "");
}

static void a_later_fault_is_found_behind_a_library_s(void **state)
{
	(void)state;
	expect("==2== Conditional jump or move depends on uninitialised value(s)\n"
	       "==2==    at 0x404AC2: f (in /usr/lib/x.so)\n"
	       "==2== \n"
	       "==2== Invalid write of size 1\n"
	       "==2==    at 0x404AC2: main (server.c:9)\n",
	       "valgrind: Invalid write of size 1", "server.c:9");
}

static void warnings_are_no_faults(void **state)
{
	(void)state;
	expect("", NULL, "");
	expect("==2==WARNING: ASan is ignoring requested __asan_handle_no_return: stack type: "
	       "default\n",
	       NULL, "");
	expect("==2==WARNING: AddressSanitizer failed to allocate 0xffff bytes\n"
	       "    #1 0x55 in serve /home/student/submission/server.c:14\n",
	       NULL, "");
	expect("==2== Warning: invalid file descriptor 1024 in syscall read()\n"
	       "==2==    at 0x404AC2: main (server.c:9)\n",
	       NULL, "");
	expect("==2== Process terminating with default action of signal 15 (SIGTERM)\n"
	       "==2==    at 0x404AC2: main (server.c:9)\n",
	       NULL, "");
}

static void what_is_cut_or_forged_is_survived(void **state)
{
	(void)state;
	expect("==", NULL, "");
	expect("==2==ERROR: ", "", "");
	expect("==2== Invalid write\n==2==    at 0x", NULL, "");
	expect(": runtime error: ", "UndefinedBehaviorSanitizer: ", "");
	expect("==2==ERROR: x\n#", "x", "");
	expect("==2==ERROR: x\n# :1", "x", ":1");
	expect("==2==ERROR: x\n# )", "x", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_overflow_is_at_the_line_of_the_program_that_called_the_library),
		cmocka_unit_test(the_function_is_that_of_the_line),
		cmocka_unit_test(a_signal_is_named_without_its_address),
		cmocka_unit_test(undefined_behaviour_has_its_place_in_front),
		cmocka_unit_test(a_fault_by_valgrind_is_at_the_line_of_the_program),
		cmocka_unit_test(what_valgrind_finds_in_libraries_alone_is_no_fault_of_the_program),
		cmocka_unit_test(a_later_fault_is_found_behind_a_library_s),
		cmocka_unit_test(warnings_are_no_faults),
		cmocka_unit_test(what_is_cut_or_forged_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
