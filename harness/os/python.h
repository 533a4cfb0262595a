/*
 * Which line of a Python program a thread is in, read from the interpreter's own structures while
 * nobody disturbs it: CPython 3.11, 3.12 and 3.13. Knows no native frames.
 */
#ifndef OS_PYTHON_H
#define OS_PYTHON_H

#include "base/bytes.h"
#include <stdint.h>
#include <sys/types.h>

struct python_layout { /* offsets in bytes; in each struct of CPython what is needed of it */
	uint16_t runtime_interpreters;
	uint16_t interpreter_threads;
	uint16_t thread_next, thread_native_id, thread_frame;
	uint16_t frame_previous, frame_code, frame_instruction, frame_owner;
	uint16_t code_file, code_function, code_lines, code_first_line, code_instructions;
	uint16_t text; /* of an ASCII string */
	uint16_t inner_frame; /* 3.11 and 3.12 keep the frame in a struct of its own: its offset in there */
	uint8_t has_inner_frame;
};

struct python {
	pid_t pid;
	uint64_t runtime; /* 0: not open */
	struct python_layout layout;
};

/*
 * PROGRAM is the name of the executable ("python3.11"). Returns 0, -ENOTSUP where it is no
 * interpreter that is known here, or a negative errno. There is nothing to close.
 */
int python_open(struct python *ret, pid_t pid, const char *program);

/*
 * Appends "server.py:12 handle": the innermost frame of thread TID that is not in Python's own
 * library nor in an installed package. -ENOENT where it is in no Python code, or a negative
 * errno.
 */
int python_site(const struct python *p, pid_t tid, struct bytes *to);

#endif
