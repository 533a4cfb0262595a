/*
 * Who acts in a session: its programs and our peers, each with all that is known of it. Plain data, private to run/ as
 * state.h is, and freed with the session. How they act stands in program.h, talk.h and streams.h.
 */
#ifndef RUN_ACTORS_H
#define RUN_ACTORS_H

#include "os/peer.h"
#include "run/session.h"

/* Bytes kept of a program's output, more ends the case; bytes of memory that its processes may hold. */
enum { OUTPUT_CAP = 16 << 20 };
#define MEMORY_MOST (INT64_C(2) << 30)

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
	bool is_subject;   /* the program under test; where there is none, each is */
	struct bytes name; /* of the file, for people */
	pid_t pid;         /* of the process that was started */
	pid_t inner;       /* the same as it sees it itself, where nobody traces it */
	bool has_ended;    /* that process */
	int status;        /* as wait(2) gives it, once has_ended */
	int ended_by_us;   /* the signal that we sent to end it; 0: none */
	int signalled; /* the first signal that ended any process of it and that we did not send; 0: none */
	int fd_in, fd_out, fd_err; /* our ends; -1: closed or none */
	struct bytes input, output, errors;
	size_t input_fed; /* so much of it has been written */
	bool input_ends;  /* fd_in is closed when all input is written */
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
	bool gets_on;          /* a call of it got somewhere since that was last looked at */
	int64_t got_on_cpu;    /* its processor time when one last had; -1: none has yet */
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
	bool moves; /* datagram: the first who answers is whom it is connected to from then on, and then it does not ANSWER */
	uint64_t sent; /* stream: bytes in the kernel's hands so far */
	struct bytes inbox; /* stream: what came and was not taken; datagram: the datagrams, see inbox_lens */
	size_t *inbox_lens; /* of each datagram in the inbox, in order */
	size_t inbox_count;
	struct bytes outbox; /* stream: not yet in the kernel's hands */
	struct bytes taken;  /* datagram: one that was taken from the inbox and is still shown */
	union peer_address local, remote; /* remote of a datagram peer that answers: the last sender */
	struct sck_peer *filler; /* of a listener: our own connection, for which its queue is full; NULL */
	struct sck_peer *next;
};

#endif
