/*
 * What every step shares: waiting for a condition on behalf of a test, and ending the test by a verdict where it is
 * not met. Turns how the wait ended into a cause; knows no particular step.
 */
#ifndef JUDGE_STEP_H
#define JUDGE_STEP_H

#include "run/pump.h"

/* First in each public step: remembers the line of the test for the verdict. */
#define STEP_BEGIN(s) step_begin(s, __func__, __builtin_return_address(0))

void step_begin(struct sck_session *s, const char *name, const void *from);
/* A step that needs the tracer, where there is none, ends the test: SKIP. NAME is its function's; step_begin() asks it, too. */
void step_need_tracer(struct sck_session *s, const char *name);

/* What a verdict calls the steps that follow, in place of their line of source: NAME, the caller's. NULL: the line. */
void step_name(struct sck_session *s, const char *name);

/* Want and got of the comparison that fails next; either may be cut, neither is freed by the caller. */
void step_want_bytes(struct sck_session *s, const void *want, size_t want_len, const void *got,
		     size_t got_len);
__attribute__((format(printf, 2, 3))) void step_want(struct sck_session *s, const char *format, ...);
__attribute__((format(printf, 2, 3))) void step_got(struct sck_session *s, const char *format, ...);

/* Ends the test: FAIL with CAUSE, or SKIP, or BROKEN. One line of text. */
_Noreturn __attribute__((format(printf, 3, 4))) void step_fail(struct sck_session *s, enum cause cause,
							       const char *format, ...);
/*
 * Ends the test: FROM's connection ended where it should not have, or its datagrams are refused. The cause is `end`, unless
 * the program is found to have ended too, by a signal or with a status that is not 0; for datagrams, at all. Blocks until
 * everybody waits, so that an end that is under way counts however slow it is.
 */
_Noreturn __attribute__((format(printf, 2, 3))) void step_fail_broken(struct sck_peer *from,
								      const char *format, ...);
_Noreturn void step_skip(struct sck_session *s, const char *reason);
_Noreturn void step_broken(struct sck_session *s, const struct sck_err *err);
/* RC of a change of the surroundings: one that this machine refuses makes the test a SKIP, any other error BROKEN. */
void step_settle(struct sck_session *s, int rc, const struct sck_err *err);

/*
 * pump_until(); too many processes end the test: FAIL, cause `limit`, however it would have been judged without them. So does a link that could
 * not do its work: BROKEN.
 */
enum pump_end step_pump(struct sck_session *s, bool (*met)(void *arg), void *arg, bool quiet_ends);
/*
 * Waits until MET(ARG), for at most the session's limit. Otherwise ends the test: WANTED ("the echo of 5 bytes") stands in the message, and
 * the cause is that of the program's end if P (or, P NULL, every program) has ended, else deadlock or limit.
 */
void step_until(struct sck_session *s, struct sck_program *p, bool (*met)(void *arg), void *arg,
		const char *wanted);
/* Waits until all are parked or MET(ARG) holds (true). Limits end the test with SPIN or LIMIT. */
bool step_until_quiet(struct sck_session *s, bool (*met)(void *arg), void *arg, enum cause at_limit,
		      const char *wanted);
_Noreturn void step_end_badly(struct sck_session *s, struct sck_program *p, enum pump_end end,
			      const char *wanted);

#endif
