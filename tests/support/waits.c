/* See waits.h. tests/support/waits_table reads these rows too: a row a line, HEAD lines between them. */
#include "support/waits.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
#define ROW(...) { __VA_ARGS__, .is_ours = true }
#define WHOLE(...) { __VA_ARGS__, .is_ours = true, .is_whole = true }
#define BUSY(...) { __VA_ARGS__, .is_ours = true, .never_rests = true }
#define KERNELS(...) { __VA_ARGS__, .is_ours = false }
#define HEAD(text)

const struct waits_row waits_rows[] = {
	HEAD("Sleeps")
	WHOLE("sleep", "sleeps_by", "sleep", "0", 0, FAKETIME_YES),
	ROW("usleep", "sleeps_by", "usleep", "0", 0, FAKETIME_YES),
	ROW("nanosleep", "sleeps_by", "nanosleep", "0", 0, FAKETIME_YES),
	ROW("nanosleep by syscall(2)", "sleeps_by", "raw_nanosleep", "0", 0, FAKETIME_NO),
	ROW("clock_nanosleep", "sleeps_by", "clock_nanosleep", "0", 0, FAKETIME_YES),
	ROW("clock_nanosleep, CLOCK_REALTIME", "sleeps_by", "clock_nanosleep_realtime", "0", 0, FAKETIME_YES),
	ROW("clock_nanosleep, TIMER_ABSTIME", "sleeps_by", "clock_nanosleep_until", "0", 0, FAKETIME_YES),
	ROW("clock_nanosleep, both", "sleeps_by", "clock_nanosleep_until_realtime", "0", 0, FAKETIME_YES),
	HEAD("Waits for descriptors")
	ROW("select", "sleeps_by", "select", "0 left 0", 0, FAKETIME_WRONG),
	ROW("pselect", "sleeps_by", "pselect", "0 left 0", 0, FAKETIME_YES),
	ROW("poll", "sleeps_by", "poll", "0", 0, FAKETIME_YES),
	ROW("ppoll", "sleeps_by", "ppoll", "0", 0, FAKETIME_YES),
	ROW("epoll_wait", "sleeps_by", "epoll_wait", "0", 0, FAKETIME_YES),
	ROW("epoll_pwait", "sleeps_by", "epoll_pwait", "0", 0, FAKETIME_YES),
	ROW("epoll_pwait2", "sleeps_by", "epoll_pwait2", "0", 0, FAKETIME_NO),
	ROW("polls until a time", "sleeps_by", "loop_of_polls", "0", 0, FAKETIME_YES),
	BUSY("a loop that only looks at the clock", "sleeps_by", "loop_of_looks", "0", 100, FAKETIME_YES),
	HEAD("Timers")
	WHOLE("alarm", "sleeps_by_timer", "alarm", "-1 EINTR", 0, FAKETIME_HANGS),
	ROW("setitimer, ITIMER_REAL", "sleeps_by_timer", "setitimer", "-1 EINTR", 0, FAKETIME_NO),
	ROW("timer_settime, a signal", "sleeps_by_timer", "timer_settime", "10", 0, FAKETIME_NO),
	ROW("timer_settime, TIMER_ABSTIME", "sleeps_by_timer", "timer_settime_until", "10", 0, FAKETIME_NO),
	ROW("timer_settime, a thread", "sleeps_by_timer", "timer_of_a_thread", "0", 0, FAKETIME_NO),
	ROW("timerfd, read", "sleeps_by_timer", "timerfd", "1", 0, FAKETIME_YES),
	ROW("timerfd, read, TFD_TIMER_ABSTIME", "sleeps_by_timer", "timerfd_until", "1", 0, FAKETIME_YES),
	ROW("timerfd, poll", "sleeps_by_timer", "poll_of_timerfd", "1", 0, FAKETIME_YES),
	ROW("timerfd, poll, TFD_TIMER_ABSTIME", "sleeps_by_timer", "poll_of_timerfd_until", "1", 0, FAKETIME_HANGS),
	HEAD("Sockets' own time-outs")
	ROW("recv, SO_RCVTIMEO", "sleeps_by_socket", "recv", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("read, SO_RCVTIMEO", "sleeps_by_socket", "read", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("recvmsg, SO_RCVTIMEO", "sleeps_by_socket", "recvmsg", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("recvmmsg, SO_RCVTIMEO", "sleeps_by_socket", "recvmmsg", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("accept, SO_RCVTIMEO", "sleeps_by_socket", "accept", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("recv, the listener's SO_RCVTIMEO", "sleeps_by_socket", "recv_of_an_accepted_one", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("send, SO_SNDTIMEO", "sleeps_by_socket", "send", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("connect, SO_SNDTIMEO", "sleeps_by_socket", "connect", "-1 EINPROGRESS", 0, FAKETIME_NO),
	ROW("recvmmsg, its own, which has come", "sleeps_by_socket", "recvmmsg_past_its_time", "ended left 0", 0, FAKETIME_WRONG),
	ROW("recvmmsg, its own, before any datagram", "sleeps_by_socket", "recvmmsg_past_its_time_at_once", "ended left 0", 0, FAKETIME_WRONG),
	ROW("recvmmsg, its own, which has not", "sleeps_by_socket", "recvmmsg_within_its_time", "2", 0, FAKETIME_YES),
	HEAD("Waits for threads and processes")
	ROW("pthread_cond_timedwait", "sleeps_by_lock", "cond_timedwait", "ETIMEDOUT", 0, FAKETIME_YES),
	ROW("pthread_cond_timedwait, CLOCK_MONOTONIC", "sleeps_by_lock", "cond_timedwait_monotonic", "ETIMEDOUT", 0, FAKETIME_YES),
	ROW("pthread_cond_clockwait", "sleeps_by_lock", "cond_clockwait", "ETIMEDOUT", 0, FAKETIME_HANGS),
	ROW("pthread_mutex_timedlock", "sleeps_by_lock", "mutex_timedlock", "ETIMEDOUT", 0, FAKETIME_NO),
	ROW("sem_timedwait", "sleeps_by_lock", "sem_timedwait", "-1 ETIMEDOUT", 0, FAKETIME_HANGS),
	ROW("sem_clockwait", "sleeps_by_lock", "sem_clockwait", "-1 ETIMEDOUT", 0, FAKETIME_HANGS),
	ROW("futex", "sleeps_by_lock", "futex", "-1 ETIMEDOUT", 0, FAKETIME_NO),
	ROW("futex, FUTEX_CLOCK_REALTIME", "sleeps_by_lock", "futex_until", "-1 ETIMEDOUT", 0, FAKETIME_NO),
	ROW("sigtimedwait", "sleeps_by_lock", "sigtimedwait", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("semtimedop", "sleeps_by_lock", "semtimedop", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("mq_timedreceive", "sleeps_by_lock", "mq_timedreceive", "-1 ETIMEDOUT", 0, FAKETIME_NO),
	HEAD("Static binaries")
	WHOLE("sleep", "sleeps_by_static", "sleep", "0", 0, FAKETIME_NO),
	ROW("poll", "sleeps_by_static", "poll", "0", 0, FAKETIME_NO),
	ROW("clock_nanosleep, TIMER_ABSTIME", "sleeps_by_static", "clock_nanosleep_until", "0", 0, FAKETIME_NO),
	ROW("epoll_wait", "sleeps_by_static", "epoll_wait", "0", 0, FAKETIME_NO),
	ROW("timerfd, read", "sleeps_by_timer_static", "timerfd", "1", 0, FAKETIME_NO),
	ROW("recv, SO_RCVTIMEO", "sleeps_by_socket_static", "recv", "-1 EAGAIN", 0, FAKETIME_NO),
	ROW("sem_timedwait", "sleeps_by_lock_static", "sem_timedwait", "-1 ETIMEDOUT", 0, FAKETIME_NO),
	HEAD("C++")
	ROW("sleep_for", "sleeps_by_in_cpp", "sleep_for", "0", 0, FAKETIME_YES),
	ROW("sleep_until", "sleeps_by_in_cpp", "sleep_until", "0", 0, FAKETIME_YES),
	ROW("condition_variable::wait_for", "sleeps_by_in_cpp", "condition_variable", "timeout", 0, FAKETIME_HANGS),
	ROW("future::wait_for", "sleeps_by_in_cpp", "future", "timeout", 0, FAKETIME_HANGS),
	HEAD("Python")
	ROW("time.sleep", "sleeps_by_in_python.py", "sleep", "0", 1000, FAKETIME_YES),
	ROW("settimeout, recv", "sleeps_by_in_python.py", "settimeout", "timed out", 1000, FAKETIME_YES),
	ROW("select.select", "sleeps_by_in_python.py", "select", "0", 1000, FAKETIME_YES),
	ROW("asyncio.sleep", "sleeps_by_in_python.py", "asyncio", "0", 1000, FAKETIME_YES),
	ROW("threading.Event.wait", "sleeps_by_in_python.py", "event", "False", 1000, FAKETIME_HANGS),
	HEAD("Java")
	ROW("Thread.sleep", "sleeps_by_in_java.class", "sleep", "0", 5000, FAKETIME_YES),
	ROW("setSoTimeout, accept", "sleeps_by_in_java.class", "soTimeout", "SocketTimeoutException", 5000, FAKETIME_YES),
	HEAD("JavaScript (Node)")
	ROW("setTimeout", "sleeps_by_in_node.js", "setTimeout", "0", 5000, FAKETIME_YES),
	HEAD("Go")
	ROW("time.Sleep", "sleeps_by_in_go", "sleep", "0", 1000, FAKETIME_NO),
	ROW("SetDeadline, Accept", "sleeps_by_in_go", "deadline", "timeout", 1000, FAKETIME_NO),
	HEAD("Rust")
	ROW("thread::sleep", "sleeps_by_in_rust", "sleep", "0", 0, FAKETIME_YES),
	ROW("set_read_timeout, recv", "sleeps_by_in_rust", "read_timeout", "WouldBlock", 0, FAKETIME_NO),
	HEAD("What tells the time, over a sleep")
	ROW("CLOCK_MONOTONIC", "measures_by", "monotonic", "-", 0, FAKETIME_YES),
	ROW("CLOCK_MONOTONIC_COARSE", "measures_by", "monotonic_coarse", "-", 0, FAKETIME_YES),
	ROW("CLOCK_MONOTONIC_RAW", "measures_by", "monotonic_raw", "-", 0, FAKETIME_YES),
	ROW("CLOCK_BOOTTIME", "measures_by", "boottime", "-", 0, FAKETIME_YES),
	ROW("CLOCK_REALTIME", "measures_by", "realtime", "-", 0, FAKETIME_YES),
	ROW("gettimeofday", "measures_by", "gettimeofday", "-", 0, FAKETIME_YES),
	WHOLE("time", "measures_by", "time", "-", 0, FAKETIME_YES),
	ROW("times", "measures_by", "times", "-", 0, FAKETIME_NO),
	WHOLE("sysinfo", "measures_by", "sysinfo", "-", 0, FAKETIME_NO),
	KERNELS("CLOCK_PROCESS_CPUTIME_ID", "measures_by", "process_clock", "-", 0, FAKETIME_NO),
	KERNELS("getrusage", "measures_by", "getrusage", "-", 0, FAKETIME_NO),
	KERNELS("a file's times", "measures_by", "file_time", "-", 0, FAKETIME_YES),
	KERNELS("/proc/uptime", "measures_by", "proc_uptime", "-", 0, FAKETIME_NO),
	KERNELS("rdtsc", "measures_by", "rdtsc", "-", 0, FAKETIME_NO),
};
/* clang-format on */
const size_t waits_rows_count = sizeof(waits_rows) / sizeof(waits_rows[0]);

const char *const *waits_words(const struct waits_row *row, const char *path, double seconds)
{
	static char copy[PATH_MAX], class[64], number[32];
	static const char *words[8];
	const char *suffix = strrchr(row->program, '.');
	size_t count = 0;

	snprintf(copy, sizeof(copy), "%s", path);
	snprintf(number, sizeof(number), "%g", seconds);
	if (suffix && strcmp(suffix, ".class") == 0) {
		snprintf(class, sizeof(class), "%.*s", (int)(suffix - row->program), row->program);
		words[count++] = "java";
		words[count++] = "-XX:TieredStopAtLevel=1";
		words[count++] = "-cp";
		words[count++] = dirname(copy);
		words[count++] = class;
	} else {
		words[count++] = copy;
	}
	words[count++] = row->kind;
	words[count++] = number;
	words[count] = NULL;
	return words;
}

bool waits_read(const char *text, double *ret_seconds, char *ret_says, size_t room)
{
	char *end;

	*ret_seconds = strtod(text, &end);
	if (end == text || *end != ' ')
		return false;
	snprintf(ret_says, room, "%.*s", (int)strcspn(end + 1, "\n"), end + 1);
	return true;
}
