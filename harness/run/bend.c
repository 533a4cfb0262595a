/*
 * See bend.h. Theory of operation: inject_decide() chooses a rule by what it can know of the call; bend_unfit() refuses it where
 * it would lie. Then, by its effect, the call is not made at all (no exit stop is needed), or it is made with fewer bytes,
 * or something is done to the socket first. What cannot be known before (did it take?) is seen at the exit: only then has the
 * rule acted, and the call is marked. A call that a signal interrupted and the kernel makes again is the same call: it is not
 * counted, and bent as the first time.
 */
#include "os/regs.h"
#include "os/tracee.h"
#include "run/bent.h"
#include "run/descriptors.h"
#include "run/postpone.h"
#include "run/sites.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
	ERESTARTSYS = 512,
	ERESTART_LAST = 516
}; /* the kernel's own: interrupted, the call may be made again */

static struct injection *injection_of(struct sck_session *s)
{
	if (!s->injection)
		s->injection = calloc(1, sizeof(*s->injection));
	if (!s->injection)
		abort();
	return s->injection;
}

int bend_add(struct sck_session *s, const char *rule, struct sck_err *err)
{
	struct injection *i = injection_of(s);
	int rc;

	i->plan.seed = s->options.seed;
	rc = inject_add(&i->plan, rule, s->options.force, err);
	if (rc < 0)
		return rc;
	i->texts = reallocarray(i->texts, i->plan.count, sizeof(i->texts[0]));
	if (!i->texts)
		abort();
	i->texts[i->plan.count - 1] = (struct record_bytes){ 0 };
	return 0;
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
	inject_done(&i->plan);
	free(i->sockets);
	free(i->texts);
	free(i);
	s->injection = NULL;
}

bool bend_stops_forks(const struct sck_session *s)
{
	return s->injection && inject_concerns(&s->injection->plan, CLASS_PROCESS);
}

const struct inject_rule *bend_idle(const struct sck_session *s)
{
	return s->injection ? inject_idle(&s->injection->plan) : NULL;
}

/* ---- The state of threads and sockets ------------------------------------------------------------------------- */

static struct bent *find(struct injection *i, pid_t tid)
{
	for (struct bent *b = i->bents; b; b = b->next)
		if (b->tid == tid)
			return b;
	return NULL;
}

static struct bent *bent_of(struct injection *i, const struct tracee *who)
{
	struct bent *b = find(i, who->tid);

	if (!b) {
		b = calloc(1, sizeof(*b));
		if (!b)
			abort();
		b->tid = who->tid;
		b->next = i->bents;
		i->bents = b;
	}
	return b;
}

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

static struct bent_socket *socket_of(struct injection *i, int socket)
{
	size_t count = i->sockets_count;

	if (socket < 0)
		return NULL;
	if ((size_t)socket >= count) {
		i->sockets_count = (size_t)socket + 16;
		i->sockets = reallocarray(i->sockets, i->sockets_count, sizeof(i->sockets[0]));
		if (!i->sockets)
			abort();
		memset(i->sockets + count, 0, (i->sockets_count - count) * sizeof(i->sockets[0]));
	}
	return &i->sockets[socket];
}

/* ---- What a rule may ask of a call ---------------------------------------------------------------------------- */

struct asking {
	struct sck_session *session;
	const struct tracee *who;
	const struct record_call *call;
	struct bytes site;
};

static const char *ask_site(void *arg)
{
	struct asking *a = arg;

	if (!a->site.len)
		sites_append(a->session, a->who, a->who->ip, a->who->sp, &a->site);
	return bytes_text(&a->site);
}

/* Whom the call is about: the address that it is given, or whom the socket is connected to. */
static bool ask_peer(void *arg, struct sockaddr_storage *ret)
{
	struct asking *a = arg;
	socklen_t len = sizeof(*ret);
	int ours, rc;

	for (int i = 0; i < a->call->call->args_count; i++)
		if (a->call->call->args[i] == ARG_ADDR_IN && a->call->args[i] && a->call->call->class != CLASS_BIND)
			return tracee_read(a->who->tid, (uint64_t)a->call->args[i], ret,
					   (size_t)a->call->args[i + 1] < sizeof(*ret) ?
						   (size_t)a->call->args[i + 1] : sizeof(*ret)) > 0;
	ours = a->call->socket >= 0 ? descriptors_borrow(a->who, a->call->fd) : -1;
	if (ours < 0)
		return false;
	rc = getpeername(ours, (struct sockaddr *)ret, &len);
	close(ours);
	return rc == 0;
}

/* Bytes, or messages where the call takes a vector of them. */
static size_t asked_of(const struct tracee *who, const struct record_call *call)
{
	struct msghdr message;

	for (int i = 0; i < call->call->args_count; i++)
		switch (call->call->args[i]) {
		case ARG_SIZE:
			return (size_t)call->args[i];
		case ARG_IOV_IN:
		case ARG_IOV_OUT:
			return tracee_iov_total(who->tid, (uint64_t)call->args[i], (size_t)call->args[i + 1]);
		case ARG_MSG_IN:
		case ARG_MSG_OUT:
			if (tracee_read(who->tid, (uint64_t)call->args[i], &message, sizeof(message)) != sizeof(message))
				return 0;
			return tracee_iov_total(who->tid, (uintptr_t)message.msg_iov, message.msg_iovlen);
		case ARG_MMSG_IN:
		case ARG_MMSG_OUT:
			return (size_t)(uint32_t)call->args[i + 1];
		default:
			break;
		}
	return 0;
}

static struct inject_choice decide(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	struct injection *i = s->injection;
	const struct bent_socket *socket = socket_of(i, call->socket);
	struct asking asking = { .session = s, .who = who, .call = call };
	struct inject_view view = {
		.call = call->call,
		.is_socket = call->socket >= 0,
		.fd = call->fd,
		.domain = call->socket >= 0 ? s->record.sockets[call->socket].domain :
			  call->call->class == CLASS_SOCKET ? (int)call->args[0] : 0,
		.process = who->process_nr,
		.thread = who->thread_nr,
		.asked = asked_of(who, call),
		.arg = &asking,
		.site = ask_site,
		.peer = ask_peer,
	};
	struct inject_choice choice;

	if (socket)
		view.offset = call->call->class == CLASS_SEND ? socket->out : socket->in;
	choice = inject_decide(&i->plan, &view);
	bytes_done(&asking.site);
	return choice;
}

/* ---- Acting --------------------------------------------------------------------------------------------------- */

/* The call carries the rule's words from now on. */
static void name_rule(struct sck_session *s, const struct tracee *who, int rule)
{
	struct injection *i = s->injection;
	const char *text = i->plan.rules[rule].rule.text;

	if (!i->texts[rule].len)
		i->texts[rule] = record_keep(&s->record, text, strlen(text));
	s->record.calls[who->slot].injected = i->texts[rule];
}

void bend_mark(struct sck_session *s, const struct tracee *who, int rule)
{
	s->injection->plan.rules[rule].fired++;
	name_rule(s, who, rule);
}

static enum bend_answer skip(struct sck_session *s, struct tracee *who, struct bent *b, int64_t result, int64_t *ret_result)
{
	const struct record_call *call = &s->record.calls[who->slot];

	if ((call->call->class == CLASS_SEND || call->call->class == CLASS_CONNECT) && call->socket >= 0 &&
	    s->record.sockets[call->socket].type == SOCK_DGRAM)
		deed_take_port(who, call->fd);
	bend_mark(s, who, b->rule);
	b->rule = -1;
	*ret_result = result;
	return BEND_SKIP;
}

static bool can_be_cut(struct sck_session *s, const struct tracee *who, const struct record_call *call, bool is_forced)
{
	const struct outcome *o = outcome_find(call->call->name, strlen(call->call->name), "short", strlen("short"), NULL);

	return o && outcome_fits(o, call->call) && (is_forced || !bend_unfit(s, who, call, o));
}

static void shorten(struct sck_session *s, struct tracee *who, struct bent *b, size_t most)
{
	const struct record_call *call = &s->record.calls[who->slot];

	if (most < asked_of(who, call) && most > 0 &&
	    alter_shorten(who->tid, call->call, call->args, most, &b->alteration) == 0)
		b->most = most;
}

static void shorten_by_rule(struct sck_session *s, struct tracee *who, struct bent *b, const struct rule *rule)
{
	size_t asked = asked_of(who, &s->record.calls[who->slot]);
	size_t most = (size_t)rule->value;

	if (rule->is_percent)
		most = asked * (size_t)rule->value / 100 > 0 ? asked * (size_t)rule->value / 100 : 1;
	shorten(s, who, b, most);
}

/* A message without room for control data: what it carries is cut off, and the kernel says so (recvmsg(2), MSG_CTRUNC). */
static void cut_control(const struct tracee *who, const struct record_call *call)
{
	struct alteration stays = ALTERATION_NONE; /* the kernel writes its own number there */

	alter_word(who->tid, (uint64_t)call->args[1] + offsetof(struct msghdr, msg_controllen), 0, &stays);
}

static void hang_up(struct sck_session *s, struct tracee *who, struct bent *b, const struct record_call *call)
{
	int at = 0, fd;

	while ((fd = wait_next_fd(who, call, &at)) >= 0)
		if (deed_hang_up(who, fd) == 0) {
			bend_mark(s, who, b->rule);
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
	socket_of(s->injection, call->socket)->error = error;
	return skip(s, who, b, -EINPROGRESS, ret_result);
}

static enum bend_answer postpone(struct sck_session *s, struct tracee *who, struct bent *b, const struct rule *rule)
{
	if (rule->outcome->deed == DEED_DELAY) {
		bend_mark(s, who, b->rule);
		postpone_for(s, who, rule->value);
	} else {
		postpone_until(s, who, b->rule, rule->until);
	}
	b->rule = -1;
	return BEND_POSTPONE;
}

/* The rule acts on the call, as far as can be told before it is made. */
static enum bend_answer act(struct sck_session *s, struct tracee *who, struct bent *b, int64_t *ret_result)
{
	const struct rule *rule = &s->injection->plan.rules[b->rule].rule;
	const struct record_call copy = s->record.calls[who->slot], *call = &copy;
	const int64_t error = rule->outcome->value == VALUE_ERRNO ? rule->value : EAGAIN;
	int rc = 0;

	switch (rule->outcome->deed) {
	case DEED_NONE:
		if (rule->outcome->effect == EFFECT_SUPPRESS)
			return skip(s, who, b, -error, ret_result);
		if (rule->outcome->effect == EFFECT_SHORTEN)
			shorten_by_rule(s, who, b, rule);
		break;
	case DEED_END:
		rc = deed_end(who, call->fd);
		if (rc < 0)
			break;
		socket_of(s->injection, call->socket)->has_end = true;
		return skip(s, who, b, 0, ret_result);
	case DEED_RESET:
		rc = deed_dead(s, who, call->fd);
		if (rc == 0)
			return skip(s, who, b, -ECONNRESET, ret_result);
		break;
	case DEED_DEAD:
		rc = deed_dead(s, who, call->fd);
		if (rc == 0 && rule->outcome->effect == EFFECT_SUPPRESS)
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
		return skip(s, who, b, (int64_t)asked_of(who, call), ret_result);
	case DEED_CONTROL:
		cut_control(who, call);
		break;
	case DEED_EARLY:
		rc = wait_early(who, call, &b->alteration);
		break;
	case DEED_SPURIOUS:
		if (wait_spurious(who, call) == 1)
			return skip(s, who, b, 1, ret_result);
		b->rule = -1;
		break;
	case DEED_ONE:
		wait_ask_one(who, call, &b->alteration);
		break;
	case DEED_HANG_UP:
		hang_up(s, who, b, call);
		b->rule = -1;
		break;
	case DEED_DELAY:
	case DEED_HOLD:
		return postpone(s, who, b, rule);
	case DEED_ABORT:
		break;
	}
	if (rc < 0)
		b->rule = -1;
	return BEND_MAKE;
}

static bool is_made_again(const struct bent *b, const struct tracee *who)
{
	return b && b->restarts && b->call == who->call && b->ip == who->ip && b->sp == who->sp;
}

/* What an outcome has left behind comes before any rule. */
static bool meets_the_end(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	const struct bent_socket *socket = socket_of(s->injection, call->socket);

	if (!socket || !socket->has_end)
		return false;
	if (call->call->class == CLASS_CLOSE)
		deed_drain(who, call->fd);
	return call->call->class == CLASS_RECV;
}

enum bend_answer bend_enter(struct sck_session *s, struct tracee *who, int64_t *ret_result)
{
	struct injection *i = s->injection;
	const struct record_call *call = &s->record.calls[who->slot];
	struct inject_choice choice = { .rule = -1 };
	struct bent *b;

	postpone_reached(s, who, who->call);
	if (meets_the_end(s, who, call)) {
		*ret_result = 0;
		return BEND_SKIP;
	}
	b = find(i, who->tid);
	if (is_made_again(b, who)) {
		choice.rule = b->rule;
		choice.cut = b->cut_for >= 0 ? b->most : 0;
		choice.cut_for = b->cut_for;
	} else {
		choice = decide(s, who, call);
	}
	if (!b && choice.rule < 0 && !choice.cut)
		return BEND_MAKE;
	b = bent_of(i, who);
	*b = (struct bent){ .tid = b->tid, .rule = choice.rule, .cut_for = -1, .alteration = ALTERATION_NONE, .next = b->next };
	if (choice.rule < 0) {
		if (choice.cut && can_be_cut(s, who, call, i->plan.rules[choice.cut_for].rule.is_forced)) {
			shorten(s, who, b, choice.cut);
			b->cut_for = choice.cut_for;
		}
		return BEND_MAKE;
	}
	if (!i->plan.rules[choice.rule].rule.is_forced) {
		const char *unfit = bend_unfit(s, who, call, i->plan.rules[choice.rule].rule.outcome);

		if (unfit) {
			i->plan.rules[choice.rule].refused = unfit;
			b->rule = -1;
			return BEND_MAKE;
		}
	}
	return act(s, who, b, ret_result);
}

/* ---- The exit ------------------------------------------------------------------------------------------------- */

static int64_t override(struct sck_session *s, struct tracee *who, struct bent *b, int64_t result)
{
	bend_mark(s, who, b->rule);
	regs_set_result(who->tid, result);
	return result;
}

static bool has_cut_control(const struct tracee *who)
{
	int flags = 0;

	tracee_read(who->tid, (uint64_t)who->args[1] + offsetof(struct msghdr, msg_flags), &flags, sizeof(flags));
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
	case DEED_EARLY:
		return result == 0;
	case DEED_CONTROL:
		return result >= 0 && has_cut_control(who);
	default:
		return false;
	}
}

static int64_t leave_bent(struct sck_session *s, struct tracee *who, struct bent *b, int64_t result, int *ret_close)
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
		bend_mark(s, who, b->rule);
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
		bend_mark(s, who, b->rule);
	return result;
}

/* What a connect that was made to fail without waiting has left is the rule's error: SO_ERROR tells it, or the next call, once. */
static int64_t tell_error(struct sck_session *s, struct tracee *who, const struct record_call *call, int64_t result)
{
	struct bent_socket *socket = socket_of(s->injection, call->socket);
	const int error = socket ? socket->error : 0;
	int told = 0;

	if (!error)
		return result;
	if (result == -ECONNREFUSED) {
		socket->error = 0;
		regs_set_result(who->tid, -error);
		return -error;
	}
	if (result < 0 || strcmp(call->call->name, "getsockopt") != 0 || call->args[1] != SOL_SOCKET ||
	    call->args[2] != SO_ERROR ||
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

	if (call->call->args_count != 4 || call->call->args[1] != ARG_EPOLL_OP || call->args[1] == EPOLL_CTL_DEL ||
	    tracee_read(who->tid, (uint64_t)call->args[3], &event, sizeof(event)) != sizeof(event))
		return;
	socket = socket_of(s->injection, descriptors_socket(s, who, (int)call->args[2]));
	if (socket)
		socket->is_edge = event.events & EPOLLET;
}

/* POLLHUP, POLLRDHUP: all has come, so that a short read is the last (as libuv has it). */
static void note_over(struct sck_session *s, struct tracee *who, const struct record_call *call, int64_t result)
{
	struct bent_socket *socket;
	int at = 0, fd;

	if (call->call->class != CLASS_WAIT || result <= 0)
		return;
	while ((fd = wait_next_over(who, call, result, &at)) >= 0) {
		socket = socket_of(s->injection, descriptors_socket(s, who, fd));
		if (socket)
			socket->is_over = true;
	}
}

static void note_moved(struct sck_session *s, const struct record_call *call, int64_t moved)
{
	struct bent_socket *socket = socket_of(s->injection, call->socket);

	if (!socket || moved <= 0 || call->call->result != RESULT_BYTES)
		return;
	for (int i = 0; i < call->call->args_count; i++)
		if (call->call->args[i] == ARG_MSG_FLAGS && (call->args[i] & MSG_PEEK))
			return;
	if (call->call->class == CLASS_RECV)
		socket->in += (uint64_t)moved;
	else if (call->call->class == CLASS_SEND)
		socket->out += (uint64_t)moved;
}

int64_t bend_leave(struct sck_session *s, struct tracee *who, int64_t result, int *ret_close)
{
	const struct record_call copy = s->record.calls[who->slot];
	struct bent *b = find(s->injection, who->tid);

	*ret_close = -1;
	if (b) {
		alter_restore(who->tid, &b->alteration);
		if (b->was_blocking)
			deed_set_blocking(who, copy.fd, true);
		b->was_blocking = false;
		b->restarts = result <= -ERESTARTSYS && result >= -ERESTART_LAST;
		b->ip = who->ip;
		b->sp = who->sp;
		b->call = who->call;
		if (b->restarts)
			return result;
		if (b->rule >= 0)
			result = leave_bent(s, who, b, result, ret_close);
		else if (b->cut_for >= 0 && b->most && result == (int64_t)b->most)
			name_rule(s, who, b->cut_for);
		b->rule = b->cut_for = -1;
	}
	result = tell_error(s, who, &copy, result);
	if (result >= 0) {
		note_edge(s, who, &copy);
		note_over(s, who, &copy, result);
		note_moved(s, &copy, result);
	}
	return result;
}
