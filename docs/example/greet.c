/* The library under test: the client's side of assignment.md. */
#include "greet.h"
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(const char *host, const char *port)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *all;
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &all)) {
		errno = EHOSTUNREACH;
		return -1;
	}
	for (const struct addrinfo *a = all; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen)) {
			const int code = errno;

			close(fd);
			errno = code;
			fd = -1;
		}
	}
	freeaddrinfo(all);
	return fd;
}

static int send_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		const ssize_t count = send(fd, bytes, len, MSG_NOSIGNAL);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -1;
		bytes += count;
		len -= (size_t)count;
	}
	return 0;
}

static int receive_line(int fd, char *line, size_t size)
{
	size_t len = 0;

	while (len < size) {
		const ssize_t count = recv(fd, line + len, 1, 0);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -1;
		if (!count) {
			errno = EPROTO;
			return -1;
		}
		if (line[len] == '\n') {
			line[len] = '\0';
			return 0;
		}
		len++;
	}
	errno = EMSGSIZE;
	return -1;
}

int greet(const char *host, const char *port, const char *name, char *answer, size_t size)
{
	const int fd = connect_to(host, port);
	int rc, code;

	if (fd < 0)
		return -1;
	rc = send_all(fd, name, strlen(name)) || send_all(fd, "\n", 1) || receive_line(fd, answer, size)
		     ? -1
		     : 0;
	code = errno;
	close(fd);
	errno = code;
	return rc;
}
