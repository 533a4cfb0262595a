/* See descendants.h. A child of ours that is no program is the test's own, unless it has a session of its own: then a program left it. */
#include "run/descendants.h"
#include "os/proctree.h"
#include "run/pump.h"
#include <stdlib.h>
#include <unistd.h>

enum { GENERATIONS_MOST = 4096 };

static const struct sck_program *started_as(const struct sck_session *s, pid_t pid)
{
	for (const struct sck_program *p = s->programs; p; p = p->next)
		if (p->pid == pid)
			return p;
	return NULL;
}

/* Of a child of ours, or of the keeper's. */
static const struct sck_program *owner_of_orphan(const struct sck_session *s, const struct proctree_row *row)
{
	const struct sck_program *p = started_as(s, row->session);

	if (p || (row->parent == getpid() && (row->session == getsid(0) || pump_knows(row->pid))))
		return p;
	return s->programs;
}

static const struct sck_program *owner_of(const struct sck_session *s, const struct proctree_row *rows,
					  size_t count, const struct proctree_row *row)
{
	const struct sck_program *p;

	for (int i = 0; row && i < GENERATIONS_MOST; i++) {
		p = started_as(s, row->pid);
		if (p && !p->has_ended) /* else another may have its number by now */
			return p;
		if (row->parent == getpid() || (s->loopback.keeper > 0 && row->parent == s->loopback.keeper))
			return owner_of_orphan(s, row);
		row = proctree_find(rows, count, row->parent);
	}
	return NULL;
}

void descendants_each(const struct sck_program *p, void (*each)(void *arg, pid_t pid), void *arg)
{
	struct proctree_row *rows;
	size_t count = proctree_read(&rows);

	for (size_t i = 0; i < count; i++)
		if (rows[i].state != 'Z' && rows[i].state != 'X' &&
		    owner_of(p->session, rows, count, &rows[i]) == p)
			each(arg, rows[i].pid);
	free(rows);
}

bool descendants_are_left(const struct sck_session *s)
{
	struct proctree_row *rows;
	size_t count = proctree_read(&rows);
	bool is_left = false;

	for (size_t i = 0; i < count && !is_left; i++)
		is_left = owner_of(s, rows, count, &rows[i]) != NULL &&
			  (rows[i].state != 'Z' || rows[i].parent == getpid());
	free(rows);
	return is_left;
}
