/*
 * `sockcheck run`: a program on a private loopback with the caller's own standard streams; its exit status passes
 * through as with env(1), strace(1) or timeout(1). The trace goes to standard error, each line as it happens.
 */
#include "base/err.h"
#include "cli/command.h"
#include "cli/pcap.h"
#include "cli/present.h"
#include "facts/family.h"
#include "facts/pcapng.h"
#include "facts/trace.h"
#include "report/recordfile.h"
#include "run/session.h"
#include <errno.h>
#include <fcntl.h>
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

static void print_line(struct bytes *line)
{
	usage_write(usage.name, STDERR_FILENO, line);
	bytes_done(line);
}

static void print_call(void *arg, const struct record *r, const struct record_call *call)
{
	struct bytes line = { 0 };

	trace_call(arg, &line, r, call);
	print_line(&line);
}

static void print_event(void *arg, const struct record *r, const struct record_event *event)
{
	struct bytes line = { 0 };

	trace_event(arg, &line, r, event);
	if (line.len)
		print_line(&line);
}

static int write_record(int fd, const struct record *r)
{
	struct bytes text = { 0 };
	int status;

	recordfile_write(&text, r);
	status = usage_write(usage.name, fd, &text);
	bytes_done(&text);
	return status;
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

struct files { /* -1: nobody wants it */
	int record, packets;
};

/* Also where the program failed or had to be ended. */
static int write_files(struct sck_session *session, const struct files *fds)
{
	int status = STATUS_PASS;

	if (fds->record >= 0)
		status = write_record(fds->record, session_record(session));
	if (fds->packets >= 0 && write_packets(fds->packets, session_packets(session)))
		status = STATUS_BROKEN;
	return status;
}

static int run_session(const struct options *o, const struct family *family, const struct files *fds)
{
	struct trace trace = { 0 };
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
		.full_view = o->trace || o->record,
		.call_sites = o->call_sites || pcap,
		.bytes_unread = !o->trace && !o->record && !pcap,
		.on_call = o->trace ? print_call : NULL,
		.on_event = o->trace ? print_event : NULL,
		.arg = &trace,
	};
	const struct sck_start start = { .argv = o->suite.command };
	struct sck_session *session = NULL;
	struct sck_err err = { 0 };
	int code, wait_status = 0, status = STATUS_PASS;

	if (session_new(&options, &session, &err))
		return usage_error(usage.name, STATUS_BROKEN, &err);
	if (family->needs_ipv6 && !session_ipv6(session)) {
		err_set(&err, -EAFNOSUPPORT, "no IPv6 here");
		sck_session_free(session);
		return usage_error(usage.name, STATUS_SKIP, &err);
	}
	if (pcap && session_tap(session, &err)) {
		sck_session_free(session);
		return usage_error(usage.name, STATUS_SKIP, &err);
	}
	for (size_t i = 0; i < o->suite.rules_count; i++)
		session_inject(session, o->suite.rules[i], &err); /* they have been read once already */
	code = session_run(session, &start, o->suite.limit, &wait_status, &err);
	if (!code && wait_status == 0)
		status = tell_idle_rule(session);
	if (write_files(session, fds))
		status = STATUS_BROKEN;
	sck_session_free(session); /* the trace of what was under way comes before what we have to say */
	return status ? status : status_of(code, wait_status, &err);
}

static int open_files(const struct options *o, struct files *fds, struct sck_err *err)
{
	if (o->record)
		fds->record = open(o->record, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (o->record && fds->record < 0)
		return err_errno(err, -errno, "--record: '%s'", o->record);
	if (pcap)
		fds->packets = pcap_open(pcap, err);
	return pcap && fds->packets < 0 ? fds->packets : 0;
}

static int close_file(int fd, const char *option, const char *file, int status)
{
	struct sck_err err = { 0 };

	if (fd < 0 || !close(fd))
		return status;
	err_errno(&err, -errno, "%s: '%s'", option, file);
	return usage_error(usage.name, STATUS_BROKEN, &err);
}

int cmd_run(int argc, char **argv)
{
	struct options options;
	struct files fds = { -1, -1 };
	struct sck_err err = { 0 };
	int status = usage_parse(&usage, argc, argv, &options), code;
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
	if (open_files(&options, &fds, &err))
		return usage_error(usage.name, STATUS_USAGE, &err);
	status = run_session(&options, family, &fds);
	status = close_file(fds.record, "--record", options.record, status);
	return close_file(fds.packets, "--pcap", pcap, status);
}
