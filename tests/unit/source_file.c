/* Where the source of a program is, and the text of a line of it: of this very test, of what is beside it, and of what is no file. */
#include "os/source_file.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/source_file.XXXXXX";

static void write_file(const char *name, const char *text)
{
	const int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static const char *line(struct bytes *to, const char *path, int number)
{
	bytes_clear(to);
	source_file_line(to, path, number);
	return bytes_text(to);
}

static bool finds(struct bytes *to, const char *word, const char *file)
{
	const char *const program[] = { word, NULL };

	bytes_clear(to);
	return source_file_find(to, program, file, strlen(file));
}

static void debug_information_says_where_it_is(void **state)
{
	struct bytes path = { 0 };

	(void)state;
	assert_true(finds(&path, "/proc/self/exe", "source_file.c"));
	assert_non_null(strstr(bytes_text(&path), "/source_file.c")); /* one of two that are called so */
	assert_false(finds(&path, "/proc/self/exe", "no_such_file.c"));
	bytes_done(&path);
}

static void else_it_is_beside_the_program_or_here(void **state)
{
	struct bytes path = { 0 }, program = { 0 };

	(void)state;
	bytes_printf(&program, "%s/server.py", folder);
	write_file(bytes_text(&program), "import socket\n\ts = socket.socket()  \n");
	assert_true(finds(&path, bytes_text(&program), "server.py"));
	assert_string_equal(bytes_text(&path), bytes_text(&program));
	assert_false(finds(&path, bytes_text(&program), "../passwd"));
	assert_int_equal(chdir(folder), 0);
	assert_true(finds(&path, "server.py", "server.py"));
	bytes_done(&path);
	bytes_done(&program);
}

static void a_line_is_its_text_alone_and_what_is_no_file_has_none(void **state)
{
	struct bytes text = { 0 };
	char most[1024] = "";

	(void)state;
	assert_string_equal(line(&text, "server.py", 2), "s = socket.socket()");
	assert_string_equal(line(&text, "server.py", 3), "");
	assert_string_equal(line(&text, "server.py", 0), "");
	assert_string_equal(line(&text, "none", 1), "");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_string_equal(line(&text, "fifo", 1), "");
	assert_string_equal(line(&text, "/dev/zero", 1), "");
	memset(most, 'x', sizeof(most) - 1);
	write_file("long", most);
	assert_int_equal(strlen(line(&text, "long", 1)), 200);
	bytes_done(&text);
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	unlink("server.py");
	unlink("fifo");
	unlink("long");
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(debug_information_says_where_it_is),
		cmocka_unit_test(else_it_is_beside_the_program_or_here),
		cmocka_unit_test(a_line_is_its_text_alone_and_what_is_no_file_has_none),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
