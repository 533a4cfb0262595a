/*
 * The same rules give the same record each time: the calls in their order with their results, the bytes, the rules' marks. What
 * the kernel chooses (ports, addresses in memory, inodes) and time are left out. tests/soak runs it again and again.
 */
#include "run/session.h"
#include "support/live.h"
#include "support/seen.h"

enum { RUNS = 10 };

static void append_calls(struct bytes *to, const struct record *r)
{
	for (size_t i = 0; i < r->calls_count; i++) {
		const struct record_call *call = &r->calls[i];

		bytes_printf(to, "%d %s(%d) = %lld %d ", call->thread, call->call->name, call->fd,
			     (long long)call->result, call->error);
		bytes_quote(to, record_data(r, call->data), call->data.len, call->data.len);
		bytes_append_text(to, " ");
		bytes_append(to, record_data(r, call->injected), call->injected.len);
		bytes_append_text(to, "\n");
	}
}

static void run_once(struct bytes *to)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *server;
	struct sck_peer *client;

	sck_inject(s, "recv:short=3:when=2..9");
	sck_inject(s, "recv:error=EINTR:chance=0.3");
	sck_inject(s, "send:short=50%");
	sck_inject(s, "recv:reset:offset=40");
	server = START(s, "talk_in_python.py", "serve", "{port}");
	client = sck_connect(s, server);
	for (int i = 0; i < 4; i++)
		sck_send_paced(client, "twelve bytes", 12, 12);
	sck_expect_gone(client);
	sck_until_exit(server);
	append_calls(to, session_record(s));
	sck_session_free(s);
}

static void each_time(void **state)
{
	struct bytes first = { 0 }, other = { 0 };

	(void)state;
	run_once(&first);
	assert_non_null(strstr(bytes_text(&first), "recv:reset:offset=40"));
	assert_non_null(strstr(bytes_text(&first), "recv:error=EINTR"));
	for (int i = 1; i < RUNS; i++) {
		bytes_clear(&other);
		run_once(&other);
		assert_string_equal(bytes_text(&first), bytes_text(&other));
	}
	bytes_done(&first);
	bytes_done(&other);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_time),
};

LIVE_MAIN(tests)
