/*
 * See survey.h. The numbers are those of plan/inject itself, which counts for a rule of each call with each outcome; so what is
 * planned by them is met by them.
 */
#include "run/survey.h"
#include "os/callsite.h"
#include "os/tracee.h"
#include "run/injection.h"
#include "run/sites.h"
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

void survey_append_rule(struct bytes *to, const char *call, const struct outcome *o)
{
	bytes_printf(to, "%s:%s", call, o->word);
	if (o->value == VALUE_COUNT)
		bytes_append_text(to, "=1");
	else if (o->error)
		bytes_printf(to, "=%s", o->error);
}

/*
 * One that is told apart by no other row: `reset` is ECONNRESET, a read's `spurious` is EAGAIN. A time or another call is no outcome, and of a
 * datagram that was lost on its way its sender sees nothing.
 */
static bool is_surveyed(const struct outcome *o, const struct call *call)
{
	const bool moves = call->class == CLASS_RECV || call->class == CLASS_SEND;

	if (o->value == VALUE_TIME || o->value == VALUE_CALL || o->deed == DEED_LOSE ||
	    !outcome_fits(o, call))
		return false;
	return !(moves && o->error && !strcmp(o->error, "ECONNRESET")) &&
	       !(call->class == CLASS_RECV && !strcmp(o->word, "spurious"));
}

static void add_rules(struct survey *v, const struct call *call)
{
	for (size_t i = 0; i < outcome_table_count; i++) {
		struct bytes text = { 0 };
		struct sck_err err;

		if (!is_surveyed(&outcome_table[i], call))
			continue;
		survey_append_rule(&text, call->name, &outcome_table[i]);
		if (inject_add(&v->plan, bytes_text(&text), false, &err))
			abort(); /* our own row */
		bytes_done(&text);
	}
}

/*
 * A call's rules are made when it is met for the first time, and with them those of each call whose name is the word for it, too (`accept`
 * of accept4): most of the table is never met.
 */
static void know(struct survey *v, const struct call *met)
{
	const size_t before = v->plan.count;

	if (v->knows[met - call_table])
		return;
	for (size_t i = 0; i < call_table_count; i++) {
		const struct call *call = &call_table[i];

		if (v->has_rules[i] || call_number(call) < 0 ||
		    !call_selected(met, call->name, strlen(call->name)))
			continue;
		v->has_rules[i] = true;
		add_rules(v, call);
	}
	v->knows[met - call_table] = true;
	v->met = reallocarray(v->met, v->plan.count + 1, sizeof(v->met[0]));
	if (!v->met)
		abort();
	memset(v->met + before, 0, (v->plan.count - before) * sizeof(v->met[0]));
}

struct survey *survey_new(void)
{
	struct survey *v = calloc(1, sizeof(*v));

	if (!v)
		abort();
	v->knows = calloc(call_table_count, sizeof(v->knows[0]));
	v->has_rules = calloc(call_table_count, sizeof(v->has_rules[0]));
	if (!v->knows || !v->has_rules)
		abort();
	return v;
}

void survey_free(struct survey *v)
{
	if (!v)
		return;
	inject_done(&v->plan);
	free(v->knows);
	free(v->has_rules);
	free(v->met);
	free(v->chances);
	bytes_done(&v->sites);
	free(v);
}

static struct survey_chance *add_chance(struct survey *v)
{
	if (v->count == v->room) {
		v->room = v->room ? 2 * v->room : 64;
		v->chances = reallocarray(v->chances, v->room, sizeof(v->chances[0]));
		if (!v->chances)
			abort();
	}
	return &v->chances[v->count++];
}

/* Who is asked by anybody may well answer anybody; what has asked has somebody to hear from. */
static bool is_for_who_asks(const struct outcome *o, const struct bent_socket *socket)
{
	return o->class == CLASS_SEND && o->deed == DEED_STRANGER && socket && socket->answers;
}

/* A byte alone cannot be less, nor one message. */
static bool can_be_short(const struct tracee *who, const struct record_call *call, const struct outcome *o)
{
	return o->value != VALUE_COUNT || bend_asked(who, call) > 1;
}

static int domain_of(const struct sck_session *s, const struct record_call *call)
{
	return call->socket >= 0                   ? s->record.sockets[call->socket].domain
	       : call->call->class == CLASS_SOCKET ? (int)call->args[0]
						   : AF_UNSPEC;
}

static bool is_tcp(const struct sck_session *s, const struct record_call *call)
{
	return call->socket >= 0 && s->record.sockets[call->socket].protocol == IPPROTO_TCP;
}

static bool makes_a_thread(const struct tracee *who, const struct record_call *call)
{
	uint64_t flags = 0;

	if (strcmp(call->call->name, "clone3") == 0) /* they stand first in its structure */
		tracee_read(who->tid, (uint64_t)call->args[0], &flags, sizeof(flags));
	else if (strcmp(call->call->name, "clone") == 0)
		flags = (uint64_t)call->args[0];
	return flags & CLONE_THREAD;
}

/* Java, Node and Go make threads of their own accord, and end where they get none: of that the program knows nothing. */
static bool is_of_a_runtime(const struct tracee *who, const struct record_call *call, const char *site)
{
	return makes_a_thread(who, call) && !callsite_is_own(site);
}

void survey_note(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	const int domain = domain_of(s, call);
	struct survey *v = s->injection->survey;
	const struct bent_socket *socket = bent_socket(s->injection, call->socket);
	size_t site = v->sites.len;
	bool has_site = false;

	/* what the test has started beside the program is not the program's, nor what the C library asks the kernel or a local daemon of its own accord */
	if (!state_program(s, call->program)->is_subject)
		return;
	if (domain != AF_UNSPEC && domain != AF_INET && domain != AF_INET6)
		return;
	know(v, call->call);
	bend_decide(s, who, call, &v->plan);
	for (size_t i = 0; i < v->plan.count; i++) {
		const struct outcome *o = v->plan.rules[i].rule.outcome;

		if (v->plan.rules[i].met == v->met[i])
			continue;
		v->met[i] = v->plan.rules[i].met;
		if (bend_unfit(s, who, call, o, o->value == VALUE_COUNT) ||
		    !can_be_short(who, call, o) || is_for_who_asks(o, socket))
			continue;
		if (!has_site) {
			sites_append(s, who, who->ip, who->sp, &v->sites);
			bytes_append(&v->sites, "", 1);
			has_site = true;
		}
		if (is_of_a_runtime(who, call, (const char *)v->sites.data + site))
			continue;
		*add_chance(v) = (struct survey_chance){
			.call = call->call,
			.outcome = o,
			.when = v->met[i],
			.is_waited_for = (o->needs & NEED_NO_WAIT) && !bend_is_nonblocking(who, call),
			.is_datagram = call->socket >= 0 && s->record.sockets[call->socket].type != SOCK_STREAM,
			.is_answer = socket && socket->answers,
			.is_ready = socket && socket->is_ready && is_tcp(s, call),
			.domain = domain,
			.site = site,
		};
	}
}

/*
 * Linux sums a segment up before it queues it, and tells of bytes that are there (tcp_poll()): with one reader they stay. That a read finds nothing
 * after all is a datagram's (select(2), BUGS), another system's, or due to another reader.
 */
enum plausibility survey_plausibility(const struct survey_chance *chance)
{
	const struct outcome *o = chance->outcome;
	const bool contradicts = chance->is_ready && o->class == CLASS_RECV && o->error &&
				 !strcmp(o->error, "EAGAIN");

	return contradicts && o->plausibility < PLAUSIBLE_POSIX ? PLAUSIBLE_POSIX : o->plausibility;
}

static void at_least(int64_t *most, uint64_t bytes)
{
	if ((int64_t)bytes > *most)
		*most = (int64_t)bytes;
}

void survey_lengths(const struct sck_session *s, int64_t *ret_in, int64_t *ret_out)
{
	const struct injection *i = s->injection;

	*ret_in = *ret_out = 0;
	for (size_t n = 0; i && n < i->sockets_count && n < s->record.sockets_count; n++) {
		if (s->record.sockets[n].protocol != IPPROTO_TCP)
			continue;
		at_least(ret_in, i->sockets[n].in);
		at_least(ret_out, i->sockets[n].out);
	}
}
