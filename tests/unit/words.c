/*
 * report/words: each word is there in each language, with the same conversions.
 */
#include "facts/verdict.h"
#include "report/words.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void every_word_is_there_in_every_language(void **state)
{
	(void)state;
	for (int word = 0; word < WORDS_COUNT; word++) {
		const char *english = words_get((enum word)word, NULL),
			   *french = words_get((enum word)word, "fr");

		assert_true(english && *english);
		assert_true(french && *french);
		assert_ptr_equal(words_get((enum word)word, "xx"), english);
		for (; (english = strchr(english, '%')) && (french = strchr(french, '%'));
		     english += 2, french += 2)
			assert_memory_equal(english, french, 2);
	}
	for (int cause = CAUSE_BYTES; cause <= CAUSE_ASSERT; cause++)
		assert_non_null(words_cause(cause_name((enum cause)cause), "fr"));
	assert_null(words_cause("else", "fr"));
	assert_null(words_cause(NULL, NULL));
	assert_true(words_know("fr"));
	assert_false(words_know("de"));
}

static void one_has_the_conversions_of_several(void **state)
{
	static const char *const langs[] = { "en", "fr" };

	(void)state;
	for (int word = 0; word < WORDS_COUNT; word++)
		for (size_t i = 0; i < sizeof(langs) / sizeof(langs[0]); i++) {
			const char *one = words_counted((enum word)word, 1, langs[i]),
				   *several = words_counted((enum word)word, 2, langs[i]);

			assert_ptr_equal(several, words_get((enum word)word, langs[i]));
			for (; (one = strchr(one, '%')) && (several = strchr(several, '%'));
			     one += 2, several += 2)
				assert_memory_equal(one, several, 2);
		}
	assert_string_equal(words_counted(WORD_STUDENTS, 0, "en"), "students");
	assert_string_equal(words_counted(WORD_STUDENTS, 0, "fr"), "étudiant");
	assert_string_equal(words_counted(WORD_POINTS_OF, 1.5, NULL), "of %s points");
	assert_string_equal(words_counted(WORD_POINTS_OF, 1.5, "fr"), "sur %s point");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_is_there_in_every_language),
		cmocka_unit_test(one_has_the_conversions_of_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
