/*
 * The two sandboxes of a slot. Two, for a build may leave anything behind: what the second one gets from the first is a file of bytes, which is unpacked in
 * there and nowhere else. Starts and reaps them; grade_slot.c reads what they say, and knows what it means.
 */
#ifndef JUDGE_GRADE_SLOT_SANDBOX_H
#define JUDGE_GRADE_SLOT_SANDBOX_H

#include "base/err.h"
#include "judge/grade_slot.h"

enum { SLOT_SANDBOX_DISK = 256 /* MiB that a build may leave */ };

int slot_sandbox_build(struct slot *s, struct sck_err *err); /* of what was handed in */
int slot_sandbox_judge(struct slot *s, struct sck_err *err); /* of what was built, by the suite */
int slot_sandbox_end(struct slot *s); /* blocks until it has, and what feeds it; what it was given goes. Its wait status. */
bool slot_sandbox_has_room(const struct slot *s); /* for what is built, outside */
void slot_sandbox_close(int *fd);

/* GiB: what a case's programs may hold (cause `memory`), for each that runs side by side with others, and something for the tester. */
int slot_sandbox_memory(const struct slot *s);
bool slot_sandbox_has_overgrown(const struct slot *s); /* somebody in there was killed for that */

#endif
