/*
 * The rows of the call table. Numbers are literals, so that one
 * architecture's build knows the other's too; a unit test compares them with the kernel's headers.
 * The errnos are those of the call's manual page, of tcp(7), udp(7), ip(7) and unix(7), and of
 * POSIX. Only data: the lookups are in call.c.
 */
#include "facts/call.h"
#include <asm/sockios.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>

/* clang-format off */
#define A0 0, { ARG_NONE }
#define A1(a) 1, { ARG_##a }
#define A2(a, b) 2, { ARG_##a, ARG_##b }
#define A3(a, b, c) 3, { ARG_##a, ARG_##b, ARG_##c }
#define A4(a, b, c, d) 4, { ARG_##a, ARG_##b, ARG_##c, ARG_##d }
#define A5(a, b, c, d, e) 5, { ARG_##a, ARG_##b, ARG_##c, ARG_##d, ARG_##e }
#define A6(a, b, c, d, e, f) 6, { ARG_##a, ARG_##b, ARG_##c, ARG_##d, ARG_##e, ARG_##f }

/* What a call can do: be Short, Block, Make a descriptor, End one; Only on sockets; _: nothing. */
enum { _ = 0, S = 1, B = 2, M = 4, E = 8, O = 16 };
#define ROW(name, x86_64, aarch64, class, result, can, errnos, args)                               \
	{ #name, x86_64, aarch64, args, RESULT_##result, CLASS_##class, ((can) & S) != 0,          \
	  ((can) & B) != 0, ((can) & M) != 0, ((can) & E) != 0, ((can) & O) != 0, errnos }

#define NETWORK "ENETDOWN ENETUNREACH EHOSTDOWN EHOSTUNREACH ETIMEDOUT "
#define SOCKET                                                                                     \
	"EACCES EAFNOSUPPORT EMFILE ENFILE ENOBUFS ENOMEM EPROTONOSUPPORT "                        \
	"ESOCKTNOSUPPORT EPERM"
#define PAIR SOCKET " EOPNOTSUPP"
#define BIND                                                                                       \
	"EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT ELOOP ENAMETOOLONG ENOENT ENOMEM "           \
	"ENOTDIR EPERM EROFS"
#define LISTEN "EADDRINUSE EOPNOTSUPP"
#define ACCEPT                                                                                     \
	NETWORK "EAGAIN ECONNABORTED EINTR EMFILE ENFILE ENOBUFS ENOMEM EOPNOTSUPP EPERM "         \
	"EPROTO ENOPROTOOPT ENONET"
#define CONNECT                                                                                    \
	NETWORK "EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY "                    \
	"ECONNREFUSED ECONNRESET EINPROGRESS EINTR EISCONN ENOBUFS ENOENT EPERM "                  \
	"EPROTOTYPE"
#define RECV NETWORK "EAGAIN ECONNREFUSED ECONNRESET EINTR ENOBUFS ENOMEM ENOTCONN EOPNOTSUPP"
#define READ RECV " EIO EISDIR"
#define PREAD READ " ENXIO EOVERFLOW ESPIPE"
#define SEND                                                                                       \
	NETWORK "EACCES EAFNOSUPPORT EAGAIN EALREADY ECONNREFUSED ECONNRESET "                     \
	"EDESTADDRREQ EINTR EISCONN EMSGSIZE ENOBUFS ENOMEM ENOTCONN EOPNOTSUPP EPERM "            \
	"EPIPE"
#define SENDMSG SEND " EMFILE ETOOMANYREFS"
#define WRITE SEND " EDQUOT EFBIG EIO ENOSPC"
#define COPY WRITE " EOVERFLOW ESPIPE ETXTBSY"
#define SHUTDOWN "ENOTCONN"
#define CLOSE "EDQUOT EINTR EIO ENOSPC"
#define DUP "EMFILE ENOMEM"
#define DUP2 "EBUSY EINTR EMFILE ENOMEM"
#define FCNTL "EACCES EAGAIN EBUSY EDEADLK EINTR EMFILE ENOLCK ENOTDIR EPERM"
#define GETFD "EMFILE EPERM ESRCH"
#define SETOPT                                                                                     \
	"EACCES EADDRNOTAVAIL EBUSY EDOM EISCONN ENOBUFS ENODEV ENOENT ENOMEM "                    \
	"ENOPROTOOPT ENOTCONN EOPNOTSUPP EPERM"
#define GETOPT "EACCES ENOBUFS ENOPROTOOPT ENOTCONN EOPNOTSUPP"
#define IOCTL "ENOTTY"
#define SOCKNAME "ENOBUFS"
#define PEERNAME "ENOBUFS ENOTCONN"
#define EPOLL "EMFILE ENFILE ENOMEM"
#define EPOLL_CTL "EEXIST ELOOP ENOENT ENOMEM ENOSPC EPERM"
#define WAIT "EINTR ENOMEM"
#define TIMER ""
#define FORK "EAGAIN ENOMEM ENOSYS EPERM"
#define URING "EMFILE ENFILE ENOMEM ENOSYS EPERM"

/* A row is a line, also where it is a long one: neighbours are compared by eye. */
const struct call call_table[] = {
	/*  name           x86-64 arm64 class     result can    errnos     arguments */
	ROW(socket,          41, 198, SOCKET,   FD,    M|O,   SOCKET,    A3(DOMAIN, SOCKTYPE, PROTOCOL)),
	ROW(socketpair,      53, 199, SOCKET,   ZERO,  M|O,   PAIR,      A4(DOMAIN, SOCKTYPE, PROTOCOL, FD_PAIR)),
	ROW(bind,            49, 200, BIND,     ZERO,  O,     BIND,      A3(FD, ADDR_IN, UINT)),
	ROW(listen,          50, 201, LISTEN,   ZERO,  O,     LISTEN,    A2(FD, INT)),
	ROW(accept,          43, 202, ACCEPT,   FD,    B|M|O, ACCEPT,    A3(FD, ADDR_OUT, ADDR_LEN_PTR)),
	ROW(accept4,        288, 242, ACCEPT,   FD,    B|M|O, ACCEPT,    A4(FD, ADDR_OUT, ADDR_LEN_PTR, SOCK_FLAGS)),
	ROW(connect,         42, 203, CONNECT,  ZERO,  B|O,   CONNECT,   A3(FD, ADDR_IN, UINT)),
	ROW(shutdown,        48, 210, SHUTDOWN, ZERO,  O,     SHUTDOWN,  A2(FD, HOW)),

	ROW(read,             0,  63, RECV,     BYTES, S|B,   READ,      A3(FD, BUF_OUT, SIZE)),
	ROW(readv,           19,  65, RECV,     BYTES, S|B,   READ,      A3(FD, IOV_OUT, UINT)),
	ROW(pread64,         17,  67, RECV,     BYTES, _,     PREAD,     A4(FD, BUF_OUT, SIZE, LONG)),
	ROW(recvfrom,        45, 207, RECV,     BYTES, S|B|O, RECV,      A6(FD, BUF_OUT, SIZE, MSG_FLAGS, ADDR_OUT, ADDR_LEN_PTR)),
	ROW(recvmsg,         47, 212, RECV,     BYTES, S|B|O, RECV,      A3(FD, MSG_OUT, MSG_FLAGS)),
	ROW(recvmmsg,       299, 243, RECV,     COUNT, S|B|O, RECV,      A5(FD, MMSG_OUT, UINT, MSG_FLAGS, TIMESPEC)),

	ROW(write,            1,  64, SEND,     BYTES, S|B,   WRITE,     A3(FD, BUF_IN, SIZE)),
	ROW(writev,          20,  66, SEND,     BYTES, S|B,   WRITE,     A3(FD, IOV_IN, UINT)),
	ROW(sendto,          44, 206, SEND,     BYTES, S|B|O, SEND,      A6(FD, BUF_IN, SIZE, MSG_FLAGS, ADDR_IN, UINT)),
	ROW(sendmsg,         46, 211, SEND,     BYTES, S|B|O, SENDMSG,   A3(FD, MSG_IN, MSG_FLAGS)),
	ROW(sendmmsg,       307, 269, SEND,     COUNT, S|B|O, SENDMSG,   A4(FD, MMSG_IN, UINT, MSG_FLAGS)),
	ROW(sendfile,        40,  71, SEND,     BYTES, S|B,   COPY,      A4(FD, FD_OTHER, POINTER, SIZE)),
	ROW(splice,         275,  76, SEND,     BYTES, S|B,   COPY,      A6(FD, POINTER, FD_OTHER, POINTER, SIZE, HEX)),

	ROW(close,            3,  57, CLOSE,    ZERO,  B|E,   CLOSE,     A1(FD)),
	ROW(close_range,    436, 436, CLOSE,    ZERO,  E,     DUP,       A3(UINT, UINT, HEX)),
	ROW(dup,             32,  23, DUP,      FD,    M,     DUP,       A1(FD)),
	ROW(dup2,            33,  -1, DUP,      FD,    M|E,   DUP2,      A2(FD, FD_OTHER)),
	ROW(dup3,           292,  24, DUP,      FD,    M|E,   DUP2,      A3(FD, FD_OTHER, OPEN_FLAGS)),
	ROW(pidfd_getfd,    438, 438, DUP,      FD,    M,     GETFD,     A3(INT, INT, HEX)),
	ROW(fcntl,           72,  25, OPTION,   INT,   M,     FCNTL,     A3(FD, FCNTL, FCNTL_VALUE)),
	ROW(ioctl,           16,  29, OPTION,   INT,   _,     IOCTL,     A3(FD, IOCTL, POINTER)),
	ROW(getsockopt,      55, 209, OPTION,   ZERO,  O,     GETOPT,    A5(FD, LEVEL, OPTNAME, OPTVAL_OUT, ADDR_LEN_PTR)),
	ROW(setsockopt,      54, 208, OPTION,   ZERO,  O,     SETOPT,    A5(FD, LEVEL, OPTNAME, OPTVAL_IN, UINT)),
	ROW(getsockname,     51, 204, NAME,     ZERO,  O,     SOCKNAME,  A3(FD, ADDR_OUT, ADDR_LEN_PTR)),
	ROW(getpeername,     52, 205, NAME,     ZERO,  O,     PEERNAME,  A3(FD, ADDR_OUT, ADDR_LEN_PTR)),

	ROW(poll,             7,  -1, WAIT,     COUNT, B,     WAIT,      A3(POLLFDS, UINT, MS)),
	ROW(ppoll,          271,  73, WAIT,     COUNT, B,     WAIT,      A5(POLLFDS, UINT, TIMESPEC, POINTER, SIZE)),
	ROW(select,          23,  -1, WAIT,     COUNT, B,     WAIT,      A5(INT, FDSET, FDSET, FDSET, TIMEVAL)),
	ROW(pselect6,       270,  72, WAIT,     COUNT, B,     WAIT,      A6(INT, FDSET, FDSET, FDSET, TIMESPEC, POINTER)),
	ROW(epoll_wait,     232,  -1, WAIT,     COUNT, B,     WAIT,      A4(FD, EPOLL_EVENTS, INT, MS)),
	ROW(epoll_pwait,    281,  22, WAIT,     COUNT, B,     WAIT,      A6(FD, EPOLL_EVENTS, INT, MS, POINTER, SIZE)),
	ROW(epoll_pwait2,   441, 441, WAIT,     COUNT, B,     WAIT,      A6(FD, EPOLL_EVENTS, INT, TIMESPEC, POINTER, SIZE)),
	ROW(epoll_create,   213,  -1, NONE,     FD,    M,     EPOLL,     A1(INT)),
	ROW(epoll_create1,  291,  20, NONE,     FD,    M,     EPOLL,     A1(OPEN_FLAGS)),
	ROW(epoll_ctl,      233,  21, NONE,     ZERO,  _,     EPOLL_CTL, A4(FD, EPOLL_OP, FD_OTHER, EPOLL_EVENT)),

	ROW(alarm,           37,  -1, TIMER,    INT,   _,     TIMER,     A1(UINT)),
	ROW(setitimer,       38, 103, TIMER,    ZERO,  _,     TIMER,     A3(INT, POINTER, POINTER)),
	ROW(fork,            57,  -1, PROCESS,  INT,   _,     FORK,      A0),
	ROW(vfork,           58,  -1, PROCESS,  INT,   _,     FORK,      A0),
	ROW(clone,           56, 220, PROCESS,  INT,   _,     FORK,      A5(HEX, POINTER, POINTER, POINTER, POINTER)),
	ROW(clone3,         435, 435, PROCESS,  INT,   _,     FORK,      A2(POINTER, SIZE)),
	ROW(io_uring_setup, 425, 425, REFUSED,  FD,    M,     URING,     A2(UINT, POINTER)),
};
const size_t call_table_count = sizeof(call_table) / sizeof(call_table[0]);
/* clang-format on */

const uint32_t call_ioctls[] = { FIONBIO, FIOASYNC, FIONREAD, SIOCOUTQ, SIOCATMARK };
const size_t call_ioctls_count = sizeof(call_ioctls) / sizeof(call_ioctls[0]);
