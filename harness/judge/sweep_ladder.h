/*
 * The ladder of a finding: what the thread that met the outcome did, from a few calls before to its end. No time, address or number of a
 * process is in it, so that it reads the same whenever the run is made again.
 */
#ifndef JUDGE_SWEEP_LADDER_H
#define JUDGE_SWEEP_LADDER_H

#include "run/pump.h"

enum {
	SWEEP_LADDER_BEFORE = 4, /* rows before the outcome's ... */
	SWEEP_LADDER_AFTER = 12, /* ... and behind it */
};

/*
 * Appends the text of an array, an object a row, as ladder_write() does: "text" is the call's short form, "recvfrom(4) = 6 \"hello\\n\"", "injected" the
 * outcome alone. A row of the kind "over" stands where the case was over, which BEFORE_CALL and AT say: what is behind it was looked at
 * afterwards. BENT is the call that met the outcome.
 */
void sweep_ladder_write(struct bytes *to, const struct sck_session *s,
			const struct record_call *bent, size_t before_call, int64_t at);

#endif
