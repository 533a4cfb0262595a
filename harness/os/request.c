/*
 * Carries requests and answers between the two halves of a private loopback. Blocks until the other
 * end has read or written; a signal does not end that. Async-signal-safe.
 */
#include "os/request.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Room for one descriptor. */
union control {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

int request_send(int fd, const struct request *r, size_t text_len)
{
	ssize_t n;

	do
		n = send(fd, r, offsetof(struct request, text) + text_len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

int request_receive(int fd, struct request *ret, size_t *ret_text_len)
{
	ssize_t n;

	do
		n = recv(fd, ret, sizeof(*ret), 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if ((size_t)n < offsetof(struct request, text))
		return -EPIPE;
	*ret_text_len = n - offsetof(struct request, text);
	return 0;
}

static int send_descriptor(int fd, int fd_with)
{
	union control control = { .head = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
	char nothing = 0;
	struct iovec part = { &nothing, sizeof(nothing) };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t n;

	memcpy(CMSG_DATA(&control.head), &fd_with, sizeof(fd_with));
	do
		n = sendmsg(fd, &message, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

/*
 * The descriptor goes first, in a record of its own. Whoever has the answer then has the only
 * descriptor: a second one in here would keep a socket open that its owner has closed.
 */
int request_answer(int fd, const struct answer *a, int fd_with)
{
	struct answer answer = *a;
	int code = fd_with >= 0 ? send_descriptor(fd, fd_with) : 0;
	ssize_t n;

	if (fd_with >= 0)
		close(fd_with);
	if (code)
		answer.result = code;
	do
		n = send(fd, &answer, sizeof(answer), MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

/* One record: its length, or a negative errno. */
static ssize_t receive_record(int fd, struct answer *ret, int *ret_fd_with)
{
	union control control;
	struct iovec part = { ret, sizeof(*ret) };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *head;
	ssize_t n;

	do
		n = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	head = CMSG_FIRSTHDR(&message);
	if (head && head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(ret_fd_with, CMSG_DATA(head), sizeof(*ret_fd_with));
	return n;
}

int request_receive_answer(int fd, struct answer *ret, int *ret_fd_with)
{
	ssize_t n;

	*ret_fd_with = -1;
	n = receive_record(fd, ret, ret_fd_with);
	if (n == 1)
		n = receive_record(fd, ret, ret_fd_with);
	if (n < 0)
		return n;
	return n == sizeof(*ret) ? 0 : -EPIPE;
}

int request_ask(int fd, const struct request *r, size_t text_len, int *ret_fd_with)
{
	struct answer answer;
	int code = request_send(fd, r, text_len);

	*ret_fd_with = -1;
	if (!code)
		code = request_receive_answer(fd, &answer, ret_fd_with);
	return code ? code : answer.result;
}
