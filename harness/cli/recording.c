/* See recording.h. Each line is one write(2), so that a run that is killed leaves whole ones. */
#include "cli/recording.h"
#include "cli/usage.h"
#include "report/recordfile.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_text(struct recording *w, struct bytes *text)
{
	if (!w->status)
		w->status = usage_write(w->name, w->fd, text);
	bytes_done(text);
}

/* Of what is no file everybody has his own. Where a filesystem has no locks it goes without. */
static int take_file(int fd, const char *file, struct sck_err *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return 0;
	if (fcntl(fd, F_OFD_SETLK, &lock) && (errno == EAGAIN || errno == EACCES))
		return err_set(err, -EBUSY, "--record: '%s': another run writes it", file);
	return ftruncate(fd, 0) ? err_errno(err, -errno, "--record: '%s'", file) : 0;
}

int recording_open(struct recording *w, const char *file, struct sck_err *err)
{
	struct bytes text = { 0 };

	w->fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (w->fd < 0)
		return err_errno(err, -errno, "--record: '%s'", file);
	if (take_file(w->fd, file, err))
		return err->code;
	recordfile_begin(&text);
	write_text(w, &text);
	return 0;
}

void recording_call(struct recording *w, const struct record *r, const struct record_call *call)
{
	struct bytes text = { 0 };

	recordfile_call(&text, r, call, &w->sockets);
	write_text(w, &text);
}

void recording_event(struct recording *w, const struct record *r, const struct record_event *event)
{
	struct bytes text = { 0 };

	recordfile_event(&text, r, event, &w->sockets);
	write_text(w, &text);
}

int recording_close(struct recording *w, const char *file, int status)
{
	struct bytes text = { 0 };
	struct sck_err err = { 0 };

	if (w->fd < 0)
		return STATUS_PASS;
	recordfile_end(&text, status);
	write_text(w, &text);
	if (close(w->fd) && !w->status) {
		err_errno(&err, -errno, "--record: '%s'", file);
		w->status = usage_error(w->name, STATUS_BROKEN, &err);
	}
	return w->status;
}

bool recording_is_written(int fd)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	return !fcntl(fd, F_OFD_GETLK, &lock) && lock.l_type != F_UNLCK;
}
