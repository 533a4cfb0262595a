/*
 * The clock of a session: the kernel's, or one that is the test's. All programs of the session live by it, and so do the test's own
 * bounds. Theory of operation: see clock.c.
 */
#ifndef RUN_CLOCK_H
#define RUN_CLOCK_H

#include "run/state.h"

/* ---- What a test asks for (see sockcheck.h); 0, or -EINVAL, -EBUSY with one line in ERR --------------------------- */

int clock_set(struct sck_session *s, const char *date, struct sck_err *err);
int clock_rate(struct sck_session *s, double rate, struct sck_err *err);
int clock_auto(struct sck_session *s, struct sck_err *err);

/* ---- What time is it? ---------------------------------------------------------------------------------------- */

bool clock_is_ours(const struct sck_session *s);
bool clock_jumps(const struct sck_session *s);
double clock_speed(const struct sck_session *s); /* in times of the kernel's, while all rest and it does not jump */
int64_t clock_elapsed(const struct sck_session *s); /* ns since the session began */
/* What the clock ID (clock_gettime(2)) tells; false: not one of ours (a processor clock, one that does not exist). */
bool clock_tells(const struct sck_session *s, int id, int64_t *ret_ns);
void clock_was_read(struct sck_session *s, struct tracee *who); /* now, and over and over? See clock.c. */
void clock_was_used(struct sck_session *s, struct tracee *who); /* its process got something done */
void clock_change(struct sck_session *s, int64_t now); /* CLOCK_REALTIME tells this from now on */

/* ---- Times that something waits for ------------------------------------------------------------------------------ */

struct moment {
	int64_t at;
	bool is_wall; /* AT counts as CLOCK_REALTIME does, and moves when that is set; else since the session began */
};
struct moment clock_after(const struct sck_session *s, int64_t for_ns);
/* The time AT on the clock ID. */
struct moment clock_moment(const struct sck_session *s, int id, int64_t at);
int64_t clock_left(const struct sck_session *s, struct moment when); /* ns until then; 0 or less: it has come */

#endif
