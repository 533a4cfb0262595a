/* See other.h: what the keeper is asked for. */
#include "os/other.h"
#include "os/request.h"
#include "sockcheck.h"

#include <errno.h>
#include <string.h>

int other_host(struct loopback *lo, struct sck_err *err)
{
	struct request request = { .op = REQUEST_OTHER_HOST, .args = { lo->has_ipv6 } };
	int fd = -1, code = loopback_alter(lo, err);

	if (code || lo->fd_other >= 0)
		return code;
	code = request_ask(lo->fd_request, &request, 0, &fd);
	if (code == -EOPNOTSUPP || code == -EPERM)
		return err_errno(err, -EOPNOTSUPP, "there can be no other host here (veth, %s)",
				 strerror(-code));
	if (code)
		return err_errno(err, code, "cannot make another host");
	if (fd < 0)
		return err_set(err, -EMFILE, "no descriptor is left for the other host's network");
	lo->fd_other = fd;
	return 0;
}

int other_socket(struct loopback *lo, int domain, int type, int protocol, struct sck_err *err)
{
	struct request request = { .op = REQUEST_OTHER_SOCKET, .args = { domain, type, protocol } };
	int fd, code = request_ask(lo->fd_request, &request, 0, &fd);

	if (code)
		return err_errno(err, code, "cannot make a socket on the other host");
	return fd >= 0 ? fd : err_set(err, -EMFILE, "no descriptor is left for a socket on the other host");
}

bool other_has(const struct loopback *lo, const char *address)
{
	return lo->fd_other >= 0 &&
	       (strcmp(address, SCK_OTHER_IPV4) == 0 || strcmp(address, SCK_OTHER_IPV6) == 0);
}
