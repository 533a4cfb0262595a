/* See park.h. */
#include "facts/park.h"
#include "facts/call.h"
#include <errno.h>

/* clang-format off */
enum { _ = 0, F = PARK_FD, R = PARK_REST, S = PARK_SETS };
#define ROW(name, x86_64, aarch64, timer, arg, can, timed_out) \
	{ #name, x86_64, aarch64, PARK_##timer, arg, can, timed_out }

/*
 * recvmmsg(2) looks at its time-out only when a datagram has come ("BUGS"), so only SO_RCVTIMEO ends its wait (see run/batch.c). A
 * vfork(2)'s parent waits in the call that made the child: vfork, clone or clone3.
 */
const struct park park_table[] = {
	/*  name            x86-64 arm64 time-out  argument, can, time is up */
	ROW(read,               0,  63, SOCKET,   0, F,   -EAGAIN),
	ROW(readv,             19,  65, SOCKET,   0, F,   -EAGAIN),
	ROW(recvfrom,          45, 207, SOCKET,   0, F,   -EAGAIN),
	ROW(recvmsg,           47, 212, SOCKET,   0, F,   -EAGAIN),
	ROW(recvmmsg,         299, 243, SOCKET,   0, F,   -EAGAIN),
	ROW(accept,            43, 202, SOCKET,   0, F,   -EAGAIN),
	ROW(accept4,          288, 242, SOCKET,   0, F,   -EAGAIN),
	ROW(connect,           42, 203, SOCKET,   0, F,   -EINPROGRESS),
	ROW(write,              1,  64, SOCKET,   0, F,   -EAGAIN),
	ROW(writev,            20,  66, SOCKET,   0, F,   -EAGAIN),
	ROW(sendto,            44, 206, SOCKET,   0, F,   -EAGAIN),
	ROW(sendmsg,           46, 211, SOCKET,   0, F,   -EAGAIN),
	ROW(sendmmsg,         307, 269, SOCKET,   0, F,   -EAGAIN),
	ROW(sendfile,          40,  71, SOCKET,   0, F,   -EAGAIN),
	ROW(splice,           275,  76, SOCKET,   0, F,   -EAGAIN),
	ROW(tee,              276,  77, SOCKET,   0, F,   -EAGAIN),
	ROW(poll,               7,  -1, MS,       2, _,   0),
	ROW(ppoll,            271,  73, TIMESPEC, 2, R,   0),
	ROW(select,            23,  -1, TIMEVAL,  4, R|S, 0),
	ROW(pselect6,         270,  72, TIMESPEC, 4, R|S, 0),
	ROW(epoll_wait,       232,  -1, MS,       3, F,   0),
	ROW(epoll_pwait,      281,  22, MS,       3, F,   0),
	ROW(epoll_pwait2,     441, 441, TIMESPEC, 3, F,   0),
	ROW(futex,            202,  98, FUTEX,    3, _,   -ETIMEDOUT),
	ROW(futex_waitv,      449, 449, UNTIL,    3, _,   -ETIMEDOUT),
	ROW(rt_sigtimedwait,  128, 137, TIMESPEC, 2, _,   -EAGAIN),
	ROW(semtimedop,       220, 192, TIMESPEC, 3, _,   -EAGAIN),
	ROW(mq_timedsend,     242, 182, WALL,     4, F,   -ETIMEDOUT),
	ROW(mq_timedreceive,  243, 183, WALL,     4, F,   -ETIMEDOUT),
	ROW(nanosleep,         35, 101, SLEEP,    0, _,   0),
	ROW(clock_nanosleep,  230, 115, SLEEP_ON, 2, _,   0),
	ROW(restart_syscall,  219, 128, ALWAYS,   0, _,   0),
	ROW(wait4,             61, 260, NEVER,    0, _,   0),
	ROW(waitid,           247,  95, NEVER,    0, _,   0),
	ROW(pause,             34,  -1, NEVER,    0, _,   0),
	ROW(rt_sigsuspend,    130, 133, NEVER,    0, _,   0),
	ROW(vfork,             58,  -1, NEVER,    0, _,   0),
	ROW(clone,             56, 220, NEVER,    0, _,   0),
	ROW(clone3,           435, 435, NEVER,    0, _,   0),
};
const size_t park_table_count = sizeof(park_table) / sizeof(park_table[0]);
/* clang-format on */

int park_number(const struct park *p)
{
	return call_number_of(p->nr_x86_64, p->nr_aarch64);
}

const struct park *park_by_number(int64_t nr)
{
	for (size_t i = 0; i < park_table_count && nr >= 0; i++)
		if (park_number(&park_table[i]) == nr)
			return &park_table[i];
	return NULL;
}
