/* See lasting.h. */
#include "os/lasting.h"
#include "os/request.h"

#include <errno.h>
#include <sys/wait.h>

static struct loopback kept;
static bool is_kept;

int lasting_open(struct loopback *ret_lo, struct sck_err *err)
{
	if (!is_kept)
		return loopback_open_lasting(ret_lo, err);
	*ret_lo = kept;
	is_kept = false;
	return 0;
}

bool lasting_keep(struct loopback *lo, pid_t spared)
{
	struct request request = { .op = REQUEST_AFRESH, .args = { spared } };
	int fd;

	if (!lo->is_private || lo->is_altered || is_kept || request_ask(lo->fd_request, &request, 0, &fd))
		return false;
	kept = *lo;
	is_kept = true;
	*lo = LOOPBACK_NONE;
	return true;
}

void lasting_end(struct loopback *lo)
{
	const pid_t keeper = lo->keeper;

	loopback_close(lo);
	if (!keeper)
		return;
	while (waitpid(keeper, NULL, __WALL) < 0 && errno == EINTR)
		;
	loopback_reaped(lo);
}
