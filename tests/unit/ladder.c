/*
 * judge/ladder: rows stand in the order in which they came to pass, say what moved, and are cut at the front.
 */
#include "judge/ladder.h"
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct record_call *add_call(struct record *r, const char *name, int64_t at, int64_t ended_at)
{
	struct record_call *call;
	const struct record_socket socket = { .domain = AF_INET, .type = SOCK_STREAM, .inode = 7 };
	int index = record_add_socket(r, &socket);

	call = record_add_call(r);
	call->call = call_by_name(name, strlen(name));
	call->at = at;
	call->ended_at = ended_at;
	call->socket = index;
	call->fd = 4;
	call->args[0] = 4;
	call->process = call->thread = 2;
	call->asked = 1;
	return call;
}

static void moves(struct record *r, struct record_call *call, const char *data, size_t len)
{
	call->result = (int64_t)len;
	call->data = record_keep(r, data, len);
}

static void starts(struct record *r, int process, int64_t parent)
{
	struct record_event *event = record_add_event(r);

	event->kind = RECORD_START;
	event->process = event->thread = process;
	event->value = parent;
}

static json_t *write_rows(const struct sck_session *s, size_t *ret_len)
{
	struct bytes text = { 0 };
	json_t *rows;

	ladder_write(&text, s);
	rows = json_loadb((const char *)text.data, text.len, 0, NULL);
	assert_true(json_is_array(rows));
	if (ret_len)
		*ret_len = text.len;
	bytes_done(&text);
	return rows;
}

static const char *at(json_t *rows, size_t i, const char *key)
{
	return json_string_value(json_object_get(json_array_get(rows, i), key));
}

static void a_call_stands_where_it_returned(void **state)
{
	struct sck_session s = { .programs = NULL };
	json_t *rows;

	(void)state;
	add_call(&s.record, "accept", 5, -1);
	moves(&s.record, add_call(&s.record, "recvfrom", 10, 40), "ab", 2);
	moves(&s.record, add_call(&s.record, "sendto", 20, 30), "\xff<", 2);
	rows = write_rows(&s, NULL);
	assert_int_equal(json_array_size(rows), 3);
	assert_string_equal(at(rows, 0, "call"), "sendto");
	assert_string_equal(at(rows, 0, "way"), "out");
	assert_string_equal(at(rows, 0, "data"), "\"\\xff<\"");
	assert_string_equal(at(rows, 1, "call"), "recvfrom");
	assert_string_equal(at(rows, 1, "way"), "in");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(rows, 1), "len")), 2);
	assert_string_equal(at(rows, 2, "call"), "accept");
	assert_true(json_is_true(json_object_get(json_array_get(rows, 2), "open")));
	json_decref(rows);
	record_done(&s.record);
}

static void ends_and_resets_are_marked(void **state)
{
	struct sck_session s = { .programs = NULL };
	struct record_call *call;
	json_t *rows;

	(void)state;
	add_call(&s.record, "recvfrom", 1, 1);
	call = add_call(&s.record, "recvfrom", 2, 2);
	call->result = -1;
	call->error = ECONNRESET;
	call = add_call(&s.record, "recvfrom", 3, 3);
	call->result = -1;
	call->error = EAGAIN;
	call = add_call(&s.record, "connect", 4, 4);
	call->result = -1;
	call->error = ECONNREFUSED;
	rows = write_rows(&s, NULL);
	assert_string_equal(at(rows, 0, "mark"), "end");
	assert_string_equal(at(rows, 0, "way"), "in");
	assert_string_equal(at(rows, 1, "mark"), "reset");
	assert_string_equal(at(rows, 1, "error"), "ECONNRESET");
	assert_null(at(rows, 2, "mark"));
	assert_null(at(rows, 2, "way"));
	assert_string_equal(at(rows, 3, "mark"), "refused");
	assert_string_equal(at(rows, 3, "way"), "in");
	json_decref(rows);
	record_done(&s.record);
}

static void helpers_that_touch_no_socket_are_left_out(void **state)
{
	struct sck_session s = { .programs = NULL };
	json_t *rows;

	(void)state;
	starts(&s.record, 2, -1);
	starts(&s.record, 3, 2);
	starts(&s.record, 4, 2);
	add_call(&s.record, "recvfrom", 1, 1)->process = 4;
	rows = write_rows(&s, NULL);
	assert_int_equal(json_array_size(rows), 3);
	assert_string_equal(at(rows, 0, "text"), "# process 2 begins");
	assert_string_equal(at(rows, 1, "text"), "# process 4 begins, a child of 2");
	json_decref(rows);
	record_done(&s.record);
}

static void the_last_rows_are_kept(void **state)
{
	struct sck_session s = { .programs = NULL };
	char block[64];
	size_t len;
	json_t *rows;

	(void)state;
	for (int i = 0; i < 300; i++)
		add_call(&s.record, "close", i, i);
	rows = write_rows(&s, NULL);
	assert_string_equal(at(rows, 0, "kind"), "omitted");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(rows, 0), "count")), 100);
	assert_int_equal(json_array_size(rows), 1 + LADDER_ROWS);
	json_decref(rows);
	memset(block, '\0', sizeof(block));
	for (int i = 0; i < 300; i++)
		moves(&s.record, add_call(&s.record, "sendto", 300 + i, 300 + i), block, sizeof(block));
	rows = write_rows(&s, &len);
	assert_true(len <= LADDER_MOST);
	assert_true(json_array_size(rows) > 20);
	assert_string_equal(at(rows, 0, "kind"), "omitted");
	json_decref(rows);
	record_done(&s.record);
}

static void steps_of_the_session_that_is_watched_are_told(void **state)
{
	struct sck_session s = { .programs = NULL }, other = { .programs = NULL };
	json_t *rows;

	(void)state;
	ladder_step(&s, "sck_start", __builtin_return_address(0));
	ladder_watch(&s);
	ladder_step(&s, "sck_send", __builtin_return_address(0));
	ladder_step(&other, "sck_close", __builtin_return_address(0));
	ladder_step(&s, "sck_expect", __builtin_return_address(0));
	rows = write_rows(&s, NULL);
	assert_int_equal(json_array_size(rows), 2);
	assert_string_equal(at(rows, 0, "text"), "sck_send");
	assert_null(json_object_get(json_array_get(rows, 0), "failed"));
	assert_string_equal(at(rows, 1, "text"), "sck_expect");
	assert_true(json_is_true(json_object_get(json_array_get(rows, 1), "failed")));
	json_decref(rows);
	ladder_watch(NULL);
	rows = write_rows(&s, NULL);
	assert_int_equal(json_array_size(rows), 0);
	json_decref(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_stands_where_it_returned),
		cmocka_unit_test(ends_and_resets_are_marked),
		cmocka_unit_test(helpers_that_touch_no_socket_are_left_out),
		cmocka_unit_test(the_last_rows_are_kept),
		cmocka_unit_test(steps_of_the_session_that_is_watched_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
