/*
 * The outcome table: one row an outcome that a rule can bring about, with its effect on the call, how it comes to pass
 * in the world, what a socket must be like for it, and what the socket does afterwards. Plain data: plan reads rules by
 * it, run carries them out, `list outcomes` and the manual are made from it.
 */
#ifndef FACTS_OUTCOME_H
#define FACTS_OUTCOME_H

#include "facts/call.h"

enum outcome_effect {
	EFFECT_SUPPRESS, /* the call is not made and returns what the outcome says */
	EFFECT_OVERRIDE, /* the call is made, its result is replaced */
	EFFECT_SHORTEN,  /* the call is made for less than was asked */
	EFFECT_TRUE,     /* what leads to the outcome really happens, then the call is made */
	EFFECT_POSTPONE, /* the call is made later */
};

enum plausibility {
	PLAUSIBLE_LOOPBACK, /* happens on a loopback by itself */
	PLAUSIBLE_NETWORK,  /* happens on a network */
	PLAUSIBLE_POSIX, /* the standard allows it, and a signal handler or another system does it */
	PLAUSIBLE_STRESS, /* only a kernel in need does it */
};

/* What a call must be like; else the outcome would be a lie, and the rule does not act on it. */
enum outcome_need {
	NEED_STREAM = 1 << 0,    /* a stream socket */
	NEED_DATAGRAM = 1 << 1,  /* a datagram socket */
	NEED_TCP = 1 << 2,       /* a TCP connection */
	NEED_CONNECTED = 1 << 3, /* connected, a datagram socket too */
	NEED_NO_WAIT = 1 << 4,   /* O_NONBLOCK, MSG_DONTWAIT or a time-out: EAGAIN */
	NEED_WAIT = 1 << 5,      /* it may block: only such a call is interrupted */
	NEED_NO_EDGE = 1 << 6, /* no EPOLLET: less than asked, or EAGAIN, means that an edge will come (epoll(7)) */
	NEED_NO_WAITALL = 1 << 7, /* no MSG_WAITALL: it is short at a signal or an end only (recv(2)) */
	NEED_TIME_OUT = 1 << 8, /* a time-out that is neither zero nor infinite */
	NEED_NO_HANG_UP = 1 << 9, /* no wait has said POLLHUP or POLLRDHUP of it: then all has come, a short read is the last */
	NEED_IN_BAND = 1 << 10, /* no MSG_OOB, no MSG_ERRQUEUE: they fetch something else than what comes next (recv(2)) */
	NEED_INTERNET = 1 << 11, /* IPv4 or IPv6: a local socket has room until it is full, and wakes loops (asyncio's own does) */
	NEED_OPEN = 1 << 12, /* a UDP socket that has a port and no peer: anybody may send to it */
	NEED_NOT_LISTENING = 1 << 13, /* it does not listen yet: a second listen(2) changes the backlog alone (inet_listen()) */
	NEED_UNSEEN = 1 << 14, /* not less than the program was told to be there by MSG_PEEK (recv(2)) or FIONREAD (tcp(7)): it stays until it is read */
};

/* What run/inject does, beside what the effect says. */
enum outcome_deed {
	DEED_NONE,
	DEED_END,   /* from here on nothing comes any more but the end */
	DEED_RESET, /* the connection is reset; the call meets it */
	DEED_DEAD,  /* the connection is dead, its error has been told */
	DEED_PIPE,  /* nothing can be sent any more: EPIPE and its signal */
	DEED_ABORT, /* the connection that accept would return is reset and closed */
	DEED_LATER, /* connect fails: at once where it blocks, else as EINPROGRESS and then SO_ERROR */
	DEED_GOES_ON,  /* connect is interrupted, the attempt goes on */
	DEED_LIMIT,    /* the process has no descriptor left */
	DEED_LOSE,     /* the datagram is sent nowhere */
	DEED_CONTROL,  /* there is no room for control data */
	DEED_EARLY,    /* the time-out is a tick shorter */
	DEED_SPURIOUS, /* a descriptor is said to be readable that nothing came to */
	DEED_ONE,      /* one ready descriptor is told of, the others next time */
	DEED_HANG_UP,  /* the first connection waited for is reset, what has come stays */
	DEED_STRANGER, /* a datagram comes from somebody else */
	DEED_EMPTY,    /* the same, without a byte */
	DEED_DELAY,
	DEED_HOLD,
	DEED_LATE, /* made when everybody else waits */
};

enum outcome_value { VALUE_NONE, VALUE_COUNT, VALUE_ERRNO, VALUE_TIME, VALUE_CALL };

struct outcome {
	enum call_class class;    /* of the calls that can have it; CLASS_NONE: of any */
	const char *calls;        /* only these of the class, "recvmsg recvmmsg"; NULL: all */
	const char *word;         /* "short", "error", "reset" ... */
	const char *error;        /* of the word "error": "EINTR"; else NULL */
	enum outcome_value value; /* what stands behind the = */
	enum outcome_effect effect;
	enum plausibility plausibility;
	unsigned needs; /* enum outcome_need */
	enum outcome_deed deed;
	const char *after; /* what follows, for people */
};

extern const struct outcome outcome_table[];
extern const size_t outcome_table_count;

/*
 * The row of WORD (and ERROR, where the word is "error"; else NULL) for a call or class name; NULL: there is none. An error
 * that the call's manual page lists and that has no row of its own is found as the general one.
 */
const struct outcome *outcome_find(const char *call, size_t call_len, const char *word,
				   size_t word_len, const char *error);
const struct outcome *outcome_any_error(void); /* the general row, for those who insist */
/* May all further calls meet it too? So with what is a state (no descriptor, no way, a full buffer), not with a moment or an end. */
bool outcome_lasts(const struct outcome *o);
/* Can this row come to this call? */
bool outcome_fits(const struct outcome *o, const struct call *call);
const char *outcome_effect_name(enum outcome_effect effect);
const char *outcome_plausibility_name(enum plausibility p);
const char *outcome_value_name(enum outcome_value value); /* "N", "ERRNO", "TIME", "CALL"; "" for none */
/* The first bit of NEED: in a word for a list ("stream"), and in words for a sentence ("a stream socket"). */
const char *outcome_need_name(unsigned need);
const char *outcome_need_text(unsigned need);

#endif
