/*
 * read, readv, recvfrom, recvmsg, recvmmsg, write, writev, sendto, sendmsg, sendmmsg, sendfile and
 * splice on sockets: each is in the record once, with the bytes that it moved, gathered from all
 * the pieces that they lay in.
 */
#include "support/live.h"
#include "support/seen.h"

#include <errno.h>

static void play(struct sck_session *s)
{
	sck_expect_exit(START(s, "moves_bytes", "{port}"), 0);
}

static void in_order(void **state)
{
	play(*state);
	seen_assert_order(*state, "socket setsockopt bind listen socket connect accept4 "
				  "writev read sendmsg recvfrom sendmmsg recvfrom "
				  "write readv sendto recvmsg sendto recvmmsg "
				  "sendfile splice splice recvfrom recvfrom recvfrom");
}

static void assert_moved(struct sck_session *s, const char *word, int n, const char *text)
{
	const struct record_call *call = seen_call(s, word, n);

	assert_true(call->result > 0);
	seen_assert_data(s, call, text, strlen(text));
}

static void with_their_bytes(void **state)
{
	play(*state);
	assert_moved(*state, "writev", 1, "writev");
	assert_moved(*state, "read", 1, "writev");
	assert_moved(*state, "sendmsg", 1, "sendmsg");
	assert_moved(*state, "recvfrom", 1, "sendmsg");
	assert_moved(*state, "sendmmsg", 1, "sendmmsg");
	assert_moved(*state, "recvfrom", 2, "sendmmsg");
	assert_moved(*state, "write", 1, "write");
	assert_moved(*state, "readv", 1, "write");
	assert_moved(*state, "sendto", 1, "send");
	assert_moved(*state, "recvmsg", 1, "send");
	assert_moved(*state, "sendto", 2, "sendto");
	assert_moved(*state, "recvmmsg", 1, "sendto");
	assert_moved(*state, "recvfrom", 3, "sen");
	assert_moved(*state, "recvfrom", 4, "sendfile");
}

static void with_their_lengths(void **state)
{
	play(*state);
	assert_int_equal(seen_call(*state, "writev", 1)->asked, 6);
	assert_int_equal(seen_call(*state, "read", 1)->asked, 64);
	assert_int_equal(seen_call(*state, "readv", 1)->asked, 64);
	assert_int_equal(seen_call(*state, "recvmsg", 1)->asked, 64);
	assert_int_equal(seen_call(*state, "sendmsg", 1)->asked, 7);
	assert_int_equal(seen_call(*state, "sendfile", 1)->asked, 8);
	assert_int_equal(seen_call(*state, "sendfile", 1)->result, 8);
	assert_int_equal(seen_call(*state, "splice", 1)->result, 8);
	assert_int_equal(seen_call(*state, "splice", 2)->result, 8);
	assert_int_equal(seen_call(*state, "recvfrom", 5)->error, EAGAIN);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(in_order),
	LIVE_TEST(with_their_bytes),
	LIVE_TEST(with_their_lengths),
};

LIVE_MAIN(tests)
