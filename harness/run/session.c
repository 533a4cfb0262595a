/*
 * See session.h. A session is made with its loopback and served by the pump until it is freed; then everything that it
 * started is killed, and reaped, before the memory goes.
 */
#include "run/command.h"
#include "run/session.h"
#include "base/deadline.h"
#include "facts/family.h"
#include "os/barrier.h"
#include "os/borrow.h"
#include "os/other.h"
#include "os/tracer_try.h"
#include "plan/inject.h"
#include "run/bend.h"
#include "run/checker.h"
#include "run/clock.h"
#include "run/due.h"
#include "run/finish.h"
#include "run/fixed_port.h"
#include "run/folder.h"
#include "run/link.h"
#include "run/names.h"
#include "run/observe.h"
#include "run/pending.h"
#include "run/postpone.h"
#include "run/processes.h"
#include "run/program.h"
#include "run/sites.h"
#include "run/socket_time.h"
#include "run/snapshots.h"
#include "run/stand_ins.h"
#include "run/stillness.h"
#include "run/talk.h"
#include "run/tap.h"
#include "run/untraced.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const double default_limit = 10;
static const size_t default_tracees = 4096;

static int choose_port(struct sck_session *s, struct sck_err *err)
{
	int rc = 0;

	const bool has_stand_in = fixed_port_wants_another(s);

	s->port = s->options.port;
	if (!s->port || has_stand_in)
		rc = loopback_port(&s->loopback, s->options.datagram ? SOCK_DGRAM : SOCK_STREAM,
				   &s->port, err);
	s->own_port = s->port;
	if (rc == 0 && has_stand_in)
		stand_ins_begin(s->stand_ins, &s->loopback, s->options.port, s->own_port);
	snprintf(s->port_text, sizeof(s->port_text), "%u", sck_port(s));
	return rc;
}

static int prepare_clock(struct sck_session *s, struct sck_err *err)
{
	const struct session_options *o = &s->options;
	int rc = 0;

	if (o->untraced)
		return 0;
	if (o->date)
		rc = clock_set(s, o->date, err);
	if (rc == 0 && o->rate > 0)
		rc = clock_rate(s, o->rate, err);
	if (rc == 0 && o->clock_jumps)
		rc = clock_auto(s, err);
	return rc;
}

static int open_session(struct sck_session *s, struct sck_err *err)
{
	int rc = snapshots_open_loopback(s, s->family->bit & SCK_NAMES, err);

	if (rc < 0)
		return rc;
	rc = sockdiag_open(&s->diag, &s->loopback, err);
	if (rc == 0)
		rc = s->fd_barrier = barrier_open(&s->loopback, err);
	if (rc >= 0)
		rc = choose_port(s, err);
	if (rc == 0)
		rc = names_prepare(s, err);
	return rc;
}

/* Without a tracer whoever is orphaned has to become somebody's who knows of it. */
static void begin_untraced(struct sck_session *s)
{
	if (s->options.traced_if_allowed)
		s->untraced = tracer_refused();
	if (s->untraced)
		prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

int session_new(const struct session_options *options, struct sck_session **ret, struct sck_err *err)
{
	struct sck_session *s = calloc(1, sizeof(*s));
	int rc;

	if (!s)
		return err_set(err, -ENOMEM, "no memory for a session");
	s->options = *options;
	s->family = family_row(options->family);
	s->loopback = LOOPBACK_NONE;
	s->diag.fd = s->diag_other.fd = s->fd_barrier = -1;
	s->limit_for = checker_slows_down(options) *
		       (int64_t)((options->limit > 0 ? options->limit : default_limit) * (double)NS_PER_S);
	s->tracees_most = default_tracees;
	s->began_at = deadline_now();
	s->stand_ins = stand_ins_new();
	tracees_init(&s->tracees);
	s->tracees.loopback = &s->loopback;
	pump_join(s);
	begin_untraced(s);
	rc = s->family ? open_session(s, err) : err_set(err, -EINVAL, "no such family");
	if (rc == 0)
		rc = prepare_clock(s, err);
	if (rc < 0) {
		sck_session_free(s);
		return err_wrap(err, "opening a loopback");
	}
	*ret = s;
	return 0;
}

static void tell_unfinished(void *arg, struct tracee *who)
{
	observe_unfinished(arg, who);
}

static void end_programs(struct sck_session *s)
{
	tracees_each(&s->tracees, tell_unfinished, s);
	s->options.on_call = NULL; /* what comes now is our own doing */
	s->options.on_event = NULL;
	finish_programs(s);
	for (struct sck_program *p = s->programs; p; p = p->next)
		processes_kill(p);
	stand_ins_done(s->stand_ins);
	if (!s->options.lasting)
		loopback_close(&s->loopback);
	pump_to_the_end(s);
}

void sck_session_free(struct sck_session *s)
{
	if (!s)
		return;
	end_programs(s);
	pump_leave(s);
	while (s->peers)
		talk_close(s->peers);
	link_done(s);
	while (s->programs) {
		struct sck_program *p = s->programs;

		s->programs = p->next;
		program_free(p);
	}
	sites_done(s);
	postpone_forget(s, NULL);
	bend_done(s);
	pending_done(s);
	socket_time_done(s);
	borrow_done(&s->tracees);
	tracees_done(&s->tracees);
	sockdiag_close(&s->diag);
	sockdiag_close(&s->diag_other);
	if (s->fd_barrier >= 0)
		close(s->fd_barrier);
	command_forget(s);
	tap_done(s);
	if (s->options.lasting)
		snapshots_put_loopback(s);
	names_done(s);
	folder_close(s->folder);
	checker_close(s);
	record_done(&s->record);
	verdict_done(&s->verdict);
	free(s->facts);
	free(s->stand_ins);
	free(s);
}

void session_stop_injecting(struct sck_session *s)
{
	bend_stop(s);
}

void session_survey(struct sck_session *s)
{
	bend_survey(s);
}

const struct survey *session_surveyed(const struct sck_session *s)
{
	return bend_surveyed(s);
}

int session_inject(struct sck_session *s, const char *rule, bool is_of_subject, struct sck_err *err)
{
	return bend_add(s, rule, is_of_subject, err);
}

bool session_idle_rule(const struct sck_session *s, size_t most, struct bytes *to)
{
	const struct inject_rule *idle = bend_idle(s, most);

	if (idle)
		inject_explain(to, idle);
	return idle || (most == SESSION_EVERY_RULE && link_idle_rule(s, to));
}

int session_tap(struct sck_session *s, struct sck_err *err)
{
	return tap_open(s, err);
}

const struct packets *session_packets(struct sck_session *s)
{
	return tap_packets(s);
}

const struct record *session_record(const struct sck_session *s)
{
	return &s->record;
}

struct verdict *session_verdict(struct sck_session *s)
{
	return &s->verdict;
}

int session_other_host(struct sck_session *s, struct sck_err *err)
{
	int rc = other_host(&s->loopback, err);

	if (rc == 0 && s->diag_other.fd < 0)
		rc = sockdiag_join_other(&s->diag, &s->loopback, &s->diag_other, err);
	return rc;
}

bool session_has_spun(const struct sck_session *s)
{
	return s->has_spun;
}

bool session_ipv6(const struct sck_session *s)
{
	return s->loopback.has_ipv6;
}

const char *session_untraced(const struct sck_session *s)
{
	return s->untraced;
}

bool session_names(const struct sck_session *s)
{
	return names_hold(s);
}

int session_hosts(struct sck_session *s, const char *text, struct sck_err *err)
{
	return names_set_hosts(s, text, err);
}

const char *session_reason(const struct sck_session *s)
{
	return s->loopback.reason;
}

enum sck_family sck_family(const struct sck_session *s)
{
	return s->family->bit;
}

const char *sck_host(const struct sck_session *s)
{
	return s->family->host;
}

uint16_t sck_port(const struct sck_session *s)
{
	return stand_ins_known(s->stand_ins, s->port);
}

bool sck_is_private(const struct sck_session *s)
{
	return s->loopback.is_private;
}

static void kill_programs(struct sck_session *s)
{
	for (struct sck_program *p = s->programs; p; p = p->next)
		processes_kill(p);
}

/* Nobody waits for stillness here, but those that a rule holds until others have gone on, and a clock that jumps. */
static void turn(struct sck_session *s, int64_t for_ns, int64_t *idle_for)
{
	const int64_t idle_longest = 20 * NS_PER_MS;
	enum stillness now;

	if (!postpone_waits(s) && !clock_jumps(s)) {
		pump_turn(for_ns);
		return;
	}
	due_work(s);
	if (pump_turn(for_ns < *idle_for ? for_ns : *idle_for)) {
		*idle_for = due_idle(s);
		return;
	}
	now = stillness_look(s, true);
	if (now != STILL_BUSY && postpone_release_last(s))
		*idle_for = due_idle(s);
	else if (now == STILL_DEAD)
		postpone_release_all(s);
	else if (now == STILL_WAITING && clock_jumps(s) && due_left(s) != INT64_MAX)
		due_go(s, due_left(s));
	*idle_for = *idle_for * 2 < idle_longest ? *idle_for * 2 : idle_longest;
}

int session_run(struct sck_session *s, const struct sck_start *how, double limit, int *ret_status,
		struct sck_err *err)
{
	const bool is_limited = limit > 0;
	const int64_t ends_at = is_limited ? deadline_after((int64_t)(limit * (double)NS_PER_S)) : 0;
	struct sck_program *p;
	int64_t idle_for = due_idle(s);
	int rc;

	if (s->options.untraced)
		return untraced_run(s, how, limit, ret_status, err);
	rc = program_start(s, how, true, &p, err);
	if (rc < 0)
		return rc;
	while (s->tracees.count > 0) {
		turn(s, is_limited ? deadline_left(ends_at) : PUMP_NO_TIME, &idle_for);
		if (is_limited && deadline_left(ends_at) == 0) {
			kill_programs(s);
			return err_set(err, -ETIME, "the limit of %g s has passed", limit);
		}
	}
	*ret_status = p->status;
	return 0;
}
