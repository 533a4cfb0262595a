/*
 * See streams.h. Input is fed as the pipe takes it, output is read as it comes, so that no program is ever held up by
 * its own streams.
 */
#include "run/streams.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { READ_MOST = 1 << 16 };

int streams_open(struct streams *io, struct sck_err *err)
{
	*io = (struct streams){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	if (pipe2(io->in, O_CLOEXEC) < 0 || pipe2(io->out, O_CLOEXEC) < 0 || pipe2(io->err, O_CLOEXEC) < 0)
		return err_errno(err, -errno, "pipe");
	fcntl(io->in[1], F_SETFL, O_NONBLOCK);
	fcntl(io->out[0], F_SETFL, O_NONBLOCK);
	fcntl(io->err[0], F_SETFL, O_NONBLOCK);
	return 0;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void streams_close(struct streams *io)
{
	for (int i = 0; i < 2; i++) {
		close_one(&io->in[i]);
		close_one(&io->out[i]);
		close_one(&io->err[i]);
	}
}

void streams_hand_over(struct streams *io, struct sck_program *p)
{
	p->fd_in = io->in[1];
	p->fd_out = io->out[0];
	p->fd_err = io->err[0];
	io->in[1] = io->out[0] = io->err[0] = -1;
}

void streams_feed(struct sck_program *p)
{
	while (p->fd_in >= 0 && p->input.len) {
		ssize_t n = write(p->fd_in, p->input.data, p->input.len);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0)
			bytes_clear(&p->input); /* it does not read any more */
		else
			bytes_drop_front(&p->input, (size_t)n);
		p->input_fed += n > 0 ? (size_t)n : 0;
	}
	if (p->input_ends)
		close_one(&p->fd_in);
}

static void take(int *fd, struct bytes *to)
{
	while (*fd >= 0) {
		ssize_t n = read(*fd, bytes_grow(to, READ_MOST), READ_MOST);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0)
			close_one(fd);
		else if (to->len < OUTPUT_CAP)
			to->len += (size_t)n;
	}
}

void streams_take(struct sck_program *p)
{
	take(&p->fd_out, &p->output);
	take(&p->fd_err, &p->errors);
}

void streams_end(struct sck_program *p)
{
	close_one(&p->fd_in);
	close_one(&p->fd_out);
	close_one(&p->fd_err);
}

bool streams_flood(const struct sck_session *s)
{
	for (const struct sck_program *p = s->programs; p; p = p->next)
		if (p->output.len >= OUTPUT_CAP || p->errors.len >= OUTPUT_CAP)
			return true;
	return false;
}
