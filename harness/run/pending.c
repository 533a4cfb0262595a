/* See pending.h. */
#include "run/pending.h"
#include <stdlib.h>
#include <unistd.h>

struct pending *pending_add(struct sck_session *s, enum pending_kind kind, pid_t tgid)
{
	struct pending *p = calloc(1, sizeof(*p)), **link = &s->clock.pending;

	if (!p)
		abort();
	p->kind = kind;
	p->tgid = tgid;
	while (*link)
		link = &(*link)->next;
	*link = p;
	return p;
}

void pending_drop(struct sck_session *s, struct pending *p)
{
	struct pending **link = &s->clock.pending;

	while (*link != p)
		link = &(*link)->next;
	*link = p->next;
	if (p->kind == PENDING_FD)
		close(p->file.fd);
	free(p);
}

struct pending *pending_next(const struct sck_session *s, const struct pending *p,
			     enum pending_kind kind, pid_t tgid)
{
	struct pending *next = p ? p->next : s->clock.pending;

	while (next && (next->kind != kind || next->tgid != tgid))
		next = next->next;
	return next;
}

struct pending *pending_first(const struct sck_session *s)
{
	struct pending *first = NULL;

	for (struct pending *p = s->clock.pending; p; p = p->next)
		if (p->armed && (!first || clock_left(s, p->when) < clock_left(s, first->when)))
			first = p;
	return first;
}

/* A descriptor's timer lives as long as the descriptor, which others may have, too. */
void pending_process_ended(struct sck_session *s, pid_t tgid, bool by_exec)
{
	struct pending *next;

	for (struct pending *p = s->clock.pending; p; p = next) {
		next = p->next;
		if (p->tgid == tgid && p->kind != PENDING_FD && !(by_exec && p->kind == PENDING_ITIMER))
			pending_drop(s, p);
	}
}

void pending_done(struct sck_session *s)
{
	while (s->clock.pending)
		pending_drop(s, s->clock.pending);
}
