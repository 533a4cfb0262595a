/*
 * The record of a session: every socket call in order, every process, every note. Plain data that
 * grows; session fills it in, judge and report read it. It knows no running process: numbers in it
 * are those that the programs themselves see.
 */
#ifndef FACTS_RECORD_H
#define FACTS_RECORD_H

#include "base/bytes.h"
#include "facts/call.h"
#include <sys/socket.h>

enum { RECORD_CAP = 4096 }; /* bytes kept of one call's data */
/* The kernel's own errors, which no program sees (linux/errno.h): interrupted, the call may be made again. */
enum { RECORD_RESTART_FIRST = 512, RECORD_RESTART_NO_HANDLER = 514, RECORD_RESTART_LAST = 516 };

struct record_bytes { /* a stretch of record.store; len 0: none */
	size_t at;
	size_t len;
};

struct record_call {
	int64_t at;       /* ns since the session began, when the call was entered */
	int64_t ended_at; /* when it returned; -1: it never did */
	const struct call *call;
	int program;         /* index of the program, in the order of their starts */
	int process, thread; /* as the program sees them */
	int64_t args[6];
	int fd;                      /* that the call acts on; -1: none */
	int socket;                  /* index into record.sockets; -1: not a socket */
	int64_t result;              /* -1 with error set */
	int error;                   /* errno, positive; 0: none */
	bool only_looks;             /* a wait whose time-out is 0 */
	size_t asked;                /* bytes asked to move */
	struct record_bytes data;    /* what moved, up to RECORD_CAP */
	struct record_bytes address; /* struct sockaddr given or filled in */
	/* What an argument points to besides: option value, pollfd array, epoll events, pair. */
	struct record_bytes extra;
	struct record_bytes site;     /* "file.c:12" or "" */
	struct record_bytes injected; /* the rule that acted on it, as it was given; len 0: none */
};

struct record_socket {
	int domain, type, protocol;
	uint64_t inode;
};

enum record_event_kind {
	/* A process began: value is its parent (as the program sees it), text the program. */
	RECORD_START,
	RECORD_EXEC,   /* text: the file */
	RECORD_EXIT,   /* value: status */
	RECORD_KILLED, /* value: signal */
	RECORD_SIGNAL, /* delivered: value */
	RECORD_THREAD, /* a thread began */
	RECORD_NOTE,   /* text: what the harness has to say (io_uring refused, 32-bit call, ...) */
	/* Value: a descriptor; a socket's life begins in this process (or is inherited). */
	RECORD_FD_BORN,
	RECORD_FD_ENDED,
};

struct record_event {
	int64_t at;
	enum record_event_kind kind;
	int program, process, thread;
	int64_t value;
	size_t before_call; /* it happened before calls[before_call] */
	struct record_bytes text;
};

struct record {
	struct record_call *calls;
	size_t calls_count, calls_room;
	struct record_event *events;
	size_t events_count, events_room;
	struct record_socket *sockets;
	size_t sockets_count, sockets_room;
	struct bytes store;
};

/* Zeroed, fd and socket -1; the pointer is valid until the next one is added. */
struct record_call *record_add_call(struct record *r);
/* Zeroed, before_call the number of calls so far; valid until the next one is added. */
struct record_event *record_add_event(struct record *r);
/* Its index: the same inode, the same index. Inode 0 is unknown: a socket of its own each time. */
int record_add_socket(struct record *r, const struct record_socket *socket);
/* Copies DATA into the store, all of it: the caller cuts what he wants cut. */
struct record_bytes record_keep(struct record *r, const void *data, size_t len);
static inline const uint8_t *record_data(const struct record *r, struct record_bytes b)
{
	return b.len ? r->store.data + b.at : (const uint8_t *)"";
}
void record_done(struct record *r);

#endif
