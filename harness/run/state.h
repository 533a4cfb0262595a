/*
 * What a session consists of. Private to run/: judge acts through session.h, program.h and peer.h of this floor.
 * Everything here is owned by the session and freed with it.
 */
#ifndef RUN_STATE_H
#define RUN_STATE_H

#include "run/actors.h"
#include "run/watch.h"

enum { CLOCK_STATE_IDS = 12 }; /* clock IDs, see clock_gettime(2) */

enum clock_mode {
	CLOCK_KERNEL, /* it is not ours */
	CLOCK_RUNS,   /* RATE times as fast as the kernel's */
	CLOCK_JUMPS,  /* it stands while somebody works */
};

struct pending;
struct socket_time;
struct stand_ins;
struct tap;

/* What a session's clock consists of, see clock.h. */
struct clock_state {
	enum clock_mode mode;
	double rate;
	int64_t at, real_at; /* it said AT when the kernel's monotonic clock said REAL_AT */
	int64_t bases[CLOCK_STATE_IDS]; /* what the kernel's clocks said when the session began */
	int64_t wall_shift;             /* so much further is CLOCK_REALTIME by the test's will */
	int rests;                      /* so often has everybody rested */
	int looks;                      /* due_work() since the last time */
	int64_t looked_at, cpu; /* when that was last, and the processor time that has counted */
	struct socket_time *socket_times; /* see socket_time.h */
	size_t socket_times_count;
	struct pending *pending; /* see pending.h */
};

enum { NAMES_FILES = 3 };       /* see names.c */
enum { CHECKER_VARIABLES = 2 }; /* see checker.c */

struct definition { /* see command.h */
	char *name, *value;
	struct definition *next;
};

struct sck_session {
	struct session_options options;
	const struct family *family;
	struct loopback loopback;
	struct sockdiag diag, diag_other; /* the second where there is another host */
	struct tracees tracees;
	struct record record;
	struct verdict verdict;
	struct clock_state clock; /* see clock.h */
	int64_t began_at;
	int64_t limit_for;
	size_t tracees_most;            /* that may live at once */
	bool has_spun;                  /* see session_has_spun() */
	const char *untraced;           /* why nobody traces its programs; NULL: we do */
	uint16_t port;                  /* {port} as the kernel and our peers know it */
	uint16_t own_port;              /* that it began with, see loopback_has_port() */
	struct stand_ins *stand_ins;    /* see stand_ins.h */
	char port_text[8];              /* {port} as programs know it */
	char address[INET6_ADDRSTRLEN]; /* where our peers go; "": where the family says */
	bool is_narrow;                 /* what our peers connect and listen, see peer.h */
	struct definition *definitions;
	char *files[NAMES_FILES]; /* see names.h; NULL: as the machine has it */
	struct folder *folder;    /* NULL: nobody has asked for it */
	struct folder *reports;   /* see checker.h; NULL: none */
	char *checker_variables[CHECKER_VARIABLES];
	struct sck_program *programs; /* in the order of their starts */
	int programs_count;
	struct sck_program *subject; /* NULL: not started */
	struct sck_peer *peers;
	struct sck_link *links; /* see link.h */
	struct breakpoint breakpoint;
	struct injection *injection; /* see bend.h; NULL: no rules */
	struct postponed *postponed; /* see postpone.h */
	struct fd_fact *facts;       /* see descriptors.h */
	size_t facts_count, facts_room;
	struct site_cache *sites; /* see sites.h */
	struct tap *tap;          /* see tap.h; NULL: nobody wants the packets */
	int fd_barrier;        /* datagram socket connected to itself, see os/barrier.h; -1: none */
	const void *step_at;   /* the line of the test that makes the step under way */
	const char *step_name; /* what a verdict calls it in place of that line; NULL: that */
	bool counts_calls; /* the test acts at the n-th call, or counts them: one call more is another run */
	size_t events_seen; /* grows with every wait status and every readiness that was handled */
	struct sck_session *next; /* of all sessions of this process */
};

struct sck_program *state_program(const struct sck_session *s, int index); /* NULL: none */

#endif
