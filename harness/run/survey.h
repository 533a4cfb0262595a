/*
 * What each socket call of a run could have met: the outcomes that would tell the truth there, and the number by which a rule
 * names that very call. Nothing is done to the program. A sweep plans its runs by it.
 */
#ifndef RUN_SURVEY_H
#define RUN_SURVEY_H

#include "plan/inject.h"

struct record_call;
struct sck_session;
struct tracee;

struct survey_chance {
	const struct call *call;
	const struct outcome *outcome;
	int64_t when;       /* the rule CALL:OUTCOME:when=WHEN means this call */
	bool is_waited_for; /* an EAGAIN here is the end of a time-out, not of what is there */
	bool is_datagram;   /* the socket's kind */
	bool is_answer; /* somebody else's bytes came to the socket before any were sent from it */
	bool is_ready; /* a wait has told that a TCP connection can be read, and nothing was read since */
	int domain; /* the socket's */
	/* For the sweep to set. */
	bool lasts;     /* all further calls meet it too */
	bool of_family; /* only those on a socket of DOMAIN */
	bool has_other_way; /* the name that the program was given has an address of another family, which answers */
	size_t site; /* "server.c:42 serve" in survey.sites; the empty text: not known */
};

struct survey {
	struct inject plan; /* a rule for each call that was met with each of its outcomes */
	bool *knows, *has_rules; /* by the rows of the call table: it was met; its name's rules are there */
	int64_t *met;            /* of each, before the call under way */
	struct survey_chance *chances;
	size_t count, room;
	struct bytes sites; /* each with its NUL */
};

struct survey *survey_new(void);
void survey_free(struct survey *v); /* NULL is allowed */
/* WHO is about to make this call. */
void survey_note(struct sck_session *s, const struct tracee *who, const struct record_call *call);
/* The outcome's own, or less where it contradicts what the program was told. */
enum plausibility survey_plausibility(const struct survey_chance *chance);
/* Bytes that a TCP connection has carried towards the programs, and from them: of any the most. */
void survey_lengths(const struct sck_session *s, int64_t *ret_in, int64_t *ret_out);
/* The rule's text but for its selectors: "recvfrom:short=1"; CALL may be a class. */
void survey_append_rule(struct bytes *to, const char *call, const struct outcome *o);

#endif
