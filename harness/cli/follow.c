/*
 * See follow.h. A regular file's changes are told by inotify(7); that nobody writes it any more, by the lock that its run holds (recording.h): the
 * kernel lets go of it however the run ends, and the close that comes with it is a change. A pipe ends by itself. Nothing is asked twice in vain.
 */
#include "cli/follow.h"
#include "cli/recording.h"
#include "cli/usage.h"
#include "cli/stop.h"
#include "os/changes.h"
#include "report/recordfile.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

struct following {
	const char *name, *file;
	int fd; /* of the file; -1: it is not there yet */
	bool is_regular;
	struct changes changes;
	int fd_stop;
	struct bytes text; /* that is no whole line yet */
	struct recordfile_reading reading;
	struct record record;
	size_t calls, events; /* that are drawn */
	struct ladder_rows rows;
	struct text_ladder_style style;
};

/* 0, also where it is not there yet, or a negative errno. */
static int open_file(struct following *f, struct sck_err *err)
{
	struct stat st;

	f->fd = strcmp(f->file, "-") ? open(f->file, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	if (f->fd < 0)
		return errno == ENOENT ? 0 : err_set(err, -errno, "%s", strerror(errno));
	f->is_regular = !fstat(f->fd, &st) && S_ISREG(st.st_mode);
	return 0;
}

/* What came since the last time. 1: there may be more; 0: not now, and of a pipe never; a negative errno. */
static int read_more(struct following *f, struct sck_err *err)
{
	ssize_t got = read(f->fd, bytes_grow(&f->text, PIECE), PIECE);
	struct stat st;

	if (got < 0 && errno == EINTR)
		return 1;
	if (got < 0)
		return err_set(err, -errno, "%s", strerror(errno));
	f->text.len += (size_t)got;
	if (recordfile_feed(&f->reading, &f->text, &f->record, err))
		return -EINVAL;
	if (got == 0 && f->is_regular && !fstat(f->fd, &st) && st.st_size < lseek(f->fd, 0, SEEK_CUR))
		return err_set(err, -EINVAL, "another run writes it now");
	return got > 0;
}

static int draw(struct following *f)
{
	const int known = f->rows.lanes_count;
	struct bytes drawn = { 0 };
	int status;

	if (ladder_rows_since(&f->rows, &f->record, f->calls, f->events))
		text_ladder(&drawn, &f->rows, known, &f->style);
	f->calls = f->record.calls_count;
	f->events = f->record.events_count;
	status = usage_write(f->name, STDOUT_FILENO, &drawn);
	bytes_done(&drawn);
	return status;
}

/* Blocks until something may have come; the signal that stops it all, or 0. */
static int wait_for_more(struct following *f)
{
	struct pollfd fds[] = { { .fd = f->fd_stop, .events = POLLIN },
				{ .fd = f->changes.fd >= 0 ? f->changes.fd : f->fd, .events = POLLIN } };
	struct signalfd_siginfo info;

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	if (!fds[0].revents)
		return 0;
	return read(f->fd_stop, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo : SIGTERM;
}

/* A file's lock was looked at before what is in it: whoever had let go of it wrote no more. A run that has yet to take it has written nothing. */
static bool is_over(const struct following *f, bool was_written)
{
	return f->reading.has_ended || !f->is_regular ||
	       (!was_written && (f->reading.lines || f->text.len));
}

/* Reads and draws all that is there. 1: no more will come; 0: more may; a negative errno. */
static int catch_up(struct following *f, int *status, struct sck_err *err)
{
	bool was_written;
	int more = 1;

	if (f->changes.fd >= 0) {
		changes_read(&f->changes);
		if (changes_add(&f->changes, f->file, err))
			return err->code;
	}
	if (f->fd < 0 && (open_file(f, err) || f->fd < 0))
		return err->code;
	was_written = f->is_regular && recording_is_written(f->fd);
	while (more > 0 && !f->reading.has_ended) {
		more = read_more(f, err);
		if (*status == STATUS_PASS)
			*status = draw(f);
		if (!f->is_regular && more > 0 && !*status)
			return 0; /* of a pipe, where the next read would block */
	}
	return more < 0 ? more : *status || is_over(f, was_written);
}

static int follow(struct following *f, struct sck_err *err)
{
	int status = STATUS_PASS, signal;
	int code = f->changes.fd >= 0 ? catch_up(f, &status, err) : 0; /* a pipe would block */

	while (code == 0) {
		if ((signal = wait_for_more(f)))
			return 128 + signal;
		code = catch_up(f, &status, err);
	}
	if (code > 0 && !status)
		code = recordfile_check_end(&f->reading, &f->text, err);
	if (code == -ENODATA)
		err_set(err, code, "its run was killed");
	return status             ? status
	       : code == -ENODATA ? STATUS_FAIL
	       : code < 0         ? STATUS_USAGE
				  : STATUS_PASS;
}

int follow_show(const char *name, const char *file, struct text_ladder_style style)
{
	struct following f = { .name = name, .file = file, .fd = -1, .changes.fd = -1, .style = style };
	struct sck_err err = { 0 }, where = { 0 };
	int status = STATUS_USAGE;

	if (!open_file(&f, &err)) {
		f.fd_stop = stop_open();
		status = (f.fd < 0 || f.is_regular) && changes_open(&f.changes, &err) ? STATUS_BROKEN
										      : STATUS_PASS;
		f.changes.each_write = true;
		if (!status)
			status = follow(&f, &err);
		close(f.fd_stop);
	}
	if (err_set(&where, err.code, "'%s': %s", file, err.text))
		status = usage_error(name, status, &where);
	changes_done(&f.changes);
	ladder_rows_done(&f.rows);
	record_done(&f.record);
	bytes_done(&f.text);
	if (f.fd > STDIN_FILENO)
		close(f.fd);
	return status;
}
