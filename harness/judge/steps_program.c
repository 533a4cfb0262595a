/* The steps of sockcheck.h that start, hold and end programs. */
#include "base/err.h"
#include "judge/step.h"
#include "os/enter.h"
#include "run/hold.h"
#include "run/listeners.h"
#include "run/observe.h"
#include "run/processes.h"
#include "run/program.h"
#include "run/streams.h"
#include "run/talk.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The program under test was there when the suite began: it has taken itself away, or its folder,
 * or the right to use them. */
static bool is_gone_by_itself(const struct sck_session *s, const struct sck_start *how, int code)
{
	const char *const word = s->options.subject ? s->options.subject[0] : NULL;
	char here[PATH_MAX];

	if (how->argv || !word || (code != -ENOENT && code != -EACCES))
		return false;
	return !getcwd(here, sizeof(here)) || access(".", X_OK) ||
	       (strchr(word, '/') && !strchr(word, '{') && access(word, X_OK));
}

struct sck_program *sck_start(struct sck_session *s, const struct sck_start *how)
{
	struct sck_program *p;
	struct sck_err err = { 0 };
	int code;

	STEP_BEGIN(s);
	if (how->raw_sockets == SCK_RAW_ALLOWED && !enter_gives_net_raw(s->loopback.has_users))
		step_skip(s, "needs CAP_NET_RAW, or a private loopback to have it in");
	code = program_start(s, how, false, &p, &err);
	if (is_gone_by_itself(s, how, code))
		step_fail(s, CAUSE_EXIT, "it cannot be started any more: %s", err.text);
	if (code < 0)
		step_broken(s, &err);
	if (!how->argv && !s->subject)
		s->subject = p;
	return p;
}

struct sck_program *sck_subject(struct sck_session *s)
{
	const struct sck_start as_it_is = { 0 };

	return s->subject ? s->subject : sck_start(s, &as_it_is);
}

struct sck_program *sck_fork(struct sck_session *s, int (*function)(void *arg), void *arg)
{
	struct sck_program *p;
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	if (program_fork(s, function, arg, &p, &err) < 0)
		step_broken(s, &err);
	return p;
}

void sck_give_input(struct sck_program *p, const void *bytes, size_t len)
{
	bytes_append(&p->input, bytes, len);
	streams_feed(p);
}

void sck_end_input(struct sck_program *p)
{
	p->input_ends = true;
	streams_feed(p);
}

void sck_signal(struct sck_program *p, int signal)
{
	if (p->has_ended)
		return;
	p->ended_by_us = signal;
	kill(p->pid, signal);
}

/* One that was being forked while the others were killed is heard of only now. */
static bool is_gone(void *arg)
{
	if (processes_alive(arg) == 0)
		return true;
	processes_kill(arg);
	return false;
}

void sck_kill(struct sck_program *p)
{
	STEP_BEGIN(p->session);
	step_until(p->session, NULL, is_gone, p, "the end of a killed program");
}

static bool is_hit(void *arg)
{
	return hold_hit(arg);
}

void sck_run_until(struct sck_session *s, struct sck_program *p, enum sck_moment moment,
		   const char *call, int n)
{
	char wanted[160];

	STEP_BEGIN(s);
	s->counts_calls = true;
	if (!call_word_watched(call, strlen(call)) || n < 1)
		step_fail(s, CAUSE_ASSERT,
			  "sck_run_until: '%s', %d is no call of the table and a number from 1", call, n);
	snprintf(wanted, sizeof(wanted), "call %d of %s by %s", n, call, bytes_text(&p->name));
	if (!hold_at(s, p, moment, call, n))
		step_fail(s, CAUSE_CALLS, "wanted to hold it at %s, but it has made that already", wanted);
	observe_release(p);
	step_until(s, p, is_hit, s, wanted);
}

void sck_go_on(struct sck_program *p)
{
	hold_forget(p);
	observe_release(p);
}

static bool can_be_reached(void *arg)
{
	struct sck_program *p = arg;
	union peer_address at;

	return talk_target(p->session, &at) == 0 &&
	       (listeners_reach(p, SOCK_STREAM, &at) || listeners_reach(p, SOCK_DGRAM, &at));
}

void sck_until_listening(struct sck_program *p)
{
	char wanted[160];

	STEP_BEGIN(p->session);
	snprintf(wanted, sizeof(wanted), "%s to listen on port %s", bytes_text(&p->name),
		 p->session->port_text);
	step_until(p->session, p, can_be_reached, p, wanted);
}

void sck_until_parked(struct sck_program *p)
{
	STEP_BEGIN(p->session);
	step_until_quiet(p->session, NULL, NULL, CAUSE_SPIN, "the program to wait");
}

static bool has_ended(void *arg)
{
	return ((struct sck_program *)arg)->has_ended;
}

void sck_until_exit(struct sck_program *p)
{
	char wanted[160];

	STEP_BEGIN(p->session);
	snprintf(wanted, sizeof(wanted), "the end of %s", bytes_text(&p->name));
	step_until(p->session, p, has_ended, p, wanted);
}
