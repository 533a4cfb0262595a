/* See lasting.h. */
#include "os/lasting.h"
#include "os/request.h"

#include <errno.h>
#include <sys/wait.h>

static struct loopback kept;
static bool is_kept;
static unsigned given_up; /* so many in a row could not be kept: some machines let none last, some tests alter each */

/* To make one that may last takes longer. */
static bool is_worth_while(void)
{
	enum { IN_A_ROW = 3, TRIED_EACH = 32 };
	static unsigned opened;

	return given_up < IN_A_ROW || opened++ % TRIED_EACH == 0;
}

int lasting_open(struct loopback *ret_lo, struct sck_err *err)
{
	if (!is_kept)
		return (is_worth_while() ? loopback_open_lasting : loopback_open)(ret_lo, err);
	*ret_lo = kept;
	is_kept = false;
	return 0;
}

bool lasting_unfit(unsigned purpose, struct loopback *ret_lo)
{
	if (!is_kept || kept.purpose == purpose)
		return false;
	*ret_lo = kept;
	is_kept = false;
	return true;
}

bool lasting_keep(struct loopback *lo, pid_t spared)
{
	struct request request = { .op = REQUEST_AFRESH,
				   .args = { spared, lo->fd_barrier < 0 ? 0 : lo->barrier_port } };
	int fd;

	if (!lo->is_private || !lo->may_last || is_kept)
		return false;
	if (lo->is_altered || request_ask(lo->fd_request, &request, 0, &fd)) {
		given_up++;
		return false;
	}
	given_up = 0;
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
