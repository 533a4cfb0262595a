/*
 * See coverage.h. The tar comes from a sandbox: bsdtar keeps to the folder, follows no link in it (its defaults), and is given
 * the two names.
 */
#include "cli/coverage.h"
#include "base/text.h"
#include "cli/file.h"
#include "os/sandbox.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* One of ours, which says nothing; FD is its standard input. */
static int run(const char *const *argv, int fd, struct sck_err *err)
{
	const int fds[SANDBOX_FDS] = { fd, -1, -1, -1, -1 };
	int fd_process, status = 0;
	pid_t pid = sandbox_start_outside(fds, argv, &fd_process, err);

	if (pid < 0)
		return (int)pid;
	close(fd_process);
	TEMP_FAILURE_RETRY(waitpid(pid, &status, 0));
	return status ? err_set(err, -EIO, "the files of the coverage cannot be written") : 0;
}

/* "DA:LINE,COUNT" of a line, "FNDA:COUNT,NAME" of a function (geninfo(1)). */
static void add_line(struct coverage *c, const char *line)
{
	const char *comma = line + strcspn(line, ",\n");

	if (text_starts(line, "DA:")) {
		c->lines++;
		c->lines_hit += strtol(*comma ? comma + 1 : comma, NULL, 10) > 0;
	} else if (text_starts(line, "FNDA:")) {
		c->functions++;
		c->functions_hit += strtol(line + strlen("FNDA:"), NULL, 10) > 0;
	}
}

int coverage_unpack(int fd, const char *folder, struct coverage *ret, struct sck_err *err)
{
	const char *const argv[] = { "bsdtar",
				     "-xf",
				     "-",
				     "--no-same-owner",
				     "--no-same-permissions",
				     "-C",
				     folder,
				     "coverage.info",
				     "coverage",
				     NULL };
	struct bytes path = { 0 }, text = { 0 };
	int code = 0;

	*ret = (struct coverage){ 0 };
	if (lseek(fd, 0, SEEK_END) <= 0)
		return 0;
	lseek(fd, 0, SEEK_SET);
	bytes_printf(&path, "%s/coverage.info", folder);
	code = run(argv, fd, err);
	if (code == 0)
		code = file_read(&text, bytes_text(&path), err);
	for (const char *line = bytes_text(&text); *line; line += strcspn(line, "\n"), line += *line == '\n')
		add_line(ret, line);
	bytes_done(&path);
	bytes_done(&text);
	return code;
}

int coverage_copy(const char *from, const char *folder, struct sck_err *err)
{
	struct bytes info = { 0 }, pages = { 0 };
	const char *argv[] = { "cp", "-R", "--", NULL, NULL, folder, NULL };
	int code;

	bytes_printf(&info, "%s/coverage.info", from);
	bytes_printf(&pages, "%s/coverage", from);
	argv[3] = bytes_text(&info);
	argv[4] = bytes_text(&pages);
	code = run(argv, -1, err);
	bytes_done(&info);
	bytes_done(&pages);
	return code;
}
