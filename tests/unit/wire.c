/*
 * judge/wire: a result comes out of its line as it went in, and a line that is none is refused.
 */
#include "judge/wire.h"
#include "base/err.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void write_sample(struct bytes *to)
{
	struct result r = { .seconds = 0.25, .has_spun = true };

	r.verdict.kind = VERDICT_FAIL;
	r.verdict.cause = CAUSE_BYTES;
	bytes_append_text(&r.verdict.message, "wanted 5 bytes, but others came");
	bytes_append_text(&r.verdict.want, "\"hel\\n\"");
	bytes_append_text(&r.verdict.detail, "one\ntwo\n");
	bytes_append(&r.verdict.errors, "a\xff", 2);
	bytes_append_text(&r.verdict.ladder, "[{\"kind\":\"step\"}]");
	strcpy(r.verdict.file, "suite.c");
	r.verdict.line = 42;
	wire_write(to, &r);
	verdict_done(&r.verdict);
}

static void a_result_comes_out_as_it_went_in(void **state)
{
	struct bytes line = { 0 };
	struct result r = { 0 };
	struct sck_err err = { 0 };

	(void)state;
	write_sample(&line);
	assert_int_equal(line.data[line.len - 1], '\n');
	assert_null(memchr(line.data, '\n', line.len - 1));
	assert_int_equal(wire_read((const char *)line.data, line.len - 1, &r, &err), 0);
	assert_int_equal(r.verdict.kind, VERDICT_FAIL);
	assert_int_equal(r.verdict.cause, CAUSE_BYTES);
	assert_string_equal(bytes_text(&r.verdict.message), "wanted 5 bytes, but others came");
	assert_string_equal(bytes_text(&r.verdict.want), "\"hel\\n\"");
	assert_int_equal(r.verdict.got.len, 0);
	assert_string_equal(bytes_text(&r.verdict.detail), "one\ntwo\n");
	assert_string_equal(bytes_text(&r.verdict.errors), "a\xef\xbf\xbd");
	assert_string_equal(bytes_text(&r.verdict.ladder), "[{\"kind\":\"step\"}]");
	assert_string_equal(r.verdict.file, "suite.c");
	assert_int_equal(r.verdict.line, 42);
	assert_true(r.seconds == 0.25);
	assert_true(r.has_spun);
	verdict_done(&r.verdict);
	bytes_done(&line);
}

static void a_line_that_is_none_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"x",
		"[]",
		"{}",
		"{\"kind\":0}",
		"{\"kind\":9,\"cause\":0,\"message\":\"\",\"want\":\"\",\"got\":\"\",\"detail\":"
		"\"\",\"errors\":\"\","
		"\"file\":\"\",\"line\":0,\"seconds\":0.0}",
		"{\"kind\":0,\"cause\":99,\"message\":\"\",\"want\":\"\",\"got\":\"\",\"detail\":"
		"\"\",\"errors\":\"\","
		"\"file\":\"\",\"line\":0,\"seconds\":0.0}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct result r = { 0 };
		struct sck_err err = { 0 };

		assert_int_equal(wire_read(bad[i], strlen(bad[i]), &r, &err), -EPROTO);
		assert_true(err.text[0]);
		verdict_done(&r.verdict);
	}
}

static void a_cut_line_is_refused_wherever_it_is_cut(void **state)
{
	struct bytes line = { 0 };

	(void)state;
	write_sample(&line);
	for (size_t len = 0; len < line.len - 1; len++) {
		struct result r = { 0 };

		assert_int_equal(wire_read((const char *)line.data, len, &r, NULL), -EPROTO);
		verdict_done(&r.verdict);
	}
	bytes_done(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_result_comes_out_as_it_went_in),
		cmocka_unit_test(a_line_that_is_none_is_refused),
		cmocka_unit_test(a_cut_line_is_refused_wherever_it_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
