/*
 * facts/record: rows and bytes stay what they were while the record grows.
 */
#include "facts/record.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { MANY = 1000 };

static void a_call_begins_without_descriptor_and_socket(void **state)
{
	struct record r = { 0 };
	struct record_call *call = record_add_call(&r);

	(void)state;
	assert_int_equal(call->fd, -1);
	assert_int_equal(call->socket, -1);
	assert_int_equal(call->result, 0);
	assert_null(call->call);
	assert_int_equal(call->data.len, 0);
	assert_int_equal(r.calls_count, 1);
	record_done(&r);
}

static void calls_stay_in_order_while_the_record_grows(void **state)
{
	struct record r = { 0 };

	(void)state;
	for (int i = 0; i < MANY; i++)
		record_add_call(&r)->process = i;
	assert_int_equal(r.calls_count, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(r.calls[i].process, i);
	record_done(&r);
}

static void an_event_stands_before_the_next_call(void **state)
{
	struct record r = { 0 };

	(void)state;
	assert_int_equal(record_add_event(&r)->before_call, 0);
	record_add_call(&r);
	assert_int_equal(record_add_event(&r)->before_call, 1);
	for (int i = 0; i < MANY; i++)
		record_add_event(&r)->value = i;
	assert_int_equal(r.events_count, MANY + 2);
	assert_int_equal(r.events[2].value, 0);
	assert_int_equal(r.events[MANY + 1].value, MANY - 1);
	record_done(&r);
}

static void a_socket_is_known_again_by_its_inode(void **state)
{
	struct record r = { 0 };

	(void)state;
	for (int i = 0; i < MANY; i++) {
		struct record_socket socket = { .domain = AF_INET, .inode = (uint64_t)i + 1 };

		assert_int_equal(record_add_socket(&r, &socket), i);
	}
	assert_int_equal(record_add_socket(&r, &(struct record_socket){ .inode = 1 }), 0);
	assert_int_equal(record_add_socket(&r, &(struct record_socket){ .inode = MANY }), MANY - 1);
	assert_int_equal(r.sockets_count, MANY);
	assert_int_equal(r.sockets[0].domain, AF_INET);
	record_done(&r);
}

static void a_socket_of_unknown_inode_is_another_one_each_time(void **state)
{
	struct record r = { 0 };

	(void)state;
	assert_int_equal(record_add_socket(&r, &(struct record_socket){ 0 }), 0);
	assert_int_equal(record_add_socket(&r, &(struct record_socket){ 0 }), 1);
	record_done(&r);
}

static void kept_bytes_are_found_again_after_the_store_has_moved(void **state)
{
	struct record r = { 0 };
	struct record_bytes first = record_keep(&r, "first", 5), last = { 0 };

	(void)state;
	for (int i = 0; i < MANY; i++)
		last = record_keep(&r, "another one", 11);
	assert_int_equal(first.len, 5);
	assert_memory_equal(record_data(&r, first), "first", 5);
	assert_memory_equal(record_data(&r, last), "another one", 11);
	record_done(&r);
}

static void no_bytes_are_readable_as_none(void **state)
{
	struct record r = { 0 };
	struct record_bytes none = record_keep(&r, NULL, 0);

	(void)state;
	assert_int_equal(none.len, 0);
	assert_non_null(record_data(&r, none));
	assert_non_null(record_data(&r, (struct record_bytes){ 0 }));
	record_done(&r);
}

static void a_record_that_is_done_can_begin_again(void **state)
{
	struct record r = { 0 };

	(void)state;
	record_done(&r);
	record_add_call(&r);
	record_add_event(&r);
	record_add_socket(&r, &(struct record_socket){ .inode = 7 });
	record_keep(&r, "x", 1);
	record_done(&r);
	assert_memory_equal(&r, &(struct record){ 0 }, sizeof(r));
	assert_int_equal(record_add_socket(&r, &(struct record_socket){ .inode = 7 }), 0);
	record_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_begins_without_descriptor_and_socket),
		cmocka_unit_test(calls_stay_in_order_while_the_record_grows),
		cmocka_unit_test(an_event_stands_before_the_next_call),
		cmocka_unit_test(a_socket_is_known_again_by_its_inode),
		cmocka_unit_test(a_socket_of_unknown_inode_is_another_one_each_time),
		cmocka_unit_test(kept_bytes_are_found_again_after_the_store_has_moved),
		cmocka_unit_test(no_bytes_are_readable_as_none),
		cmocka_unit_test(a_record_that_is_done_can_begin_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
