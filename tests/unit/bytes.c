/*
 * base/bytes: the buffer grows and shrinks without losing a byte, and whatever it shows of a
 * program's bytes is printable.
 */
#include "base/bytes.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void what_is_appended_stands_in_order(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	bytes_append(&b, "ab\0c", 4);
	bytes_append_text(&b, "de");
	bytes_printf(&b, "%d-%s", 42, "x");
	assert_int_equal(b.len, 10);
	assert_memory_equal(b.data, "ab\0cde42-x", 10);
	bytes_done(&b);
}

static void appending_nothing_needs_no_storage(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	bytes_append(&b, NULL, 0);
	bytes_append_text(&b, "");
	bytes_printf(&b, "%s", "");
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	bytes_done(&b);
}

static void growing_keeps_every_byte(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	for (int i = 0; i < 100000; i++)
		bytes_append(&b, &(uint8_t){ (uint8_t)(i % 251) }, 1);
	assert_int_equal(b.len, 100000);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(b.data[i], i % 251);
	bytes_done(&b);
}

static void grown_room_lies_behind_the_end(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	bytes_append_text(&b, "abc");
	memset(bytes_grow(&b, 1000), 'x', 1000);
	assert_int_equal(b.len, 3);
	assert_true(b.room >= 1003);
	b.len += 1000;
	assert_memory_equal(b.data, "abcxxx", 6);
	bytes_done(&b);
}

static void a_size_that_no_memory_has_ends_the_process(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	assert_int_not_equal(child, -1);
	if (child == 0) {
		struct bytes b = { 0 };

		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
		signal(SIGABRT, SIG_DFL);
		bytes_grow(&b, SIZE_MAX - 1);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void dropping_from_the_front_keeps_the_rest(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	bytes_append_text(&b, "hello world");
	bytes_drop_front(&b, 0);
	assert_string_equal(bytes_text(&b), "hello world");
	bytes_drop_front(&b, 6);
	assert_string_equal(bytes_text(&b), "world");
	bytes_drop_front(&b, 5);
	assert_int_equal(b.len, 0);
	bytes_append_text(&b, "x");
	bytes_drop_front(&b, 100);
	assert_int_equal(b.len, 0);
	bytes_done(&b);
}

static void a_queue_keeps_its_order_however_it_grows_and_shrinks(void **state)
{
	uint8_t in = 0, out = 0;
	struct bytes b = { 0 };
	size_t most = 0;

	(void)state;
	for (int turn = 0; turn < 3000; turn++) {
		size_t arrive = (size_t)(turn * 37 % 211), leave = (size_t)(turn * 53 % 223);

		for (size_t i = 0; i < arrive; i++, in++)
			bytes_append(&b, &in, 1);
		for (size_t i = 0; i < leave && b.len; i++, out++) {
			assert_int_equal(b.data[0], out);
			bytes_drop_front(&b, 1);
		}
		most = b.len > most ? b.len : most;
		assert_true(b.front + b.room <= 4 * most + 512);
	}
	for (; b.len; out++) {
		assert_int_equal(b.data[0], out);
		bytes_drop_front(&b, 1);
	}
	assert_int_equal(in, out);
	assert_int_equal(b.front, 0);
	bytes_done(&b);
}

/* Megabytes in one go and out in small pieces: what is left is not moved for each of them. */
static void dropping_costs_the_same_however_much_is_left(void **state)
{
	enum { LEN = 8 << 20, PIECE = 16 };
	struct bytes b = { 0 };

	(void)state;
	memset(bytes_grow(&b, LEN), 'x', LEN);
	b.len = LEN;
	for (size_t left = LEN; left > 0; left -= PIECE) {
		assert_int_equal(b.len, left);
		bytes_drop_front(&b, PIECE);
	}
	assert_int_equal(b.len, 0);
	assert_true(b.room >= LEN);
	bytes_done(&b);
}

static void a_cleared_buffer_keeps_its_room_and_a_done_one_does_not(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	bytes_append_text(&b, "x");
	bytes_clear(&b);
	assert_int_equal(b.len, 0);
	assert_true(b.room > 0);
	bytes_done(&b);
	assert_null(b.data);
	assert_int_equal(b.room, 0);
	bytes_append_text(&b, "again");
	assert_string_equal(bytes_text(&b), "again");
	bytes_done(&b);
	bytes_done(&b);
}

static void as_text_it_ends_in_a_nul_that_is_not_counted(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	assert_string_equal(bytes_text(&b), "");
	bytes_append(&b, "abc", 3);
	assert_string_equal(bytes_text(&b), "abc");
	assert_int_equal(b.len, 3);
	bytes_done(&b);
}

static void the_first_difference_is_found(void **state)
{
	(void)state;
	assert_int_equal(bytes_difference("abc", 3, "abc", 3), -1);
	assert_int_equal(bytes_difference("", 0, NULL, 0), -1);
	assert_int_equal(bytes_difference("abc", 3, "xbc", 3), 0);
	assert_int_equal(bytes_difference("abc", 3, "abx", 3), 2);
	assert_int_equal(bytes_difference("abc", 3, "ab", 2), 2);
	assert_int_equal(bytes_difference("ab", 2, "abc", 3), 2);
	assert_int_equal(bytes_difference("", 0, "a", 1), 0);
}

static const char *quoted(struct bytes *b, const void *data, size_t len, size_t most)
{
	bytes_clear(b);
	bytes_quote(b, data, len, most);
	return bytes_text(b);
}

static void a_quote_is_a_c_string(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	assert_string_equal(quoted(&b, "hello", 5, 100), "\"hello\"");
	assert_string_equal(quoted(&b, "", 0, 100), "\"\"");
	assert_string_equal(quoted(&b, "\n\r\t\\\"'", 6, 100), "\"\\n\\r\\t\\\\\\\"'\"");
	assert_string_equal(quoted(&b, "\0\x1b\x7f\xff", 4, 100), "\"\\x00\\x1b\\x7f\\xff\"");
	bytes_done(&b);
}

static void a_long_quote_says_that_it_is_cut(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	assert_string_equal(quoted(&b, "hello", 5, 3), "\"hel\"...");
	assert_string_equal(quoted(&b, "hello", 5, 5), "\"hello\"");
	assert_string_equal(quoted(&b, "hello", 5, 0), "\"\"...");
	bytes_done(&b);
}

static void reading_a_quote_gives_the_bytes_again(void **state)
{
	struct bytes shown = { 0 }, read = { 0 };
	uint8_t every[256];
	size_t at;

	(void)state;
	for (int i = 0; i < 256; i++)
		every[i] = (uint8_t)i;
	bytes_quote(&shown, every, sizeof(every), sizeof(every));
	shown.len--; /* the closing quote */
	assert_int_equal(bytes_unescape(&read, bytes_text(&shown) + 1, &at), 0);
	assert_int_equal(read.len, 256);
	assert_memory_equal(read.data, every, 256);
	bytes_done(&shown);
	bytes_done(&read);
}

static const char *window(struct bytes *b, size_t len, size_t at, size_t rows)
{
	static const char text[] =
		"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n............0123456789";

	bytes_clear(b);
	bytes_hex(b, text, len, at, rows, "  ");
	return bytes_text(b);
}

/* clang-format off */
static void a_hex_window_shows_offsets_and_characters_and_marks_one_byte(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	assert_string_equal(window(&b, 33, 17, 3),
		"  00000000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 30 0d 0a  |GET / HTTP/1.0..|\n"
		"  00000010  48>6f<73 74 3a 20 6c 6f 63 61 6c 68 6f 73 74 0d  |Host: localhost.|\n"
		"  00000020  0a                                               |.|\n");
	assert_string_equal(window(&b, 20, 16, 1),
		"  00000010 >48<6f 73 74                                      |Host|\n");
	bytes_done(&b);
}

static void the_mark_of_a_rows_last_byte_ends_in_its_row(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	assert_string_equal(window(&b, 18, 15, 2),
		"  00000000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 30 0d>0a< |GET / HTTP/1.0..|\n"
		"  00000010  48 6f                                            |Ho|\n");
	bytes_done(&b);
}

static void the_mark_of_a_missing_byte_is_an_empty_place(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	assert_string_equal(window(&b, 3, 3, 4),
		"  00000000  47 45 54>  <                                     |GET|\n");
	assert_string_equal(window(&b, 16, 99, 2),
		"  00000000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 30 0d 0a  |GET / HTTP/1.0..|\n"
		"  00000010 >  <                                              ||\n");
	assert_string_equal(window(&b, 0, 0, 2),
		"  00000000 >  <                                              ||\n");
	bytes_done(&b);
}
/* clang-format on */

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

static void a_window_has_as_many_rows_as_were_asked_for_where_there_are_bytes(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	assert_int_equal(count_lines(window(&b, 57, 0, 2)), 2);
	assert_memory_equal(bytes_text(&b), "  00000000", 10);
	assert_int_equal(count_lines(window(&b, 57, 30, 2)), 2);
	assert_memory_equal(bytes_text(&b), "  00000000", 10);
	assert_int_equal(count_lines(window(&b, 57, 56, 3)), 3);
	assert_memory_equal(bytes_text(&b), "  00000010", 10);
	assert_int_equal(count_lines(window(&b, 57, 56, 99)), 4);
	assert_int_equal(count_lines(window(&b, 57, 56, 1)), 1);
	assert_int_equal(count_lines(window(&b, 57, 56, 0)), 0);
	bytes_done(&b);
}

static void c_escapes_are_read(void **state)
{
	struct bytes b = { 0 };
	size_t at = 77;

	(void)state;
	assert_int_equal(bytes_unescape(&b, "a\\n\\r\\t\\\\\\\"\\'\\a\\b\\f\\v\\ez", &at), 0);
	assert_string_equal(bytes_text(&b), "a\n\r\t\\\"'\a\b\f\v\033z");
	bytes_clear(&b);
	assert_int_equal(bytes_unescape(&b, "\\x41\\xfFg\\x0\\0\\1012\\377\\7", &at), 0);
	assert_int_equal(b.len, 9);
	assert_memory_equal(b.data, "A\xffg\0\0A2\xff\a", 9);
	assert_int_equal(at, 77);
	bytes_done(&b);
}

static void a_bad_escape_is_refused_and_its_place_told(void **state)
{
	static const struct {
		const char *text;
		size_t at;
	} bad[] = { { "\\", 0 },   { "ab\\", 2 }, { "a\\q", 1 },   { "\\n\\x", 2 },
		    { "\\xg", 0 }, { "\\8", 0 },  { "x\\400", 1 }, { "\\nx\\ y", 3 } };
	struct bytes b = { 0 };
	size_t at;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(bytes_unescape(&b, bad[i].text, &at), -EINVAL);
		assert_int_equal(at, bad[i].at);
	}
	bytes_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_appended_stands_in_order),
		cmocka_unit_test(appending_nothing_needs_no_storage),
		cmocka_unit_test(growing_keeps_every_byte),
		cmocka_unit_test(grown_room_lies_behind_the_end),
		cmocka_unit_test(a_size_that_no_memory_has_ends_the_process),
		cmocka_unit_test(dropping_from_the_front_keeps_the_rest),
		cmocka_unit_test(a_queue_keeps_its_order_however_it_grows_and_shrinks),
		cmocka_unit_test(dropping_costs_the_same_however_much_is_left),
		cmocka_unit_test(a_cleared_buffer_keeps_its_room_and_a_done_one_does_not),
		cmocka_unit_test(as_text_it_ends_in_a_nul_that_is_not_counted),
		cmocka_unit_test(the_first_difference_is_found),
		cmocka_unit_test(a_quote_is_a_c_string),
		cmocka_unit_test(a_long_quote_says_that_it_is_cut),
		cmocka_unit_test(reading_a_quote_gives_the_bytes_again),
		cmocka_unit_test(a_hex_window_shows_offsets_and_characters_and_marks_one_byte),
		cmocka_unit_test(the_mark_of_a_rows_last_byte_ends_in_its_row),
		cmocka_unit_test(the_mark_of_a_missing_byte_is_an_empty_place),
		cmocka_unit_test(a_window_has_as_many_rows_as_were_asked_for_where_there_are_bytes),
		cmocka_unit_test(c_escapes_are_read),
		cmocka_unit_test(a_bad_escape_is_refused_and_its_place_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
