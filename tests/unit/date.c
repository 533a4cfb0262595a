/* plan/date: what is a date, and which number it stands for. */
#include "plan/date.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define S INT64_C(1000000000)

static const struct {
	const char *text;
	int64_t ns;
} dates[] = {
	{ "1970-01-01", 0 },
	{ "1970-01-01 00:00:01", S },
	{ "1970-01-01T00:00:01", S },
	{ "1970-01-01 00:00:00.000000001", 1 },
	{ "1970-01-01 00:00:00.5", S / 2 },
	{ "2000-02-29 12:00:00", 951825600 * S },
	{ "2038-01-19 03:14:07", 2147483647 * S },
	{ "2038-01-19 03:14:08", 2147483648 * S },
	{ "2261-12-31 23:59:59", 9214646399 * S },
	{ "@0", 0 },
	{ "@2147483647", 2147483647 * S },
	{ "@1.25", S + S / 4 },
};

static const char *const no_dates[] = {
	"",
	"now",
	"@",
	"@-1",
	"@1x",
	"1969-12-31",
	"2262-01-01",
	"2001-02-29",
	"2038-13-01",
	"2038-00-01",
	"2038-1-19",
	"2038-01-19 ",
	"2038-01-19 3:14:07",
	"2038-01-19 24:00:00",
	"2038-01-19 03:60:00",
	"2038-01-19 03:14:60",
	"2038-01-19 03:14",
	"2038-01-19 03:14:07.",
	"2038-01-19 03:14:07.1234567890",
	"2038-01-19 03:14:07 UTC",
	"99999999999999999999-01-01",
	"@99999999999999999999",
};

static void each_is_its_number(void **state)
{
	struct sck_err err = { 0 };
	int64_t ns;

	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		assert_int_equal(date_parse(dates[i].text, &ns, &err), 0);
		assert_int_equal(ns, dates[i].ns);
	}
}

static void what_is_none_is_refused_with_an_example(void **state)
{
	int64_t ns;

	(void)state;
	for (size_t i = 0; i < sizeof(no_dates) / sizeof(no_dates[0]); i++) {
		struct sck_err err = { 0 };

		if (date_parse(no_dates[i], &ns, &err) == 0)
			fail_msg("'%s' was taken for %lld", no_dates[i], (long long)ns);
		assert_non_null(strstr(err.text, "2038-01-19 03:14:07"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_its_number),
		cmocka_unit_test(what_is_none_is_refused_with_an_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
