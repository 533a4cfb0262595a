/*
 * Making a call move less than was asked, and putting everything back at its exit: registers and at most two words of the
 * program's memory. Nothing is written below its stack, which may have no room there (a goroutine's). Knows no rule.
 */
#ifndef OS_ALTER_H
#define OS_ALTER_H

#include "facts/call.h"
#include <stdbool.h>
#include <sys/types.h>

struct alteration {
	int arg; /* a register: -1: none */
	uint64_t arg_was;
	struct {
		uint64_t address, was, is; /* address 0: none */
	} words[2];
};
#define ALTERATION_NONE   \
	{                 \
		.arg = -1 \
	}

/*
 * At the entry stop of CALL with ARGS: it is to move at most MOST bytes (messages, where it takes a vector of them). 0; -ENOTSUP
 * where it has no length; or a negative errno, and nothing is changed.
 */
int alter_shorten(pid_t tid, const struct call *call, const int64_t args[6], size_t most,
		  struct alteration *ret);
/* Argument ARG becomes VALUE until the exit, as A remembers. */
int alter_arg(pid_t tid, int arg, int64_t was, uint64_t value, struct alteration *a);
/* The 8 bytes at ADDRESS become VALUE until the exit. */
int alter_word(pid_t tid, uint64_t address, uint64_t value, struct alteration *a);
/* At the exit stop. A word that the kernel has written meanwhile stays as it is. */
void alter_restore(pid_t tid, struct alteration *a);
/* The memory alone, by a stopped thread TID that has it, or a copy of it. */
void alter_restore_words(pid_t tid, const struct alteration *a);
/* Does a CALL with ARGS read the word at this address, as part of a vector or of a message's header? */
bool alter_is_read_by(pid_t pid, const struct call *call, const int64_t args[6], uint64_t word);

#endif
