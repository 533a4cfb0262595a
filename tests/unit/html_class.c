/*
 * report/html_class: of one student, and of several, each number has its word. (That any page is well formed is html.c's.)
 */
#include "report/html_class.h"
#include "unit/sample_results.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 2 };

/* COUNT students who fail one case and of whom another broke, and as many of whom nothing is known yet. */
static void make(struct bytes *page, size_t count, const char *lang)
{
	struct results r = { .suite = "echo" };
	struct gradebook_row rows[MOST] = { { .student = "ada", .results = &r },
					    { .student = "bob", .results = &r } };

	sample_add(&r, "echoes", "ipv4", VERDICT_FAIL);
	sample_add(&r, "waits", "ipv4", VERDICT_BROKEN);
	html_class(page, &(struct gradebook){ "echo", rows, count, count }, lang);
	results_done(&r);
}

static void has(size_t count, const char *lang, const char *want)
{
	struct bytes page = { 0 };

	make(&page, count, lang);
	if (!strstr(bytes_text(&page), want))
		fail_msg("the page has no '%s'", want);
	bytes_done(&page);
}

static void one_is_told_in_the_singular(void **state)
{
	(void)state;
	has(1, "en", "<strong>1</strong> student<");
	has(1, "en", "<strong>1</strong> has broken cases");
	has(1, "en", "0 to 10 %: 1 student; ");
	has(1, "en", "1<span class=\"vh\"> student: <");
	has(1, "fr", "<strong>1</strong> étudiant<");
	has(1, "fr", "<strong>1</strong> a des cas en panne");
	has(1, "fr", "<strong>1</strong> pas encore noté<");
	has(1, "fr", "1<span class=\"vh\"> étudiant: <");
}

static void several_are_told_in_the_plural(void **state)
{
	(void)state;
	has(2, "en", "<strong>2</strong> students<");
	has(2, "en", "<strong>2</strong> have broken cases");
	has(2, "fr", "<strong>2</strong> étudiants<");
	has(2, "fr", "<strong>2</strong> pas encore notés<");
	has(2, "fr", "2<span class=\"vh\"> étudiants: <");
}

static void none_is_a_plural_in_english_alone(void **state)
{
	(void)state;
	has(1, "en", "<strong>0</strong> pass every case<");
	has(1, "en", "10 to 20 %: 0 students; ");
	has(1, "fr", "<strong>0</strong> réussit tous les cas<");
	has(1, "fr", "10 à 20 % : 0 étudiant; ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_is_told_in_the_singular),
		cmocka_unit_test(several_are_told_in_the_plural),
		cmocka_unit_test(none_is_a_plural_in_english_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
