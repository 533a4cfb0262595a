/*
 * See bend.h. Theory of operation: inject_decide() chooses a rule by what it can know of the call; bend_unfit() refuses it where
 * it would lie. Then, by its effect, the call is not made at all (no exit stop is needed), or it is made with fewer bytes,
 * or something is done to the socket first. What cannot be known before (did it take?) is seen at the exit: only then has the
 * rule acted, and the call is marked. A call that a signal interrupted and the kernel makes again is the same call: it is not
 * counted, and bent as the first time.
 */
#include "os/regs.h"
#include "os/tracee.h"
#include "run/injection.h"
#include "run/descriptors.h"
#include "run/postpone.h"
#include "run/survey.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

static struct injection *injection_of(struct sck_session *s)
{
	if (s->injection)
		return s->injection;
	s->injection = calloc(1, sizeof(*s->injection));
	if (!s->injection)
		abort();
	s->injection->fd_strangers[0] = s->injection->fd_strangers[1] = -1;
	return s->injection;
}

int bend_add(struct sck_session *s, const char *rule, bool is_of_subject, struct sck_err *err)
{
	struct injection *i = injection_of(s);
	int rc;

	i->plan.seed = s->options.seed;
	rc = inject_add(&i->plan, rule, s->options.force, err);
	if (rc < 0)
		return rc;
	i->told = reallocarray(i->told, i->plan.count, sizeof(i->told[0]));
	if (!i->told)
		abort();
	i->plan.rules[i->plan.count - 1].is_of_subject = is_of_subject;
	i->told[i->plan.count - 1] = (struct rule_told){ 0 };
	return 0;
}

void bend_survey(struct sck_session *s)
{
	injection_of(s)->survey = survey_new();
}

void bend_stop(struct sck_session *s)
{
	if (!s->injection)
		return;
	s->injection->is_over = true;
	limit_lift(s->injection);
}

const struct survey *bend_surveyed(const struct sck_session *s)
{
	return s->injection ? s->injection->survey : NULL;
}

void bend_done(struct sck_session *s)
{
	struct injection *i = s->injection;

	if (!i)
		return;
	while (i->bents) {
		struct bent *b = i->bents;

		i->bents = b->next;
		free(b);
	}
	for (int k = 0; k < 2; k++)
		if (i->fd_strangers[k] >= 0)
			close(i->fd_strangers[k]);
	limit_forget(i);
	inject_done(&i->plan);
	survey_free(i->survey);
	free(i->sockets);
	free(i->told);
	free(i);
	s->injection = NULL;
}

bool bend_concerns(const struct sck_session *s, enum call_class class)
{
	return s->injection && inject_concerns(&s->injection->plan, class);
}

bool bend_stops_forks(const struct sck_session *s)
{
	return s->injection &&
	       (s->injection->survey || inject_concerns(&s->injection->plan, CLASS_PROCESS));
}

const struct inject_rule *bend_idle(const struct sck_session *s, size_t most)
{
	return s->injection ? inject_idle(&s->injection->plan, most) : NULL;
}

/* ---- The state of threads and sockets ------------------------------------------------------------------------- */

void bend_thread_ended(struct sck_session *s, const struct tracee *who)
{
	if (!s->injection)
		return;
	postpone_forget(s, who);
	for (struct bent **link = &s->injection->bents; *link; link = &(*link)->next)
		if ((*link)->tid == who->tid) {
			struct bent *b = *link;

			*link = b->next;
			free(b);
			return;
		}
}

void bend_process_began(struct sck_session *s, const struct tracee *who)
{
	if (!s->injection)
		return;
	bent_forked(s->injection, who);
	limit_inherit(s->injection, who);
}

/* ---- The entry --------------------------------------------------------------------------------------- */

static bool is_made_again(const struct bent *b, const struct tracee *who)
{
	return b && b->restarts && b->call == who->call && b->ip == who->ip && b->sp == who->sp &&
	       b->first_arg == who->args[0];
}

/* What an outcome has left behind comes before any rule. */
static bool meets_the_end(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	const struct bent_socket *socket = bent_socket(s->injection, call->socket);

	if (!socket || !socket->has_end)
		return false;
	if (call->call->class == CLASS_CLOSE)
		deed_drain(who, call->fd);
	return told_counts(call) || (call->call->class == CLASS_RECV && !bend_is_out_of_band(call));
}

enum bend_answer bend_enter(struct sck_session *s, struct tracee *who, int64_t *ret_result)
{
	struct injection *i = s->injection;
	const struct record_call *call = &s->record.calls[who->slot];
	struct inject_choice choice = { .rule = -1 };
	struct bent *b;

	postpone_reached(s, who, who->call);
	bent_put_back_for(i, who, call);
	limit_meet_call(s, who, call);
	if (meets_the_end(s, who, call)) {
		*ret_result = bend_tell_end(who, call);
		return BEND_SKIP;
	}
	b = bent_find(i, who->tid);
	if (is_made_again(b, who)) {
		choice.rule = b->rule;
		choice.cut = b->cut_for >= 0 ? b->most : 0;
		choice.cut_for = b->cut_for;
	} else if (!i->is_over) {
		if (i->survey)
			survey_note(s, who, call);
		choice = bend_decide(s, who, call, &i->plan);
	}
	if (!b && choice.rule < 0 && !choice.cut)
		return BEND_MAKE;
	b = bent_of(i, who);
	*b = (struct bent){ .tid = b->tid,
			    .tgid = b->tgid,
			    .rule = choice.rule,
			    .cut_for = -1,
			    .alteration = ALTERATION_NONE,
			    .next = b->next };
	if (choice.rule < 0) {
		if (choice.cut && bend_can_be_cut(s, who, call, choice.cut,
						  i->plan.rules[choice.cut_for].rule.is_forced)) {
			bend_shorten(s, who, b, choice.cut);
			b->cut_for = choice.cut_for;
		}
		return BEND_MAKE;
	}
	if (!i->plan.rules[choice.rule].rule.is_forced) {
		const struct rule *rule = &i->plan.rules[choice.rule].rule;
		const char *unfit = bend_unfit(s, who, call, rule->outcome, bend_most(who, call, rule));

		if (unfit) {
			i->plan.rules[choice.rule].refused = unfit;
			b->rule = -1;
			return BEND_MAKE;
		}
	}
	return bend_act(s, who, b, ret_result);
}

/* ---- The exit ------------------------------------------------------------------------------------------------- */

static int64_t override(struct sck_session *s, struct tracee *who, struct bent *b, int64_t result)
{
	bent_mark(s, who, b->rule);
	regs_set_result(who->tid, result);
	return result;
}

static bool has_cut_control(const struct tracee *who)
{
	int flags = 0;

	tracee_read(who->tid, (uint64_t)who->args[1] + offsetof(struct msghdr, msg_flags), &flags,
		    sizeof(flags));
	return flags & MSG_CTRUNC;
}

/* Did what was prepared come to pass? */
static bool has_taken(const struct tracee *who, const struct bent *b, const struct outcome *o, int64_t result)
{
	switch (o->deed) {
	case DEED_NONE:
		return b->most && result == (int64_t)b->most;
	case DEED_PIPE:
		return result == -EPIPE;
	case DEED_DEAD:
		return result == -ENOTCONN;
	case DEED_LIMIT:
		return result == -EMFILE;
	case DEED_EARLY:
		return result == 0;
	case DEED_CONTROL:
		return result >= 0 && has_cut_control(who);
	default:
		return false;
	}
}

static int64_t leave_bent(struct sck_session *s, struct tracee *who, struct bent *b, int64_t result,
			  int *ret_close)
{
	const struct rule *rule = &s->injection->plan.rules[b->rule].rule;
	const struct record_call copy = s->record.calls[who->slot];

	switch (rule->outcome->deed) {
	case DEED_NONE:
		if (rule->outcome->effect == EFFECT_OVERRIDE)
			return override(s, who, b, -rule->value);
		break;
	case DEED_ABORT:
		if (result < 0)
			return result;
		deed_abort(who, (int)result);
		*ret_close = (int)result;
		bent_mark(s, who, b->rule);
		return -rule->value;
	case DEED_GOES_ON:
		if (result == -EINPROGRESS)
			return override(s, who, b, -EINTR);
		return result;
	case DEED_ONE:
		if (wait_kept_others(who, &copy, result))
			return override(s, who, b, wait_keep_one(who, &copy, result));
		return result;
	default:
		break;
	}
	if (has_taken(who, b, rule->outcome, result))
		bent_mark(s, who, b->rule);
	return result;
}

/* What a connect that was made to fail without waiting, or a hang-up, has left is the rule's: SO_ERROR tells it, or the next call, once. */
static int64_t tell_error(struct sck_session *s, struct tracee *who, const struct record_call *call,
			  int64_t result)
{
	struct bent_socket *socket = bent_socket(s->injection, call->socket);
	const int error = socket ? socket->error : 0;
	int told = 0;

	if (!error)
		return result;
	if (result == -socket->error_kept) {
		socket->error = 0;
		regs_set_result(who->tid, -error);
		return -error;
	}
	if (result < 0 || strcmp(call->call->name, "getsockopt") != 0 ||
	    call->args[1] != SOL_SOCKET || call->args[2] != SO_ERROR ||
	    tracee_read(who->tid, (uint64_t)call->args[3], &told, sizeof(told)) != sizeof(told) || !told)
		return result;
	tracee_write(who->tid, (uint64_t)call->args[3], &error, sizeof(error));
	socket->error = 0;
	return result;
}

/* epoll(7): an edge-triggered descriptor may be taken for drained at a short read. */
static void note_edge(struct sck_session *s, struct tracee *who, const struct record_call *call)
{
	struct bent_socket *socket;
	struct epoll_event event;

	if (call->call->args_count != 4 || call->call->args[1] != ARG_EPOLL_OP ||
	    call->args[1] == EPOLL_CTL_DEL ||
	    tracee_read(who->tid, (uint64_t)call->args[3], &event, sizeof(event)) != sizeof(event))
		return;
	socket = bent_socket(s->injection, descriptors_socket(s, who, (int)call->args[2]));
	if (socket)
		socket->is_edge = event.events & EPOLLET;
}

static bool is_to_be_made_again(int64_t result)
{
	return result <= -RECORD_RESTART_FIRST && result >= -RECORD_RESTART_LAST;
}

/* Ended where RULE is to act: of one that is about less, that was it, whether or not the program comes for the rest. */
static void mark_cut(struct sck_session *s, struct tracee *who, int rule)
{
	if (s->injection->plan.rules[rule].rule.outcome->value == VALUE_COUNT)
		bent_mark(s, who, rule);
	else
		bent_name_rule(s, who, rule);
}

int64_t bend_leave(struct sck_session *s, struct tracee *who, int64_t result, int *ret_close)
{
	const struct record_call copy = s->record.calls[who->slot];
	struct bent *b = bent_find(s->injection, who->tid);

	*ret_close = -1;
	if (!b && is_to_be_made_again(result)) {
		b = bent_of(s->injection, who); /* met already, though no rule acts */
		b->rule = b->cut_for = -1;
		b->alteration = (struct alteration)ALTERATION_NONE;
	}
	if (b) {
		if (result >= 0 && b->rule >= 0 &&
		    s->injection->plan.rules[b->rule].rule.outcome->deed == DEED_CONTROL)
			b->alteration = (struct alteration)ALTERATION_NONE; /* the kernel's own number */
		alter_restore(who->tid, &b->alteration);
		if (b->was_blocking)
			deed_set_blocking(who, copy.fd, true);
		b->was_blocking = false;
		b->restarts = is_to_be_made_again(result);
		b->first_arg = who->args[0];
		b->ip = who->ip;
		b->sp = who->sp;
		b->call = who->call;
		if (b->restarts)
			return result;
		if (b->rule >= 0)
			result = leave_bent(s, who, b, result, ret_close);
		else if (b->cut_for >= 0 && b->most && result == (int64_t)b->most)
			mark_cut(s, who, b->cut_for);
		b->rule = b->cut_for = -1;
	}
	result = tell_error(s, who, &copy, result);
	if (result >= 0) {
		note_edge(s, who, &copy);
		told_note(s, who, &copy, result);
	}
	return result;
}
