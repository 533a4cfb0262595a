/*
 * Linked into everything that `make asan` builds. LeakSanitizer stops the world with ptrace and so cannot work in a
 * process that is traced already, as a function under sck_fork() is, nor where ptrace is refused: there, and only
 * there, it is turned off.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <unistd.h>

int __lsan_is_turned_off(void);

/* Nobody traces himself: ESRCH, unless the call is refused as such. */
static int is_ptrace_refused(void)
{
	return ptrace(PTRACE_CONT, getpid(), NULL, NULL) < 0 && errno == EPERM;
}

int __lsan_is_turned_off(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[256];
	int tracer = 0;

	if (!status)
		return 1;
	while (fgets(line, sizeof(line), status))
		if (sscanf(line, "TracerPid: %d", &tracer) == 1)
			break;
	fclose(status);
	return tracer != 0 || is_ptrace_refused();
}
