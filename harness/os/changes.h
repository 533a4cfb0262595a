/*
 * What happens to files, by inotify(7): files that are written, replaced, made executable, or come at all. It watches the folders, for a
 * build does not write into a file, it puts another in its place; and it never waits: whoever does has the descriptor.
 */
#ifndef OS_CHANGES_H
#define OS_CHANGES_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

struct changes_name {
	int folder; /* the watch's number */
	char *name; /* in it */
};

struct changes {
	int fd; /* can be read where something has happened, not always to one of the files */
	bool each_write; /* is a change, too; to be set before a file is added */
	struct changes_name *names;
	size_t count;
};

int changes_open(struct changes *ret, struct sck_err *err);
void changes_done(struct changes *c); /* also of one that was not opened, if its fd is -1 */

/*
 * PATH is watched, and where it is a symbolic link what it stands for too. Neither need be there, nor the folder. To be called anew whenever
 * something has happened, for a link may lead elsewhere by then, and a folder may have come or gone.
 */
int changes_add(struct changes *c, const char *path, struct sck_err *err);

/* Takes all that has happened since; was anything about one of the files? Does not block. */
bool changes_read(struct changes *c);

/*
 * Has a process the file open for writing, so that it would be ETXTBSY to execve(2)? Then its end is yet to come. Of processes that we may not
 * look into it is not known, and taken for no.
 */
bool changes_is_written(const char *path);

#endif
