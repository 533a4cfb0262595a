/*
 * The session: one loopback, the programs on it, our peers, one record. The only place that waits. Judge gives it
 * conditions; it pumps the one loop (one poll, one drain of wait statuses) until they hold. No score is known here, and
 * nobody above it sees a PID.
 */
#ifndef RUN_SESSION_H
#define RUN_SESSION_H

#include "facts/record.h"
#include "facts/verdict.h"
#include "sockcheck.h"

struct packets;
struct sck_err;
struct survey;

struct session_options {
	enum sck_family family;
	uint16_t port;              /* what {port} stands for; 0: any that is free */
	bool datagram;              /* {port} is to be free for UDP rather than TCP */
	const char *const *subject; /* the program under test, a template; ends with NULL; may be NULL */
	double limit;               /* seconds, see sck_limit(); 0: 10 */
	bool call_sites; /* note the source line of every call, not only of those that a report names */
	bool goes_on; /* after a step that was not met: nobody is stopped to say where he stands */
	bool full_view;   /* fill in record_call.extra too (what a trace shows besides the data) */
	uint64_t seed;    /* of the rules' chances */
	bool force;       /* rules act also where they tell a lie */
	const char *date; /* see sck_clock_set(); NULL: none */
	double rate;      /* see sck_clock_rate(); 0: none */
	bool clock_jumps; /* see sck_clock_auto() */
	bool asan;        /* the programs were built with sanitizers, whose reports count */
	bool valgrind;    /* they run under it */
	bool traced_if_allowed; /* else its programs run untraced: what peers see can be judged all the same */
	bool untraced; /* for session_run() alone: neither tracer nor record; its clock is libfaketime's */
	/* The program has failed another case by spinning (session_has_spun()): it is seen sooner. Never told of one that has not. */
	bool known_to_spin;
	bool lasting; /* the loopback is for the next session, too, if nothing is left in it: see lasting.h */
	bool snapshots; /* a program may begin by a copy of one of an earlier session's: see snapshots.h */
	bool bytes_unread; /* nobody will ask what calls were given or moved: it is not read out */
	/* Told of each call when it has returned (or will never: ended_at -1), and of each event; may be NULL. */
	void (*on_call)(void *arg, const struct record *r, const struct record_call *call);
	void (*on_event)(void *arg, const struct record *r, const struct record_event *event);
	void *arg;
};

/* Opens the loopback and prepares it for the family. The caller owns *ret and ends it with sck_session_free(). */
int session_new(const struct session_options *options, struct sck_session **ret, struct sck_err *err);

int session_other_host(struct sck_session *s, struct sck_err *err); /* see sck_other_host(); -EOPNOTSUPP */

int session_hosts(struct sck_session *s, const char *text, struct sck_err *err); /* see sck_hosts(); -EOPNOTSUPP */

/*
 * Adds a rule of --inject; it is met by the calls that follow, of the program under test (where there is one) or of every program.
 * 0, or -EINVAL with one line in ERR.
 */
int session_inject(struct sck_session *s, const char *rule, bool is_of_subject, struct sck_err *err);
/*
 * Appends why a rule has not acted, of the first such one among the first MOST that were added, or among all of them and
 * those of the links. False: each has acted, or there are none.
 */
#define SESSION_EVERY_RULE SIZE_MAX
void session_stop_injecting(struct sck_session *s); /* no rule acts any more, and nothing more is surveyed */
bool session_idle_rule(const struct sck_session *s, size_t most, struct bytes *to);

/*
 * From now on the session notes what each call could have met, see survey.h; to be said before a program is started. What it has noted so far; NULL: it does not.
 */
void session_survey(struct sck_session *s);
const struct survey *session_surveyed(const struct sck_session *s);

/* From now on the packets on its loopback are kept; -EOPNOTSUPP with the reason. */
int session_tap(struct sck_session *s, struct sck_err *err);
const struct packets *session_packets(struct sck_session *s); /* all that came, see facts/packet.h; NULL: they are not kept */

const struct record *session_record(const struct sck_session *s);
struct verdict *session_verdict(struct sck_session *s); /* PASS until a step says otherwise */
bool session_has_spun(const struct sck_session *s); /* a program used up a bound on processor time and got nowhere with it */
bool session_ipv6(const struct sck_session *s);  /* ::1 can be used here */
bool session_names(const struct sck_session *s); /* a name has the addresses that the family says */
const char *session_untraced(const struct sck_session *s); /* why no call of its programs is seen; NULL: all are */
const char *session_reason(const struct sck_session *s); /* why the loopback is not private; "" where it is */

/*
 * `sockcheck run`: starts HOW with the caller's own standard streams and blocks until its first process has ended and nothing that it
 * started lives any more, or until the processor and wall-clock bound LIMIT (seconds; 0: none) has passed: then all is killed.
 * *ret_status is as wait(2) gives it. -ETIME: the limit. An untraced program's first process is waited for alone; what that leaves is
 * killed with the session.
 */
int session_run(struct sck_session *s, const struct sck_start *how, double limit, int *ret_status,
		struct sck_err *err);

#endif
