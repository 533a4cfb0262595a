/*
 * Runs the sockcheck that was built beside this test, as a shell would. Knows nothing of what is tested; a wait is bounded by the
 * test program's own last resort (live.h).
 */
#ifndef SUPPORT_TOOL_H
#define SUPPORT_TOOL_H

#include "base/bytes.h"
#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

enum { TOOL_USAGE = 2, TOOL_SKIP = 77, TOOL_BROKEN = 99 };

struct tool {          /* a sockcheck that runs */
	pid_t pid;     /* and its process group */
	int fd_output; /* its standard output and error */
};

/* Where it is. */
void tool_path(char ret[PATH_MAX]);
/* VARIABLE is one more for its environment ("NAME=value"), or NULL. */
struct tool tool_start(const char *const *argv, const char *variable);
/* Appends its output up to the end, or until it has a line. */
void tool_take_output(const struct tool *tool, bool a_line, struct bytes *to);
/* Its exit status, or the signal that ended it as a negative number; TO gets the rest of its output. */
int tool_end(const struct tool *tool, struct bytes *to);

/* Runs it to its end: its exit status is STATUS, and OUTPUT is in its output. */
void tool_expect(int status, const char *output, const char *variable, const char *const *argv);
#define EXPECT_UNTRACED(status, output, variable, ...) \
	tool_expect(status, output, variable,          \
		    (const char *const[]){ "sockcheck", "run", "--untraced", __VA_ARGS__, NULL })

/* Where namespaces are refused nothing runs untraced, where libfaketime is missing nothing has a clock: the test is skipped. */
void tool_needs_untraced(bool with_clock);

#endif
