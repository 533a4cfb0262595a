/* See same_file.h. A lock of flock(2) is the open file's, and fdinfo tells of it at each of its descriptors. A shared one is in nobody's way. */
#include "os/same_file.h"
#include "os/proctext.h"
#include <errno.h>
#include <linux/kcmp.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool has_same_lock(int ours, pid_t tgid, int fd)
{
	char file[32];
	int64_t number;
	bool has;

	if (flock(ours, LOCK_SH | LOCK_NB))
		return false;
	snprintf(file, sizeof(file), "fdinfo/%d", fd);
	has = proctext_number(tgid, file, "lock:", 10, &number) == 0;
	flock(ours, LOCK_UN);
	return has;
}

bool same_file(int ours, pid_t tgid, int fd)
{
	long order = syscall(SYS_kcmp, getpid(), tgid, KCMP_FILE, ours, fd);

	if (order < 0 && (errno == EPERM || errno == ENOSYS))
		return has_same_lock(ours, tgid, fd);
	return order == 0;
}
