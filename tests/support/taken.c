/* See taken.h. */
#include "support/taken.h"
#include "support/inside.h"

#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

struct sck_session *taken_session(enum sck_family family, uint16_t port)
{
	const struct session_options options = { .family = family, .port = port, .traced_if_allowed = true };
	struct sck_session *s;
	struct sck_err err = { 0 };

	if (session_new(&options, &s, &err) < 0)
		fail_msg("%s", err.text);
	assert_false(sck_is_private(s));
	assert_int_equal(sck_port(s), port);
	return s;
}

/* For good: the descriptor is inherited by whatever this process becomes. A queue takes whoever comes. */
static bool take(uint16_t port, int family, int type)
{
	const struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };
	const struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	int fd = socket(family, type, 0), yes = 1;

	if (fd < 0)
		return false;
	if (family == AF_INET6) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
		return bind(fd, (const struct sockaddr *)&in6, sizeof(in6)) == 0 &&
		       (type == SOCK_DGRAM || listen(fd, 64) == 0);
	}
	return bind(fd, (const struct sockaddr *)&in, sizeof(in)) == 0 &&
	       (type == SOCK_DGRAM || listen(fd, 64) == 0);
}

static int start_again(void *arg)
{
	const uint16_t port = *(const uint16_t *)arg;

	if (!take(port, AF_INET, SOCK_STREAM) || !take(port, AF_INET6, SOCK_STREAM) ||
	    !take(port, AF_INET, SOCK_DGRAM) || !take(port, AF_INET6, SOCK_DGRAM))
		return 126;
	execl(live_program("without_namespaces"), "without_namespaces", live_self(), "there", (char *)NULL);
	return 127;
}

int taken_run_again(uint16_t port)
{
	struct loopback lo;
	int status;

	inside_open(&lo);
	fflush(NULL);
	status = inside_run(&lo, start_again, &port);
	inside_close(&lo);
	return status;
}
