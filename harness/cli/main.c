/*
 * sockcheck: the table of commands. A command reads its own options and says itself what is wrong with them.
 */
#include "cli/command.h"
#include "cli/usage.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const struct command {
	const char *name;
	command_function *run;
	const char *help;
} commands[] = {
	{ "run", cmd_run, "run a program on a private loopback, and watch its socket calls" },
	{ "talk", cmd_talk, "talk with a program step by step, as its peer" },
	{ "check", cmd_check, "judge a program by a suite" },
	{ "sweep", cmd_sweep, "find the socket outcome that breaks a program" },
	{ "grade", cmd_grade, "build, judge and mark submissions, each in a sandbox" },
	{ "merge", cmd_merge, "put the parts of a grading together" },
	{ "compare", cmd_compare, "say what differs between two gradings" },
	{ "bundle", cmd_bundle, "pack an assignment for Gradescope, GitHub Classroom or Autolab" },
	{ "list", cmd_list, "list the suites, cases, calls, outcomes, steps or families" },
	{ "show", cmd_show, "draw a record that 'run --record' wrote" },
	{ "doctor", cmd_doctor, "say what this machine allows, and how to allow the rest" },
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void append_commands(struct bytes *to)
{
	bytes_append_text(to, "\nCommands:\n");
	for (size_t i = 0; i < COMMANDS; i++)
		bytes_printf(to, "  %-8s  %s\n", commands[i].name, commands[i].help);
	bytes_append_text(to, "\n'sockcheck COMMAND --help' says more of each.\n"
			      "Exit status: 0 pass, 1 fail, 2 usage, 77 cannot be done here, 99 "
			      "sockcheck itself broke.\n");
}

static int fail_unknown(const char *name)
{
	struct sck_err err = { 0 };
	struct bytes names = { 0 };

	for (size_t i = 0; i < COMMANDS; i++)
		bytes_printf(&names, "%s%s", i ? ", " : "", commands[i].name);
	err_set(&err, -EINVAL, "'%s' is no command (expected one of %s)", name, bytes_text(&names));
	bytes_done(&names);
	return usage_error("sockcheck", STATUS_USAGE, &err);
}

/* A file that is opened later must not become a standard stream that the caller had closed. */
static void hold_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
			_exit(STATUS_BROKEN);
}

int main(int argc, char **argv)
{
	const struct usage usage = {
		.name = "sockcheck",
		.synopsis = "COMMAND [OPTION]... [-- PROGRAM [ARG]...]",
		.about = "Proves socket programs on a private loopback: forks, watches and judges "
			 "them.",
		.append_more = append_commands,
	};
	struct options options;
	int status;

	hold_standard_streams();
	for (size_t i = 0; argc > 1 && i < COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	if (argc > 1 && argv[1][0] != '-')
		return fail_unknown(argv[1]);
	status = usage_parse(&usage, argc, argv, &options);
	if (status < 0)
		status = usage_error(
			"sockcheck", STATUS_USAGE,
			&(struct sck_err){
				.text = "a command is missing (see 'sockcheck --help')" });
	return status;
}
