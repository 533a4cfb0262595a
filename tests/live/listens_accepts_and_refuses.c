/*
 * Our listener: it accepts the program's connections in their order, refuses where it is told to,
 * and holds them up where its backlog is full.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

#include <errno.h>

static void accepts_in_order(void **state)
{
	struct sck_peer *listener = sck_listen(*state, NULL), *first, *second;

	live_play(*state, "connect send=first connect send=second pause");
	first = sck_accept(listener);
	sck_expect_text(first, "first");
	second = sck_accept(listener);
	sck_expect_text(second, "second");
	sck_send_text(first, "x");
}

static void refuses(void **state)
{
	struct sck_program *client;

	sck_listen(*state, &(struct sck_listen){ .refuse = true });
	client = live_play(*state, "connect");
	sck_expect_failure(client);
	assert_int_equal(seen_call(*state, "connect", 1)->error, ECONNREFUSED);
}

/*
 * Each connection stands on the program's side before it is accepted on ours, as many as the
 * backlog takes.
 */
static void holds_up_beyond_its_backlog(void **state)
{
	struct sck_peer *listener = sck_listen(*state, &(struct sck_listen){ .backlog = 1 });
	struct sck_program *client = live_play(*state, "connect connect connect print=three");

	sck_run_until(*state, client, SCK_AFTER, "connect", 2);
	assert_int_equal(seen_count(*state, "connect"), 2);
	sck_go_on(client);
	sck_accept(listener);
	sck_accept(listener);
	sck_accept(listener);
	sck_expect_exit(client, 0);
	sck_expect_output_text(client, "three\n");
}

/* Nobody comes through until there is room. */
static void holds_up_where_it_is_full(void **state)
{
	struct sck_peer *listener = sck_listen(*state, &(struct sck_listen){ .full = true });
	struct sck_program *client = live_play(*state, "connect send=hello");

	sck_until_parked(client);
	assert_int_equal(seen_call(*state, "connect", 1)->ended_at, -1);
	sck_expect_text(sck_accept(listener), "hello");
	sck_expect_exit(client, 0);
}

static void gives_a_small_receive_buffer(void **state)
{
	struct sck_peer *listener = sck_listen(*state, &(struct sck_listen){ .receive_buffer = 4096 });
	struct sck_program *client = live_play(*state, "connect recv=1 fill=1000000 pause");
	struct sck_peer *server = sck_accept(listener);
	static uint8_t want[1000000];

	sck_stop_reading(server);
	sck_send_text(server, "!");
	sck_until_parked(client);
	sck_read_again(server);
	memset(want, 'x', sizeof(want));
	sck_expect(server, want, sizeof(want));
}

static void nobody_comes(void **state)
{
	struct sck_peer *listener = sck_listen(*state, NULL);

	live_play(*state, "pause");
	sck_accept(listener);
}

static void it_ends_instead(void **state)
{
	struct sck_peer *listener = sck_listen(*state, NULL);

	live_play(*state, "exit=3");
	sck_accept(listener);
}

static void fails_where_nobody_comes(void **state)
{
	(void)state;
	outcome_assert_fails(nobody_comes, CAUSE_DEADLOCK);
	outcome_assert_fails(it_ends_instead, CAUSE_EXIT);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(accepts_in_order),
	LIVE_TEST_IPV6(accepts_in_order),
	LIVE_TEST(refuses),
	LIVE_TEST_IPV6(refuses),
	LIVE_TEST(holds_up_beyond_its_backlog),
	LIVE_TEST(holds_up_where_it_is_full),
	LIVE_TEST_IPV6(holds_up_where_it_is_full),
	LIVE_TEST(gives_a_small_receive_buffer),
	cmocka_unit_test(fails_where_nobody_comes),
};

LIVE_MAIN(tests)
