/* See tracees.h. A hash table by thread ID; programs under test have tens of threads, some have hundreds. */
#include "os/tracees.h"
#include <stdlib.h>
#include <string.h>

void tracees_init(struct tracees *t)
{
	memset(t, 0, sizeof(*t));
}

static void release(struct tracee *who)
{
	procfs_eye_close(&who->eye);
	free(who->closing);
	free(who->paused);
	free(who);
}

void tracees_done(struct tracees *t)
{
	for (size_t i = 0; i < TRACEES_BUCKETS; i++)
		while (t->buckets[i]) {
			struct tracee *dead = t->buckets[i];

			t->buckets[i] = dead->next;
			release(dead);
		}
	t->count = 0;
}

struct tracee *tracees_find(const struct tracees *t, pid_t tid)
{
	struct tracee *who = t->buckets[(unsigned)tid % TRACEES_BUCKETS];

	while (who && who->tid != tid)
		who = who->next;
	return who;
}

struct tracee *tracees_other(const struct tracees *t, const struct tracee *who)
{
	for (size_t i = 0; i < TRACEES_BUCKETS; i++)
		for (struct tracee *other = t->buckets[i]; other; other = other->next)
			if (other->tgid == who->tgid && other != who)
				return other;
	return NULL;
}

void tracees_each(const struct tracees *t, void (*each)(void *arg, struct tracee *who), void *arg)
{
	for (size_t i = 0; i < TRACEES_BUCKETS; i++)
		for (struct tracee *who = t->buckets[i]; who; who = who->next)
			each(arg, who);
}

struct tracee *tracees_add(struct tracees *t, pid_t tid)
{
	struct tracee *who = calloc(1, sizeof(*who));
	struct tracee **bucket = &t->buckets[(unsigned)tid % TRACEES_BUCKETS];

	if (!who)
		abort();
	who->all = t;
	who->tid = who->tgid = tid;
	who->program = -1;
	who->slot = -1;
	who->next = *bucket;
	*bucket = who;
	t->count++;
	return who;
}

void tracees_forget(struct tracees *t, struct tracee *who)
{
	struct tracee **link = &t->buckets[(unsigned)who->tid % TRACEES_BUCKETS];

	while (*link != who)
		link = &(*link)->next;
	*link = who->next;
	t->count--;
	release(who);
}
