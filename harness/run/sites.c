/* See sites.h. */
#include "run/sites.h"
#include "os/callsite.h"
#include <stdlib.h>

static struct callsite *find(struct sck_session *s, pid_t tgid)
{
	struct site_cache *entry = s->sites;

	while (entry && entry->tgid != tgid)
		entry = entry->next;
	if (entry)
		return entry->callsite;
	entry = malloc(sizeof(*entry));
	if (!entry)
		abort();
	*entry = (struct site_cache){ .tgid = tgid, .callsite = callsite_new(tgid), .next = s->sites };
	s->sites = entry;
	return entry->callsite;
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
