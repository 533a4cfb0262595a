/*
 * See running.h. The program's own processes are those that had a socket listen (or bound one for datagrams) and what they have made from then on: a
 * daemon's child, a worker. What was there before that may be a helper. One that ends with status 0 may have left the rest to its children.
 */
#include "run/running.h"
#include "run/descriptors.h"
#include "run/processes.h"
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

struct own { /* a process of the program, by its number as the program sees it */
	int process;
	bool listened;                  /* itself */
	const struct record_event *end; /* NULL: it lives */
};

struct life {
	const struct sck_program *program;
	struct own *list;
	size_t count;
	size_t calls; /* so many of the record have been looked at */
};

static struct own *find(struct life *l, int process)
{
	for (size_t i = l->count; i-- > 0;)
		if (l->list[i].process == process && !l->list[i].end)
			return &l->list[i];
	return NULL;
}

static struct own *add(struct life *l, int process)
{
	l->list = reallocarray(l->list, l->count + 1, sizeof(l->list[0]));
	if (!l->list)
		abort();
	l->list[l->count] = (struct own){ .process = process };
	return &l->list[l->count++];
}

static bool opens(const struct record *r, const struct record_call *call)
{
	const struct record_socket *socket = call->socket >= 0 ? &r->sockets[call->socket] : NULL;

	if (!socket || call->error || call->ended_at < 0)
		return false;
	return call->call->class == CLASS_LISTEN ||
	       (call->call->class == CLASS_BIND && socket->type == SOCK_DGRAM &&
		(socket->domain == AF_INET || socket->domain == AF_INET6));
}

static void take_calls(struct life *l, const struct record *r, size_t end)
{
	for (; l->calls < end; l->calls++) {
		const struct record_call *call = &r->calls[l->calls];
		struct own *own;

		if (call->program != l->program->index || !opens(r, call))
			continue;
		own = find(l, call->process);
		(own ? own : add(l, call->process))->listened = true;
	}
}

static void take_event(struct life *l, const struct record_event *event)
{
	struct own *own = find(l, event->process);

	if (event->kind == RECORD_START && find(l, (int)event->value))
		add(l, event->process);
	else if (own && (event->kind == RECORD_EXIT || event->kind == RECORD_KILLED))
		own->end = event;
}

static bool ended_well(const struct record_event *end)
{
	return end->kind == RECORD_EXIT && end->value == 0;
}

static bool is_of(const struct sck_program *p, pid_t tgid)
{
	const struct tracee *who = tracees_find(&p->session->tracees, tgid);

	return who && who->program == p->index;
}

/* Does a process of it hold what one of them had listen? */
static bool is_held(const struct sck_program *p)
{
	const struct sck_session *s = p->session;

	for (size_t n = 0; n < s->record.calls_count; n++) {
		const struct record_call *call = &s->record.calls[n];

		if (call->program != p->index || !opens(&s->record, call))
			continue;
		for (size_t i = 0; i < s->facts_count; i++)
			if (s->facts[i].socket == call->socket && is_of(p, s->facts[i].tgid))
				return true;
	}
	return false;
}

/* Of those who listened, or whom they have left it to, does one live? */
static bool lives(const struct life *l, const struct record_event **ret_end)
{
	bool has_heir = false;

	*ret_end = NULL;
	for (size_t i = 0; i < l->count; i++) {
		const struct own *own = &l->list[i];

		if (own->listened && !own->end)
			return true;
		has_heir |= !own->end;
		if (own->listened)
			*ret_end = own->end;
	}
	return has_heir && *ret_end && ended_well(*ret_end);
}

/* Nobody has listened: the process that was started, unless it has left the rest to its children. */
static bool first_lives(const struct sck_program *p, const struct record_event **ret_end)
{
	const struct record *r = &p->session->record;
	const struct record_event *first = NULL;

	*ret_end = NULL;
	if (!p->has_ended || (WIFEXITED(p->status) && WEXITSTATUS(p->status) == 0))
		return true;
	for (size_t i = 0; i < r->events_count; i++) {
		const struct record_event *event = &r->events[i];

		if (event->program != p->index)
			continue;
		if (!first)
			first = event;
		if (event->process == first->process &&
		    (event->kind == RECORD_EXIT || event->kind == RECORD_KILLED))
			*ret_end = event;
	}
	return false;
}

bool running(struct sck_program *p, const struct record_event **ret_end)
{
	const struct record *r = &p->session->record;
	struct life life = { .program = p };
	bool is;

	*ret_end = NULL;
	if (!processes_alive(p) || p->session->untraced)
		return processes_alive(p);
	for (size_t i = 0; i < r->events_count; i++) {
		if (r->events[i].program != p->index)
			continue;
		take_calls(&life, r, r->events[i].before_call);
		take_event(&life, &r->events[i]);
	}
	take_calls(&life, r, r->calls_count);
	is = life.count ? is_held(p) || lives(&life, ret_end) : first_lives(p, ret_end);
	free(life.list);
	return is;
}
