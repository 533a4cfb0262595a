/*
 * What is said between loopback.c and the keeper inside: one request, one answer, each a record of
 * a SOCK_SEQPACKET socket. Only the way that it is carried is here; what is asked for and done is
 * theirs.
 */
#ifndef OS_REQUEST_H
#define OS_REQUEST_H

#include <stddef.h>
#include <sys/types.h>

enum { REQUEST_TEXT = 16 * 1024 };

enum request_op {
	REQUEST_SOCKET, /* args: domain, type, protocol; its descriptor comes with the answer */
	REQUEST_FILE,   /* args: enum request_file; text: what is to be in it; a folder is empty */
	REQUEST_SYSCTL, /* text: name below /proc/sys/net, NUL, value, NUL */
	REQUEST_OTHER_HOST, /* make it, if there is none; its network's descriptor comes with the answer */
	REQUEST_OTHER_SOCKET, /* as REQUEST_SOCKET, in the network of the other host */
	/* Of a keeper that was started to last, see afresh.h; any other says -EOPNOTSUPP */
	REQUEST_AFRESH, /* args: the PID of a process in there that may be left, the port of a socket of UDP; 0: none */
	REQUEST_LAST_PID, /* args: the PID before that of the next process */
};

enum request_file { REQUEST_HOSTS, REQUEST_RESOLV, REQUEST_GAI, REQUEST_SHM, REQUEST_FILES };

struct request {
	int op;
	int args[3];
	char text[REQUEST_TEXT]; /* as much of it as the record is long */
};

struct answer {
	int result; /* 0 or a negative errno */
	int stage;  /* of the first answer: how far the keeper came (enum keeper_stage) */
	int has_ipv6;
};

int request_send(int fd, const struct request *r, size_t text_len);
/* The next request, and the length of its text; -EPIPE: the other end is closed. */
int request_receive(int fd, struct request *ret, size_t *ret_text_len);

/* FD_WITH goes along unless it is -1, and is closed here before the answer is sent. */
int request_answer(int fd, const struct answer *a, int fd_with);
/* *ret_fd_with: the descriptor that came along, or -1. -EPIPE: the keeper is gone. */
int request_receive_answer(int fd, struct answer *ret, int *ret_fd_with);
/* Sends a request and takes its answer: the keeper's result. */
int request_ask(int fd, const struct request *r, size_t text_len, int *ret_fd_with);

#endif
