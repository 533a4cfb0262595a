/*
 * The steps of `sockcheck talk`: one row an option, each a call of the C API. Options in, a list of steps out, and the
 * list run as the body of a case.
 */
#ifndef CLI_STEPS_H
#define CLI_STEPS_H

#include "base/bytes.h"
#include "base/err.h"
#include "sockcheck.h"

struct steps_line;
struct steps_row;

struct step {
	const struct steps_row *row;
	const char *const *words; /* as they were given, words_count of them */
	size_t words_count;
	struct bytes bytes; /* what its value stands for */
	const char *text;
	int64_t number;
	enum sck_moment moment;
};

enum { STEPS_PEERS = 64 };

/* The steps, and where a run of them stands. */
struct steps {
	struct step *list;
	size_t count;
	const char **given; /* the words of the command line, of which they were read */
	size_t given_count;
	struct steps_line *lines; /* those of files */
	bool datagram;            /* they are about datagrams */
	bool moves_clock;         /* ... of the session, which is to be the test's */
	bool feeds_input;         /* the program's standard input stays open for them */
	struct sck_session *session;
	struct bytes name; /* of the step under way */
	struct sck_program *program;
	struct sck_peer *peers[STEPS_PEERS];
	size_t peers_count, current;
	struct sck_peer *listener;
};

/* An option of the command line, see options_want.more; ARG is the struct steps. */
int steps_take(void *arg, const char *name, const char *value, const char *const *words,
	       size_t count, struct sck_err *err);

/* Is each step possible where it stands (a peer to send to, a listener to accept from)? 0 or -EINVAL. */
int steps_check(const struct steps *steps, struct sck_err *err);

/* Runs them in S; a step that is not met does not return, and its verdict names it. */
void steps_run(struct steps *steps, struct sck_session *s);

void steps_done(struct steps *steps);

/* "--expect 'hello\n'": the step as a shell would take it. */
void steps_append(struct bytes *to, const struct step *step);

#endif
