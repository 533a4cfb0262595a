/*
 * See folder.h. The sweeper waits for the end of a socket whose other end the session's process alone has: it comes with
 * folder_close(), and with the owner's death, whatever the cause.
 */
#include "run/folder.h"
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern void __gcov_dump(void) __attribute__((weak));

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path) && errno != ENOENT;
}

static void choose_name(struct folder *f)
{
	static const char name[] = "/sockcheck.XXXXXX";
	const char *below = getenv("TMPDIR");

	if (!below || below[0] != '/' || strlen(below) > sizeof(f->path) - sizeof(name))
		below = "/tmp";
	snprintf(f->path, sizeof(f->path), "%s%s", below, name);
}

/* A signal that ends the owner's whole process group (Ctrl-C) must not end this, nor what the owner has open be kept open. */
static void leave_the_owner(int fd)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();
	prctl(PR_SET_NAME, "sweeper");
	if (fd > 0)
		close_range(0, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0U, 0);
}

_Noreturn static void sweep(struct folder *f, int fd)
{
	char end;

	leave_the_owner(fd);
	if (!mkdtemp(f->path))
		_exit(1);
	if (send(fd, f->path, sizeof(f->path), MSG_NOSIGNAL) == (ssize_t)sizeof(f->path))
		while (recv(fd, &end, 1, 0) < 0 && errno == EINTR)
			;
	nftw(f->path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	if (__gcov_dump)
		__gcov_dump();
	_exit(0);
}

static int receive_name(struct folder *f)
{
	ssize_t len;

	do
		len = recv(f->fd, f->path, sizeof(f->path), MSG_WAITALL);
	while (len < 0 && errno == EINTR);
	return len == (ssize_t)sizeof(f->path) ? 0 : -EIO;
}

int folder_open(struct folder **ret, struct sck_err *err)
{
	struct folder *f = calloc(1, sizeof(*f));
	int ends[2];
	int rc;

	if (!f)
		return err_set(err, -ENOMEM, "no memory for a folder");
	choose_name(f);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		rc = err_errno(err, -errno, "a socket pair");
		free(f);
		return rc;
	}
	fflush(NULL);
	f->sweeper = fork();
	if (f->sweeper == 0)
		sweep(f, ends[1]);
	close(ends[1]);
	f->fd = ends[0];
	if (f->sweeper > 0 && receive_name(f) == 0) {
		*ret = f;
		return 0;
	}
	rc = err_set(err, -EIO, "cannot make a folder like %s", f->path);
	folder_close(f);
	return rc;
}

void folder_close(struct folder *f)
{
	if (!f)
		return;
	close(f->fd);
	/* -ECHILD: whoever waits for every child has had it */
	while (f->sweeper > 0 && waitpid(f->sweeper, NULL, 0) < 0 && errno == EINTR)
		;
	free(f);
}
