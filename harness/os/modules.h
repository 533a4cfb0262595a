/*
 * The files that a process has mapped, opened with libdwfl: its program, libraries and vDSO. Debug
 * information comes from the files themselves and, for what is not the system's, from separate
 * files on this machine; never from the network. Knows no frames and no lines.
 */
#ifndef OS_MODULES_H
#define OS_MODULES_H

#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <sys/types.h>

struct modules {
	pid_t pid;
	Dwfl *dwfl;    /* NULL: not open */
	char *program; /* where its executable is; NULL: unknown */
};

/*
 * Reads what is mapped now; files are opened when they are first needed. RET must stay where it is
 * until modules_close(), which may be called on a zeroed one. Returns 0 or a negative errno.
 */
int modules_open(struct modules *ret, pid_t pid);
void modules_close(struct modules *m);

/* Is it the program itself? */
bool modules_is_program(const struct modules *m, Dwfl_Module *module);
/*
 * Does it come with the system (the C library, the vDSO)? The program itself never counts as
 * such.
 */
bool modules_is_system(const struct modules *m, Dwfl_Module *module);
/* The last part of a path. */
const char *modules_base_name(const char *path);

#endif
