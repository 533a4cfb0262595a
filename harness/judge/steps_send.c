/* The steps of sockcheck.h by which a peer acts: sending, pacing, closing. */
#include "base/err.h"
#include "judge/step.h"
#include "run/program.h"
#include "run/talk.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool is_sent(void *arg)
{
	struct sck_peer *peer = arg;

	return !peer->connecting && peer->outbox.len == 0;
}

/* A peer that does not read may fill the program up: then the rest goes out when there is room. */
static void send_out(struct sck_peer *to, const void *bytes, size_t len)
{
	struct sck_session *s = to->session;

	talk_send(to, bytes, len);
	if (to->reads)
		step_until(s, to->program, is_sent, to, "room for what we send");
	else
		step_until_quiet(s, is_sent, to, CAUSE_LIMIT, "room for what we send");
}

void sck_send(struct sck_peer *to, const void *bytes, size_t len)
{
	STEP_BEGIN(to->session);
	send_out(to, bytes, len);
}

void sck_send_text(struct sck_peer *to, const char *text)
{
	STEP_BEGIN(to->session);
	send_out(to, text, strlen(text));
}

void sck_send_in_chunks(struct sck_peer *to, const void *bytes, size_t len, size_t chunk)
{
	const char *rest = bytes;

	STEP_BEGIN(to->session);
	for (size_t n; len > 0; rest += n, len -= n) {
		n = len < chunk ? len : chunk;
		send_out(to, rest, n);
	}
}

static bool is_drained(void *arg)
{
	return talk_drained(arg);
}

void sck_drained(struct sck_peer *to)
{
	const char *wanted = "the program to read all that was sent";

	STEP_BEGIN(to->session);
	step_until(to->session, to->program, is_drained, to, wanted);
	if (to->error)
		step_fail_broken(to, "wanted %s, but the connection was reset before it", wanted);
}

static bool has_arrived(void *arg)
{
	return talk_arrived(arg);
}

void sck_arrived(struct sck_peer *to)
{
	const char *wanted = "the program's socket to have all that was sent";

	STEP_BEGIN(to->session);
	step_until(to->session, to->program, has_arrived, to, wanted);
	if (to->error)
		step_fail_broken(to, "wanted %s, but the connection was reset before it", wanted);
}

size_t sck_taken(struct sck_peer *to)
{
	STEP_BEGIN(to->session);
	return talk_taken(to);
}

/* As with any sending, that the program has gone is for the steps behind to judge: they know whether it might. */
void sck_send_paced(struct sck_peer *to, const void *bytes, size_t len, size_t chunk)
{
	const char *rest = bytes;
	size_t at = 0;
	char wanted[96];

	STEP_BEGIN(to->session);
	while (at < len && !to->error) {
		size_t n = len - at < chunk ? len - at : chunk;

		talk_send(to, rest + at, n);
		at += n;
		snprintf(wanted, sizeof(wanted), "the program to read byte %zu of %zu", at, len);
		step_until(to->session, to->program, is_drained, to, wanted);
	}
}

void sck_send_urgent(struct sck_peer *to, uint8_t byte)
{
	struct sck_err err = { 0 };
	ssize_t n;

	STEP_BEGIN(to->session);
	step_until(to->session, to->program, is_sent, to, "room for what we send");
	n = peer_send(to->fd, &byte, 1, MSG_OOB);
	if (n < 0) {
		err_errno(&err, (int)n, "sending urgent data");
		step_broken(to->session, &err);
	}
	to->sent++;
}

struct datagram {
	struct sck_peer *to;
	const void *bytes;
	size_t len;
	const union peer_address *at;
	int error;
};

/* A refusal that waits on the socket (ICMP) belongs to what was sent earlier: the send that meets it is made again. */
static bool is_datagram_sent(void *arg)
{
	struct datagram *d = arg;

	d->error = peer_send_datagram(d->to->fd, d->bytes, d->len, d->at);
	if (d->error == -ECONNREFUSED)
		d->error = peer_send_datagram(d->to->fd, d->bytes, d->len, d->at);
	return d->error != -EAGAIN && d->error != -ENOBUFS;
}

/* A stranger answers whom the session's other sockets heard of. */
static const union peer_address *answer_to(const struct sck_peer *from)
{
	if (!from->answers)
		return NULL;
	if (from->remote.sa.sa_family != AF_UNSPEC)
		return &from->remote;
	for (const struct sck_peer *other = from->session->peers; other; other = other->next)
		if (other->answers && other->remote.sa.sa_family != AF_UNSPEC)
			return &other->remote;
	return &from->remote;
}

void sck_send_datagram(struct sck_peer *to, const void *bytes, size_t len)
{
	struct datagram d = { .to = to, .bytes = bytes, .len = len, .at = answer_to(to) };
	struct sck_err err = { 0 };

	STEP_BEGIN(to->session);
	step_until(to->session, to->program, is_datagram_sent, &d, "room for a datagram");
	if (d.error < 0 && d.error != -ECONNREFUSED) {
		err_errno(&err, d.error, "sending a datagram of %zu bytes", len);
		step_broken(to->session, &err);
	}
}

void sck_half_close(struct sck_peer *p)
{
	talk_half_close(p);
}

void sck_close(struct sck_peer *p)
{
	talk_close(p);
}

void sck_reset(struct sck_peer *p)
{
	if (p->fd >= 0)
		peer_reset(p->fd);
	p->fd = -1;
	talk_close(p);
}

void sck_stop_reading(struct sck_peer *p)
{
	p->reads = false;
}

void sck_read_again(struct sck_peer *p)
{
	p->reads = true;
}

void sck_shrink_buffers(struct sck_peer *p, int bytes)
{
	peer_shrink(p->fd, bytes);
}
