/*
 * Grades submissions side by side: each is built in one sandbox, and judged by the suite in a second one. Knows the suite only by what
 * that says: its list and its report.
 */
#ifndef JUDGE_GRADE_H
#define JUDGE_GRADE_H

#include "judge/case_list.h"
#include "judge/submission.h"

/* What is done to a program besides, where its language allows it. */
enum { GRADE_ASAN, GRADE_VALGRIND, GRADE_COVERAGE, GRADE_INSTRUMENTS };
extern const char *const grade_instruments[GRADE_INSTRUMENTS]; /* "asan", as the sandboxes' scripts take them */

struct grade_plan {
	const char *suite; /* the path of its program */
	const char *assignment; /* its name; a word of it says which of two programs is meant (server, client) */
	const struct case_list *cases;
	const char *const *options; /* for the suite, ends with NULL; not --format, --output, --jobs */
	const char *build, *run;    /* commands; "": found out from the files */
	const char *how; /* the suite and its options, in a line: what was graded otherwise has another digest */
	const char *const *hidden; /* what no sandbox may show; ends with NULL */
	const char *reports; /* the folder of what comes of it: none of the files of a submission that it is in; NULL: it is in none */
	bool instruments[GRADE_INSTRUMENTS];
	bool by_users; /* without namespaces: each has a user of its own (sandbox_user.h) */
	int jobs; /* cases that run side by side, over all submissions, and up to four times as many at the end; 0: two a processor */
	int repeat;         /* so many times is the suite run */
	double build_limit; /* seconds that a build may take */
};

/* One submission that is through. */
struct graded {
	const struct submission *submission;
	const char *digest; /* SHA-256 of its files and of how it was graded, in hexadecimal; "": nothing could be unpacked */
	const struct results *results;
	int fd_coverage; /* of a file: a tar of coverage.info and coverage/, or nothing; -1: nobody asked */
	const char *const *unlike; /* the cases that did not fare the same in each run; ends with NULL */
};

/* A case of it over one family has ended, the ENDED-th of COUNT. */
struct graded_case {
	const char *line; /* as jsonfile.h writes it, with its newline */
	size_t len;
	size_t ended, count;
	size_t running; /* of the same submission, side by side */
};

/* Who hears of it. */
struct grade_watch {
	/* Not to be graded? Asked of each before it is begun (DIGEST NULL), and once its digest is known. */
	bool (*passes_over)(void *arg, size_t submission, const char *digest);
	void (*case_ended)(void *arg, size_t submission, const struct graded_case *c); /* C lives until it returns */
	void (*ended)(void *arg, size_t submission, const struct graded *g); /* G lives until it returns */
	void *arg;
};

/*
 * Blocks until all are through, or FD_STOP can be read: then every sandbox is ended, and the rest is not told of. 0, -EINTR
 * where it was stopped, or another negative errno. A sandbox that cannot be had is a submission's verdict BROKEN.
 */
int grade_run(const struct grade_plan *plan, const struct submissions *s,
	      const struct grade_watch *watch, int fd_stop, struct sck_err *err);

#endif
