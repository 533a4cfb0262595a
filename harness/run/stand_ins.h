/*
 * Stand-ins: on a network that is the machine's, where others may have the port that a contract or a suite names, a port of the session's own
 * stands in for it. The table of both: programs and the record know the one, the kernel and our peers the other.
 */
#ifndef RUN_STAND_INS_H
#define RUN_STAND_INS_H

#include "os/loopback.h"

struct stand_in {
	uint16_t known, real; /* in the host's byte order */
};

struct stand_ins {
	struct stand_in *rows;
	size_t count;
	uint16_t next; /* real ones of which LEFT are not taken yet */
	int left;
	bool refuses;
	uint16_t refusing; /* where nobody listens: for each port that is nobody's here, if REFUSES */
	int fd_refusing;
};

struct stand_ins *stand_ins_new(void); /* none; the caller's, to be freed with free(3) after stand_ins_done() */
void stand_ins_done(struct stand_ins *all); /* there are none any more */

/* KNOWN is the first of a few, and REAL, which the session began with, and those behind it stand in for them. */
void stand_ins_begin(struct stand_ins *all, const struct loopback *lo, uint16_t known, uint16_t real);
/*
 * One more port is known by another of the session's own; from now on a port that is neither is as where nobody listens. 0, or a
 * negative errno where no more can be had.
 */
int stand_ins_add(struct stand_ins *all, struct loopback *lo, uint16_t known, struct sck_err *err);

/* Any other port is what it is. */
uint16_t stand_ins_real(const struct stand_ins *all, uint16_t known);
uint16_t stand_ins_known(const struct stand_ins *all, uint16_t real);
bool stand_ins_have(const struct stand_ins *all, uint16_t known);
bool stand_ins_use(const struct stand_ins *all, uint16_t real);

#endif
