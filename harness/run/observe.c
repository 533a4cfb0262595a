/*
 * See observe.h. A call is recorded at its entry and completed at its exit, so that the record holds the order in which
 * the calls were made, and a call that never returns is in it too. Calls on what is no socket go on at once.
 */
#include "run/observe.h"
#include "os/regs.h"
#include "os/signals.h"
#include "os/tracee.h"
#include "run/alarms.h"
#include "run/bend.h"
#include "run/capture.h"
#include "run/clock.h"
#include "run/clock_calls.h"
#include "run/descriptors.h"
#include "run/events.h"
#include "run/fixed_port.h"
#include "run/fruitless.h"
#include "run/hold.h"
#include "run/listeners.h"
#include "run/names.h"
#include "run/refuse.h"
#include "run/sites.h"
#include "run/snapshots.h"
#include "run/socket_time.h"
#include "run/tap.h"
#include <errno.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell_call(struct sck_session *s, const struct record_call *call)
{
	if (s->options.on_call)
		s->options.on_call(s->options.arg, &s->record, call);
}

void observe_unfinished(struct sck_session *s, const struct tracee *who)
{
	if (who->in_call && who->slot >= 0)
		tell_call(s, &s->record.calls[who->slot]);
}

/* The socket that a call acts on; for those with two descriptors, the one that is a socket. */
static int socket_of(struct sck_session *s, const struct tracee *who, int *ret_fd)
{
	int socket = -1;

	*ret_fd = -1;
	for (int i = 0; i < who->call->args_count && socket < 0; i++) {
		enum arg_kind kind = who->call->args[i];

		if (kind != ARG_FD && !(kind == ARG_FD_OTHER && who->call->class == CLASS_SEND))
			continue;
		socket = descriptors_socket(s, who, (int)who->args[i]);
		if (socket >= 0 || *ret_fd < 0)
			*ret_fd = (int)who->args[i];
	}
	return socket;
}

static bool concerns_sockets(const struct call *call, int socket)
{
	return socket >= 0 || call->only_sockets || call->args[0] != ARG_FD ||
	       call->class == CLASS_WAIT || call->class == CLASS_NONE;
}

static void end_range(struct sck_session *s, const struct tracee *who, int first, int last)
{
	descriptors_ended(s, who, first, last);
	if (clock_is_ours(s))
		clock_calls_closes(s, who, first, last);
}

/* Before the call: afterwards another thread may have been given the same number. */
static void end_descriptors(struct sck_session *s, const struct tracee *who)
{
	const struct call *call = who->call;

	if (!call->ends_fd)
		return;
	if (call->args_count == 3 && call->class == CLASS_CLOSE && (who->args[2] & CLOSE_RANGE_CLOEXEC))
		return; /* they end with exec */
	if (call->class == CLASS_CLOSE && call->args_count == 3)
		end_range(s, who, (int)who->args[0],
			  (uint32_t)who->args[1] > INT32_MAX ? INT32_MAX : (int)who->args[1]);
	else if (call->class == CLASS_CLOSE)
		end_range(s, who, (int)who->args[0], (int)who->args[0]);
	else if (who->args[0] != who->args[1])
		end_range(s, who, (int)who->args[1], (int)who->args[1]);
}

static void record_entry(struct sck_session *s, struct tracee *who, int fd, int socket)
{
	struct record_call *call = record_add_call(&s->record);

	call->at = clock_elapsed(s);
	call->ended_at = -1;
	call->call = who->call;
	call->program = who->program;
	call->process = who->inner_tgid;
	call->thread = who->inner_tid;
	memcpy(call->args, who->args, sizeof(call->args));
	call->fd = fd;
	call->socket = socket;
	who->slot = (int64_t)(call - s->record.calls);
	capture_entry(s, who, call);
	if (s->options.call_sites) {
		struct record_bytes site = { .at = s->record.store.len };

		sites_append(s, who, who->ip, who->sp, &s->record.store);
		site.len = s->record.store.len - site.at;
		s->record.calls[who->slot].site = site;
	}
	if (s->tap)
		tap_enter(s, (size_t)who->slot);
}

static void finish_call(struct sck_session *s, struct tracee *who, int64_t result);

/* The call is made, or what a rule makes of it. */
static void answer_entry(struct sck_session *s, struct tracee *who)
{
	bool is_socket = s->record.calls[who->slot].socket >= 0;
	enum bend_answer answer = BEND_MAKE;
	int64_t result;

	if (s->injection)
		answer = bend_enter(s, who, &result);
	if (answer == BEND_MAKE && clock_is_ours(s) && clock_calls_enter(s, who, &result) == CLOCK_SKIP)
		answer = BEND_SKIP;
	if (answer == BEND_MAKE && names_hide_cache(s, who)) {
		answer = BEND_SKIP;
		result = -ENOENT;
	}
	if (answer == BEND_SKIP) {
		finish_call(s, who, result);
		tracer_skip(&s->tracees, who, result,
			    hold_decide(s, who, SCK_AFTER, is_socket) ? TRACER_HOLD : TRACER_GO);
	} else if (answer == BEND_POSTPONE) {
		tracer_act(&s->tracees, who, TRACER_HOLD);
	} else {
		fixed_port_enter(s, who);
		tracer_act(&s->tracees, who, TRACER_TO_EXIT);
	}
}

struct release {
	struct sck_session *session;
	int program;
};

/* Held before its call, it comes to it now; held behind it, it goes on. */
static void release(void *arg, struct tracee *who)
{
	struct release *r = arg;

	if (!who->held || who->postponed || who->program != r->program)
		return;
	if (who->slot >= 0 && !who->in_call)
		answer_entry(r->session, who);
	else
		tracer_act(&r->session->tracees, who, TRACER_GO);
}

void observe_release(struct sck_program *p)
{
	struct release r = { .session = p->session, .program = p->index };

	tracees_each(&p->session->tracees, release, &r);
}

static void enter(struct sck_session *s, struct tracee *who)
{
	int fd, socket;

	if (who->call->class == CLASS_REFUSED) {
		refuse_call(s, who);
		return;
	}
	if (who->call->class == CLASS_TIMER)
		alarms_note(s, who);
	socket = socket_of(s, who, &fd);
	if (!concerns_sockets(who->call, socket)) {
		if (who->call->class == CLASS_SEND) /* to a file or a pipe: it succeeds */
			clock_was_used(s, who);
		end_descriptors(s, who);
		tracer_act(&s->tracees, who, TRACER_GO);
		return;
	}
	if (s->options.snapshots && snapshots_take(s, who)) {
		tracer_act(&s->tracees, who, TRACER_GO);
		return;
	}
	record_entry(s, who, fd, socket);
	end_descriptors(s, who);
	if (hold_decide(s, who, SCK_BEFORE, socket >= 0))
		tracer_act(&s->tracees, who, TRACER_HOLD);
	else
		answer_entry(s, who);
}

static void born(struct sck_session *s, const struct tracee *who, int fd)
{
	descriptors_ended(s, who, fd, fd);
	descriptors_socket(s, who, fd);
}

static void learn_descriptors(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	int pair[2];

	if (call->result < 0 || !call_gives_fd(call->call, call->args))
		return;
	if (call->extra.len == sizeof(pair) && call->call->result == RESULT_ZERO) {
		memcpy(pair, record_data(&s->record, call->extra), sizeof(pair));
		born(s, who, pair[0]);
		born(s, who, pair[1]);
	} else if (call->call->result != RESULT_ZERO) {
		born(s, who, (int)call->result);
	}
}

/* The record's entry is completed, and whoever learns from it does. */
static void finish_call(struct sck_session *s, struct tracee *who, int64_t result)
{
	struct record_call *call = &s->record.calls[who->slot];
	struct record_call copy;

	call->ended_at = clock_elapsed(s);
	call->result = result;
	if (result < 0 && result > -4096) {
		call->error = (int)-result;
		call->result = -1;
	}
	capture_exit(s, who, call);
	copy = *call;
	learn_descriptors(s, who, &copy);
	if (s->tap)
		tap_leave(s, who, (size_t)who->slot);
	who->slot = -1;
	listeners_learn(s, who, &copy);
	if (clock_is_ours(s))
		socket_time_learn(s, who, &copy);
	if (fruitless_got_somewhere(&copy))
		clock_was_used(s, who);
	tell_call(s, &copy);
	if (state_program(s, who->program))
		fruitless_count(state_program(s, who->program), &copy);
}

/* Of no socket, and so not recorded. */
static void enter_time(struct sck_session *s, struct tracee *who)
{
	int64_t result;

	switch (clock_calls_enter(s, who, &result)) {
	case CLOCK_MAKE:
		tracer_act(&s->tracees, who, TRACER_GO);
		break;
	case CLOCK_TO_EXIT:
		tracer_act(&s->tracees, who, TRACER_TO_EXIT);
		break;
	case CLOCK_SKIP:
		tracer_skip(&s->tracees, who, result, TRACER_GO);
		break;
	}
}

/* Interrupted by nothing but what the program ignores, as it would not be without us: then the kernel makes it again. */
static int64_t pass_over_ignored(const struct tracee *who, int64_t result)
{
	if (result != -EINTR || (who->call && !who->call->can_block) ||
	    (who->call && who->call->class == CLASS_CLOSE) || !signals_only_ignored(who->tgid, who->tid))
		return result;
	regs_set_result(who->tid, -RECORD_RESTART_NO_HANDLER);
	return -RECORD_RESTART_NO_HANDLER;
}

static void leave(struct sck_session *s, struct tracee *who, int64_t result)
{
	bool is_socket = who->slot >= 0 && s->record.calls[who->slot].socket >= 0;
	int fd_close = -1;

	result = pass_over_ignored(who, result);
	if (clock_is_ours(s))
		result = clock_calls_leave(s, who, result);
	if (who->slot < 0) {
		names_leave(s, who, result);
		tracer_act(&s->tracees, who, TRACER_GO);
		return;
	}
	fixed_port_leave(s, who, result);
	if (is_socket && s->record.sockets[s->record.calls[who->slot].socket].domain == AF_NETLINK)
		names_hide_addresses(s, who, result);
	if (s->injection)
		result = bend_leave(s, who, result, &fd_close);
	finish_call(s, who, result);
	if (fd_close >= 0)
		tracer_close_result(&s->tracees, who, fd_close, result);
	else if ((result > -RECORD_RESTART_FIRST || result < -RECORD_RESTART_LAST) &&
		 hold_decide(s, who, SCK_AFTER, is_socket))
		tracer_act(&s->tracees, who, TRACER_HOLD);
	else
		tracer_act(&s->tracees, who, TRACER_GO);
}

static void process_end(struct sck_session *s, struct tracee *who, int status)
{
	struct sck_program *p = state_program(s, who->program);

	observe_unfinished(s, who);
	descriptors_process_ended(s, who);
	sites_forget(s, who->tgid);
	if (WIFSIGNALED(status))
		events_tell(s, who, RECORD_KILLED, WTERMSIG(status), "");
	else
		events_tell(s, who, RECORD_EXIT, WEXITSTATUS(status), "");
	if (!p)
		return;
	if (WIFSIGNALED(status) && WTERMSIG(status) != p->ended_by_us && !p->signalled)
		p->signalled = WTERMSIG(status);
	if (who->tgid == p->pid) {
		p->has_ended = true;
		p->status = status;
	}
}

static void thread_end(struct sck_session *s, struct tracee *who)
{
	observe_unfinished(s, who);
	bend_thread_ended(s, who);
	clock_calls_thread_ended(s, who);
	tracees_forget(&s->tracees, who);
}

/* The others are gone, whether their ends have been reported yet or not, and so is the call that the first thread was in. */
static void vanish(struct sck_session *s, struct tracee *who)
{
	struct tracee *other;

	bend_thread_ended(s, who);
	clock_calls_process_ended(s, who, true);
	who->held = who->postponed = who->waits_for_time = false;
	while ((other = tracees_other(&s->tracees, who)) != NULL)
		thread_end(s, other);
}

static void execed(struct sck_session *s, struct tracee *who)
{
	char path[32], file[256];
	ssize_t n;

	vanish(s, who);
	snprintf(path, sizeof(path), "/proc/%d/exe", (int)who->tgid);
	n = readlink(path, file, sizeof(file) - 1);
	file[n > 0 ? n : 0] = '\0';
	descriptors_execed(s, who);
	sites_forget(s, who->tgid);
	events_tell(s, who, RECORD_EXEC, 0, file);
	clock_calls_begin(s, who);
}

void observe_event(struct sck_session *s, const struct tracer_event *event)
{
	struct tracee *who = event->tracee;

	switch (event->kind) {
	case TRACER_NOTHING:
		return;
	case TRACER_ENTER:
		enter(s, who);
		return;
	case TRACER_TIME:
		enter_time(s, who);
		return;
	case TRACER_OPEN:
		tracer_act(&s->tracees, who, names_enter(s, who) ? TRACER_TO_EXIT : TRACER_GO);
		return;
	case TRACER_EXIT:
		leave(s, who, event->result);
		return;
	case TRACER_FOREIGN:
		refuse_foreign(s, who, event->foreign_nr);
		return;
	case TRACER_EXEC:
		execed(s, who);
		break;
	case TRACER_PROCESS:
		events_tell(s, who, RECORD_START, event->parent_inner, "");
		descriptors_inherited(s, who);
		bend_process_began(s, who);
		break;
	case TRACER_THREAD:
		events_tell(s, who, RECORD_THREAD, 0, "");
		break;
	case TRACER_SIGNAL:
		events_tell(s, who, RECORD_SIGNAL, event->signal, "");
		if (event->signal == SIGALRM)
			alarms_rang(s, who);
		clock_calls_signal(s, who, event->signal);
		break;
	case TRACER_INTERRUPTED:
		break;
	case TRACER_THREAD_END:
		thread_end(s, who);
		return;
	case TRACER_PROCESS_END:
		if (event->never_ran)
			events_tell(s, who, RECORD_START, event->parent_inner, "");
		process_end(s, who, event->status);
		bend_thread_ended(s, who);
		clock_calls_process_ended(s, who, false);
		tracees_forget(&s->tracees, who);
		return;
	}
	tracer_act(&s->tracees, who, TRACER_GO);
}
