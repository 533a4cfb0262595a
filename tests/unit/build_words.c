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
		cmocka_unit_test(what_is_no_place_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
