/*
 * A program waits a second. An answer that comes a nanosecond before it is over is seen as one, always; one that comes then is too
 * late, always; however busy the machine is. TIMES rounds (25 unless told), each in four kinds of waits.
 */
#include "support/live.h"
#include <stdlib.h>

static int rounds(void)
{
	const char *times = getenv("TIMES");

	return 4 * (times && atoi(times) > 0 ? atoi(times) : 25);
}

/* The program waits from here on. */
static struct sck_peer *begin(struct sck_session *s, struct sck_program **ret)
{
	sck_clock_auto(s);
	*ret = START(s, "waits_a_second_for_an_answer", "{port}");
	return sck_connect(s, *ret);
}

static void a_tick_before(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *p;
	struct sck_peer *client = begin(s, &p);

	for (int i = rounds(); i > 0; i--) {
		sck_send_text(client, "?");
		sck_until_parked(p);
		sck_clock_advance(s, SCK_SECOND - 1);
		sck_send_text(client, "!");
		sck_expect_text(client, "a");
	}
}

static void a_tick_after(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *p;
	struct sck_peer *client = begin(s, &p);

	sck_send_text(client, "?");
	for (int i = rounds(); i > 0; i--) {
		sck_until_parked(p);
		sck_clock_advance(s, SCK_SECOND);
		sck_send_text(client, "?"); /* too late for this time, it begins the next */
		sck_expect_text(client, "t");
	}
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(a_tick_before),
	LIVE_TEST(a_tick_after),
};

LIVE_MAIN(tests)
