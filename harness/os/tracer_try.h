/*
 * May a child be traced here at all? Some containers' profiles and Yama refuse ptrace(2). Knows no program.
 */
#ifndef OS_TRACER_TRY_H
#define OS_TRACER_TRY_H

/* Why not, in a line; NULL: it may. Blocks for a child of its own, the first time that it is asked. */
const char *tracer_refused(void);

#endif
