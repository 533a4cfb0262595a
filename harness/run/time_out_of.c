/* See time_out_of.h. */
#include "run/time_out_of.h"
#include "base/deadline.h"
#include "facts/park.h"
#include "os/borrow.h"
#include "os/tracee.h"
#include "run/socket_time.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* False: none, or one that the kernel will refuse. */
static bool read_timespec(const struct tracee *who, int64_t address, int64_t *ret_ns)
{
	struct timespec t;

	return address && tracee_read(who->tid, (uint64_t)address, &t, sizeof(t)) == sizeof(t) &&
	       deadline_ns(t, ret_ns);
}

static bool read_timeval(const struct tracee *who, int64_t address, int64_t *ret_ns)
{
	struct timeval t;

	if (!address || tracee_read(who->tid, (uint64_t)address, &t, sizeof(t)) != sizeof(t) ||
	    t.tv_usec < 0 || __builtin_add_overflow(t.tv_sec, t.tv_usec / 1000000, &t.tv_sec))
		return false;
	return deadline_ns((struct timespec){ t.tv_sec, t.tv_usec % 1000000 * 1000 }, ret_ns);
}

/* Some clocks can only be read: EOPNOTSUPP, EINVAL (kernel/time/posix-timers.c). */
static bool can_be_waited_for(int id)
{
	return id != CLOCK_MONOTONIC_RAW && id != CLOCK_REALTIME_COARSE && id != CLOCK_MONOTONIC_COARSE;
}

/* A time on clock ID, or one from now. Of one that does not wait at all nothing is to be kept. */
static bool moment_of(const struct sck_session *s, bool is_absolute, int id, int64_t ns, struct moment *ret)
{
	int64_t now;

	if (!can_be_waited_for(id) || !clock_tells(s, id, &now))
		return false;
	*ret = is_absolute ? clock_moment(s, id, ns) : clock_after(s, ns);
	return is_absolute || ns > 0;
}

static bool of_futex(const struct sck_session *s, const struct tracee *who, int64_t ns, struct moment *ret)
{
	const int command = (int)who->args[1] & FUTEX_CMD_MASK;
	const bool is_wall = ((int)who->args[1] & FUTEX_CLOCK_REALTIME) || command == FUTEX_LOCK_PI;

	switch (command) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
	case FUTEX_WAIT_REQUEUE_PI:
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
		return moment_of(s, command != FUTEX_WAIT,
				 is_wall ? CLOCK_REALTIME : CLOCK_MONOTONIC, ns, ret);
	default:
		return false;
	}
}

/* That of a socket that waits; one that does not will not be interrupted. */
bool time_out_of_socket(const struct sck_session *s, const struct tracee *who, struct moment *ret)
{
	const struct record_call *call = who->slot >= 0 ? &s->record.calls[who->slot] : NULL;
	const bool takes = who->nr == SYS_splice && call && call->fd == who->args[0];
	const int64_t ns =
		call ? socket_time_of(s, call->socket, takes ? CLASS_RECV : who->call->class) : 0;
	int ours, flags = 0;

	if (!ns)
		return false;
	for (int i = 0; i < who->call->args_count; i++)
		if (who->call->args[i] == ARG_MSG_FLAGS && (who->args[i] & MSG_DONTWAIT))
			return false;
	ours = borrow(who, call->fd);
	if (ours >= 0) {
		flags = fcntl(ours, F_GETFL);
		close(ours);
	}
	return !(flags & O_NONBLOCK) && moment_of(s, false, CLOCK_MONOTONIC, ns, ret);
}

bool time_out_of(const struct sck_session *s, const struct tracee *who, const struct park *park,
		 struct moment *ret)
{
	const int64_t arg = who->args[park->timer_arg];
	bool is_absolute;
	int64_t ns;

	switch (park->timer) {
	case PARK_MS:
		return moment_of(s, false, CLOCK_MONOTONIC, (int32_t)arg * NS_PER_MS, ret);
	case PARK_TIMEVAL:
		return read_timeval(who, arg, &ns) && moment_of(s, false, CLOCK_MONOTONIC, ns, ret);
	case PARK_TIMESPEC:
	case PARK_SLEEP:
		return read_timespec(who, arg, &ns) && moment_of(s, false, CLOCK_MONOTONIC, ns, ret);
	case PARK_FUTEX:
		return read_timespec(who, arg, &ns) && of_futex(s, who, ns, ret);
	case PARK_UNTIL:
		return read_timespec(who, arg, &ns) &&
		       moment_of(s, true, (int)who->args[park->timer_arg + 1], ns, ret);
	case PARK_WALL:
		return read_timespec(who, arg, &ns) && moment_of(s, true, CLOCK_REALTIME, ns, ret);
	case PARK_SLEEP_ON:
		is_absolute = who->args[1] & TIMER_ABSTIME;
		return read_timespec(who, arg, &ns) &&
		       moment_of(s, is_absolute, (int)who->args[0], ns, ret);
	case PARK_SOCKET:
		return time_out_of_socket(s, who, ret);
	case PARK_NEVER:
	case PARK_ALWAYS:
		break;
	}
	return false;
}

bool time_out_behind(const struct sck_session *s, const struct tracee *who, int64_t address,
		     struct moment *ret)
{
	int64_t ns;

	return read_timespec(who, address, &ns) && moment_of(s, false, CLOCK_MONOTONIC, ns, ret);
}

/* Only connect(2) has more than one answer: EALREADY the second time, and EAGAIN to a UNIX address. */
int time_out_result(const struct tracee *who, const struct park *park)
{
	const int ours = who->nr == SYS_connect ? borrow(who, (int)who->args[0]) : -1;
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);
	int domain = AF_UNSPEC, rc = park->timed_out;

	if (ours < 0)
		return rc;
	if (getsockopt(ours, IPPROTO_TCP, TCP_INFO, &info, &len) == 0 && info.tcpi_state == TCP_SYN_SENT)
		rc = -EALREADY;
	len = sizeof(domain);
	if (getsockopt(ours, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 && domain == AF_UNIX)
		rc = -EAGAIN;
	close(ours);
	return rc;
}
