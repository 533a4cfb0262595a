/*
 * The record of an echo server holds every socket call that it made and no other, in order, each
 * with its descriptor, what it asked to move, what it moved, the bytes, and where it stood in time.
 */
#include "support/live.h"
#include "support/seen.h"

#include "run/session.h"

static void serve_hello(struct sck_session *s)
{
	struct sck_program *server = START(s, "talk", "serve", "{port}");
	struct sck_peer *client = sck_connect(s, server);

	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(server, 0);
}

static void holds_each_call_once_and_in_order(void **state)
{
	serve_hello(*state);
	seen_assert_order(*state,
			  "socket setsockopt bind listen accept recvfrom sendto recvfrom close");
}

static void names_the_descriptor_of_each_call(void **state)
{
	int64_t listener, connection;

	serve_hello(*state);
	listener = seen_call(*state, "socket", 1)->result;
	connection = seen_call(*state, "accept", 1)->result;
	assert_int_equal(listener, 3);
	assert_int_equal(connection, 4);
	assert_int_equal(seen_call(*state, "bind", 1)->fd, listener);
	assert_int_equal(seen_call(*state, "listen", 1)->fd, listener);
	assert_int_equal(seen_call(*state, "accept", 1)->fd, listener);
	assert_int_equal(seen_call(*state, "recv", 1)->fd, connection);
	assert_int_equal(seen_call(*state, "send", 1)->fd, connection);
	assert_int_equal(seen_call(*state, "close", 1)->fd, connection);
	assert_int_equal(seen_call(*state, "bind", 1)->socket, seen_call(*state, "listen", 1)->socket);
	assert_int_not_equal(seen_call(*state, "recv", 1)->socket, seen_call(*state, "listen", 1)->socket);
}

static void holds_lengths_and_bytes(void **state)
{
	const struct record_call *call;

	serve_hello(*state);
	call = seen_call(*state, "recv", 1);
	assert_int_equal(call->asked, 65536);
	assert_int_equal(call->result, 5);
	seen_assert_data(*state, call, "hello", 5);
	call = seen_call(*state, "send", 1);
	assert_int_equal(call->asked, 5);
	assert_int_equal(call->result, 5);
	seen_assert_data(*state, call, "hello", 5);
	call = seen_call(*state, "recv", 2);
	assert_int_equal(call->result, 0);
	assert_int_equal(call->error, 0);
	assert_int_equal(call->data.len, 0);
}

static void holds_when_and_by_whom(void **state)
{
	const struct record *r;
	int64_t before = 0;

	serve_hello(*state);
	r = session_record(*state);
	for (size_t i = 0; i < r->calls_count; i++) {
		assert_true(r->calls[i].at >= before);
		assert_true(r->calls[i].ended_at >= r->calls[i].at);
		assert_int_equal(r->calls[i].program, 0);
		assert_int_equal(r->calls[i].process, r->calls[i].thread);
		assert_int_equal(r->calls[i].process, r->calls[0].process);
		before = r->calls[i].at;
	}
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(holds_each_call_once_and_in_order),
	LIVE_TEST(names_the_descriptor_of_each_call),
	LIVE_TEST(holds_lengths_and_bytes),
	LIVE_TEST(holds_when_and_by_whom),
};

LIVE_MAIN(tests)
