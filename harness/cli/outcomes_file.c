/* See outcomes_file.h. */
#include "cli/outcomes_file.h"
#include "cli/file.h"
#include "report/outcomes.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int outcomes_file_take(void *arg, const char *name, const char *value, const char *const *words,
		       size_t count, struct sck_err *err)
{
	const char **file = arg;

	if (strcmp(name, "--outcomes") != 0)
		return 0;
	if (*file)
		return err_set(err, -EINVAL, "--outcomes: given twice");
	if (!value && count < 2)
		return err_set(err, -EINVAL, "--outcomes: its value is missing (expected FILE)");
	*file = value ? value : words[1];
	return value ? 1 : 2;
}

void outcomes_file_help(struct bytes *to)
{
	bytes_printf(
		to, "  %-18s  %s\n", "--outcomes FILE",
		"write there which outcomes each call has met and survived (for lcov, genhtml)");
}

int outcomes_file_open(const char *path, struct sck_err *err)
{
	const int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;

	return path && fd < 0 ? err_errno(err, -errno, "--outcomes: '%s'", path) : fd;
}

int outcomes_file_end(int fd, const struct results *r, struct sck_err *err)
{
	struct bytes text = { 0 };
	int code;

	if (fd < 0)
		return 0;
	outcomes_tracefile(&text, &r->outcomes, r->program);
	code = file_write(fd, &text);
	if (close(fd) && code == 0)
		code = -errno;
	bytes_done(&text);
	return code ? err_errno(err, code, "--outcomes: its file") : 0;
}
