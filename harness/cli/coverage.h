/*
 * What gcov counted of a student's program: the files of it in the folder of the student's reports, and their sum.
 */
#ifndef CLI_COVERAGE_H
#define CLI_COVERAGE_H

#include "base/err.h"
#include "facts/result.h"

/*
 * Unpacks coverage.info and coverage/ from the tar that FD is a file of (grade.h) into FOLDER, and sums them up. *ret has no
 * lines where the tar is empty. 0 or a negative errno. Blocks until the unpacking has ended.
 */
int coverage_unpack(int fd, const char *folder, struct coverage *ret, struct sck_err *err);
/* Takes them over from the folder FROM. */
int coverage_copy(const char *from, const char *folder, struct sck_err *err);

#endif
