/*
 * What a bent call costs, beside strace(1)'s --inject on the same calls: one that fails, one that is shortened, one whose line of
 * the source is asked for. And what becomes of the data: how many bytes a short recv says that it got, and how many are
 * there. All on one processor.
 */
#include "support/timing.h"

#include <math.h>
#include <stdio.h>

enum { ROUNDS = 9, WORDS_MOST = 16 };

struct variant {
	const char *name;
	const char *words[11];  /* before the program; NULL first: ours */
	const char *program[2]; /* times_calls' words */
	struct timing took;
};

#define STRACE "strace", "-f", "--seccomp-bpf", "-o", "/dev/null"
static struct variant variants[] = {
	{ "a listen, native", { NULL }, { "listen", "4000" }, { .count = 0 } },
	{ "made to fail by sockcheck",
	  { "run", "--inject", "listen:error=EADDRINUSE", "--" },
	  { "listen", "4000" },
	  { .count = 0 } },
	{ "made to fail by strace",
	  { STRACE, "-e", "trace=listen", "-e", "inject=listen:error=EADDRINUSE" },
	  { "listen", "4000" },
	  { .count = 0 } },
	{ "a recv, native", { NULL }, { "peek", "4000" }, { .count = 0 } },
	{ "seen by sockcheck", { "run", "--", NULL }, { "peek", "4000" }, { .count = 0 } },
	{ "a rule that waits its turn",
	  { "run", "--inject", "recv:short=7:when=4000", "--" },
	  { "peek", "4000" },
	  { .count = 0 } },
	{ "shortened by sockcheck", { "run", "--inject", "recv:short=7", "--" }, { "peek", "4000" }, { .count = 0 } },
	{ "shortened by strace",
	  { STRACE, "-e", "trace=recvfrom", "-e", "inject=recvfrom:retval=7" },
	  { "peek", "4000" },
	  { .count = 0 } },
	{ "its line asked for here",
	  { "run", "--inject", "recv:short=7:site=times_calls.c", "--" },
	  { "peek", "4000" },
	  { .count = 0 } },
	{ "its stack by strace -k",
	  { "strace", "-k", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=recvfrom" },
	  { "peek", "100" },
	  { .count = 0 } },
};
enum {
	LISTEN,
	FAILED,
	FAILED_STRACE,
	RECV,
	SEEN,
	IDLE,
	SHORT,
	SHORT_STRACE,
	SITE,
	SITE_STRACE,
	VARIANTS
};

static double run(const struct variant *v, const char *const program[2])
{
	const char *argv[WORDS_MOST];
	size_t count = 0, word = 0;

	if (v->words[0] && v->words[0][0] == 'r')
		argv[count++] = timing_built("sockcheck");
	while (v->words[word])
		argv[count++] = v->words[word++];
	argv[count++] = timing_built("programs/times_calls");
	argv[count++] = program[0];
	argv[count++] = program[1];
	argv[count] = NULL;
	return timing_run(argv);
}

/* "7.007": it says 7, and 7 are there. */
static void print_data(const struct variant *v)
{
	static const char *const right[2] = { "right", "1" };
	double answer = run(v, right), says = floor(answer + 0.0001);

	printf("  %-28s says %2.0f bytes, %2.0f of them are there\n", v->name, says, (answer - says) * 1000);
}

static void print_ratio(const char *what, int ours, int base, int theirs, int their_base, const char *aim)
{
	printf("  %-52s %7.3f   %s\n", what,
	       timing_ratio(&variants[ours].took, &variants[base].took, &variants[theirs].took,
			    &variants[their_base].took),
	       aim);
}

int main(void)
{
	timing_keep_to_one_processor();
	timing_go_before_others();
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < VARIANTS; i++) {
			double took = run(&variants[i], variants[i].program);

			if (took < 0) {
				fprintf(stderr, "inject: '%s' could not be measured\n", variants[i].name);
				return 1;
			}
			timing_add(&variants[i].took, took);
		}
	printf("inject: microseconds a call, medians of %d rounds (load %.1f)\n", ROUNDS, timing_load());
	for (int i = 0; i < VARIANTS; i++)
		printf("  %-28s %8.2f\n", variants[i].name, timing_median(&variants[i].took) / 1000);
	print_ratio("a failed call: added here / added by strace", FAILED, LISTEN, FAILED_STRACE,
		    LISTEN, "(aim: at most 0.333)");
	print_ratio("a shortened one: added here / added by strace", SHORT, RECV, SHORT_STRACE,
		    RECV, "(aim: at most 0.600)");
	print_ratio("a rule that waits its turn: added / added seen", IDLE, RECV, SEEN, RECV, "(aim: 1)");
	print_ratio("a line from the cache: added / what strace -k adds", SITE, SHORT, SITE_STRACE,
		    RECV, "(aim: at most 0.010)");
	print_data(&variants[SHORT]);
	print_data(&variants[SHORT_STRACE]);
	return 0;
}
