/*
 * The line that a program blocks in, as os/callsite finds it, is the one that the program says
 * itself: with the C library inside or outside, in other languages, with its debug information in
 * a file of its own or with none.
 */
#include "support/helper.h"
#include "support/live.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/callsite.h"

/* What the helper runs. */
static char program[PATH_MAX];
static const char *argument;

static int run_program(int fd)
{
	if (dup2(fd, STDOUT_FILENO) < 0)
		return 126;
	execl(program, program, argument, NULL);
	return 127;
}

/* The line that the program says, without its end. */
static void read_line(int fd, char *to, size_t room)
{
	size_t len = 0;

	while (len + 1 < room && read(fd, to + len, 1) == 1 && to[len] != '\n')
		len++;
	to[len] = '\0';
}

/* Runs PROGRAM until it is blocked in call NUMBER. What it says and what is found are appended. */
static void ask(const char *what, long number, struct bytes *said, struct bytes *found)
{
	struct procfs_thread at;
	struct callsite *c;
	struct helper h;
	char line[256];

	argument = what;
	h = helper_start(run_program);
	read_line(h.fd, line, sizeof(line));
	bytes_append_text(said, line);
	at = helper_until_in(&h, h.pid, number);
	helper_stop(&h, h.pid);
	c = callsite_new(h.pid);
	assert_int_equal(callsite_of(c, h.pid, at.pc, at.sp, found), 0);
	callsite_free(c);
	helper_end(&h);
}

static void assert_found(const char *name, const char *what, long number)
{
	struct bytes said = { 0 }, found = { 0 };

	snprintf(program, sizeof(program), "%s", live_program(name));
	ask(what, number, &said, &found);
	assert_string_equal(bytes_text(&found), bytes_text(&said));
	bytes_done(&said);
	bytes_done(&found);
}

static void in_c(void **state)
{
	(void)state;
	assert_found("blocks_in_recv", "recv", SYS_recvfrom);
	assert_found("blocks_in_recv", "accept", SYS_accept);
	assert_found("blocks_in_recv", "fgets", SYS_read);
}

static void in_a_static_program(void **state)
{
	(void)state;
	assert_found("blocks_in_recv_static", "recv", SYS_recvfrom);
	assert_found("blocks_in_recv_static", "accept", SYS_accept);
	assert_found("blocks_in_recv_static", "fgets", SYS_read);
}

static void in_go(void **state)
{
	(void)state;
	assert_found("blocks_in_recv_in_go", NULL, SYS_read);
}

static void in_rust(void **state)
{
	(void)state;
	assert_found("blocks_in_recv_in_rust", NULL, SYS_recvfrom);
}

/* Only 3.11 to 3.13 can be looked into; of others the interpreter's name is the answer. */
static void in_python(void **state)
{
	struct bytes said = { 0 }, found = { 0 };

	(void)state;
	snprintf(program, sizeof(program), "%s", live_program("blocks_in_recv_in_python.py"));
	ask("accept", SYS_accept4, &said, &found);
	if (strstr(bytes_text(&found), "(interpreter)")) {
		print_message("%s\n", bytes_text(&found));
		bytes_done(&said);
		bytes_done(&found);
		skip();
	}
	assert_string_equal(bytes_text(&found), bytes_text(&said));
	bytes_done(&said);
	bytes_done(&found);
	assert_found("blocks_in_recv_in_python.py", "recv", SYS_recvfrom);
}

/* ---- Debug information elsewhere ---- */

/* Runs a shell command; false where it fails or one of its words is not installed. */
__attribute__((format(printf, 1, 2))) static bool shell(const char *format, ...)
{
	char *command;
	va_list args;
	int status;

	va_start(args, format);
	assert_true(vasprintf(&command, format, args) > 0);
	va_end(args);
	status = system(command);
	free(command);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* A folder with the program in it and its debug information beside it, in folder PLACE of that. */
static void split_program(char *folder, size_t room, const char *place)
{
	const char *original = live_program("blocks_in_recv");

	snprintf(folder, room, "/tmp/sockcheck-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(program, sizeof(program), "%s/split", folder);
	if (!shell("cd %s && mkdir -p ./%s && objcopy --only-keep-debug %s ./%s/split.debug && "
		   "objcopy --strip-debug --add-gnu-debuglink=./%s/split.debug %s split",
		   folder, place, original, place, place, original)) {
		shell("rm -rf %s", folder);
		skip();
	}
}

static void in_a_separate_file(void **state)
{
	static const char *const places[] = { ".", ".debug" };
	struct bytes said = { 0 }, found = { 0 };
	char folder[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		split_program(folder, sizeof(folder), places[i]);
		ask("recv", SYS_recvfrom, &said, &found);
		shell("rm -rf %s", folder);
	}
	assert_string_equal(bytes_text(&found), bytes_text(&said));
	bytes_done(&said);
	bytes_done(&found);
}

static void not_in_a_file_of_another_build(void **state)
{
	struct bytes said = { 0 }, found = { 0 };
	char folder[64];

	(void)state;
	split_program(folder, sizeof(folder), ".");
	assert_true(shell("echo >>%s/split.debug", folder));
	ask("recv", SYS_recvfrom, &said, &found);
	shell("rm -rf %s", folder);
	assert_true(strstr(bytes_text(&found), "split+0x") == bytes_text(&found));
	bytes_done(&said);
	bytes_done(&found);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_c),
	cmocka_unit_test(in_a_static_program),
	cmocka_unit_test(in_go),
	cmocka_unit_test(in_rust),
	cmocka_unit_test(in_python),
	cmocka_unit_test(in_a_separate_file),
	cmocka_unit_test(not_in_a_file_of_another_build),
};

LIVE_MAIN(tests)
