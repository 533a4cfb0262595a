/*
 * Where a process has code mapped, and names for code addresses that are the same in every process
 * that runs the same files, wherever they were mapped to. Knows nothing of what is in the files.
 */
#ifndef OS_CODEMAP_H
#define OS_CODEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct codemap {
	struct codemap_range *ranges; /* ascending */
	size_t count;
	bool has_own; /* code that is in no file, or in one that is gone */
};

/*
 * Reads it anew. *RET_CHANGED (may be NULL): it is not what it was. Returns 0 or a negative errno,
 * then it is as it was.
 */
int codemap_read(struct codemap *map, pid_t pid, bool *ret_changed);
/*
 * Into an empty one: that of a process which fork(2) has just made of FROM's. False where it has to be read: what code of the
 * process's own is at an address will be another's in each.
 */
bool codemap_copy(struct codemap *map, const struct codemap *from);
void codemap_done(struct codemap *map);

/* A number for a code address that stays the same from run to run; 0: no code is there. */
uint64_t codemap_name(const struct codemap *map, uint64_t address);
/* Is code mapped anywhere from START to before END? */
bool codemap_overlaps(const struct codemap *map, uint64_t start, uint64_t end);

#endif
