/*
 * judge/sources: is a folder of sources one program, or one of each? What is one is never taken apart; what cannot be told is one.
 */
#include "judge/sources.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define C_MAIN "#include <stdio.h>\nint main(void)\n{\n\treturn 0;\n}\n"
#define PYTHON "import socket\nprint('x')\n"
#define JAVA_MAIN "{ public static void main(String[] args) { } }\n"

enum { FILES_MOST = 6 };

struct folder {
	struct {
		const char *name, *text;
	} files[FILES_MOST];
};

static char place[32];

static void make(const struct folder *f)
{
	char command[192];

	snprintf(command, sizeof(command), "rm -rf '%s' && mkdir '%s'", place, place);
	assert_int_equal(system(command), 0);
	for (size_t i = 0; i < FILES_MOST && f->files[i].name; i++) {
		char path[128];
		FILE *file;

		snprintf(path, sizeof(path), "%s/%s", place, f->files[i].name);
		file = fopen(path, "w");
		assert_non_null(file);
		fputs(f->files[i].text, file);
		assert_int_equal(fclose(file), 0);
	}
}

static void expect(const struct folder *list, size_t count, enum sources_are want)
{
	for (size_t i = 0; i < count; i++) {
		make(&list[i]);
		if (sources_look_into(place) != want)
			fail_msg("%s, %s: %d", list[i].files[0].name, list[i].files[1].name,
				 (int)sources_look_into(place));
	}
}

#define EXPECT(list, want) expect(list, sizeof(list) / sizeof((list)[0]), want)

static void programs_by_themselves_are_of_each(void **state)
{
	static const struct folder list[] = {
		{ { { "alice.c", C_MAIN },
		    { "bob.c", "int main (int argc, char **argv) { }\n" },
		    { "carol.py", PYTHON } } },
		{ { { "Doe, Jane.c", C_MAIN }, { "Roe, Richard.c", C_MAIN } } },
		{ { { "max.c", C_MAIN "int max(int a, int b); /* server */" },
		    { "min.c", C_MAIN "int x = max(1, 2);" } } },
		{ { { "alice.py", PYTHON }, { "bob.py", PYTHON "alice = 1\n" } } },
		{ { { "Alice.java", "class Alice " JAVA_MAIN }, { "Bob.java", "class Bob " JAVA_MAIN } } },
		{ { { "alice.go", "package main\nfunc main() {\n}\n" },
		    { "bob.go", "package main\nfunc main() {\n}\n" } } },
		{ { { "alice.rs", "fn main() {}\n" }, { "bob.rs", "fn main() {}\n" } } },
		{ { { "alice.js", "x\n" }, { "bob.js", "const net = require('net');\n" }, { "carl.js", "y\n" } } },
		{ { { ".DS_Store", "" },
		    { "alice.c", C_MAIN },
		    { "bob.c", "/* bob.c */" C_MAIN "// see alice.c, there\n" } } },
	};

	(void)state;
	EXPECT(list, SOURCES_OF_EACH);
}

static void one_program_is_never_taken_apart(void **state)
{
	static const struct folder list[] = {
		/* several could be one, and one of them is by its name */
		{ { { "server.c", C_MAIN }, { "client.c", C_MAIN } } },
		{ { { "echo_server.c", C_MAIN }, { "select_server.c", C_MAIN } } },
		{ { { "echo.py", PYTHON }, { "__main__.py", PYTHON } } },
		{ { { "EchoServer.java", "class EchoServer " JAVA_MAIN },
		    { "Line.java", "class Line " JAVA_MAIN } } },
		/* or a test of it */
		{ { { "echo.py", PYTHON }, { "test_echo.py", PYTHON } } },
		{ { { "Echo.java", "class Echo " JAVA_MAIN },
		    { "EchoTest.java", "class EchoTest " JAVA_MAIN } } },
		/* the first language has one */
		{ { { "alice.c", C_MAIN }, { "carol.py", PYTHON }, { "dora.py", PYTHON } } },
		/* one needs another */
		{ { { "echo.py", "from lines import read\n" }, { "lines.py", PYTHON } } },
		{ { { "echo.py", "import socket, lines\n" }, { "lines.py", PYTHON } } },
		{ { { "echo.py", "import subprocess\nsubprocess.run(['python3', 'lines.py'])\n" },
		    { "lines.py", PYTHON } } },
		{ { { "echo.js", "const l = require('./lines');\n" }, { "lines.js", "x\n" } } },
		{ { { "echo.rb", "require_relative 'lines'\n" }, { "lines.rb", "x\n" } } },
		{ { { "echo.pl", "use lines;\n" }, { "lines.pl", "x\n" } } },
		{ { { "Echo.java",
		      "class Echo { Line l; public static void main(String[] a) { } }" },
		    { "Line.java", "class Line " JAVA_MAIN } } },
		{ { { "echo.c", "#include \"lines.c\"\n" C_MAIN }, { "lines.c", C_MAIN } } },
		{ { { "echo.rs", "mod lines;\nfn main() {}\n" }, { "lines.rs", "fn main() {}\n" } } },
		/* somebody's part */
		{ { { "alice.c", C_MAIN }, { "bob.c", C_MAIN }, { "lines.c", "int lines;\n" } } },
		{ { { "alice.c", C_MAIN }, { "bob.c", C_MAIN }, { "lines.h", "" } } },
		{ { { "alice.c", C_MAIN }, { "bob.c", C_MAIN }, { "README", "" } } },
		{ { { "alice.py", PYTHON }, { "bob.py", PYTHON }, { "empty.py", "" } } },
	};

	(void)state;
	EXPECT(list, SOURCES_DOUBTFUL);
}

static void one_main_function_is_one_program(void **state)
{
	static const struct folder list[] = {
		{ { { "alice.c", C_MAIN }, { "README", "" } } },
		{ { { "echo.c", C_MAIN },
		    { "lines.c",
		      "/* for main() */\nconst char *x = \"main(\\\"main(\";\nint lines;\n" } } },
		{ { { "echo.c", C_MAIN },
		    { "lines.c",
		      "int domain(void);\nint main_lines();\nint x; // main()\n/* main(" } } },
		{ { { "Echo.java", "class Echo " JAVA_MAIN }, { "Line.java", "class Line { }\n" } } },
		{ { { "echo.go", "package main\nfunc main() {\n}\n" }, { "lines.go", "package main\n" } } },
		{ { { "README", "" }, { "notes.txt", "main(" } } },
	};

	(void)state;
	EXPECT(list, SOURCES_OF_ONE);
}

/* Links, FIFOs and folders are not read; grade's own folder is not minded. */
static void what_is_no_file_makes_it_one(void **state)
{
	static const struct folder each = { { { "alice.c", C_MAIN }, { "bob.c", C_MAIN } } };
	char path[128];

	(void)state;
	make(&each);
	snprintf(path, sizeof(path), "%s/grades", place);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(sources_look_into(place), SOURCES_DOUBTFUL);
	snprintf(path, sizeof(path), "%s/grades/gradebook.csv", place);
	assert_int_equal(close(creat(path, 0644)), 0);
	assert_int_equal(sources_look_into(place), SOURCES_OF_EACH);
	snprintf(path, sizeof(path), "%s/carl.c", place);
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_int_equal(sources_look_into(place), SOURCES_DOUBTFUL);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("alice.c", path), 0);
	assert_int_equal(sources_look_into(place), SOURCES_DOUBTFUL);
	assert_int_equal(sources_look_into("/nowhere"), SOURCES_OF_ONE);
}

static int enter(void **state)
{
	(void)state;
	strcpy(place, "/tmp/sources-XXXXXX");
	return mkdtemp(place) ? 0 : -1;
}

static int leave(void **state)
{
	char command[192];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_by_themselves_are_of_each),
		cmocka_unit_test(one_program_is_never_taken_apart),
		cmocka_unit_test(one_main_function_is_one_program),
		cmocka_unit_test(what_is_no_file_makes_it_one),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
