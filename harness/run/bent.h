/*
 * What bend.c and its helpers share: the state of each thread's call and of each socket that a rule has touched. Private to them.
 */
#ifndef RUN_BENT_H
#define RUN_BENT_H

#include "os/alter.h"
#include "run/state.h"

enum bend_answer {
	BEND_MAKE,     /* the call is to be made, its exit is wanted */
	BEND_SKIP,     /* it is not to be made and returns *ret_result */
	BEND_POSTPONE, /* it is held; postpone.h lets it go on */
};

struct bent { /* a thread's call that a rule acts on, or that is to be made again */
	pid_t tid, tgid;
	int rule;    /* that acts; -1: none */
	int cut_for; /* the rule for whose sake it is cut; -1: none */
	size_t most; /* what it was shortened to; 0: it was not */
	struct alteration alteration;
	bool was_blocking; /* O_NONBLOCK is to be taken away again */
	bool restarts;     /* the kernel makes it again: the same entry comes once more */
	uint64_t ip, sp;
	int64_t first_arg;
	const struct call *call;
	struct bent *next;
};

struct bent_socket {
	bool has_end; /* nothing comes any more */
	bool is_edge; /* it is in an epoll set with EPOLLET */
	bool answers; /* it had received before it sent */
	bool is_over; /* the program has been told by a wait that nothing more will come */
	bool is_ready; /* the program has been told by a wait that it can be read, and has not; of a survey */
	int error;        /* what is to be told, once; 0: nothing */
	int error_kept;   /* by the kernel, which tells this one instead */
	uint64_t in, out; /* bytes moved so far */
	uint64_t seen;    /* up to this byte of IN the program has been told that they are there */
};

struct injection; /* see injection.h */
struct outcome;
struct rule;

/* What is known of a thread's call; NULL: nothing. */
struct bent *bent_find(struct injection *i, pid_t tid);
struct bent *bent_of(struct injection *i, const struct tracee *who); /* made where there is none */
/* What others' calls have changed of the memory that this one of WHO's reads is put back: they have read it. */
void bent_put_back_for(struct injection *i, const struct tracee *who, const struct record_call *call);
/* CHILD has got a copy of the memory as changed for calls of its parent's other threads: there it is put back. */
void bent_forked(struct injection *i, const struct tracee *child);
/* The rule has acted on the call that WHO is in. */
void bent_mark(struct sck_session *s, const struct tracee *who, int rule);

/* The call carries the rule's words from now on. */
void bent_name_rule(struct sck_session *s, const struct tracee *who, int rule);

/* What a rule knows of the socket with this index in the record; NULL for -1. Valid until the next call. */
struct bent_socket *bent_socket(struct injection *i, int socket);

/* ---- bend_ask.c: which rule is to act? ---- */

/* Bytes, or messages where the call takes a vector of them. */
size_t bend_asked(const struct tracee *who, const struct record_call *call);
/* Does it take bytes out of the socket? splice(2) stands among the calls that send, and does either. */
bool bend_receives(const struct record_call *call);

/* ---- bend_act.c: before the call is made ---- */

/* B's rule acts on the call, as far as can be told before it is made. */
enum bend_answer bend_act(struct sck_session *s, struct tracee *who, struct bent *b, int64_t *ret_result);
/* The end is told by whatever the call, a receive or FIONREAD, fills in; what it returns then: 0, or that many empty messages. */
int64_t bend_tell_end(const struct tracee *who, const struct record_call *call);
/* RULE's datagram of somebody else is there before the call that WHO is in is made. */
void bend_let_a_stranger_send(struct sck_session *s, struct tracee *who, int rule);
bool bend_can_be_cut(struct sck_session *s, const struct tracee *who,
		     const struct record_call *call, size_t most, bool is_forced);
/* What RULE leaves of what the call asks for: bytes, or messages; 0: nothing. */
size_t bend_most(const struct tracee *who, const struct record_call *call, const struct rule *rule);
/* The call is to move MOST at most, where it asks for more. */
void bend_shorten(struct sck_session *s, struct tracee *who, struct bent *b, size_t most);

/* ---- bend_fit.c: does the outcome tell the truth here? ---- */

/* The first need that is not met where MOST is left of the call, as outcome_need_text() has it; NULL: all are. */
const char *bend_unfit(struct sck_session *s, const struct tracee *who,
		       const struct record_call *call, const struct outcome *o, size_t most);
bool bend_can_be_sent(const struct tracee *who, const struct record_call *call);
/* It fetches an urgent byte or a kept error, nothing of what comes next. */
bool bend_is_out_of_band(const struct record_call *call);
bool bend_is_nonblocking(const struct tracee *who, const struct record_call *call);

/* ---- bend_deed.c: what is done to the socket, through a borrowed descriptor; 0 or a negative errno ---- */

/* The connection is dead, its peer is told by a reset; whoever asks takes the error for told already. */
int deed_dead(struct sck_session *s, const struct tracee *who, int fd);
int deed_pipe(struct sck_session *s, const struct tracee *who, int fd);
int deed_end(const struct tracee *who, int fd);
void deed_drain(const struct tracee *who, int fd); /* what came behind the end is nobody's */
/* A connect without waiting that fails by itself: pollers wake up. */
int deed_connect_in_vain(struct sck_session *s, const struct tracee *who, int fd);
/* A datagram socket has a port from its first send or connect on, also where that fails. */
void deed_take_port(const struct tracee *who, int fd);
int deed_set_blocking(const struct tracee *who, int fd, bool blocks);
int deed_abort(const struct tracee *who, int fd); /* its close is going to be a reset */
/* A datagram of somebody else, who answers nothing and stays. To the wildcard address is to this machine. */
int deed_stranger(struct sck_session *s, const struct tracee *who, int fd, const char *text);
/*
 * The connection is reset behind what has come. Returns the error that is to be told in place of the kernel's own, ECONNABORTED; 0: none
 * can be; -ENOTCONN where it is no TCP connection.
 */
int deed_hang_up(struct sck_session *s, const struct tracee *who, int fd);

/* ---- bend_limit.c: descriptors ---- */

/* WHO's process has none left from now on; 0 or a negative errno. */
int limit_reach(struct sck_session *s, const struct tracee *who);
/* WHO's process may be at that limit, and is about to make this call. */
void limit_meet_call(struct sck_session *s, const struct tracee *who, const struct record_call *call);
void limit_inherit(struct injection *i, const struct tracee *child);
void limit_lift(struct injection *i);
void limit_forget(struct injection *i);

/* ---- bend_wait.c: poll, select, epoll ---- */

/* Writes that one socket of IPv4 or IPv6 is readable; 1, or 0 where there is none that it could be. */
int wait_spurious(struct sck_session *s, const struct tracee *who, const struct record_call *call);
/* Are there others ready than the one that is told of? */
bool wait_kept_others(const struct tracee *who, const struct record_call *call, int64_t result);
/* Keeps the first of RESULT ready ones. */
int64_t wait_keep_one(const struct tracee *who, const struct record_call *call, int64_t result);
int wait_early(struct tracee *who, const struct record_call *call, struct alteration *ret);
/* At most one event is asked for, where the call can say so; 0 or -ENOTSUP. */
int wait_ask_one(const struct tracee *who, const struct record_call *call, struct alteration *ret);
/* Whose DATA an event of the epoll set FD has; of several with the same the first. -1: none. */
int wait_fd_of_data(const struct tracee *who, int fd, uint64_t data);
int wait_select_count(const struct record_call *call);                         /* of descriptors */
bool wait_may_block(const struct tracee *who, const struct record_call *call); /* its time-out is not zero */
bool wait_has_time_out(const struct tracee *who, const struct record_call *call);
/* The descriptors that are waited for, one after the other from *AT (0 at first); -1: no more. */
int wait_next_fd(const struct tracee *who, const struct record_call *call, int *at);

static inline enum arg_kind wait_arg(const struct record_call *call, int i)
{
	return i < call->call->args_count ? call->call->args[i] : ARG_NONE;
}

/* ---- bend_told.c: what the program knows to be there ---- */

/* The call has returned RESULT, no error. */
void told_note(struct sck_session *s, const struct tracee *who, const struct record_call *call,
	       int64_t result);
bool told_counts(const struct record_call *call); /* does it ask how many bytes have come, FIONREAD? */
size_t told_bytes(const struct bent_socket *socket); /* that lie before it; NULL is allowed */

#endif
