/*
 * What a compiler says is read for the place of its first error; of words that are none, or a stranger's attempt at one, nothing comes.
 */
#include "judge/build_words.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { ROOM = 16 };

/* "FILE:LINE", or "" where there is none. */
static const char *place_of(const char *words)
{
	static char place[64];
	char file[ROOM] = "unset";
	int line = -1;

	if (build_words_place(&(struct bytes){ .data = (uint8_t *)(uintptr_t)words, .len = strlen(words) },
			      file, sizeof(file), &line)) {
		snprintf(place, sizeof(place), "%s:%d", file, line);
		return place;
	}
	assert_string_equal(file, "unset");
	assert_int_equal(line, -1);
	return "";
}

static void the_first_error_has_its_place(void **state)
{
	(void)state;
	assert_string_equal(
		place_of("cc -c x.c\n./x.c: In function 'main':\n"
			 "./x.c:2:10: warning: y\n./x.c:3:9: error: z\nx.c:4:1: error: z\n"),
		"x.c:3");
	assert_string_equal(place_of("src/x.h:7:1: fatal error: no"), "src/x.h:7");
	assert_string_equal(place_of("Server.java:12: error: ';' expected\n"), "Server.java:12");
}

static void so_it_has_in_go(void **state)
{
	(void)state;
	assert_string_equal(place_of("# _/home/x\n./x.go:2:8: imported and not used: "
				     "\"fmt\"\n./x.go:4:2: x declared but not used\n"),
			    "x.go:2");
	assert_string_equal(place_of("x.go:2:8: cannot find package \"x/y\" in any of:\n"),
			    "x.go:2");
	assert_string_equal(
		place_of("x.go:2:8: warning: z\nx.go:3: z\nx.go:4:z\n.go:3:9: z\nx.go:5:1: z\n"), "x.go:5");
}

static void so_it_has_in_rust(void **state)
{
	(void)state;
	assert_string_equal(place_of("warning: unused\n --> x.rs:1:1\n  |\n\nerror[E0425]: cannot "
				     "find\n --> src/x.rs:3:3\n  |\n"),
			    "src/x.rs:3");
	assert_string_equal(
		place_of("error: expected `;`\n  --> x.rs:13:3\n   |\nerror: y\n --> x.rs:14:1\n"),
		"x.rs:13");
	assert_string_equal(place_of("error: linking failed\nwarning: unused\n --> x.rs:1:1\n"), "");
	assert_string_equal(
		place_of("error: y\n --> /usr/x.rs:13:3\n --> x.rs:14\n --> x.rs:15:1\n"), "");
	assert_string_equal(place_of(" --> x.rs:13:3\n"), "");
}

static void so_it_has_where_it_is_linked(void **state)
{
	(void)state;
	assert_string_equal(
		place_of("/usr/bin/ld: /tmp/cc1.o: in function `deep':\n"
			 "/home/student/submission/a.c:2: undefined reference to `foo'\n"
			 "collect2: error: ld returned 1 exit status\n"),
		"a.c:2");
	assert_string_equal(
		place_of(
			"ld: b.o: in function `main':\n/var/sck-1/submission/./src/b.c:1: multiple "
			"definition of `main'; a.o:/var/sck-1/submission/a.c:4: first defined "
			"here\n"),
		"src/b.c:1");
	assert_string_equal(place_of("/usr/bin/ld: /tmp/cc1.o:/home/x/submission/v.c:1: undefined "
				     "reference to `q'\n"),
			    "v.c:1");
	assert_string_equal(place_of("/usr/bin/ld: c.cc:7: undefined reference to `A::f(int)'\n"), "c.cc:7");
	assert_string_equal(place_of("  x.c:7:(.text+0x5): undefined reference to `f'\n"), "x.c:7");
}

static void without_debugging_information_a_linker_knows_the_file_alone(void **state)
{
	(void)state;
	assert_string_equal(
		place_of("/usr/bin/ld: /tmp/cc1.o: in function `deep':\na.c:(.text+0x5): undefined "
			 "reference to `foo'\n"),
		"a.c:0");
	assert_string_equal(place_of("/usr/bin/ld: x.cpp:(.text.startup+0x1b): undefined reference "
				     "to `A::f(int)'\n"),
			    "x.cpp:0");
	assert_string_equal(place_of("b.c:(.text+0x0): multiple definition of `main'; "
				     "/tmp/a.o:a.c:(.text+0xc): first "
				     "defined here\n"),
			    "b.c:0");
}

static void so_have_other_linkers(void **state)
{
	(void)state;
	assert_string_equal(
		place_of(
			"/tmp/cc1.o:a.c:function A::f(int): error: undefined reference to 'foo'\n"),
		"a.c:0");
	assert_string_equal(
		place_of("/home/student/submission/a.c:2: error: undefined reference to 'foo'\n"), "a.c:2");
	assert_string_equal(
		place_of("ld.lld: error: undefined symbol: foo\n>>> referenced by a.c:2 "
			 "(/home/student/submission/src/a.c:2)\n>>>               "
			 "/tmp/cc1.o:(deep)\n"),
		"src/a.c:2");
	assert_string_equal(place_of("ld.lld: error: duplicate symbol: main\n>>> defined at a.c\n"), "a.c:0");
	assert_string_equal(
		place_of("ld.lld: warning: undefined symbol: foo\n>>> referenced by a.c\n"), "");
}

static void what_is_linked_and_nobody_s_source_has_no_place(void **state)
{
	static const char *const words[] = {
		"Scrt1.o: in function `_start':\n(.text+0x17): undefined reference to `main'\n",
		"/usr/bin/ld: v.o:(.data.rel+0x0): undefined reference to `q'\n",
		"/usr/bin/ld: libx.a(x.o):(.text+0x0): undefined reference to `q'\n",
		"/usr/bin/ld: ./libx.so: undefined reference to `q'\n",
		"/usr/bin/ld: libx.so.1: undefined reference to `q'\n",
		"/home/student/submission/<artificial>:2: undefined reference to `foo'\n",
		"/usr/src/glibc/x.c:2: undefined reference to `foo'\n",
		"/home/student/submission//etc/x.c:2: undefined reference to `foo'\n",
		"/home/student/submission/: undefined reference to `foo'\n",
		"a.c:(.text+0x5): warning: the `gets' function is dangerous\n",
		": undefined reference to `foo'\n",
		"): undefined reference to `foo'\n",
		"ld.lld: error: undefined symbol: foo\n>>> referenced by )\n",
		"ld.lld: error: undefined symbol: foo\n>>> referenced by ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_string_equal(place_of(words[i]), "");
}

static void what_is_no_place_is_none(void **state)
{
	static const char *const words[] = {
		"",
		"\n\n:",
		"error: x",
		"x.c:3:9: warning: z",
		"x.c:3:9:error: z",
		"x.c:error: z",
		"x.c:0: error: z",
		"x.c:3",
		"x.c:3:",
		"x.c:3:9",
		":3:9: error: z",
		"x.c:99999999999999999999: error: z",
		"x.c:-3: error: z",
		"/usr/include/x.h:3:9: error: z",
		"a b.c:3:9: error: z",
		"x\x1b[2J.c:3:9: error: z",
		"\xff.c:3:9: error: z",
		"a_name_longer_than_there_is_room.c:3:9: error: z",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_string_equal(place_of(words[i]), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_error_has_its_place),
		cmocka_unit_test(so_it_has_in_go),
		cmocka_unit_test(so_it_has_in_rust),
		cmocka_unit_test(so_it_has_where_it_is_linked),
		cmocka_unit_test(without_debugging_information_a_linker_knows_the_file_alone),
		cmocka_unit_test(so_have_other_linkers),
		cmocka_unit_test(what_is_linked_and_nobody_s_source_has_no_place),
		cmocka_unit_test(what_is_no_place_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
