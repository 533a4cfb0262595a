/* The steps of sockcheck.h that make a link between programs and tell it what to do. */
#include "base/err.h"
#include "facts/family.h"
#include "judge/step.h"
#include "run/link.h"
#include <errno.h>

struct sck_link *sck_link(struct sck_session *s)
{
	struct sck_err err = { 0 };
	struct sck_link *link = NULL;
	int rc;

	STEP_BEGIN(s);
	rc = link_new(s, &link, &err);
	if (rc == -EOPNOTSUPP || (rc == -EADDRNOTAVAIL && s->family->answers_ipv6))
		step_skip(s, err.text);
	if (rc < 0)
		step_broken(s, &err);
	return link;
}

static void tell(struct sck_link *link, struct link_rule rule)
{
	struct sck_err err = { 0 };

	if (link_add_rule(link, &rule, &err) < 0)
		step_broken(link->session, &err);
}

void sck_link_lose(struct sck_link *link, enum sck_way way, int n)
{
	STEP_BEGIN(link->session);
	tell(link, (struct link_rule){ .fate = LINK_LOSE, .way = way, .n = n });
}

void sck_link_repeat(struct sck_link *link, enum sck_way way, int n)
{
	STEP_BEGIN(link->session);
	tell(link, (struct link_rule){ .fate = LINK_REPEAT, .way = way, .n = n });
}

void sck_link_swap(struct sck_link *link, enum sck_way way, int n)
{
	STEP_BEGIN(link->session);
	tell(link, (struct link_rule){ .fate = LINK_SWAP, .way = way, .n = n });
}

void sck_link_delay(struct sck_link *link, enum sck_way way, int n, int64_t for_ns)
{
	STEP_BEGIN(link->session);
	tell(link, (struct link_rule){ .fate = LINK_DELAY, .way = way, .n = n, .for_ns = for_ns });
}

int sck_link_count(const struct sck_link *link, enum sck_way way)
{
	return link->count[way];
}
