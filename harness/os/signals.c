/* See signals.h. */
#include "os/signals.h"
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t bit(int signal)
{
	return UINT64_C(1) << (signal - 1);
}

struct sets { /* bit N - 1 is signal N, see proc(5) */
	uint64_t own, shared, blocked, ignored, caught;
};

static bool read_sets(pid_t tgid, pid_t tid, struct sets *ret)
{
	const struct {
		const char *key;
		uint64_t *set;
	} lines[] = { { "SigPnd:", &ret->own },
		      { "ShdPnd:", &ret->shared },
		      { "SigBlk:", &ret->blocked },
		      { "SigIgn:", &ret->ignored },
		      { "SigCgt:", &ret->caught } };
	char path[64], line[512];
	size_t found = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/status", (int)tgid, (int)tid);
	status = fopen(path, "re");
	while (status && fgets(line, sizeof(line), status))
		for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
			if (strncmp(line, lines[i].key, strlen(lines[i].key)) == 0)
				found += sscanf(line + strlen(lines[i].key), "%" SCNx64, lines[i].set) == 1;
	if (status)
		fclose(status);
	return found == sizeof(lines) / sizeof(lines[0]);
}

bool signals_only_ignored(pid_t tgid, pid_t tid)
{
	const uint64_t by_default = bit(SIGCHLD) | bit(SIGCONT) | bit(SIGURG) | bit(SIGWINCH);
	struct sets s;
	uint64_t pending;

	if (!read_sets(tgid, tid, &s))
		return false;
	pending = (s.own | s.shared) & ~s.blocked;
	return pending && !(pending & ~(s.ignored | (by_default & ~s.caught)));
}
