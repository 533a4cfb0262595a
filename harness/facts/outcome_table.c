/*
 * The rows of the outcome table. Sources: the calls' manual pages, tcp(7), udp(7), ip(7), epoll(7), signal(7), and what Linux
 * does (net/ipv4/tcp.c, net/socket.c). Of several rows that fit a rule the first is taken. Only data: the lookups are in
 * outcome.c.
 */
#include "facts/outcome.h"

/* clang-format off */
#define STREAM_IN (NEED_STREAM | NEED_NO_EDGE | NEED_NO_WAITALL | NEED_NO_HANG_UP | NEED_IN_BAND | NEED_UNSEEN)
#define NO_CHANGE "the socket is as it was; the same call can succeed"
#define CUT_OFF "the connection is dead: recv returns 0, send EPIPE"

#define ERROR(class, error, effect, plausibility, needs, deed, after)                                                   \
	SOME(class, NULL, error, effect, plausibility, needs, deed, after)
#define SOME(class, calls, error, effect, plausibility, needs, deed, after)                                             \
	{ CLASS_##class, calls, "error", error, VALUE_ERRNO, EFFECT_##effect, PLAUSIBLE_##plausibility, needs, DEED_##deed, after }
#define WORD(class, calls, word, value, effect, plausibility, needs, deed, after)                                       \
	{ CLASS_##class, calls, word, NULL, VALUE_##value, EFFECT_##effect, PLAUSIBLE_##plausibility, needs, DEED_##deed, after }

const struct outcome outcome_table[] = {
	WORD(RECV, "read readv recvfrom recvmsg", "short", COUNT, SHORTEN, LOOPBACK, STREAM_IN, NONE,
	     "the rest of the bytes comes with the next call"),
	WORD(RECV, "recvmmsg", "short", COUNT, SHORTEN, LOOPBACK, 0, NONE, "the other messages come with the next call"),
	WORD(RECV, NULL, "end", NONE, TRUE, LOOPBACK, NEED_STREAM | NEED_CONNECTED | NEED_IN_BAND | NEED_UNSEEN, END, "the end stays; sending goes on"),
	WORD(RECV, NULL, "reset", NONE, TRUE, LOOPBACK, NEED_TCP | NEED_CONNECTED | NEED_IN_BAND, RESET, CUT_OFF),
	WORD(RECV, "recvmsg", "ctrunc", NONE, SHORTEN, POSIX, 0, CONTROL,
	     "MSG_CTRUNC; descriptors that had no room are closed"),
	ERROR(RECV, "ECONNRESET", TRUE, LOOPBACK, NEED_TCP | NEED_CONNECTED | NEED_IN_BAND, RESET, CUT_OFF),
	ERROR(RECV, "EINTR", SUPPRESS, POSIX, NEED_WAIT, NONE, "nothing was taken; the next call takes it"),
	ERROR(RECV, "EAGAIN", SUPPRESS, LOOPBACK, NEED_NO_WAIT | NEED_NO_EDGE | NEED_UNSEEN, NONE,
	      "nothing was taken; the next call takes it (posix where a wait said that TCP can be read)"),
	ERROR(RECV, "ETIMEDOUT", SUPPRESS, NETWORK, NEED_TCP | NEED_CONNECTED | NEED_IN_BAND, DEAD, CUT_OFF),
	ERROR(RECV, "ECONNREFUSED", SUPPRESS, LOOPBACK, NEED_DATAGRAM | NEED_CONNECTED | NEED_IN_BAND, NONE, NO_CHANGE),
	ERROR(RECV, "ENOBUFS", SUPPRESS, STRESS, 0, NONE, NO_CHANGE),
	ERROR(RECV, "ENOMEM", SUPPRESS, STRESS, 0, NONE, NO_CHANGE),
	WORD(RECV, NULL, "spurious", NONE, SUPPRESS, LOOPBACK, NEED_NO_WAIT | NEED_NO_EDGE | NEED_UNSEEN, NONE,
	     "EAGAIN though the descriptor was said to be ready (select(2), BUGS)"),
	WORD(RECV, NULL, "stranger", NONE, TRUE, NETWORK, NEED_OPEN | NEED_IN_BAND, STRANGER,
	     "a datagram \"stranger\" of somebody else comes behind what has come"),
	WORD(RECV, NULL, "empty", NONE, TRUE, NETWORK, NEED_OPEN | NEED_IN_BAND, EMPTY,
	     "a datagram without a byte comes behind what has come"),

	WORD(SEND, "write writev sendto sendmsg sendfile splice", "short", COUNT, SHORTEN, LOOPBACK, NEED_STREAM | NEED_NO_EDGE, NONE,
	     "the rest was not sent; as at a full buffer, or a signal after a part"),
	WORD(SEND, "sendmmsg", "short", COUNT, SHORTEN, LOOPBACK, 0, NONE, "the other messages were not sent"),
	WORD(SEND, NULL, "reset", NONE, TRUE, LOOPBACK, NEED_TCP | NEED_CONNECTED, RESET, CUT_OFF),
	WORD(SEND, "write sendto sendmsg", "lose", NONE, SUPPRESS, NETWORK, NEED_DATAGRAM, LOSE,
	     "the datagram was sent and never arrives"),
	/* posix: a network does it, but TFTP takes whoever answers first for the server (RFC 1350, 4), and is right */
	WORD(SEND, "sendto sendmsg", "stranger", NONE, TRUE, POSIX, NEED_OPEN, STRANGER,
	     "a datagram \"stranger\" of somebody else comes before the answer can"),
	ERROR(SEND, "ECONNRESET", TRUE, LOOPBACK, NEED_TCP | NEED_CONNECTED, RESET, CUT_OFF),
	ERROR(SEND, "EPIPE", TRUE, LOOPBACK, NEED_STREAM | NEED_CONNECTED, PIPE, "SIGPIPE, but for MSG_NOSIGNAL; " CUT_OFF),
	ERROR(SEND, "EINTR", SUPPRESS, POSIX, NEED_WAIT, NONE, "nothing was sent"),
	ERROR(SEND, "EAGAIN", SUPPRESS, LOOPBACK, NEED_NO_WAIT | NEED_NO_EDGE | NEED_INTERNET, NONE, "nothing was sent; there may be room next time"),
	ERROR(SEND, "ETIMEDOUT", SUPPRESS, NETWORK, NEED_TCP | NEED_CONNECTED, DEAD, CUT_OFF),
	ERROR(SEND, "ENOBUFS", SUPPRESS, STRESS, 0, NONE, NO_CHANGE),
	ERROR(SEND, "ENOMEM", SUPPRESS, STRESS, 0, NONE, NO_CHANGE),
	ERROR(SEND, "EMSGSIZE", SUPPRESS, NETWORK, NEED_DATAGRAM, NONE, NO_CHANGE),
	ERROR(SEND, "ECONNREFUSED", SUPPRESS, LOOPBACK, NEED_DATAGRAM | NEED_CONNECTED, NONE, NO_CHANGE),
	ERROR(SEND, "EHOSTUNREACH", SUPPRESS, NETWORK, NEED_DATAGRAM, NONE, NO_CHANGE),
	ERROR(SEND, "ENETUNREACH", SUPPRESS, NETWORK, NEED_DATAGRAM, NONE, NO_CHANGE),

	ERROR(ACCEPT, "ECONNABORTED", OVERRIDE, NETWORK, NEED_STREAM, ABORT, "the connection is gone; the next comes with the next call"),
	ERROR(ACCEPT, "EPROTO", OVERRIDE, NETWORK, NEED_STREAM, ABORT, "the connection is gone; the next comes with the next call"),
	ERROR(ACCEPT, "EINTR", SUPPRESS, POSIX, NEED_WAIT, NONE, "the connection still waits"),
	ERROR(ACCEPT, "EMFILE", SUPPRESS, LOOPBACK, 0, NONE, "the connection still waits"),
	ERROR(ACCEPT, "ENFILE", SUPPRESS, STRESS, 0, NONE, "the connection still waits"),
	ERROR(ACCEPT, "ENOBUFS", SUPPRESS, STRESS, 0, NONE, "the connection still waits"),
	ERROR(ACCEPT, "ENOMEM", SUPPRESS, STRESS, 0, NONE, "the connection still waits"),
	ERROR(ACCEPT, "EPERM", SUPPRESS, NETWORK, 0, NONE, "the connection still waits"),
	ERROR(ACCEPT, "EAGAIN", SUPPRESS, LOOPBACK, NEED_NO_WAIT | NEED_NO_EDGE, NONE, "another took the connection, or it left"),
	WORD(ACCEPT, NULL, "limit", NONE, TRUE, LOOPBACK, 0, LIMIT,
	     "EMFILE, also for any other call that makes a descriptor, until one is closed; the connection still waits"),

	ERROR(CONNECT, "ECONNREFUSED", SUPPRESS, LOOPBACK, NEED_STREAM, LATER, "not connected; it can be tried again on Linux"),
	ERROR(CONNECT, "ETIMEDOUT", SUPPRESS, NETWORK, NEED_STREAM, LATER, "not connected"),
	ERROR(CONNECT, "ENETUNREACH", SUPPRESS, NETWORK, 0, NONE, "not connected"),
	ERROR(CONNECT, "EHOSTUNREACH", SUPPRESS, NETWORK, 0, LATER, "not connected"),
	ERROR(CONNECT, "ECONNRESET", SUPPRESS, NETWORK, NEED_STREAM, LATER, "not connected"),
	ERROR(CONNECT, "EADDRNOTAVAIL", SUPPRESS, LOOPBACK, 0, NONE, "not connected: every port is in use"),
	ERROR(CONNECT, "EACCES", SUPPRESS, NETWORK, 0, NONE, "not connected: a firewall forbids it"),
	ERROR(CONNECT, "EINTR", OVERRIDE, POSIX, NEED_STREAM | NEED_WAIT, GOES_ON,
	      "the attempt goes on: connect again waits for it, SO_ERROR tells how it ends"),

	ERROR(SOCKET, "EAFNOSUPPORT", SUPPRESS, LOOPBACK, 0, NONE, "the machine has no such family"),
	ERROR(SOCKET, "EMFILE", SUPPRESS, LOOPBACK, 0, NONE, "no socket was made"),
	WORD(SOCKET, NULL, "limit", NONE, TRUE, LOOPBACK, 0, LIMIT,
	     "EMFILE, also for any other call that makes a descriptor, until one is closed"),
	ERROR(SOCKET, "ENFILE", SUPPRESS, STRESS, 0, NONE, "no socket was made"),
	ERROR(SOCKET, "ENOBUFS", SUPPRESS, STRESS, 0, NONE, "no socket was made"),
	ERROR(SOCKET, "EACCES", SUPPRESS, LOOPBACK, 0, NONE, "no socket was made"),
	ERROR(BIND, "EADDRINUSE", SUPPRESS, LOOPBACK, 0, NONE, "the socket has no name"),
	ERROR(BIND, "EACCES", SUPPRESS, LOOPBACK, 0, NONE, "the socket has no name"),
	ERROR(BIND, "EADDRNOTAVAIL", SUPPRESS, LOOPBACK, 0, NONE, "the socket has no name"),
	ERROR(LISTEN, "EADDRINUSE", SUPPRESS, LOOPBACK, NEED_NOT_LISTENING, NONE, "the socket does not listen"),
	SOME(CLOSE, "close", "EINTR", OVERRIDE, POSIX, 0, NONE, "the descriptor is gone all the same (close(2), NOTES)"),
	SOME(CLOSE, "close", "EIO", OVERRIDE, STRESS, 0, NONE, "the descriptor is gone all the same"),
	SOME(OPTION, "getsockopt setsockopt", "ENOPROTOOPT", SUPPRESS, POSIX, 0, NONE, "the option is as it was"),
	SOME(OPTION, "getsockopt setsockopt", "ENOBUFS", SUPPRESS, STRESS, 0, NONE, "the option is as it was"),
	ERROR(SHUTDOWN, "ENOTCONN", TRUE, LOOPBACK, NEED_TCP | NEED_CONNECTED, DEAD, "the peer is gone; " CUT_OFF),
	SOME(NAME, "getpeername", "ENOTCONN", TRUE, LOOPBACK, NEED_TCP | NEED_CONNECTED, DEAD, "the peer is gone; " CUT_OFF),
	ERROR(PROCESS, "EAGAIN", SUPPRESS, LOOPBACK, 0, NONE, "nothing was made: the limit on processes or threads"),
	ERROR(PROCESS, "ENOMEM", SUPPRESS, STRESS, 0, NONE, "nothing was made"),

	ERROR(WAIT, "EINTR", SUPPRESS, POSIX, NEED_WAIT, NONE, "what was ready is ready at the next call"),
	WORD(WAIT, NULL, "early", NONE, SHORTEN, POSIX, NEED_TIME_OUT, EARLY, "the time-out ends a millisecond before its time"),
	WORD(WAIT, NULL, "spurious", NONE, SUPPRESS, POSIX, 0, SPURIOUS,
	     "a blocking read of that descriptor blocks (select(2), BUGS)"),
	WORD(WAIT, NULL, "one", NONE, SHORTEN, LOOPBACK, 0, ONE, "the other ready descriptors are told at the next call"),
	WORD(WAIT, NULL, "hang-up", NONE, TRUE, LOOPBACK, 0, HANG_UP, "POLLHUP, POLLERR with the bytes that came; then ECONNRESET, and " CUT_OFF),

	WORD(NONE, NULL, "delay", TIME, POSTPONE, LOOPBACK, 0, DELAY, "the call is made then"),
	WORD(NONE, NULL, "hold", CALL, POSTPONE, LOOPBACK, 0, HOLD, "the call is made when another thread has come to CALL"),
	WORD(NONE, NULL, "late", NONE, POSTPONE, LOOPBACK, 0, LATE, "the call is made when everybody else waits"),
};
/* clang-format on */
const size_t outcome_table_count = sizeof(outcome_table) / sizeof(outcome_table[0]);
