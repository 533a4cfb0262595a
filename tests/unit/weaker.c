/*
 * report/weaker: what a machine lacked is told in the language of the page, also of a page made anew of the results.
 */
#include "report/weaker.h"
#include "base/err.h"
#include "judge/jsonfile.h"
#include "report/report.h"
#include "unit/sample_results.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct lacks both = { "bwrap: no <namespace>", "ptrace: no" };

static void check(const struct lacks *lacks, const char *lang, const char *want)
{
	struct bytes text = { 0 };

	weaker_append(&text, lacks, lang);
	assert_string_equal(bytes_text(&text), want);
	bytes_done(&text);
}

static void each_lack_has_its_words(void **state)
{
	(void)state;
	check(&(struct lacks){ 0 }, "fr", "");
	check(&(struct lacks){ .tracing = "no" }, NULL,
	      "weaker than it could be, for programs may not be traced here (no): cases that see "
	      "or bend calls are "
	      "skipped; 'sockcheck doctor' says how to allow it");
	check(&(struct lacks){ .tracing = "no" }, "fr",
	      "moins rigoureux que possible, car les programmes ne peuvent pas être "
	      "tracés ici (no) : "
	      "les cas qui observent ou modifient des appels sont omis ; « sockcheck doctor » dit "
	      "comment le permettre");
	check(&both, "fr",
	      "moins rigoureux que possible, car il n’y a pas ici de bac à sable "
	      "(bwrap: no "
	      "<namespace>) : chaque programme rendu a tourné sous un utilisateur à lui, avec les "
	      "fichiers et la "
	      "boucle locale de cette machine, et les cas qui ont besoin de leur propre boucle "
	      "locale ont été omis ; "
	      "« sockcheck doctor » dit comment le permettre ; et les programmes ne peuvent pas "
	      "être tracés ici "
	      "(ptrace: no) : les cas qui observent ou modifient des appels sont omis ; « "
	      "sockcheck doctor » dit "
	      "comment le permettre");
}

/* As --resume and merge have it: of the file, in another language. */
static void a_page_of_older_results_has_its_own_language(void **state)
{
	struct results r = { .suite = "echo", .program = sample_program, .student = "ada", .lacks = both };
	struct bytes json = { 0 }, page = { 0 };
	struct jsonfile file = { 0 };
	struct sck_err err = { 0 };

	(void)state;
	sample_add(&r, "echoes", "ipv4", VERDICT_PASS);
	report_find("json")->write(&json, &r);
	assert_non_null(
		strstr(bytes_text(&json), "\"weaker than it could be, for there is no sandbox"));
	assert_int_equal(jsonfile_read(bytes_text(&json), json.len, &file, &err), 0);
	assert_string_equal(file.results.lacks.sandbox, both.sandbox);
	file.results.lang = "fr";
	report_find("html")->write(&page, &file.results);
	assert_non_null(strstr(bytes_text(&page), "bac à sable (bwrap: no &lt;namespace&gt;)"));
	assert_null(strstr(bytes_text(&page), "weaker"));
	jsonfile_done(&file);
	bytes_done(&json);
	bytes_done(&page);
	results_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_lack_has_its_words),
		cmocka_unit_test(a_page_of_older_results_has_its_own_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
