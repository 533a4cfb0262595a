/*
 * The files in the folder of a grading: the class's, FOLDER/NAME, and each student's, FOLDER/STUDENT/NAME. STUDENT is NULL for the class's.
 */
#ifndef CLI_GRADE_FILES_H
#define CLI_GRADE_FILES_H

#include "base/bytes.h"
#include "base/err.h"
#include <stdbool.h>

void grade_files_path(struct bytes *path, const char *folder, const char *student, const char *name);
bool grade_files_has(const char *folder, const char *student, const char *name);
int grade_files_make_folder(const char *path, struct sck_err *err); /* one that is there is taken, where it may be written into */
/* Under another name first, then renamed: whoever reads it, or is killed, finds the old one or the new one. */
int grade_files_write(const char *folder, const char *student, const char *name,
		      const struct bytes *text, struct sck_err *err);

#endif
