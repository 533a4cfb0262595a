/*
 * A server that another process starts by fork, vfork, posix_spawn, clone3, or by exec in a thread
 * that is not the first, is watched like one that was started directly.
 */
#include "support/live.h"
#include "support/seen.h"

static void serve_by(struct sck_session *s, const char *how, int processes)
{
	struct sck_program *server =
		START(s, "starts_a_child", how, live_program("talk"), "serve", "{port}");
	struct sck_peer *client = sck_connect(s, server);

	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(server, 0);
	seen_assert_order(s, "socket setsockopt bind listen accept recvfrom sendto recvfrom close");
	assert_int_equal(seen_count_events(s, RECORD_START), processes);
	assert_int_equal(seen_count_events(s, RECORD_EXIT), processes);
	assert_int_equal(seen_count_events(s, RECORD_EXEC), 2);
}

static void by_fork(void **state)
{
	serve_by(*state, "fork", 2);
	assert_int_equal(seen_event(*state, RECORD_START, 2)->value,
			 seen_event(*state, RECORD_START, 1)->process);
}

static void by_vfork(void **state)
{
	serve_by(*state, "vfork", 2);
}

static void by_posix_spawn(void **state)
{
	serve_by(*state, "spawn", 2);
}

static void by_clone3(void **state)
{
	serve_by(*state, "clone3", 2);
}

static void by_exec_in_a_thread(void **state)
{
	serve_by(*state, "thread", 1);
	assert_int_equal(seen_count_events(*state, RECORD_THREAD), 1);
	/* The thread has become the process, under the process's own number. */
	assert_int_equal(seen_call(*state, "socket", 1)->thread,
			 seen_event(*state, RECORD_START, 1)->process);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(by_fork),
	LIVE_TEST(by_vfork),
	LIVE_TEST(by_posix_spawn),
	LIVE_TEST(by_clone3),
	LIVE_TEST(by_exec_in_a_thread),
};

LIVE_MAIN(tests)
