/* See program.h. What happens between fork and exec is a list of actions for os/spawn. */
#include "run/program.h"
#include "facts/names.h"
#include "os/faketime.h"
#include "os/procfs.h"
#include "os/filter.h"
#include "os/spawn.h"
#include "run/bend.h"
#include "run/checker.h"
#include "run/clock.h"
#include "run/clock_calls.h"
#include "run/command.h"
#include "run/events.h"
#include "run/names.h"
#include "run/observe.h"
#include "run/own_process.h"
#include "run/snapshots.h"
#include "run/streams.h"
#include "run/untraced.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { ACTIONS_MOST = 16 };

static size_t list_actions(const struct sck_start *how, bool inherit, const struct streams *io,
			   struct spawn_action actions[ACTIONS_MOST])
{
	size_t count = 0;

	if (!inherit) {
		actions[count++] = (struct spawn_action){ .kind = SPAWN_NEW_SESSION };
		actions[count++] =
			(struct spawn_action){ .kind = SPAWN_MOVE_FD, .from = io->in[0], .to = 0 };
		actions[count++] =
			(struct spawn_action){ .kind = SPAWN_MOVE_FD, .from = io->out[1], .to = 1 };
		actions[count++] =
			(struct spawn_action){ .kind = SPAWN_MOVE_FD, .from = io->err[1], .to = 2 };
		actions[count++] = (struct spawn_action){ .kind = SPAWN_CLOSE_REST };
	}
	if (how && how->input_closed)
		actions[count++] = (struct spawn_action){ .kind = SPAWN_CLOSE_FD, .to = 0 };
	if (how && how->raw_sockets == SCK_RAW_REFUSED)
		actions[count++] = (struct spawn_action){ .kind = SPAWN_NO_NET_RAW };
	for (size_t i = 0; how && i < how->limits_count && count < ACTIONS_MOST; i++)
		actions[count++] = (struct spawn_action){ .kind = SPAWN_LIMIT,
							  .resource = how->limits[i].resource,
							  .value = how->limits[i].value };
	return count;
}

/* A client may be started more than once, and otherwise than as the suite's subject. */
static bool is_subject(const struct sck_session *s, const char *word)
{
	return !s->options.subject || (word && !strcmp(word, s->options.subject[0]));
}

static struct sck_program *add(struct sck_session *s, const char *name)
{
	struct sck_program *p = calloc(1, sizeof(*p)), **link = &s->programs;
	const char *slash = strrchr(name, '/');

	if (!p)
		abort();
	p->session = s;
	p->index = s->programs_count++;
	p->fd_in = p->fd_out = p->fd_err = -1;
	p->marked_descriptors = p->marked_zombies = -1;
	p->fruitless_cpu = p->got_on_cpu = -1;
	bytes_append_text(&p->name, slash ? slash + 1 : name);
	while (*link)
		link = &(*link)->next;
	*link = p;
	return p;
}

static void remove_last(struct sck_session *s, struct sck_program *p)
{
	struct sck_program **link = &s->programs;

	while (*link != p)
		link = &(*link)->next;
	*link = NULL;
	s->programs_count--;
	program_free(p);
}

/* The program stands in its exec event: what comes before its first call is told, then it goes. */
static void let_begin(struct sck_session *s, struct sck_program *p, bool execs)
{
	struct tracee *who = tracees_find(&s->tracees, p->pid);
	struct record_event *event = record_add_event(&s->record);

	event->at = clock_elapsed(s);
	event->kind = RECORD_START;
	event->program = p->index;
	event->process = event->thread = who->inner_tgid;
	event->text = record_keep(&s->record, p->name.data, p->name.len);
	if (s->options.on_event)
		s->options.on_event(s->options.arg, &s->record, event);
	if (clock_is_ours(s))
		events_note(
			s, who,
			clock_jumps(s)
				? "its clock is the test's, by the tracer, and jumps when all rest"
				: "its clock is the test's, by the tracer, and runs");
	if (execs)
		observe_event(s, &(struct tracer_event){ .kind = TRACER_EXEC, .tracee = who });
	else {
		clock_calls_begin(s, who);
		tracer_act(&s->tracees, who, TRACER_GO);
	}
}

static int begin(struct sck_session *s, struct sck_program *p, struct spawn_plan *plan,
		 const struct sck_start *how, bool inherit, struct sck_err *err)
{
	struct spawn_action actions[ACTIONS_MOST];
	struct streams io = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	int rc = inherit ? 0 : streams_open(&io, err);

	if (rc < 0)
		goto out;
	plan->actions = actions;
	plan->actions_count = list_actions(how, inherit, &io, actions);
	plan->program = p->index;
	plan->untraced = s->untraced != NULL;
	plan->timer_slack = own_process_timer_slack();
	plan->on_other_host = how && how->on_other_host;
	plan->keeps_net_raw = how && how->raw_sockets == SCK_RAW_ALLOWED;
	plan->stops = (bend_stops_forks(s) ? FILTER_FORKS : 0U) |
		      (clock_is_ours(s) ? FILTER_TIMES : 0U) | (names_are_ours(s) ? FILTER_OPENS : 0U);
	if (!snapshots_begin(p, plan, (const int[3]){ io.in[0], io.out[1], io.err[1] }))
		p->pid = spawn_start(plan, &s->loopback, &s->tracees, err);
	if (p->pid < 0) {
		rc = (int)p->pid;
		goto out;
	}
	if (!inherit)
		streams_hand_over(&io, p);
	if (how && how->input)
		bytes_append(&p->input, how->input, how->input_len);
	p->input_ends = !(how && how->input_stays_open);
	if (s->untraced)
		untraced_began(p);
	else if (!snapshots_tell(s, tracees_find(&s->tracees, p->pid)))
		let_begin(s, p, !plan->function);
	streams_feed(p);
out:
	streams_close(&io);
	return rc;
}

int program_start(struct sck_session *s, const struct sck_start *how, bool inherit,
		  struct sck_program **ret, struct sck_err *err)
{
	const char *const *argv = how && how->argv ? how->argv : s->options.subject;
	struct spawn_plan plan = { 0 };
	struct sck_program *p;
	int rc;

	if (!argv || !argv[0])
		return err_set(err, -EINVAL, "no program to start");
	plan.argv = command_fill_in(s, argv, how ? how->args : NULL);
	plan.envp = command_environment(how ? how->env : NULL);
	p = add(s, plan.argv[0]);
	p->is_subject = is_subject(s, argv[0]);
	if (clock_is_ours(s) && faketime_is_in(plan.envp))
		rc = err_set(err, -EINVAL, "its environment has libfaketime (LD_PRELOAD, FAKETIME), and its clock is the test's already: one is enough");
	else
		rc = checker_prepare(s, &plan, err);
	if (rc == 0)
		rc = begin(s, p, &plan, how, inherit, err);
	if (rc < 0) {
		remove_last(s, p);
		err_wrap(err, "starting %s", plan.argv[0]);
	} else {
		*ret = p;
	}
	command_free(plan.argv);
	free((void *)plan.envp);
	return rc;
}

int program_fork(struct sck_session *s, int (*function)(void *), void *arg,
		 struct sck_program **ret, struct sck_err *err)
{
	struct spawn_plan plan = { .function = function, .arg = arg };
	struct sck_program *p = add(s, "function");
	int rc;

	p->is_subject = is_subject(s, NULL);
	rc = begin(s, p, &plan, NULL, false, err);
	if (rc < 0)
		remove_last(s, p);
	else
		*ret = p;
	return rc;
}

void program_free(struct sck_program *p)
{
	streams_end(p);
	bytes_done(&p->name);
	bytes_done(&p->input);
	bytes_done(&p->output);
	bytes_done(&p->errors);
	free(p->listeners);
	free(p);
}
