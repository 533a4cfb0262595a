/*
 * How many runs a sweep makes in a second, by two workers: beside the least that one processor can do with the same server without any harness, in C and
 * in Python, and beside the same scripted with strace's inject= and a shell. How the cost grows with the calls that the program makes; and
 * what a run costs that ends in a deadlock. All of it as users run it: under SCHED_FIFO whoever is woken up waits until the other side of a stop sleeps.
 */
#include "support/barely.h"
#include "support/timing.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROUNDS = 5, TRIES = 10, GROWTHS = 3 };

static const char sweep_script[] =
	"command=$1; jobs=$2; shift 2\n"
	"\"$command\" sweep tcp-echo-server --case 'echoes a line' --kind calls --plausibility "
	"stress --jobs "
	"$jobs --format json -- \"$@\" '{port}' |\n"
	"awk '/\"runs\"/ { runs = $2 + 0 } /\"seconds\"/ { seconds = $2 + 0 } END { print 1e6 * "
	"seconds / runs }'\n";

/* A run as one writes it by hand: start, wait until it listens, one line there and back, end. */
static const char scripted[] =
	"runs=0; began=$(date +%s%N)\n"
	"for rule in socket:error=EACCES bind:error=EADDRINUSE listen:error=EADDRINUSE "
	"setsockopt:error=ENOPROTOOPT accept:error=ECONNABORTED "
	"accept:error=EMFILE recvfrom:error=EINTR sendto:error=EINTR; do\n"
	"	port=$((20000 + RANDOM % 10000))\n"
	"	strace -f -o /dev/null -e inject=$rule:when=1 \"$@\" $port 2>/dev/null &\n"
	"	for try in 1 2 3 4 5 6 7 8 9 10; do\n"
	"		{ exec 3<>/dev/tcp/127.0.0.1/$port; } 2>/dev/null && break\n"
	"		sleep 0.05\n"
	"	done\n"
	"	[ $try = 10 ] || { echo a line >&3; read -t 1 -r line <&3; exec 3>&-; }\n"
	"	kill $(pgrep -P $!) $! 2>/dev/null; wait $! 2>/dev/null\n"
	"	runs=$((runs + 1))\n"
	"done\n"
	"echo $((($(date +%s%N) - began) / 1000 / runs))\n";

/* Of one case, as it is judged. */
static const char case_script[] =
	"command=$1; rule=$2; shift 2\n"
	"\"$command\" check tcp-echo-server --case 'echoes a line' --family ipv4 --format json "
	"--inject \"$rule\" -- \"$@\" '{port}' |\n"
	"awk '/\"seconds\"/ { seconds = $2 + 0 } END { print 1e6 * seconds }'\n";

static const char *sockcheck, *server, *python, *server_py, *breaks;

/* ---- What is measured: microseconds a run ---- */

static double sweep(const char *jobs, const char *first, const char *second)
{
	return timing_run((const char *const[]){ "sh", "-c", sweep_script, "sweep", sockcheck, jobs,
						 first, second, NULL });
}

static double judge(const char *rule, const char *program)
{
	return timing_run((const char *const[]){ "sh", "-c", case_script, "case", sockcheck, rule,
						 program, NULL });
}

/* On one processor, as many times as give a number that holds still. */
static double try_barely(const char *const *argv, size_t count)
{
	struct timing each = { 0 };
	cpu_set_t before;

	sched_getaffinity(0, sizeof(before), &before);
	timing_keep_to_one_processor();
	for (int i = 0; i < TRIES; i++)
		timing_add(&each, barely_try(argv, count));
	sched_setaffinity(0, sizeof(before), &before);
	return timing_median(&each);
}

enum what {
	BARE,
	SWEPT,
	BARE_PY,
	SWEPT_PY,
	SCRIPTED,
	PASSES,
	DEADLOCKED,
	GROWTH,
	WHATS = GROWTH + GROWTHS
};

static struct {
	const char *name;
	struct timing took;
} table[WHATS] = {
	[BARE] = { "C: fork, exec, connect, echo", { .count = 0 } },
	[SWEPT] = { "C: a run of a sweep", { .count = 0 } },
	[BARE_PY] = { "Python: the same, barely", { .count = 0 } },
	[SWEPT_PY] = { "Python: a run of a sweep", { .count = 0 } },
	[SCRIPTED] = { "C: scripted with strace", { .count = 0 } },
	[PASSES] = { "a case that passes", { .count = 0 } },
	[DEADLOCKED] = { "a case that deadlocks", { .count = 0 } },
	[GROWTH] = { "a run of 10 calls", { .count = 0 } },
	[GROWTH + 1] = { "a run of 20 calls", { .count = 0 } },
	[GROWTH + 2] = { "a run of 40 calls", { .count = 0 } },
};

static double measure(int what)
{
	static const char *const more[GROWTHS] = { "0", "10", "30" };

	switch (what) {
	case BARE:
		return try_barely(&server, 1);
	case SWEPT:
		return sweep("2", server, NULL);
	case BARE_PY:
		return try_barely((const char *const[]){ python, server_py }, 2);
	case SWEPT_PY:
		return sweep("2", python, server_py);
	case SCRIPTED:
		return timing_run((const char *const[]){ "bash", "-c", scripted, "scripted", server, NULL });
	case PASSES:
		return judge("sendto:short=1:when=1", server);
	case DEADLOCKED:
		return judge("sendto:short=1:when=1", breaks);
	default:
		return sweep("1", server, more[what - GROWTH]);
	}
}

static void print_ratio(const char *what, enum what a, enum what b, const char *aim)
{
	printf("  %-62s %6.2f   (%s)\n", what,
	       timing_ratio(&table[a].took, NULL, &table[b].took, NULL), aim);
}

static void find_programs(void)
{
	sockcheck = timing_built("sockcheck");
	server = timing_built("programs/echoes_in_ten_calls");
	server_py = timing_built("programs/echoes_in_ten_calls_in_python.py");
	breaks = timing_built("assignments/tcp-echo-server/broken/ignores_short_sends");
	python = "/usr/bin/python3";
}

int main(void)
{
	find_programs();
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < WHATS; i++) {
			double took = measure(i);

			if (took < 0) {
				fprintf(stderr, "sweep: '%s' could not be measured\n", table[i].name);
				return 1;
			}
			timing_add(&table[i].took, took);
		}
	printf("sweep: microseconds a run, medians of %d rounds (load %.1f, %ld processors)\n",
	       ROUNDS, timing_load(), sysconf(_SC_NPROCESSORS_ONLN));
	for (int i = 0; i < WHATS; i++)
		printf("  %-36s %10.0f\n", table[i].name, timing_median(&table[i].took));
	print_ratio("C: runs swept by two workers / barely by one processor", BARE, SWEPT, "aim: at least 1");
	print_ratio("Python: runs swept by two workers / barely by one processor", BARE_PY,
		    SWEPT_PY, "aim: at least 3");
	print_ratio("C: runs swept by two workers / scripted with strace", SCRIPTED, SWEPT,
		    "aim: at least 50");
	print_ratio("a run of 20 calls / of 10", GROWTH + 1, GROWTH, "aim: at most 2");
	print_ratio("a run of 40 calls / of 20", GROWTH + 2, GROWTH + 1, "aim: at most 2");
	print_ratio("a run that deadlocks / one that passes", DEADLOCKED, PASSES, "aim: at most 2");
	return 0;
}
