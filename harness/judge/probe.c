/*
 * See probe.h. A line each: "after AFTER STATUS COUNTS_CALLS HAS_PRINTED HAS_FIRED HELD ZOMBIES SOURCES IN OUT SITE" and then, of a control run, the chances, "CALL OUTCOME
 * WHEN IS_WAITED_FOR IS_DATAGRAM IS_ANSWER IS_READY DOMAIN SITE" with the outcome's place in its table; "fault SITE" where there was one.
 */
#include "judge/probe.h"
#include "judge/sweep_ladder.h"
#include "run/clock.h"
#include "run/held.h"
#include "run/listeners.h"
#include "run/processes.h"
#include "run/running.h"
#include "run/streams.h"
#include "run/talk.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static size_t count_accepted(const struct sck_session *s, const struct sck_program *p)
{
	size_t count = 0;

	for (size_t i = 0; i < s->record.calls_count; i++) {
		const struct record_call *call = &s->record.calls[i];

		count += call->call->class == CLASS_ACCEPT && call->result >= 0 &&
			 call->ended_at >= 0 && call->program == p->index;
	}
	return count;
}

static bool is_at_rest(enum pump_end end)
{
	return end == PUMP_QUIET || end == PUMP_DEAD || end == PUMP_WAITED;
}

static bool comes_to_rest(struct sck_session *s)
{
	return is_at_rest(pump_until(s, NULL, NULL, true));
}

struct one_more {
	struct sck_session *session;
	struct sck_program *program;
	size_t accepted; /* before */
};

static bool is_accepted(void *arg)
{
	const struct one_more *one = arg;

	return count_accepted(one->session, one->program) > one->accepted;
}

/* Whom the program connects to, as a proxy does, may be kept for the next client; nobody of those who have waited there is. */
static void close_peers(struct sck_session *s, bool keeps_listeners)
{
	struct sck_peer *peer, *next;
	int fd;

	for (peer = s->peers; peer; peer = next) {
		next = peer->next;
		while (peer->kind == PEER_LISTENER && (fd = peer_accept(peer->fd)) >= 0)
			close(fd);
		if (!keeps_listeners || peer->kind != PEER_LISTENER)
			talk_close(peer);
	}
}

/*
 * One more client, who leaves again, and behind him whom the program connects to. It may have laid itself to sleep for a while, because of what it
 * has met.
 */
static enum after serve_one_more(struct sck_session *s, struct sck_program *p)
{
	struct one_more one = { s, p, count_accepted(s, p) };
	struct sck_peer *peer = NULL;
	enum pump_end end;

	if (talk_connect(s, p, &peer, NULL) < 0 && !peer)
		return AFTER_DEAF;
	end = pump_until(s, is_accepted, &one, false);
	talk_close(peer);
	if (end == PUMP_MET && !comes_to_rest(s))
		return AFTER_BUSY;
	close_peers(s, false);
	if (end != PUMP_MET)
		return is_at_rest(end) ? AFTER_DEAF : AFTER_BUSY;
	return comes_to_rest(s) ? AFTER_SERVES : AFTER_BUSY;
}

/* What a wrapper has started besides may live on. */
static bool is_gone(void *arg)
{
	struct sck_program *p = arg;
	const struct record_event *unused;

	return p->has_ended && !running(p, &unused);
}

static enum after end_of(const struct sck_program *p, int *ret_status)
{
	const bool killed = WIFSIGNALED(p->status) && WTERMSIG(p->status) != p->ended_by_us;

	*ret_status = WIFSIGNALED(p->status) ? WTERMSIG(p->status) : WEXITSTATUS(p->status);
	return killed ? AFTER_KILLED : AFTER_ENDED;
}

/* The test itself has ended one: what becomes of the others says nothing. */
static bool was_ended(const struct sck_session *s)
{
	for (const struct sck_program *p = s->programs; p; p = p->next)
		if (p->ended_by_us)
			return true;
	return false;
}

static bool is_reached(struct sck_session *s, struct sck_program *p)
{
	union peer_address at;

	return talk_target(s, &at) == 0 && listeners_reach(p, SOCK_STREAM, &at);
}

/*
 * SIGPIPE, or what a program sends to its own child, ends who serves one client; if the next one is served, that was the end it was to have. A
 * fault in memory, or abort(3), is none.
 */
static bool ends_a_child(int signal)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS };

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (signal == faults[i])
			return false;
	return true;
}

static enum after look_at(struct sck_session *s, struct sck_program *p, int *ret_status)
{
	enum after after = AFTER_STAYS;

	if (!comes_to_rest(s))
		return AFTER_BUSY;
	if (!is_reached(s, p))
		s->address[0] = '\0'; /* the case has gone to where the program was not to be */
	if (!is_gone(p) && is_reached(s, p))
		after = serve_one_more(s, p);
	if (after == AFTER_SERVES && processes_zombies(p))
		serve_one_more(s, p); /* some wait for a client's child when the next one comes */
	else if (!is_at_rest(pump_until(s, is_gone, p, false)) && !is_gone(p))
		return AFTER_BUSY;
	if (is_gone(p))
		after = end_of(p, ret_status);
	if (after == AFTER_ENDED || !p->signalled || (after == AFTER_SERVES && ends_a_child(p->signalled)))
		return after;
	*ret_status = p->signalled;
	return AFTER_KILLED;
}

static const char fault[] = "fault "; /* begins its line */

/* By the last of these rules; the case has rules of its own. */
static const struct record_call *find_bent(const struct record *r, const char *rule)
{
	const char *space = rule ? strrchr(rule, ' ') : NULL;
	const char *last = space ? space + 1 : rule;

	for (size_t i = 0; rule && i < r->calls_count; i++) {
		const struct record_bytes *by = &r->calls[i].injected;

		if (by->len == strlen(last) && !memcmp(record_data(r, *by), last, by->len))
			return &r->calls[i];
	}
	return NULL;
}

/* The run of it that met the outcome, else the first. */
static struct sck_program *whom_to_look_at(struct sck_session *s, const char *rule)
{
	const struct record_call *bent = find_bent(&s->record, rule);
	struct sck_program *p = bent ? state_program(s, bent->program) : NULL;

	return p && p->is_subject ? p : s->subject ? s->subject : s->programs;
}

static bool has_printed(struct sck_session *s, const char *rule)
{
	struct sck_program *p = whom_to_look_at(s, rule);

	if (p)
		streams_take(p);
	return p && p->output.len;
}

static int count_held(struct sck_session *s, const char *rule)
{
	struct sck_program *p = whom_to_look_at(s, rule);

	return p ? held_count(p) : 0;
}

static int count_zombies(struct sck_session *s, const char *rule)
{
	struct sck_program *p = whom_to_look_at(s, rule);

	return p ? processes_zombies(p) : 0;
}

static bool has_brought_bytes(const struct record *r, int program, int socket)
{
	for (size_t i = 0; i < r->calls_count; i++)
		if (r->calls[i].socket == socket && r->calls[i].program == program &&
		    r->calls[i].call->class == CLASS_RECV && r->calls[i].result > 0)
			return true;
	return false;
}

static int count_sources(struct sck_session *s, const char *rule)
{
	const struct sck_program *p = whom_to_look_at(s, rule);
	int count = 0;

	for (size_t i = 0; p && i < s->record.sockets_count; i++)
		count += has_brought_bytes(&s->record, p->index, (int)i);
	return count;
}

static bool has_met_all(struct sck_session *s, const char *rule)
{
	const struct record_call *bent = find_bent(&s->record, rule);
	struct bytes unused = { 0 };
	bool has;

	if (!bent || !state_program(s, bent->program)->is_subject)
		return false;
	has = !session_idle_rule(s, strchr(rule, ' ') ? 2 : 1, &unused);
	bytes_done(&unused);
	return has;
}

static enum after look(struct sck_session *s, const char *rule, bool rests, int *ret_status)
{
	struct sck_program *p = whom_to_look_at(s, rule);

	*ret_status = 0;
	if (!p || was_ended(s))
		return AFTER_NOTHING;
	if (!rests)
		return AFTER_BUSY;
	close_peers(s, processes_alive(p) && is_reached(s, p));
	p->input_ends = true;
	streams_feed(p);
	return look_at(s, p, ret_status);
}

static void append_site(struct bytes *to, const struct record *r, const char *rule)
{
	const struct record_call *call = find_bent(r, rule);

	if (call)
		bytes_append(to, record_data(r, call->site), call->site.len);
}

static void append_ladder(struct bytes *to, struct sck_session *s, const char *rule,
			  size_t before_call, int64_t over_at)
{
	const struct record_call *bent = find_bent(&s->record, rule);

	if (to && bent)
		sweep_ladder_write(to, s, bent, before_call, over_at);
}

void probe_take(struct bytes *to, struct sck_session *s, const char *rule, struct bytes *ladder)
{
	const struct survey *v = session_surveyed(s);
	/* chance says how far it was when the case had seen enough; what it comes to by itself belongs to the run */
	const bool rests = comes_to_rest(s), has_fired = has_met_all(s, rule);
	const size_t before_call = s->record.calls_count;
	const int64_t over_at = clock_elapsed(s);
	int64_t in, out;
	enum after after;
	int status;

	survey_lengths(s, &in, &out);
	session_stop_injecting(s);
	after = look(s, rule, rests, &status);
	append_ladder(ladder, s, rule, before_call, over_at);
	bytes_printf(to, "after %d %d %d %d %d %d %d %d %lld %lld ", after, status, s->counts_calls,
		     has_printed(s, rule), has_fired, count_held(s, rule), count_zombies(s, rule),
		     count_sources(s, rule), (long long)in, (long long)out);
	append_site(to, &s->record, rule);
	bytes_append_text(to, "\n");
	for (size_t i = 0; v && i < v->count; i++)
		bytes_printf(to, "%s %td %lld %d %d %d %d %d %s\n", v->chances[i].call->name,
			     v->chances[i].outcome - outcome_table, (long long)v->chances[i].when,
			     v->chances[i].is_waited_for, v->chances[i].is_datagram,
			     v->chances[i].is_answer, v->chances[i].is_ready, v->chances[i].domain,
			     (const char *)v->sites.data + v->chances[i].site);
}

void probe_note_fault(struct bytes *to, const char *site)
{
	bytes_printf(to, "%s%s\n", fault, site);
}

static bool read_head(struct probe *ret, const char *line)
{
	int after, counts_calls, has_printed, has_fired, at = 0;
	long long in, out;

	if (sscanf(line, "after %d %d %d %d %d %d %d %d %lld %lld %n", &after, &ret->status,
		   &counts_calls, &has_printed, &has_fired, &ret->held, &ret->zombies,
		   &ret->sources, &in, &out, &at) != 10 ||
	    !at || after < 0 || after > AFTER_LAST)
		return false;
	ret->after = (enum after)after;
	ret->counts_calls = counts_calls;
	ret->has_printed = has_printed;
	ret->has_fired = has_fired;
	ret->in = in;
	ret->out = out;
	snprintf(ret->site, sizeof(ret->site), "%s", line + at);
	return true;
}

static bool read_chance(struct probe *ret, const char *line)
{
	struct survey_chance *c = &ret->chances[ret->count];
	char name[RULE_WORD];
	int waits, is_datagram, is_answer, is_ready, domain, at = 0;
	size_t row;
	long long when;

	if (sscanf(line, "%23s %zu %lld %d %d %d %d %d %n", name, &row, &when, &waits, &is_datagram,
		   &is_answer, &is_ready, &domain, &at) != 8 ||
	    !at || row >= outcome_table_count)
		return false;
	*c = (struct survey_chance){ .call = call_by_name(name, strlen(name)),
				     .outcome = &outcome_table[row],
				     .when = when,
				     .is_waited_for = waits,
				     .is_datagram = is_datagram,
				     .is_answer = is_answer,
				     .is_ready = is_ready,
				     .domain = domain,
				     .site = ret->sites.len };
	bytes_append(&ret->sites, line + at, strlen(line + at) + 1);
	ret->count++;
	return c->call;
}

static bool read_fault(struct probe *ret, const char *line)
{
	if (strncmp(line, fault, strlen(fault)))
		return false;
	snprintf(ret->fault, sizeof(ret->fault), "%s", line + strlen(fault));
	return true;
}

static size_t count_lines(const struct bytes *b)
{
	size_t lines = 0;

	for (size_t i = 0; i < b->len; i++)
		lines += b->data[i] == '\n';
	return lines;
}

int probe_read(struct probe *ret, const struct bytes *from, struct sck_err *err)
{
	char *text = strndup((const char *)from->data, from->len), *rest, *line;
	bool is_whole;

	*ret = (struct probe){ .chances = calloc(count_lines(from) + 1, sizeof(*ret->chances)) };
	if (!text || !ret->chances)
		abort();
	line = strtok_r(text, "\n", &rest);
	is_whole = line && read_head(ret, line);
	while (is_whole && (line = strtok_r(NULL, "\n", &rest)) != NULL)
		is_whole = read_fault(ret, line) || read_chance(ret, line);
	free(text);
	return is_whole ? 0 : err_set(err, -EPROTO, "a worker's account of a run cannot be read");
}

void probe_done(struct probe *p)
{
	free(p->chances);
	bytes_done(&p->sites);
	*p = (struct probe){ 0 };
}
