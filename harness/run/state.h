/*
 * What a session consists of. Private to run/: judge acts through session.h, program.h and peer.h of this floor.
 * Everything here is owned by the session and freed with it.
 */
#ifndef RUN_STATE_H
#define RUN_STATE_H

#include "run/actors.h"
#include "run/clock_state.h"
#include "run/watch.h"

struct sck_session {
	struct session_options options;
	const struct family *family;
	struct loopback loopback;
	struct sockdiag diag;
	struct tracees tracees;
	struct record record;
	struct verdict verdict;
	struct clock_state clock; /* see clock.h */
	int64_t began_at;
	int64_t limit_for;
	size_t tracees_most; /* that may live at once */
	uint16_t port;
	char port_text[8];
	char address[INET6_ADDRSTRLEN]; /* where our peers go; "": where the family says */
	struct folder *folder;          /* NULL: nobody has asked for it */
	struct sck_program *programs;   /* in the order of their starts */
	int programs_count;
	struct sck_program *subject; /* NULL: not started */
	struct sck_peer *peers;
	struct breakpoint breakpoint;
	struct injection *injection; /* see bend.h; NULL: no rules */
	struct postponed *postponed; /* see postpone.h */
	struct fd_fact *facts;       /* see descriptors.h */
	size_t facts_count, facts_room;
	struct site_cache *sites; /* see sites.h */
	int fd_barrier;      /* datagram socket connected to itself, see stillness.c; -1: none */
	const void *step_at; /* the line of the test that makes the step under way */
	size_t events_seen;  /* grows with every wait status and every readiness that was handled */
	struct sck_session *next; /* of all sessions of this process */
};

struct sck_program *state_program(const struct sck_session *s, int index); /* NULL: none */

#endif
