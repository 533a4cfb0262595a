/*
 * What a session consists of. Private to run/: judge acts through session.h, program.h and peer.h of this floor.
 * Everything here is owned by the session and freed with it.
 */
#ifndef RUN_STATE_H
#define RUN_STATE_H

#include "os/tracer.h"
#include "run/folder.h"
#include "run/session.h"

#include "base/err.h"
#include "facts/family.h"
#include "facts/verdict.h"
#include "os/loopback.h"
#include "os/peer.h"
#include "os/sockdiag.h"
#include <poll.h>

enum {
	OUTPUT_CAP = 16 << 20
}; /* bytes kept of a program's output; what comes after is read and dropped */

/* A socket of a program on which it can be reached. */
struct listener {
	uint64_t inode;
	int type; /* SOCK_STREAM: it listens; SOCK_DGRAM: it is bound */
	bool v6only;
	union peer_address at;
};

struct sck_program {
	struct sck_session *session;
	int index;
	struct bytes name; /* of the file, for people */
	pid_t pid;         /* of the process that was started */
	bool has_ended;    /* that process */
	int status;        /* as wait(2) gives it, once has_ended */
	int ended_by_us;   /* the signal that we sent to end it; 0: none */
	int signalled; /* the first signal that ended any process of it and that we did not send; 0: none */
	int fd_in, fd_out, fd_err; /* our ends; -1: closed or none */
	struct bytes input, output, errors;
	bool input_ends; /* fd_in is closed when all input is written */
	struct listener *listeners;
	size_t listeners_count;
	size_t output_taken; /* by sck_expect_output_begins */
	int marked_descriptors, marked_zombies;
	int64_t dead_cpu;  /* processor time of its processes that are gone */
	int64_t dead_peak; /* most bytes that one of them had resident */
	bool has_itimer;   /* alarm(2) or setitimer(2) was called: a timer may run */
	bool itimer_repeats;
	int fruitless;         /* calls in a row that got it nowhere, see fruitless.h */
	int64_t fruitless_cpu; /* its processor time and ours when they were many; -1: they are not */
	struct sck_program *next;
};

enum peer_kind { PEER_STREAM, PEER_LISTENER, PEER_DATAGRAM };
struct sck_peer {
	struct sck_session *session;
	struct sck_program *program; /* that it talks to; NULL: not known */
	enum peer_kind kind;
	int fd;              /* -1: closed */
	bool connecting;     /* a connection is under way */
	bool reads;          /* false after sck_stop_reading */
	size_t takes;        /* as it reads, its inbox may grow to so many bytes; 0: as it likes */
	bool has_end;        /* FIN seen */
	int error;           /* negative errno of the connection (ECONNRESET ...); 0: none */
	bool closes_writing; /* shutdown when the outbox is empty */
	bool answers;        /* datagram: remote is whoever sent last */
	uint64_t sent;       /* stream: bytes in the kernel's hands so far */
	struct bytes inbox; /* stream: what came and was not taken; datagram: the datagrams, see inbox_lens */
	size_t *inbox_lens; /* of each datagram in the inbox, in order */
	size_t inbox_count;
	struct bytes outbox;              /* stream: not yet in the kernel's hands */
	union peer_address local, remote; /* remote of a datagram peer that answers: the last sender */
	struct sck_peer *next;
};

/* Where a program is to be held: at the N-th call that WORD selects. */
struct breakpoint {
	struct sck_program *program; /* NULL: none is set */
	enum sck_moment moment;
	const char *word;
	int left;           /* calls until it */
	struct tracee *hit; /* the thread that is held there; NULL: not yet */
};

struct fd_fact { /* what a descriptor of a process is, as long as it stays open */
	pid_t tgid;
	int fd;
	int socket; /* index into record.sockets; -1: no socket */
};

struct sck_session {
	struct session_options options;
	const struct family *family;
	struct loopback loopback;
	struct sockdiag diag;
	struct tracer tracer;
	struct record record;
	struct verdict verdict;
	int64_t began_at;
	int64_t limit_for;
	uint16_t port;
	char port_text[8];
	struct folder folder;
	struct sck_program *programs; /* in the order of their starts */
	int programs_count;
	struct sck_program *subject; /* NULL: not started */
	struct sck_peer *peers;
	struct breakpoint breakpoint;
	struct fd_fact *facts; /* see descriptors.h */
	size_t facts_count, facts_room;
	struct site_cache *sites; /* see sites.h */
	int fd_barrier;      /* datagram socket connected to itself, see stillness.c; -1: none */
	const void *step_at; /* the line of the test that makes the step under way */
	size_t events_seen;  /* grows with every wait status and every readiness that was handled */
	struct sck_session *next; /* of all sessions of this process */
};

struct sck_program *state_program(const struct sck_session *s, int index); /* NULL: none */

#endif
