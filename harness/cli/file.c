/*
 * Reads files and pipes alike, until their end, whatever their size says. Bounded, for what it reads is kept in memory.
 */
#include "cli/file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 1 << 16, MOST = 1 << 30 };

int file_read(struct bytes *to, const char *path, struct sck_err *err)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO, code = 0;
	ssize_t got = 1;

	if (fd < 0)
		return err_errno(err, -errno, "'%s'", path);
	while (got && !code) {
		got = read(fd, bytes_grow(to, PIECE), PIECE);
		if (got > 0)
			to->len += (size_t)got;
		else if (got < 0 && errno != EINTR)
			code = err_errno(err, -errno, "'%s'", path);
		if (to->len > MOST)
			code = err_set(err, -EFBIG, "'%s': it has more than %d bytes", path, MOST);
	}
	if (fd != STDIN_FILENO)
		close(fd);
	return code;
}

int file_write(int fd, const struct bytes *text)
{
	for (size_t at = 0; at < text->len;) {
		ssize_t n = write(fd, text->data + at, text->len - at);

		if (n < 0 && errno != EINTR)
			return -errno;
		at += n > 0 ? (size_t)n : 0;
	}
	return 0;
}
