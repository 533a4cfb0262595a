/* See barely.h. */
#include "support/barely.h"
#include "base/deadline.h"
#include <arpa/inet.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MOST = 8 };

const char barely_message[BARELY_BYTES + 1] =
	"sixty-four bytes, there and back again, as one message to echo.\n";

static uint16_t free_port(void)
{
	struct sockaddr_in6 at = { .sin6_family = AF_INET6 };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		at.sin6_port = 0;
	close(fd);
	return ntohs(at.sin6_port);
}

static int connect_until_it_listens(uint16_t port)
{
	enum { TRIES_MOST = 1000000 };
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	for (int i = 0; i < TRIES_MOST; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
			return fd;
		close(fd);
		sched_yield();
	}
	return -1;
}

static bool echoes(int fd)
{
	char back[BARELY_BYTES];

	return send(fd, barely_message, BARELY_BYTES, MSG_NOSIGNAL) == BARELY_BYTES &&
	       recv(fd, back, BARELY_BYTES, MSG_WAITALL) == BARELY_BYTES &&
	       memcmp(back, barely_message, BARELY_BYTES) == 0;
}

double barely_try(const char *const *argv, size_t count)
{
	int64_t began = deadline_now();
	char port[8];
	uint16_t number = free_port();
	const char *words[WORDS_MOST] = { 0 };
	bool is_well;
	pid_t pid;
	int fd;

	snprintf(port, sizeof(port), "%u", number);
	for (size_t i = 0; i < count && i + 2 < WORDS_MOST; i++)
		words[i] = argv[i];
	words[count] = port;
	pid = fork();
	if (pid == 0) {
		execv(words[0], (char **)words);
		_exit(127);
	}
	if (pid < 0)
		return -1;
	fd = connect_until_it_listens(number);
	is_well = fd >= 0 && echoes(fd);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (fd >= 0)
		close(fd);
	return is_well ? (double)(deadline_now() - began) / 1000 : -1;
}
