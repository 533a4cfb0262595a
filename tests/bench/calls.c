/*
 * What watching adds to a system call: observed ones (socket calls, a byte there and back over TCP), those that are only looked
 * at (a read that turns out not to be from a socket), and untouched ones. Natively, under sockcheck, under strace; all on one
 * processor.
 */
#include "support/timing.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 9, CALLS_A_ROUND_TRIP = 4 };

struct watcher {
	const char *name;
	const char *words[10]; /* before the program */
};

static struct watcher watchers[] = {
	{ "native", { NULL } },
	{ "sockcheck", { NULL, "run", "--" } },
	{ "strace", { "strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", "/dev/null" } },
};
enum { NATIVE, SOCKCHECK, STRACE, WATCHERS };

struct kind {
	const char *name, *word, *times;
	double calls; /* in what the program times as one */
	struct timing took[WATCHERS];
};

static struct kind kinds[] = {
	{ .name = "observed", .word = "pingpong", .times = "2000", .calls = CALLS_A_ROUND_TRIP },
	{ .name = "looked at", .word = "zero", .times = "4000", .calls = 1 },
	{ .name = "untouched", .word = "getppid", .times = "100000", .calls = 1 },
};
enum { OBSERVED, LOOKED_AT, UNTOUCHED, KINDS };

/* Nanoseconds for one call; negative: it could not be run. */
static double measure(const struct watcher *by, const struct kind *kind)
{
	const char *argv[16];
	size_t count = 0;
	double took;

	while (by->words[count]) {
		argv[count] = by->words[count];
		count++;
	}
	argv[count++] = timing_built("programs/times_calls");
	argv[count++] = kind->word;
	argv[count++] = kind->times;
	argv[count] = NULL;
	took = timing_run(argv);
	return took < 0 ? took : took / kind->calls;
}

static int one_round(void)
{
	for (size_t k = 0; k < KINDS; k++)
		for (size_t w = 0; w < WATCHERS; w++) {
			double took = measure(&watchers[w], &kinds[k]);

			if (took < 0) {
				fprintf(stderr, "calls: %s of %s could not be measured\n", watchers[w].name, kinds[k].word);
				return 1;
			}
			timing_add(&kinds[k].took[w], took);
		}
	return 0;
}

int main(void)
{
	const struct timing *observed = kinds[OBSERVED].took, *looked = kinds[LOOKED_AT].took,
			    *untouched = kinds[UNTOUCHED].took;

	timing_keep_to_one_processor();
	watchers[SOCKCHECK].words[0] = timing_built("sockcheck");
	for (int i = 0; i < ROUNDS; i++)
		if (one_round())
			return 1;
	printf("calls: microseconds a call, medians of %d rounds (load %.1f)\n", ROUNDS, timing_load());
	printf("  %-10s %10s %10s %10s\n", "", "native", "sockcheck", "strace");
	for (size_t k = 0; k < KINDS; k++)
		printf("  %-10s %10.2f %10.2f %10.2f\n", kinds[k].name, timing_median(&kinds[k].took[NATIVE]) / 1000,
		       timing_median(&kinds[k].took[SOCKCHECK]) / 1000, timing_median(&kinds[k].took[STRACE]) / 1000);
	printf("  an observed call: added by sockcheck / added by strace %6.2f   (aim: at most 0.60)\n",
	       timing_ratio(&observed[SOCKCHECK], &observed[NATIVE], &observed[STRACE], &observed[NATIVE]));
	printf("  one looked at:    added / what strace adds to one seen %6.2f\n",
	       timing_ratio(&looked[SOCKCHECK], &looked[NATIVE], &observed[STRACE], &observed[NATIVE]));
	printf("  an untouched one: sockcheck / native                   %6.2f   (aim: at most 1.05)\n",
	       timing_ratio(&untouched[SOCKCHECK], NULL, &untouched[NATIVE], NULL));
	printf("  an untouched one: strace / native                      %6.2f\n",
	       timing_ratio(&untouched[STRACE], NULL, &untouched[NATIVE], NULL));
	return 0;
}
