/*
 * What watching adds to a system call: observed ones (socket calls, a byte there and back over
 * TCP), those that are only looked at (a read that turns out not to be from a socket), and
 * untouched ones. Natively, under sockcheck without and with a record, under strace; all on one
 * processor. What the kernel takes for a filter of system calls, whatever it filters, shows under
 * one that lets all pass: `calls --filter PROGRAM [ARG]...` runs a program so.
 */
#include "support/timing.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { ROUNDS = 9, CALLS_A_ROUND_TRIP = 4 };

struct watcher {
	const char *name;
	const char *words[10]; /* before the program */
};

static struct watcher watchers[] = {
	{ "native", { NULL } },
	{ "filter", { NULL, "--filter" } },
	{ "sockcheck", { NULL, "run", "--" } },
	{ "recorded", { NULL, "run", "--record", "/dev/null", "--" } },
	{ "own clock", { NULL, "run", "--rate", "1", "--" } },
	{ "strace", { "strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", "/dev/null" } },
};
enum { NATIVE, FILTER, SOCKCHECK, RECORDED, CLOCKED, STRACE, WATCHERS };

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
				fprintf(stderr, "calls: %s of %s could not be measured\n",
					watchers[w].name, kinds[k].word);
				return 1;
			}
			timing_add(&kinds[k].took[w], took);
		}
	return 0;
}

static void print_medians(void)
{
	printf("calls: microseconds a call, medians of %d rounds (load %.1f)\n  %-10s", ROUNDS,
	       timing_load(), "");
	for (size_t w = 0; w < WATCHERS; w++)
		printf(" %10s", watchers[w].name);
	for (size_t k = 0; k < KINDS; k++) {
		printf("\n  %-10s", kinds[k].name);
		for (size_t w = 0; w < WATCHERS; w++)
			printf(" %10.2f", timing_median(&kinds[k].took[w]) / 1000);
	}
	printf("\n");
}

static int run_under_a_filter(char **argv)
{
	struct sock_filter pass[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	struct sock_fprog program = { .len = 1, .filter = pass };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		return 126;
	execv(argv[0], argv);
	return 127;
}

int main(int argc, char **argv)
{
	const struct timing *observed = kinds[OBSERVED].took, *looked = kinds[LOOKED_AT].took,
			    *untouched = kinds[UNTOUCHED].took;

	if (argc > 2 && strcmp(argv[1], "--filter") == 0)
		return run_under_a_filter(argv + 2);
	timing_keep_to_one_processor();
	timing_go_before_others();
	watchers[FILTER].words[0] = timing_built("bench/calls");
	for (size_t i = SOCKCHECK; i <= CLOCKED; i++)
		watchers[i].words[0] = timing_built("sockcheck");
	for (int i = 0; i < ROUNDS; i++)
		if (one_round())
			return 1;
	print_medians();
	printf("  an observed call: added by sockcheck / added by strace %6.2f   (aim: at most "
	       "0.60)\n",
	       timing_ratio(&observed[SOCKCHECK], &observed[NATIVE], &observed[STRACE], &observed[NATIVE]));
	printf("  the same, the bytes kept as well (--record)            %6.2f\n",
	       timing_ratio(&observed[RECORDED], &observed[NATIVE], &observed[STRACE], &observed[NATIVE]));
	printf("  one looked at:    added / what strace adds to one seen %6.2f\n",
	       timing_ratio(&looked[SOCKCHECK], &looked[NATIVE], &observed[STRACE], &observed[NATIVE]));
	printf("  an untouched one: sockcheck / native                   %6.2f   (aim: at most "
	       "1.05)\n",
	       timing_ratio(&untouched[SOCKCHECK], NULL, &untouched[NATIVE], NULL));
	printf("  an untouched one: sockcheck / any filter               %6.2f\n",
	       timing_ratio(&untouched[SOCKCHECK], NULL, &untouched[FILTER], NULL));
	printf("  with a clock of the session's own: observed / without  %6.2f   (it reads none: "
	       "aim 1.0)\n",
	       timing_ratio(&observed[CLOCKED], NULL, &observed[SOCKCHECK], NULL));
	printf("  the same:                         untouched / without  %6.2f\n",
	       timing_ratio(&untouched[CLOCKED], NULL, &untouched[SOCKCHECK], NULL));
	printf("  an untouched one: strace / native                      %6.2f\n",
	       timing_ratio(&untouched[STRACE], NULL, &untouched[NATIVE], NULL));
	return 0;
}
