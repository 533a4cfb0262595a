/*
 * Lookups in the outcome table: by what a rule says, and for a call that is about to be made. Plain data; plan/rule and
 * run/inject ask it.
 */
#include "facts/outcome.h"
#include <string.h>

static const struct outcome any_error = {
	.class = CLASS_NONE,
	.word = "error",
	.value = VALUE_ERRNO,
	.effect = EFFECT_SUPPRESS,
	.plausibility = PLAUSIBLE_STRESS,
	.after = "the socket is as it was",
};

static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = list; len && (at = strstr(at, word)) != NULL; at += len)
		if ((at == list || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	return false;
}

bool outcome_fits(const struct outcome *o, const struct call *call)
{
	if (o->class != CLASS_NONE && o->class != call->class)
		return false;
	return !o->calls || has_word(o->calls, call->name);
}

static bool fits_word(const struct outcome *o, const char *call, size_t len)
{
	for (size_t i = 0; i < call_table_count; i++)
		if (call_selected(&call_table[i], call, len) && outcome_fits(o, &call_table[i]))
			return true;
	return false;
}

/* The table leaves out what nearly every call's page has. */
static bool can_fail_with(const struct call *call, const char *error)
{
	bool takes_fd = call->args_count > 0 && call->args[0] == ARG_FD;

	if (strcmp(error, "EBADF") == 0)
		return takes_fd;
	if (strcmp(error, "ENOTSOCK") == 0)
		return takes_fd && call->only_sockets;
	if (strcmp(error, "EFAULT") == 0 || strcmp(error, "EINVAL") == 0)
		return call->args_count > 0;
	return has_word(call->errnos, error);
}

static bool lists_error(const char *call, size_t len, const char *error)
{
	for (size_t i = 0; i < call_table_count; i++)
		if (call_selected(&call_table[i], call, len) && can_fail_with(&call_table[i], error))
			return true;
	return false;
}

/* They tell of a connection, or an attempt at one, that a rule could not make up. */
static const char of_an_attempt[] = "EINPROGRESS EALREADY EISCONN";

const struct outcome *outcome_find(const char *call, size_t call_len, const char *word,
				   size_t word_len, const char *error)
{
	for (size_t i = 0; i < outcome_table_count; i++) {
		const struct outcome *o = &outcome_table[i];

		if (strncmp(o->word, word, word_len) != 0 || o->word[word_len])
			continue;
		if (error && (!o->error || strcmp(o->error, error) != 0))
			continue;
		if (fits_word(o, call, call_len))
			return o;
	}
	if (error && !has_word(of_an_attempt, error) && lists_error(call, call_len, error))
		return &any_error;
	return NULL;
}

const struct outcome *outcome_any_error(void)
{
	return &any_error;
}

bool outcome_lasts(const struct outcome *o)
{
	if (o->value == VALUE_COUNT || o->deed == DEED_ONE)
		return true;
	if (!o->error || o->effect != EFFECT_SUPPRESS || (o->deed != DEED_NONE && o->deed != DEED_LATER))
		return false;
	/* EPERM of accept is about this client; a receive is told of something that was sent or came, or of a moment without memory */
	if (o->class == CLASS_RECV)
		return false;
	return strcmp(o->error, "EINTR") && strcmp(o->error, "EPERM") &&
	       (strcmp(o->error, "EAGAIN") || o->class == CLASS_PROCESS);
}

const char *outcome_effect_name(enum outcome_effect effect)
{
	static const char *const names[] = { "suppress", "override", "shorten", "make true", "postpone" };

	return names[effect];
}

const char *outcome_plausibility_name(enum plausibility p)
{
	static const char *const names[] = { "loopback", "network", "posix", "stress" };

	return names[p];
}

const char *outcome_value_name(enum outcome_value value)
{
	static const char *const names[] = { "", "N", "ERRNO", "TIME", "CALL" };

	return names[value];
}

const char *outcome_need_name(unsigned need)
{
	static const char *const names[] = { "stream",     "datagram",      "tcp",
					     "connected",  "non-blocking",  "blocking",
					     "no-epollet", "no-waitall",    "time-out",
					     "no-hang-up", "in-band",       "internet",
					     "open",       "not-listening", "unseen" };

	return names[__builtin_ctz(need)];
}

const char *outcome_need_text(unsigned need)
{
	static const char *const texts[] = {
		"a stream socket",
		"a datagram socket",
		"a TCP socket",
		"a connected socket",
		"a call that does not wait (O_NONBLOCK, MSG_DONTWAIT, a time-out)",
		"a call that may wait",
		"a descriptor that is not edge-triggered (EPOLLET)",
		"a call without MSG_WAITALL",
		"a time-out",
		"a socket that no wait has said POLLHUP or POLLRDHUP of",
		"a call without MSG_OOB and MSG_ERRQUEUE",
		"a socket of IPv4 or IPv6",
		"a UDP socket that has a port and no peer",
		"a socket that does not listen yet",
		"bytes that neither MSG_PEEK nor FIONREAD has told of",
	};

	return texts[__builtin_ctz(need)];
}
