/*
 * The commands of sockcheck, one file each. main's table names them.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

typedef int command_function(int argc, char **argv); /* ARGV[0] is the command's name; returns the exit status */

command_function cmd_run, cmd_talk, cmd_check, cmd_sweep, cmd_list, cmd_show, cmd_doctor, cmd_grade,
	cmd_merge, cmd_compare, cmd_bundle;

#endif
