/*
 * `sockcheck run`: a program on a private loopback with the caller's own standard streams; its exit status passes
 * through as with env(1), strace(1) or timeout(1). The trace goes to standard error, each line as it happens.
 */
#include "base/err.h"
#include "cli/command.h"
#include "cli/pcap.h"
#include "cli/present.h"
#include "cli/recording.h"
#include "facts/family.h"
#include "facts/pcapng.h"
#include "facts/trace.h"
#include "run/session.h"
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	STATUS_LIMIT = 124,
	STATUS_NOT_EXECUTABLE = 126,
	STATUS_NOT_FOUND = 127,
	STATUS_SIGNAL = 128
};

static const char *pcap; /* --pcap; NULL: none */

static const struct usage usage = {
	.name = "sockcheck run",
	.synopsis = "[OPTION]... -- PROGRAM [ARG]...",
	.about = "Runs PROGRAM on a private loopback. Its standard streams and its exit status pass through; 128 and the\n"
		 "signal's number where a signal ended it, 124 at the limit, 126 and 127 where it cannot be started.\n"
		 "{host} {port} {dir} may stand in ARG.",
	.want = {
		.options = OPTION_FAMILY | OPTION_PORT | OPTION_TRACE | OPTION_CALL_SITES | OPTION_RECORD | OPTION_LIMIT | OPTION_UNTRACED | OPTIONS_INJECT | OPTIONS_CLOCK,
		.command = true,
		.more = { { pcap_take, (void *)&pcap, pcap_append_help } },
	},
};

struct telling { /* what is told as it happens */
	bool trace;
	struct trace state;
	struct recording *record;
};

static void print_line(struct bytes *line)
{
	if (line->len)
		usage_write(usage.name, STDERR_FILENO, line);
	bytes_done(line);
}

static void tell_call(void *arg, const struct record *r, const struct record_call *call)
{
	struct telling *t = arg;
	struct bytes line = { 0 };

	if (t->trace)
		trace_call(&t->state, &line, r, call);
	print_line(&line);
	if (t->record->fd >= 0)
		recording_call(t->record, r, call);
}

static void tell_event(void *arg, const struct record *r, const struct record_event *event)
{
	struct telling *t = arg;
	struct bytes line = { 0 };

	if (t->trace)
		trace_event(&t->state, &line, r, event);
	print_line(&line);
	if (t->record->fd >= 0)
		recording_event(t->record, r, event);
}

static int write_packets(int fd, const struct packets *p)
{
	struct bytes text = { 0 };
	int status;

	pcapng_write(&text, p);
	status = usage_write(usage.name, fd, &text);
	bytes_done(&text);
	pcap_tell_lost(usage.name, p->lost);
	return status;
}

static int status_of(int code, int wait_status, const struct sck_err *err)
{
	switch (code) {
	case 0:
		return WIFSIGNALED(wait_status) ? STATUS_SIGNAL + WTERMSIG(wait_status)
						: WEXITSTATUS(wait_status);
	case -ETIME:
		return usage_error(usage.name, STATUS_LIMIT, err);
	case -EINVAL:
		return usage_error(usage.name, STATUS_USAGE, err);
	case -ELIBACC:
	case -EOPNOTSUPP:
		return usage_error(usage.name, STATUS_SKIP, err);
	case -ENOENT:
		return usage_error(usage.name, STATUS_NOT_FOUND, err);
	case -EACCES:
	case -ENOEXEC:
		return usage_error(usage.name, STATUS_NOT_EXECUTABLE, err);
	default:
		return usage_error(usage.name, STATUS_BROKEN, err);
	}
}

/* The one that was asked for; IPv4 unless told. NULL: the word stands for several. */
static const struct family *choose_family(const struct suite_plan *plan)
{
	const char *word = plan->family_words_count ? plan->family_words[0] : "ipv4";

	for (size_t i = 0; i < family_table_count; i++)
		if (!strcmp(word, family_table[i].name) && plan->family_words_count < 2)
			return &family_table[i];
	return NULL;
}

/* A planned outcome that did not come is never a pass; the trace and what the program said come first. */
static int tell_idle_rule(struct sck_session *session)
{
	struct bytes why = { 0 };
	struct sck_err err = { 0 };
	int status = STATUS_PASS;

	if (session_idle_rule(session, SESSION_EVERY_RULE, &why)) {
		err_set(&err, -ENOENT, "%s", bytes_text(&why));
		status = usage_error(usage.name, STATUS_SKIP, &err);
	}
	bytes_done(&why);
	return status;
}

/* 0, or what this machine has not. */
static int prepare(struct sck_session *session, const struct options *o,
		   const struct family *family, struct sck_err *err)
{
	if (family->needs_ipv6 && !session_ipv6(session))
		return err_set(err, -EAFNOSUPPORT, "no IPv6 here");
	if (pcap && session_tap(session, err))
		return err->code;
	for (size_t i = 0; i < o->suite.rules_count; i++)
		session_inject(session, o->suite.rules[i], true, err); /* they have been read once already */
	return 0;
}

static int run_session(const struct options *o, const struct family *family,
		       struct recording *record, int fd_packets)
{
	struct telling telling = { .trace = o->trace, .record = record };
	const bool tells = o->trace || o->record;
	const struct session_options options = {
		.family = family->bit,
		.port = o->suite.port,
		.subject = o->suite.command,
		.seed = o->suite.seed,
		.force = o->suite.force,
		.date = o->suite.date,
		.rate = o->suite.rate,
		.clock_jumps = o->suite.clock_jumps,
		.untraced = o->untraced,
		.full_view = tells,
		.call_sites = o->call_sites || pcap,
		.bytes_unread = !tells && !pcap,
		.on_call = tells ? tell_call : NULL,
		.on_event = tells ? tell_event : NULL,
		.arg = &telling,
	};
	const struct sck_start start = { .argv = o->suite.command };
	struct sck_session *session = NULL;
	struct sck_err err = { 0 };
	int code, wait_status = 0, status = STATUS_PASS;

	if (session_new(&options, &session, &err))
		return usage_error(usage.name, STATUS_BROKEN, &err);
	if (prepare(session, o, family, &err)) {
		sck_session_free(session);
		return usage_error(usage.name, STATUS_SKIP, &err);
	}
	code = session_run(session, &start, o->suite.limit, &wait_status, &err);
	if (!code && wait_status == 0)
		status = tell_idle_rule(session);
	if (fd_packets >= 0 && write_packets(fd_packets, session_packets(session)))
		status = STATUS_BROKEN;
	sck_session_free(session); /* the trace of what was under way comes before what we have to say */
	return status ? status : status_of(code, wait_status, &err);
}

static int open_files(const struct options *o, struct recording *record, int *fd_packets,
		      struct sck_err *err)
{
	int code = o->record ? recording_open(record, o->record, err) : 0;

	if (!code && pcap)
		*fd_packets = pcap_open(pcap, err);
	return code ? code : pcap && *fd_packets < 0 ? *fd_packets : 0;
}

static int close_packets(int fd, int status)
{
	struct sck_err err = { 0 };

	if (fd < 0 || !close(fd))
		return status;
	err_errno(&err, -errno, "--pcap: '%s'", pcap);
	return usage_error(usage.name, STATUS_BROKEN, &err);
}

int cmd_run(int argc, char **argv)
{
	struct options options;
	struct recording record = { .name = usage.name, .fd = -1 };
	struct sck_err err = { 0 };
	int fd_packets = -1, status = usage_parse(&usage, argc, argv, &options), code;
	const struct family *family;

	if (status >= 0)
		return status;
	family = choose_family(&options.suite);
	if (!family)
		err_set(&err, -EINVAL, "--family: that is more than one (expected one of 'sockcheck list families')");
	else if (pcap && options.untraced)
		err_set(&err, -EINVAL, "--untraced: not with --pcap, whose comments are the tracer's");
	if (err.code)
		return usage_error(usage.name, STATUS_USAGE, &err);
	code = present_check_program(options.suite.command[0], &err);
	if (code)
		return usage_error(usage.name,
				   code == -ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE, &err);
	if (open_files(&options, &record, &fd_packets, &err))
		return usage_error(usage.name, STATUS_USAGE, &err);
	status = run_session(&options, family, &record, fd_packets);
	code = recording_close(&record, options.record, status);
	return close_packets(fd_packets, code ? code : status);
}
