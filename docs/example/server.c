/* A solution of assignment.md; with -DIMPATIENT one that takes what the first recv returns for the whole name. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void serve(int fd)
{
	char name[256], answer[300];
	size_t len = 0;
	int answer_len;

	do {
		const ssize_t count = recv(fd, name + len, sizeof(name) - len, 0);

		if (count <= 0)
			return;
		len += (size_t)count;
#ifdef IMPATIENT
		break;
#endif
	} while (!memchr(name, '\n', len) && len < sizeof(name));
	answer_len = snprintf(answer, sizeof(answer), "hello, %.*s", (int)len, name);
	send(fd, answer, (size_t)answer_len, MSG_NOSIGNAL);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	const int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	if (argc != 2)
		return 2;
	address.sin_port = htons((in_port_t)atoi(argv[1]));
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 16)) {
		perror("server");
		return 1;
	}
	for (;;) {
		const int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			continue;
		serve(fd);
		close(fd);
	}
}
