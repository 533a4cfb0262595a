/*
 * See batch.h. The call is made without its time-out. When that comes the call is interrupted, keeps the datagrams that it has, and is
 * made again for one more. It would lose them to a second interruption, by a signal, and so returns them then, as the kernel does.
 */
#include "run/batch.h"
#include "base/deadline.h"
#include "facts/record.h"
#include "os/borrow.h"
#include "os/regs.h"
#include "os/tracee.h"
#include <errno.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { VECTOR = 1, COUNT = 2, FLAGS = 3, TIME_OUT = 4 };
enum { ERESTARTNOINTR = 513 };

int64_t batch_time_out(const struct tracee *who)
{
	const struct call *call = who->call;

	return call && call->args[VECTOR] == ARG_MMSG_OUT ? who->args[TIME_OUT] : 0;
}

void batch_begin(const struct pending *p)
{
	const struct tracee *who = p->wait.who;

	regs_set_arg(who->tid, TIME_OUT, 0);
	if (!p->wait.batch.ends_with_next)
		return;
	regs_set_arg(who->tid, VECTOR,
		     (uint64_t)who->args[VECTOR] + (uint64_t)p->wait.batch.had * sizeof(struct mmsghdr));
	regs_set_arg(who->tid, COUNT, 1);
}

static void put_back(const struct tracee *who)
{
	for (int i = VECTOR; i <= TIME_OUT; i++)
		regs_set_arg(who->tid, i, (uint64_t)who->args[i]);
}

/* Datagrams that have come are told, and the interruption would be the next call's error (net/socket.c, do_recvmmsg()). */
void batch_clear_error(const struct tracee *who)
{
	int error, ours = borrow(who, (int)who->args[0]);
	socklen_t len = sizeof(error);

	if (ours < 0)
		return;
	getsockopt(ours, SOL_SOCKET, SO_ERROR, &error, &len);
	close(ours);
}

/* As the kernel does where datagrams have come. */
static void write_rest(const struct sck_session *s, const struct pending *p)
{
	const int64_t left = clock_left(s, p->wait.batch.at);
	const struct timespec rest = deadline_timespec(left > 0 ? left : 0);

	tracee_write(p->wait.who->tid, (uint64_t)p->wait.who->args[TIME_OUT], &rest, sizeof(rest));
}

/* It was ended by its time alone, or by our telling it so. */
static bool wants_one_more(const struct tracee *who, int64_t result)
{
	if (result > 0)
		return result < who->args[COUNT] && !(who->args[FLAGS] & MSG_WAITFORONE);
	return result <= -RECORD_RESTART_FIRST && result >= -RECORD_RESTART_LAST;
}

int64_t batch_leave(const struct sck_session *s, struct pending *p, int64_t result)
{
	const bool has_come = p->wait.expired && clock_left(s, p->wait.batch.at) <= 0;
	const struct tracee *who = p->wait.who;

	put_back(who);
	if (has_come && !p->wait.batch.ends_with_next && wants_one_more(who, result)) {
		if (result > 0)
			batch_clear_error(who);
		p->wait.batch.had = result > 0 ? result : 0;
		p->wait.batch.ends_with_next = p->wait.restarts = true;
		p->armed = false;
		return -ERESTARTNOINTR;
	}
	if (p->wait.batch.had > 0)
		result = p->wait.batch.had + (result > 0 ? result : 0);
	if (result > 0)
		write_rest(s, p);
	return result;
}
