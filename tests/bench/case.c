/*
 * What a whole case costs, from a fresh loopback to the last process gone, against the least that
 * the same server can be tried with: fork, exec, connect until it listens, 64 bytes there and back,
 * kill. And where the time of the case goes.
 */
#include "support/barely.h"
#include "support/timing.h"

#include "base/deadline.h"
#include "sockcheck.h"

#include <stdio.h>

enum { ROUNDS = 41 };
enum { NEW, START, CONNECT, ECHO, END, PARTS };

static const char *const part_names[PARTS] = {
	"a fresh loopback",  "start", "until it listens, connect", "64 bytes echoed",
	"end of everything",
};
static const char *server;

static double microseconds_since(int64_t *last)
{
	int64_t now = deadline_now();
	double took = (double)(now - *last) / 1000;

	*last = now;
	return took;
}

/* ---- A case ---- */

static void run_a_case(struct timing parts[PARTS], struct timing *whole)
{
	int64_t began = deadline_now(), last = began;
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *p;
	struct sck_peer *peer;

	timing_add(&parts[NEW], microseconds_since(&last));
	p = sck_start(s, &(struct sck_start){ .argv = (const char *const[]){ server, "{port}", NULL } });
	timing_add(&parts[START], microseconds_since(&last));
	peer = sck_connect(s, p);
	timing_add(&parts[CONNECT], microseconds_since(&last));
	sck_send(peer, barely_message, BARELY_BYTES);
	sck_expect(peer, barely_message, BARELY_BYTES);
	timing_add(&parts[ECHO], microseconds_since(&last));
	sck_session_free(s);
	timing_add(&parts[END], microseconds_since(&last));
	timing_add(whole, microseconds_since(&began));
}

int main(void)
{
	struct timing parts[PARTS] = { 0 }, whole = { 0 }, bare = { 0 }, ignored[PARTS + 1] = { 0 };

	timing_keep_to_one_processor();
	timing_go_before_others();
	server = timing_built("assignments/tcp-echo-server/good/iterative");
	run_a_case(ignored, &ignored[PARTS]); /* what is done once a process: the filter, the
						 libraries */
	for (int i = 0; i < ROUNDS; i++) {
		double took = barely_try(&server, 1);

		if (took < 0) {
			fprintf(stderr, "case: %s does not echo\n", server);
			return 1;
		}
		timing_add(&bare, took);
		run_a_case(parts, &whole);
	}
	printf("case: microseconds, medians of %d rounds (load %.1f)\n", ROUNDS, timing_load());
	printf("  %-28s %8.0f\n", "fork, exec, connect, echo", timing_median(&bare));
	printf("  %-28s %8.0f\n", "a whole case", timing_median(&whole));
	for (size_t i = 0; i < PARTS; i++)
		printf("    %-26s %8.0f\n", part_names[i], timing_median(&parts[i]));
	printf("  a case / the bare least %.2f   (aim: at most 3.00)\n",
	       timing_ratio(&whole, NULL, &bare, NULL));
	return 0;
}
