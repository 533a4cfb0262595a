/* See grade_files.h. */
#include "cli/grade_files.h"
#include "cli/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int grade_files_make_folder(const char *path, struct sck_err *err)
{
	struct bytes in_it = { 0 };
	int code = mkdir(path, 0777) && errno != EEXIST ? -errno : 0;

	bytes_printf(&in_it, "%s/.", path);
	if (code == 0 && faccessat(AT_FDCWD, bytes_text(&in_it), W_OK | X_OK, AT_EACCESS))
		code = -errno;
	bytes_done(&in_it);
	return code ? err_errno(err, code, "'%s'", path) : 0;
}

void grade_files_path(struct bytes *path, const char *folder, const char *student, const char *name)
{
	bytes_clear(path);
	bytes_append_text(path, folder);
	if (student)
		bytes_printf(path, "/%s", student);
	bytes_printf(path, "/%s", name);
}

int grade_files_write(const char *folder, const char *student, const char *name,
		      const struct bytes *text, struct sck_err *err)
{
	struct bytes path = { 0 }, now = { 0 };
	int fd, code;

	grade_files_path(&path, folder, student, name);
	bytes_printf(&now, "%s.now", bytes_text(&path));
	fd = open(bytes_text(&now), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	code = fd < 0 ? -errno : file_write(fd, text);
	if (fd >= 0 && close(fd) && code == 0)
		code = -errno;
	if (code == 0 && rename(bytes_text(&now), bytes_text(&path)))
		code = -errno;
	if (code) {
		err_errno(err, code, "'%s'", bytes_text(&path));
		unlink(bytes_text(&now)); /* a disk that is full has the better use for it */
	}
	bytes_done(&path);
	bytes_done(&now);
	return code;
}

bool grade_files_has(const char *folder, const char *student, const char *name)
{
	struct bytes path = { 0 };
	bool found;

	grade_files_path(&path, folder, student, name);
	found = !access(bytes_text(&path), F_OK);
	bytes_done(&path);
	return found;
}
