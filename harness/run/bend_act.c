/*
 * A chosen rule acts on the call that is about to be made, as far as can be told before: the call is skipped, cut, postponed, or something is
 * done to its socket first. What cannot be known before is seen by bend.c at the exit.
 */
#include "os/tracee.h"
#include "run/descriptors.h"
#include "run/injection.h"
#include "run/postpone.h"
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

static enum bend_answer skip(struct sck_session *s, struct tracee *who, struct bent *b,
			     int64_t result, int64_t *ret_result)
{
	const struct record_call *call = &s->record.calls[who->slot];

	if ((call->call->class == CLASS_SEND || call->call->class == CLASS_CONNECT) &&
	    call->socket >= 0 && s->record.sockets[call->socket].type == SOCK_DGRAM)
		deed_take_port(who, call->fd);
	bent_mark(s, who, b->rule);
	b->rule = -1;
	*ret_result = result;
	return BEND_SKIP;
}

bool bend_can_be_cut(struct sck_session *s, const struct tracee *who,
		     const struct record_call *call, size_t most, bool is_forced)
{
	const struct outcome *o = outcome_find(call->call->name, strlen(call->call->name), "short",
					       strlen("short"), NULL);

	return o && outcome_fits(o, call->call) && (is_forced || !bend_unfit(s, who, call, o, most));
}

void bend_shorten(struct sck_session *s, struct tracee *who, struct bent *b, size_t most)
{
	const struct record_call *call = &s->record.calls[who->slot];

	if (most < bend_asked(who, call) && most > 0 && bend_asked(who, call) <= SSIZE_MAX &&
	    alter_shorten(who->tid, call->call, call->args, most, &b->alteration) == 0)
		b->most = most;
}

size_t bend_most(const struct tracee *who, const struct record_call *call, const struct rule *rule)
{
	size_t part;

	if (rule->outcome->effect != EFFECT_SHORTEN || rule->outcome->value != VALUE_COUNT)
		return 0;
	if (!rule->is_percent)
		return (size_t)rule->value;
	part = bend_asked(who, call) * (size_t)rule->value / 100;
	return part > 0 ? part : 1;
}

/* A message without room for control data: what it carries is cut off, and the kernel says so (recvmsg(2), MSG_CTRUNC). */
static void cut_control(const struct tracee *who, struct bent *b, const struct record_call *call)
{
	alter_word(who->tid, (uint64_t)call->args[1] + offsetof(struct msghdr, msg_controllen), 0,
		   &b->alteration);
}

/* A word of LEN bytes, 4 or 8. */
static void tell_nothing(const struct tracee *who, uint64_t address, size_t len)
{
	const uint64_t nothing = 0;

	if (address)
		tracee_write(who->tid, address, &nothing, len);
}

static void tell_end_of_message(const struct tracee *who, uint64_t message)
{
	struct msghdr got;

	if (tracee_read(who->tid, message, &got, sizeof(got)) != sizeof(got))
		return;
	if (got.msg_name)
		tell_nothing(who, message + offsetof(struct msghdr, msg_namelen), sizeof(got.msg_namelen));
	tell_nothing(who, message + offsetof(struct msghdr, msg_controllen), sizeof(got.msg_controllen));
	tell_nothing(who, message + offsetof(struct msghdr, msg_flags), sizeof(got.msg_flags));
}

int64_t bend_tell_end(const struct tracee *who, const struct record_call *call)
{
	enum { MOST = 1024 }; /* UIO_MAXIOV: as many the kernel takes */
	const int64_t *args = call->args;
	uint32_t count;

	for (int i = 0; i < call->call->args_count; i++)
		switch (call->call->args[i]) {
		case ARG_IOCTL: /* FIONREAD */
			tell_nothing(who, (uint64_t)args[i + 1], sizeof(int));
			return 0;
		case ARG_MSG_OUT:
			tell_end_of_message(who, (uint64_t)args[i]);
			return 0;
		case ARG_ADDR_LEN_PTR:
			if (args[i - 1])
				tell_nothing(who, (uint64_t)args[i], sizeof(socklen_t));
			return 0;
		case ARG_MMSG_OUT:
			count = (uint32_t)args[i + 1] < MOST ? (uint32_t)args[i + 1] : MOST;
			for (uint32_t n = 0; n < count; n++) {
				uint64_t message = (uint64_t)args[i] + n * sizeof(struct mmsghdr);

				tell_end_of_message(who, message);
				tell_nothing(who, message + offsetof(struct mmsghdr, msg_len),
					     sizeof(unsigned));
			}
			return count;
		default:
			break;
		}
	return 0;
}

static void hang_up(struct sck_session *s, struct tracee *who, struct bent *b, const struct record_call *call)
{
	struct bent_socket *socket;
	int at = 0, fd, rc;

	while ((fd = wait_next_fd(who, call, &at)) >= 0) {
		rc = deed_hang_up(s, who, fd);
		if (rc < 0)
			continue;
		socket = bent_socket(s->injection, descriptors_socket(s, who, fd));
		if (socket && rc > 0) {
			socket->error = rc;
			socket->error_kept = ECONNABORTED;
		}
		bent_mark(s, who, b->rule);
		return;
	}
}

static enum bend_answer fail_connect(struct sck_session *s, struct tracee *who, struct bent *b,
				     const struct record_call *call, int error, int64_t *ret_result)
{
	if (s->record.sockets[call->socket].type != SOCK_STREAM)
		return skip(s, who, b, -error, ret_result);
	if (deed_connect_in_vain(s, who, call->fd) < 0 || !bend_is_nonblocking(who, call))
		return skip(s, who, b, -error, ret_result);
	bent_socket(s->injection, call->socket)->error = error;
	bent_socket(s->injection, call->socket)->error_kept = ECONNREFUSED;
	return skip(s, who, b, -EINPROGRESS, ret_result);
}

/* Has another thread come to the call already, since the rule held one last? Then it is in order. */
static bool has_been_reached(const struct sck_session *s, const struct tracee *who, int rule)
{
	const struct record_call *held = &s->record.calls[who->slot];
	const char *until = s->injection->plan.rules[rule].rule.until;

	for (size_t i = s->injection->told[rule].acted_at; i < s->record.calls_count; i++) {
		const struct record_call *call = &s->record.calls[i];

		if ((call->thread != held->thread || call->program != held->program) &&
		    call_selected(call->call, until, strlen(until)))
			return true;
	}
	return false;
}

static enum bend_answer postpone(struct sck_session *s, struct tracee *who, struct bent *b,
				 const struct rule *rule)
{
	if (rule->outcome->deed == DEED_DELAY) {
		bent_mark(s, who, b->rule);
		postpone_for(s, who, rule->value);
	} else if (rule->outcome->deed == DEED_LATE) {
		bent_mark(s, who, b->rule);
		postpone_to_the_last(s, who, -1);
	} else if (has_been_reached(s, who, b->rule)) {
		bent_mark(s, who, b->rule);
		b->rule = -1;
		return BEND_MAKE;
	} else {
		postpone_until(s, who, b->rule, rule->until);
	}
	b->rule = -1;
	return BEND_POSTPONE;
}

static int64_t error_of(const struct rule *rule)
{
	if (rule->outcome->value == VALUE_ERRNO)
		return rule->value;
	return rule->outcome->deed == DEED_RESET ? ECONNRESET : EAGAIN;
}

/* The call that tells the error of a dead connection is not made; one that only meets a connection that is no more is. */
static bool tells_of_death(const struct outcome *o)
{
	return o->deed == DEED_RESET || o->effect == EFFECT_SUPPRESS;
}

static enum bend_answer act_on_wait(struct sck_session *s, struct tracee *who, struct bent *b,
				    const struct record_call *call, int64_t *ret_result)
{
	switch (s->injection->plan.rules[b->rule].rule.outcome->deed) {
	case DEED_EARLY:
		if (wait_early(who, call, &b->alteration) < 0)
			b->rule = -1;
		break;
	case DEED_SPURIOUS:
		if (wait_spurious(s, who, call) == 1)
			return skip(s, who, b, 1, ret_result);
		b->rule = -1;
		break;
	case DEED_ONE:
		wait_ask_one(who, call, &b->alteration);
		break;
	default: /* DEED_HANG_UP */
		hang_up(s, who, b, call);
		b->rule = -1;
		break;
	}
	return BEND_MAKE;
}

void bend_let_a_stranger_send(struct sck_session *s, struct tracee *who, int rule)
{
	const bool is_empty = s->injection->plan.rules[rule].rule.outcome->deed == DEED_EMPTY;

	if (deed_stranger(s, who, s->record.calls[who->slot].fd, is_empty ? "" : "stranger") == 0)
		bent_mark(s, who, rule);
}

/* Behind whatever else is on its way, so that it is the same each time. */
static enum bend_answer let_a_stranger_come(struct sck_session *s, struct tracee *who, struct bent *b)
{
	const struct record_call *call = &s->record.calls[who->slot];

	if (call->call->class == CLASS_SEND) { /* before the answer */
		deed_take_port(who, call->fd);
		bend_let_a_stranger_send(s, who, b->rule);
		b->rule = -1;
		return BEND_MAKE;
	}
	postpone_to_the_last(s, who, b->rule);
	b->rule = -1;
	return BEND_POSTPONE;
}

/* The call alone is another, not what it is about. */
static enum bend_answer act_on_nothing_else(struct sck_session *s, struct tracee *who,
					    struct bent *b, int64_t *ret_result)
{
	const struct rule *rule = &s->injection->plan.rules[b->rule].rule;

	if (rule->outcome->effect == EFFECT_SUPPRESS)
		return skip(s, who, b, -error_of(rule), ret_result);
	if (rule->outcome->effect == EFFECT_SHORTEN)
		bend_shorten(s, who, b, bend_most(who, &s->record.calls[who->slot], rule));
	return BEND_MAKE;
}

/* The rule acts on the call, as far as can be told before it is made. */
enum bend_answer bend_act(struct sck_session *s, struct tracee *who, struct bent *b, int64_t *ret_result)
{
	const struct rule *rule = &s->injection->plan.rules[b->rule].rule;
	const struct record_call copy = s->record.calls[who->slot], *call = &copy;
	const int64_t error = error_of(rule);
	int rc = 0;

	switch (rule->outcome->deed) {
	case DEED_NONE:
		return act_on_nothing_else(s, who, b, ret_result);
	case DEED_END:
		rc = deed_end(who, call->fd);
		if (rc < 0)
			break;
		bent_socket(s->injection, call->socket)->has_end = true;
		return skip(s, who, b, bend_tell_end(who, call), ret_result);
	case DEED_RESET:
	case DEED_DEAD:
		rc = deed_dead(s, who, call->fd);
		if (rc == 0 && tells_of_death(rule->outcome))
			return skip(s, who, b, -error, ret_result);
		break;
	case DEED_PIPE:
		rc = deed_pipe(s, who, call->fd);
		break;
	case DEED_LATER:
		return fail_connect(s, who, b, call, (int)error, ret_result);
	case DEED_GOES_ON:
		rc = deed_set_blocking(who, call->fd, false);
		b->was_blocking = rc == 0;
		break;
	case DEED_LOSE:
		rc = bend_can_be_sent(who, call) ? 0 : -EINVAL;
		if (rc < 0)
			break;
		return skip(s, who, b, (int64_t)bend_asked(who, call), ret_result);
	case DEED_LIMIT:
		rc = limit_reach(s, who);
		break;
	case DEED_CONTROL:
		cut_control(who, b, call);
		break;
	case DEED_STRANGER:
	case DEED_EMPTY:
		return let_a_stranger_come(s, who, b);
	case DEED_EARLY:
	case DEED_SPURIOUS:
	case DEED_ONE:
	case DEED_HANG_UP:
		return act_on_wait(s, who, b, call, ret_result);
	case DEED_DELAY:
	case DEED_HOLD:
	case DEED_LATE:
		return postpone(s, who, b, rule);
	case DEED_ABORT:
		break;
	}
	if (rc < 0)
		b->rule = -1;
	return BEND_MAKE;
}
