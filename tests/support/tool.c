/* See tool.h. */
#include "support/tool.h"
#include "support/live.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void tool_path(char ret[PATH_MAX])
{
	char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), "%s", live_self());
	*strrchr(folder, '/') = '\0';
	assert_true(snprintf(ret, PATH_MAX, "%s/../../sockcheck", folder) < PATH_MAX);
}

struct tool tool_start(const char *const *argv, const char *variable)
{
	char path[PATH_MAX];
	struct tool tool;
	int ends[2];

	tool_path(path);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	fflush(NULL);
	tool.pid = fork();
	assert_true(tool.pid >= 0);
	if (tool.pid == 0) {
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		if (variable)
			putenv((char *)variable);
		execv(path, (char *const *)argv);
		_exit(TOOL_BROKEN);
	}
	close(ends[1]);
	tool.fd_output = ends[0];
	return tool;
}

void tool_take_output(const struct tool *tool, bool a_line, struct bytes *to)
{
	char some[4096];
	ssize_t n;

	while (!(a_line && strchr(bytes_text(to), '\n')) &&
	       (n = read(tool->fd_output, some, sizeof(some))) > 0)
		bytes_append(to, some, (size_t)n);
}

int tool_end(const struct tool *tool, struct bytes *to)
{
	int status;

	tool_take_output(tool, false, to);
	close(tool->fd_output);
	assert_int_equal(waitpid(tool->pid, &status, 0), tool->pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void tool_expect(int want_status, const char *want_output, const char *variable, const char *const *argv)
{
	struct bytes output = { 0 };
	struct tool tool = tool_start(argv, variable);
	int status = tool_end(&tool, &output);
	bool is_right = status == want_status && strstr(bytes_text(&output), want_output);

	if (!is_right)
		print_error("want %d and '%s', got %d and '%s'\n", want_status, want_output, status,
			    bytes_text(&output));
	bytes_done(&output);
	assert_true(is_right);
}

void tool_needs_untraced(bool with_clock)
{
	const char *option = with_clock ? "--clock=@5" : "--limit=60";
	struct bytes output = { 0 };
	struct tool tool = tool_start(
		(const char *const[]){ "sockcheck", "run", "--untraced", option, "--", "true", NULL }, NULL);
	int status = tool_end(&tool, &output);

	if (status == TOOL_SKIP)
		print_message("%s", bytes_text(&output));
	bytes_done(&output);
	if (status == TOOL_SKIP)
		skip();
	assert_int_equal(status, 0);
}
