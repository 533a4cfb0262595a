/* See sites.h. */
#include "run/sites.h"
#include "os/callsite.h"
#include <stdlib.h>

static struct callsite *add(struct sck_session *s, pid_t tgid, struct callsite *callsite)
{
	struct site_cache *entry = malloc(sizeof(*entry));

	if (!entry)
		abort();
	*entry = (struct site_cache){ .tgid = tgid, .callsite = callsite, .next = s->sites };
	s->sites = entry;
	return callsite;
}

static struct callsite *find(struct sck_session *s, pid_t tgid)
{
	struct site_cache *entry = s->sites;

	while (entry && entry->tgid != tgid)
		entry = entry->next;
	return entry ? entry->callsite : add(s, tgid, callsite_new(tgid));
}

void sites_inherit(struct sck_session *s, pid_t tgid, struct callsite *of)
{
	struct callsite *copy = of ? callsite_copy(of, tgid) : NULL;

	if (copy)
		add(s, tgid, copy);
}

void sites_append(struct sck_session *s, const struct tracee *who, uint64_t pc, uint64_t sp,
		  struct bytes *to)
{
	struct callsite *callsite = find(s, who->tgid);

	if (callsite)
		callsite_of(callsite, who->tid, pc, sp, to);
}

void sites_forget(struct sck_session *s, pid_t tgid)
{
	struct site_cache **link = &s->sites;

	while (*link && (*link)->tgid != tgid)
		link = &(*link)->next;
	if (*link) {
		struct site_cache *dead = *link;

		*link = dead->next;
		callsite_free(dead->callsite);
		free(dead);
	}
}

void sites_done(struct sck_session *s)
{
	while (s->sites)
		sites_forget(s, s->sites->tgid);
}
