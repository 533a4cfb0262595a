/*
 * The call table: one row a system call that can act on a socket, wait for one, or arm a timer that
 * ends a wait. Plain data. The filter, the tracer, the trace, `list calls` and the manual are made
 * from it; nothing else knows a call by name.
 */
#ifndef FACTS_CALL_H
#define FACTS_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a rule or a test can name instead of one call. */
enum call_class {
	CLASS_NONE,   /* selected by its own name only: epoll_create1, epoll_ctl */
	CLASS_SOCKET, /* makes a socket */
	CLASS_BIND,
	CLASS_LISTEN,
	CLASS_ACCEPT,
	CLASS_CONNECT,
	CLASS_RECV,
	CLASS_SEND,
	CLASS_SHUTDOWN,
	CLASS_CLOSE,
	CLASS_DUP,
	CLASS_OPTION,  /* getsockopt, setsockopt, ioctl, fcntl */
	CLASS_NAME,    /* getsockname, getpeername */
	CLASS_WAIT,    /* poll, select, epoll */
	CLASS_TIMER,   /* alarm, setitimer: they end waits */
	CLASS_PROCESS, /* fork, clone: stopped at only where a rule asks for it */
	CLASS_REFUSED, /* answered ENOSYS, said so: io_uring_setup */
};

/* What an argument is: how it is shown, and what is read from the program's memory. */
enum arg_kind {
	ARG_NONE,
	ARG_INT,
	ARG_UINT,
	ARG_LONG,
	ARG_HEX,
	ARG_POINTER,
	ARG_FD,       /* a descriptor that the call acts on */
	ARG_FD_OTHER, /* a second descriptor (dup2's target, splice's other end, epoll_ctl's) */
	ARG_DOMAIN,
	ARG_SOCKTYPE,
	ARG_PROTOCOL,
	ARG_BUF_IN,  /* bytes that the call sends; the next argument is their number */
	ARG_BUF_OUT, /* bytes that the call fills in; the next argument is the room */
	ARG_SIZE,
	ARG_IOV_IN, /* struct iovec *, the next argument is their number */
	ARG_IOV_OUT,
	ARG_MSG_IN, /* struct msghdr * */
	ARG_MSG_OUT,
	ARG_MMSG_IN, /* struct mmsghdr *, the next argument is their number */
	ARG_MMSG_OUT,
	ARG_ADDR_IN,      /* const struct sockaddr *, the next argument is its socklen_t */
	ARG_ADDR_OUT,     /* struct sockaddr *, the next argument is a socklen_t * */
	ARG_ADDR_LEN_PTR, /* that socklen_t *, also getsockopt's */
	ARG_MSG_FLAGS,
	ARG_SOCK_FLAGS,
	ARG_HOW,
	ARG_LEVEL,
	ARG_OPTNAME,
	ARG_OPTVAL_IN,  /* the next argument is its socklen_t */
	ARG_OPTVAL_OUT, /* the next argument is a socklen_t * */
	ARG_FCNTL,
	ARG_IOCTL,
	ARG_FCNTL_VALUE, /* fcntl's third: flags, a descriptor or nothing, as its command says */
	ARG_OPEN_FLAGS,  /* O_CLOEXEC, O_NONBLOCK ... */
	ARG_POLLFDS,     /* struct pollfd *, the next argument is their number */
	ARG_FDSET,
	ARG_EPOLL_OP,
	ARG_EPOLL_EVENT,
	ARG_EPOLL_EVENTS,
	ARG_FD_PAIR,  /* int[2] filled in */
	ARG_MS,       /* a time-out in milliseconds, negative: none */
	ARG_TIMESPEC, /* a time-out behind a pointer; NULL: none */
	ARG_TIMEVAL,
};

enum result_kind { RESULT_ZERO, RESULT_FD, RESULT_BYTES, RESULT_COUNT, RESULT_INT };

struct call {
	const char *name;
	int nr_x86_64; /* -1: this architecture has no such call */
	int nr_aarch64;
	uint8_t args_count;
	enum arg_kind args[6];
	enum result_kind result;
	enum call_class class;
	bool can_be_short; /* may move fewer bytes than asked on a stream */
	bool can_block;
	bool makes_fd; /* its result (or its pair) can be a descriptor: see call_gives_fd() */
	/* A descriptor ends with it, also where it fails (close(2)), or is replaced (dup2(2)). */
	bool ends_fd;
	/* False: it also acts on what is no socket (read, write, close, dup, fcntl, poll). */
	bool only_sockets;
	/* What its manual pages allow besides EBADF EFAULT EINVAL ENOTSOCK: "EAGAIN EINTR ..." */
	const char *errnos;
};

extern const struct call call_table[];
extern const size_t call_table_count;

/* The requests of ioctl that are about sockets (FIONBIO FIONREAD ...). */
extern const uint32_t call_ioctls[];
extern const size_t call_ioctls_count;

/* On the architecture that this was built for; -1: it has no such call. */
int call_number(const struct call *c);
int call_number_of(int x86_64, int aarch64);                   /* the same of any pair of numbers */
const struct call *call_by_number(int64_t nr);                 /* NULL: not in the table */
const struct call *call_by_name(const char *name, size_t len); /* NULL: no such row */
const char *call_class_name(enum call_class class);            /* "recv"; "" for CLASS_NONE */
/*
 * Does a name or class word ("recv", "accept4") select this row? A word that is both ("accept")
 * selects the whole class. Whether the descriptor is a socket is for the caller to know: a class
 * means only calls on sockets.
 */
bool call_selected(const struct call *c, const char *word, size_t len);
bool call_word_known(const char *word, size_t len); /* is it a call's name or a class? */
/* The same, and one that programs are always stopped at: not what makes a process. */
bool call_word_watched(const char *word, size_t len);
/*
 * Is the result (or the pair) of this very call a descriptor that did not exist before? fcntl's is
 * only with F_DUPFD and F_DUPFD_CLOEXEC.
 */
bool call_gives_fd(const struct call *c, const int64_t args[6]);

#endif
