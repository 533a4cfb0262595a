/* See stand_ins.h. */
#include "run/stand_ins.h"
#include "os/peer.h"
#include <stdlib.h>
#include <unistd.h>

struct stand_ins *stand_ins_new(void)
{
	struct stand_ins *all = calloc(1, sizeof(*all));

	if (!all)
		abort();
	return all;
}

void stand_ins_done(struct stand_ins *all)
{
	if (all->refuses)
		close(all->fd_refusing);
	free(all->rows);
	*all = (struct stand_ins){ 0 };
}

static void add_row(struct stand_ins *all, uint16_t known, uint16_t real)
{
	all->rows = reallocarray(all->rows, all->count + 1, sizeof(all->rows[0]));
	if (!all->rows)
		abort();
	all->rows[all->count++] = (struct stand_in){ known, real };
}

void stand_ins_begin(struct stand_ins *all, const struct loopback *lo, uint16_t known, uint16_t real)
{
	for (int i = 0; i < LOOPBACK_PORTS_AT_ONCE && known + i <= UINT16_MAX; i++)
		if (loopback_has_port(lo, real, (uint16_t)(real + i)))
			add_row(all, (uint16_t)(known + i), (uint16_t)(real + i));
}

static int take_more(struct stand_ins *all, struct loopback *lo, struct sck_err *err)
{
	int rc = loopback_more_ports(lo, &all->next, err);

	all->left = rc ? 0 : LOOPBACK_PORTS_AT_ONCE;
	return rc;
}

/* Bound, it is not somebody else's either. */
static int begin_to_refuse(struct stand_ins *all, struct loopback *lo, struct sck_err *err)
{
	const struct peer_listen there = {
		.ipv4 = true, .ipv6 = lo->has_ipv6, .port = all->next, .type = SOCK_STREAM, .backlog = -1
	};
	int rc = peer_listen(lo, &there, &all->fd_refusing, err);

	if (rc)
		return rc;
	all->refuses = true;
	all->refusing = all->next++;
	all->left--;
	return 0;
}

int stand_ins_add(struct stand_ins *all, struct loopback *lo, uint16_t known, struct sck_err *err)
{
	int rc = all->left ? 0 : take_more(all, lo, err);

	if (!rc && !all->refuses)
		rc = begin_to_refuse(all, lo, err);
	if (rc)
		return rc;
	add_row(all, known, all->next++);
	all->left--;
	return 0;
}

static const struct stand_in *find_known(const struct stand_ins *all, uint16_t known)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->rows[i].known == known)
			return &all->rows[i];
	return NULL;
}

static const struct stand_in *find_real(const struct stand_ins *all, uint16_t real)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->rows[i].real == real)
			return &all->rows[i];
	return NULL;
}

uint16_t stand_ins_real(const struct stand_ins *all, uint16_t known)
{
	const struct stand_in *row = find_known(all, known);

	return row ? row->real : known;
}

uint16_t stand_ins_known(const struct stand_ins *all, uint16_t real)
{
	const struct stand_in *row = find_real(all, real);

	return row ? row->known : real;
}

bool stand_ins_have(const struct stand_ins *all, uint16_t known)
{
	return find_known(all, known);
}

bool stand_ins_use(const struct stand_ins *all, uint16_t real)
{
	return find_real(all, real) || (all->refuses && real == all->refusing);
}
