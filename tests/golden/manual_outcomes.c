/*
 * What ./server and ./client are in the examples of sockcheck-inject(7): both ends of some sockets, that make every kind of call and mind no failure. KIND
 * in the environment says which: stream, ready (the same, non-blocking), datagram, sendto, together. Nothing waits longer than a moment.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOMENT = 50 }; /* milliseconds */

static bool does_not_block;

static int make(int family, int type)
{
	const struct timeval moment = { .tv_usec = MOMENT * 1000 };
	int fd = socket(family, type | (does_not_block ? SOCK_NONBLOCK : 0), 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof(moment));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	return fd;
}

static bool ask(int fd, short events)
{
	struct pollfd fds[] = { { .fd = fd, .events = events } };

	return poll(fds, 1, MOMENT) > 0;
}

static socklen_t bind_any(int fd, int family, struct sockaddr_storage *ret)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = family == AF_INET6 ? sizeof(six) : sizeof(four);

	memcpy(ret, family == AF_INET6 ? (void *)&six : (void *)&four, len);
	(void)bind(fd, (struct sockaddr *)ret, len);
	getsockname(fd, (struct sockaddr *)ret, &len);
	return len;
}

static void take(int fd)
{
	char data[6];

	if (ask(fd, POLLIN))
		recv(fd, data, 6, 0);
	recv(fd, data, 6, MSG_DONTWAIT); /* what a short one has left */
}

static void stream(int family)
{
	struct sockaddr_storage address;
	int listener = make(family, SOCK_STREAM), client = make(family, SOCK_STREAM), server, error;
	socklen_t len = bind_any(listener, family, &address), error_len = sizeof(error);

	listen(listener, 8);
	for (int i = 0; i < 2; i++) {
		(void)connect(client, (struct sockaddr *)&address, len);
		ask(client, POLLOUT);
		getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &error_len);
		server = !ask(listener, POLLIN)
				 ? -1
				 : accept4(listener, NULL, NULL, does_not_block ? SOCK_NONBLOCK : 0);
		len = sizeof(address);
		getpeername(server, (struct sockaddr *)&address, &len);
		for (int k = 0; k < 3; k++) {
			send(client, "hello, hello\n", 13, 0);
			take(server);
			send(server, "hello, hello\n", 13, 0);
			take(client);
		}
		shutdown(client, SHUT_WR);
		take(server);
		close(server);
		close(client);
		client = make(family, SOCK_STREAM);
		len = sizeof(address);
		getsockname(listener, (struct sockaddr *)&address, &len);
	}
	close(client);
	close(listener);
}

static void vectors(int from, int to)
{
	char data[2][64], control[CMSG_SPACE(sizeof(struct in_pktinfo))];
	struct iovec parts[] = { { data[0], 5 }, { data[1], 5 } };
	struct mmsghdr list[] = { { .msg_hdr = { .msg_iov = &parts[0], .msg_iovlen = 1 } },
				  { .msg_hdr = { .msg_iov = &parts[1], .msg_iovlen = 1 } } };
	struct msghdr one = { .msg_iov = parts,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	int on = 1;

	setsockopt(to, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on));
	memset(data, 'x', sizeof(data));
	sendmmsg(from, list, 2, 0);
	recvmmsg(to, list, 2, MSG_DONTWAIT, NULL);
	send(from, "hello", 5, 0);
	if (ask(to, POLLIN))
		(void)recvmsg(to, &one, 0);
}

static void datagram(bool with_vectors)
{
	struct sockaddr_storage a, b;
	int first = make(AF_INET, SOCK_DGRAM), second = make(AF_INET, SOCK_DGRAM);
	socklen_t len = bind_any(first, AF_INET, &a);

	bind_any(second, AF_INET, &b);
	(void)connect(first, (struct sockaddr *)&b, len);
	(void)connect(second, (struct sockaddr *)&a, len);
	for (int i = 0; i < 3; i++) {
		send(first, "hello", 5, 0);
		take(second);
	}
	if (with_vectors)
		vectors(first, second);
	close(first);
	close(second);
}

static void asked_by_anybody(void)
{
	struct sockaddr_storage a, b;
	int first = make(AF_INET, SOCK_DGRAM), second = make(AF_INET, SOCK_DGRAM);
	const socklen_t len = sizeof(struct sockaddr_in);
	char data[6];

	bind_any(first, AF_INET, &a);
	bind_any(second, AF_INET, &b);
	for (int i = 0; i < 3; i++) {
		sendto(first, "hello", 5, 0, (struct sockaddr *)&b, len);
		if (ask(second, POLLIN))
			recvfrom(second, data, sizeof(data), 0, NULL, NULL);
	}
	vectors(first, second);
	close(first);
	close(second);
}

static void *close_one(void *arg)
{
	close(*(int *)arg);
	return NULL;
}

/* Processes and threads; several descriptors that are ready at once, and a time-out. */
static void together(void)
{
	int pair[2], other[2];
	struct pollfd fds[] = { { .events = POLLIN }, { .events = POLLIN } };
	pthread_t thread;
	pid_t pid;

	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
	socketpair(AF_UNIX, SOCK_STREAM, 0, other);
	fds[0].fd = pair[0];
	fds[1].fd = other[0];
	poll(fds, 2, MOMENT);
	send(pair[1], "x", 1, 0);
	send(other[1], "x", 1, 0);
	poll(fds, 2, MOMENT);
	pthread_create(&thread, NULL, close_one, &other[1]);
	take(pair[0]);
	pthread_join(thread, NULL);
	pid = fork();
	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
}

int main(void)
{
	const char *kind = getenv("KIND");

	signal(SIGPIPE, SIG_IGN);
	does_not_block = !strcmp(kind, "ready");
	if (!strcmp(kind, "stream") || does_not_block) {
		stream(AF_INET);
		stream(AF_INET6);
	} else if (!strcmp(kind, "datagram")) {
		datagram(true);
	} else if (!strcmp(kind, "sendto")) {
		asked_by_anybody();
	} else {
		together();
	}
	return 0;
}
