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
		cmocka_unit_test(what_is_no_place_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
