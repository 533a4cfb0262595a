/* See postpone.h. */
#include "run/postpone.h"
#include "run/clock.h"
#include "run/fixed_port.h"
#include "run/injection.h"
#include "run/time_out.h"
#include <stdlib.h>
#include <string.h>

struct postponed {
	struct tracee *who;
	struct moment until_at; /* where there is no call */
	const char *until;      /* a call, a rule's own word; NULL: a time */
	bool is_last;           /* neither: until everybody else waits */
	int rule;
	struct postponed *next;
};

static struct postponed *add(struct sck_session *s, struct tracee *who)
{
	struct postponed *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->who = who;
	p->next = s->postponed;
	s->postponed = p;
	who->postponed = true;
	return p;
}

void postpone_for(struct sck_session *s, struct tracee *who, int64_t for_ns)
{
	add(s, who)->until_at = clock_after(s, for_ns);
	who->waits_for_time = true;
}

void postpone_until(struct sck_session *s, struct tracee *who, int rule, const char *call)
{
	struct postponed *p = add(s, who);

	p->until = call;
	p->rule = rule;
}

void postpone_to_the_last(struct sck_session *s, struct tracee *who, int rule)
{
	struct postponed *p = add(s, who);

	p->is_last = true;
	p->rule = rule;
}

static void release(struct sck_session *s, struct postponed **link)
{
	struct postponed *p = *link;

	*link = p->next;
	p->who->postponed = p->who->waits_for_time = false;
	if (p->is_last && p->rule >= 0)
		bend_let_a_stranger_send(s, p->who, p->rule);
	if (clock_is_ours(s))
		time_out_enter(s, p->who);
	fixed_port_enter(s, p->who);
	tracer_act(&s->tracees, p->who, TRACER_TO_EXIT);
	free(p);
}

void postpone_reached(struct sck_session *s, const struct tracee *who, const struct call *call)
{
	for (struct postponed **link = &s->postponed; *link;)
		if ((*link)->until && (*link)->who != who &&
		    call_selected(call, (*link)->until, strlen((*link)->until))) {
			bent_mark(s, (*link)->who, (*link)->rule);
			release(s, link);
		} else {
			link = &(*link)->next;
		}
}

int64_t postpone_left(const struct sck_session *s)
{
	int64_t least = INT64_MAX;

	for (const struct postponed *p = s->postponed; p; p = p->next)
		if (!p->until && !p->is_last && clock_left(s, p->until_at) < least)
			least = clock_left(s, p->until_at);
	return least;
}

void postpone_release_due(struct sck_session *s)
{
	for (struct postponed **link = &s->postponed; *link;)
		if (!(*link)->until && !(*link)->is_last && clock_left(s, (*link)->until_at) <= 0)
			release(s, link);
		else
			link = &(*link)->next;
}

bool postpone_waits(const struct sck_session *s)
{
	for (const struct postponed *p = s->postponed; p; p = p->next)
		if (p->until || p->is_last)
			return true;
	return false;
}

bool postpone_release_last(struct sck_session *s)
{
	struct postponed **first = NULL;

	for (struct postponed **link = &s->postponed; *link; link = &(*link)->next)
		if ((*link)->is_last)
			first = link;
	if (first)
		release(s, first);
	return first;
}

bool postpone_release_all(struct sck_session *s)
{
	bool any = false;

	for (struct postponed **link = &s->postponed; *link;)
		if ((*link)->until) {
			any = true;
			release(s, link);
		} else {
			link = &(*link)->next;
		}
	return any;
}

void postpone_forget(struct sck_session *s, const struct tracee *who)
{
	for (struct postponed **link = &s->postponed; *link;) {
		struct postponed *p = *link;

		if (who && p->who != who) {
			link = &p->next;
			continue;
		}
		*link = p->next;
		free(p);
	}
}
