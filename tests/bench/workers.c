/*
 * What a second worker brings: the same suite by one and by two of them, over two families, so that
 * the wait for the last long case weighs little. Only where a second processor is free: the load
 * beside the number says whether one was.
 */
#include "support/timing.h"

#include "base/deadline.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 3 };

/* Seconds; negative: the suite did not pass. */
static double check(const char *jobs)
{
	const char *argv[] = { timing_built("sockcheck"),
			       "check",
			       "tcp-echo-server",
			       "--family",
			       "ipv4",
			       "--family",
			       "ipv6",
			       "--jobs",
			       jobs,
			       "--output",
			       "/dev/null",
			       "--",
			       timing_built("assignments/tcp-echo-server/good/iterative"),
			       NULL };
	int64_t began = deadline_now();
	int status = -1;
	pid_t pid;

	if (posix_spawn(&pid, argv[0], NULL, NULL, (char **)argv, environ) == 0)
		waitpid(pid, &status, 0);
	return status == 0 ? (double)(deadline_now() - began) / NS_PER_S : -1;
}

int main(void)
{
	struct timing one = { 0 }, two = { 0 };

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
		printf("workers: there is one processor only\n");
		return 0;
	}
	timing_go_before_others();
	for (int i = 0; i < ROUNDS; i++) {
		timing_add(&one, check("1"));
		timing_add(&two, check("2"));
		if (one.values[i] < 0 || two.values[i] < 0) {
			fprintf(stderr, "workers: the suite does not pass\n");
			return 1;
		}
	}
	printf("workers: seconds a suite, medians of %d rounds (load %.1f, %ld processors)\n",
	       ROUNDS, timing_load(), sysconf(_SC_NPROCESSORS_ONLN));
	printf("  one %.2f, two %.2f: %.2f times the work of one   (aim: about 2 where two "
	       "processors are free)\n",
	       timing_median(&one), timing_median(&two), timing_ratio(&one, NULL, &two, NULL));
	return 0;
}
