/* The steps of sockcheck.h that are about another host: its making, and the one that is the test alone, which speaks ICMP. */
#include "base/err.h"
#include "facts/family.h"
#include "judge/step.h"
#include "os/icmp.h"
#include "run/talk.h"
#include <errno.h>
#include <string.h>

static void need_other_host(struct sck_session *s)
{
	struct sck_err err = { 0 };

	step_settle(s, session_other_host(s, &err), &err);
}

const char *sck_other_host(struct sck_session *s)
{
	STEP_BEGIN(s);
	need_other_host(s);
	return strcmp(s->family->connect_to, "::1") == 0 ? SCK_OTHER_IPV6 : SCK_OTHER_IPV4;
}

struct sck_peer *sck_icmp(struct sck_session *s, const char *address)
{
	union peer_address at;
	struct sck_err err = { 0 };
	struct sck_peer *peer;
	int fd;

	STEP_BEGIN(s);
	need_other_host(s);
	if (peer_address(&at, address, 0, &err) < 0)
		step_broken(s, &err);
	if (at.sa.sa_family == AF_INET6 && !s->loopback.has_ipv6)
		step_skip(s, "needs IPv6, and there is none here");
	fd = icmp_open(&s->loopback, &at, &err);
	if (fd < 0)
		step_broken(s, &err);
	peer = talk_new(s, PEER_DATAGRAM, fd, NULL);
	peer->local = at;
	return peer;
}

static bool echo_came(void *arg)
{
	const struct sck_peer *at = arg;

	return at->inbox_count > 0;
}

struct sck_echo sck_expect_echo(struct sck_peer *at)
{
	struct sck_session *s = at->session;
	struct icmp_echo echo;
	size_t len;

	STEP_BEGIN(s);
	step_until(s, NULL, echo_came, at, "an echo request");
	len = at->inbox_lens[0];
	bytes_clear(&at->taken);
	bytes_append(&at->taken, at->inbox.data, len);
	talk_take(at, len);
	if (icmp_read(at->taken.data, len, &echo) < 0)
		step_fail(s, CAUSE_BYTES, "wanted an echo request, but what came is shorter than its header");
	if (!echo.is_intact)
		step_fail(s, CAUSE_BYTES, "wanted an echo request, but its checksum is wrong");
	at->remote = echo.from;
	return (struct sck_echo){ echo.id, echo.sequence, echo.data, echo.len };
}

void sck_send_echo_reply(struct sck_peer *from, const struct sck_echo *to, const struct sck_echo_reply *how)
{
	const struct sck_echo_reply right = { 0 };
	struct sck_session *s = from->session;
	struct sck_err err = { 0 };
	struct icmp_reply reply;
	int rc;

	STEP_BEGIN(s);
	if (!how)
		how = &right;
	reply = (struct icmp_reply){
		.from = from->local,
		.to = from->remote,
		.id = (uint16_t)(to->id + how->id_off),
		.sequence = (uint16_t)(to->sequence + how->sequence_off),
		.data = to->data,
		.len = to->len,
		.cut = how->cut,
		.checksum_wrong = how->checksum_wrong,
	};
	if (how->from && peer_address(&reply.from, how->from, 0, &err) < 0)
		step_broken(s, &err);
	if (reply.from.sa.sa_family != reply.to.sa.sa_family) {
		err_set(&err, -EINVAL, "an echo reply before any request, or from another family");
		step_broken(s, &err);
	}
	rc = icmp_send(from->fd, &reply);
	if (rc < 0) {
		err_errno(&err, rc, "sending an echo reply");
		step_broken(s, &err);
	}
}
