/* The steps of sockcheck.h that concern the session: its making, its surroundings, its bounds. */
#include "base/deadline.h"
#include "base/err.h"
#include "judge/step.h"
#include "run/checker.h"
#include "run/command.h"
#include "run/fixed_port.h"
#include "run/stand_ins.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static int set_up(void **state, enum sck_family family)
{
	const struct session_options options = { .family = family, .traced_if_allowed = true };
	struct sck_session *s;
	struct sck_err err = { 0 };

	if (session_new(&options, &s, &err) < 0) {
		print_error("%s\n", err.text);
		return -1;
	}
	*state = s;
	return 0;
}

int sck_setup(void **state)
{
	return set_up(state, SCK_IPV4);
}

int sck_setup_ipv6(void **state)
{
	return set_up(state, SCK_IPV6);
}

int sck_teardown(void **state)
{
	sck_session_free(*state);
	*state = NULL;
	return 0;
}

struct sck_session *sck_session_new(enum sck_family family)
{
	void *state = NULL;

	if (set_up(&state, family) < 0)
		_fail(__FILE__, __LINE__);
	return state;
}

void sck_hosts(struct sck_session *s, const char *text)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	step_settle(s, session_hosts(s, text, &err), &err);
}

void sck_without_ipv6(struct sck_session *s)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	step_settle(s, loopback_without_ipv6(&s->loopback, &err), &err);
}

void sck_add_address(struct sck_session *s, const char *address)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	step_settle(s, loopback_add_address(&s->loopback, address, &err), &err);
}

void sck_groups(struct sck_session *s)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	step_settle(s, loopback_groups(&s->loopback, &err), &err);
}

void sck_mtu(struct sck_session *s, int bytes)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	step_settle(s, loopback_mtu(&s->loopback, bytes, &err), &err);
}

void sck_route(struct sck_session *s, const char *route)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	step_settle(s, loopback_add_route(&s->loopback, route, &err), &err);
}

void sck_set_lo(struct sck_session *s, bool up)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	step_settle(s, loopback_set_link(&s->loopback, up, &err), &err);
}

void sck_sysctl(struct sck_session *s, const char *name, const char *value)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	step_settle(s, loopback_sysctl(&s->loopback, name, value, &err), &err);
}

void sck_define(struct sck_session *s, const char *name, const char *value)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	if (command_define(s, name, value, &err))
		step_broken(s, &err);
}

void sck_use_port(struct sck_session *s, uint16_t port)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	if (!fixed_port_have(s, port, &err))
		step_settle(s, -EOPNOTSUPP, &err);
	s->port = stand_ins_real(s->stand_ins, port);
	snprintf(s->port_text, sizeof(s->port_text), "%u", port);
}

void sck_narrow(struct sck_session *s)
{
	STEP_BEGIN(s);
	s->is_narrow = true;
}

/* A socket of ours is bound there: the kernel says whether the machine has it. */
void sck_use_address(struct sck_session *s, const char *address)
{
	const struct peer_listen there = { .address = address, .type = SOCK_DGRAM };
	struct sck_err err = { 0 };
	int fd, code;

	STEP_BEGIN(s);
	s->address[0] = '\0';
	if (!address)
		return;
	code = peer_listen(&s->loopback, &there, &fd, &err);
	if (code && strchr(address, ':') && !s->loopback.has_ipv6)
		step_skip(s, "needs IPv6, and there is none here");
	if (code) {
		err_set(&err, code, "%s: no address of this machine (sck_add_address)", address);
		step_broken(s, &err);
	}
	close(fd);
	snprintf(s->address, sizeof(s->address), "%s", address);
}

void sck_inject(struct sck_session *s, const char *rule)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	s->counts_calls = true;
	if (session_inject(s, rule, false, &err) < 0)
		step_broken(s, &err);
}

void sck_expect_injected(struct sck_session *s)
{
	struct bytes why = { 0 };
	char text[600];

	STEP_BEGIN(s);
	if (!session_idle_rule(s, SESSION_EVERY_RULE, &why))
		return;
	snprintf(text, sizeof(text), "%s", bytes_text(&why));
	bytes_done(&why);
	step_skip(s, text);
}

void sck_limit(struct sck_session *s, double seconds)
{
	const double most = s->options.limit; /* told by whoever runs the test */

	if (most > 0 && seconds > most)
		seconds = most;
	s->limit_for = checker_slows_down(&s->options) * (int64_t)(seconds * (double)NS_PER_S);
}

void sck_limit_processes(struct sck_session *s, size_t most)
{
	s->tracees_most = most;
}

void sck_skip(struct sck_session *s, const char *reason)
{
	STEP_BEGIN(s);
	step_skip(s, reason);
}

void sck_fail(struct sck_session *s, const char *reason)
{
	STEP_BEGIN(s);
	step_fail(s, CAUSE_ASSERT, "%s", reason);
}
