/*
 * os/python, on an interpreter that is made up in this process: the structures of each version, laid out as python_open()
 * says that they are, and then spoilt one after the other. A real interpreter is in the live tests; of those there is one version.
 */
#include "os/python.h"
#include "os/procfs.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { FRAMES = 4, TEXT_ROOM = 640, RUNTIME_WORDS = 64 };
enum { OWNED_BY_THREAD = 0, OWNED_BY_C = 3 };

/* Where python_open() looks for it: a symbol of the process. */
extern uint64_t _PyRuntime[RUNTIME_WORDS];
uint64_t _PyRuntime[RUNTIME_WORDS];

struct text {
	uint8_t bytes[TEXT_ROOM];
};

static struct {
	uint8_t interpreter[512], threads[2][512], inner[64];
	uint8_t frames[FRAMES][96], codes[FRAMES][512];
	struct text files[FRAMES], functions[FRAMES], lines;
} memory;

static struct python python;

static uint64_t at(const void *place)
{
	return (uintptr_t)place;
}

static void put(void *base, size_t offset, uint64_t value)
{
	memcpy((uint8_t *)base + offset, &value, sizeof(value));
}

/* A bytes object, or an ASCII string, whose data begin at OFFSET. */
static void put_text(struct text *to, size_t offset, const void *data, size_t len)
{
	memset(to, 0, sizeof(*to));
	put(to, 16, len);
	memcpy(to->bytes + offset, data, len);
}

static void put_words(struct text *to, const char *text)
{
	put_text(to, python.layout.text, text, strlen(text));
}

/* pycore_runtime.h of 3.13, _Py_DebugOffsets: the offsets that are asked for, and some that no version has. */
static void describe_3_13(void)
{
	static const struct {
		int word, offset;
	} offsets[] = { { 5, 400 },  { 9, 88 },   { 21, 16 }, { 23, 72 }, { 25, 160 },
			{ 29, 8 },   { 30, 0 },   { 31, 56 }, { 33, 70 }, { 35, 120 },
			{ 36, 128 }, { 38, 136 }, { 39, 68 }, { 43, 200 } };

	memcpy(&_PyRuntime[0], "xdebugpy", 8);
	_PyRuntime[1] = 0x030d01f0;
	_PyRuntime[2] = 0;
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
		_PyRuntime[offsets[i].word] = (uint64_t)offsets[i].offset;
}

/*
 * Lines 10 (of two bytes of code), 12 (four), 9, 49, and an entry that has no line of its own: it stays at 49. Behind the
 * first byte of each come the columns, or the signed number.
 */
static const uint8_t line_table[] = {
	0x80 | 10 << 3, 1, 2, 0x80 | 12 << 3 | 1, 1, 2, 0x80 | 13 << 3, 7, 0x80 | 14 << 3, 0x50,
	0x01,           1, 2, 0x80 | 15 << 3
};

static void put_frame(int i, const char *file, const char *function, uint8_t owner, uint64_t offset)
{
	const struct python_layout *l = &python.layout;
	int32_t first_line = 10;

	put(memory.frames[i], l->frame_previous, i + 1 < FRAMES ? at(memory.frames[i + 1]) : 0);
	put(memory.frames[i], l->frame_code, at(memory.codes[i]));
	put(memory.frames[i], l->frame_instruction, at(memory.codes[i]) + l->code_instructions + offset);
	memory.frames[i][l->frame_owner] = owner;
	put(memory.codes[i], l->code_file, at(&memory.files[i]));
	put(memory.codes[i], l->code_function, at(&memory.functions[i]));
	put(memory.codes[i], l->code_lines, at(&memory.lines));
	memcpy(memory.codes[i] + l->code_first_line, &first_line, sizeof(first_line));
	put_words(&memory.files[i], file);
	put_words(&memory.functions[i], function);
}

/* An interpreter of this version whose second thread is this one, in handle(), at OFFSET of its code. */
static void make(int minor, uint64_t offset)
{
	const struct python_layout *l = &python.layout;
	char name[] = "python3.1x";
	uint64_t frame = at(memory.frames[0]);

	memset(&memory, 0, sizeof(memory));
	memset(_PyRuntime, 0, sizeof(_PyRuntime));
	if (minor == 13)
		describe_3_13();
	name[sizeof(name) - 2] = (char)('0' + minor - 10);
	assert_int_equal(python_open(&python, getpid(), name), 0);
	put(_PyRuntime, l->runtime_interpreters, at(memory.interpreter));
	put(memory.interpreter, l->interpreter_threads, at(memory.threads[0]));
	put(memory.threads[0], l->thread_next, at(memory.threads[1]));
	put(memory.threads[0], l->thread_native_id, 1);
	put(memory.threads[1], l->thread_native_id, (uint64_t)procfs_inner_pid(gettid()));
	if (l->has_inner_frame) {
		put(memory.inner, l->inner_frame, frame);
		frame = at(memory.inner);
	}
	put(memory.threads[1], l->thread_frame, frame);
	put_text(&memory.lines, 32, line_table, sizeof(line_table));
	put_frame(0, "/usr/lib/python3.11/socket.py", "accept", OWNED_BY_THREAD, 0);
	put_frame(1, "?", "?", OWNED_BY_C, 0);
	put_frame(2, "<frozen runpy>", "run", OWNED_BY_THREAD, 0);
	put_frame(3, "/home/me/server.py", "handle", OWNED_BY_THREAD, offset);
}

static void assert_site(const char *want)
{
	struct bytes got = { 0 };

	assert_int_equal(python_site(&python, gettid(), &got), 0);
	assert_string_equal(bytes_text(&got), want);
	bytes_done(&got);
}

static void assert_none(void)
{
	struct bytes got = { 0 };

	assert_int_equal(python_site(&python, gettid(), &got), -ENOENT);
	assert_int_equal(got.len, 0);
	bytes_done(&got);
}

static void every_version_is_read(void **state)
{
	static const struct {
		uint64_t offset;
		const char *want;
	} sites[] = { { 0, "server.py:10 handle" }, { 2, "server.py:12 handle" },
		      { 4, "server.py:12 handle" }, { 6, "server.py:9 handle" },
		      { 8, "server.py:49 handle" }, { 10, "server.py:49 handle" } };

	(void)state;
	for (int minor = 11; minor <= 13; minor++) {
		for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++) {
			make(minor, sites[i].offset);
			assert_site(sites[i].want);
		}
		make(minor, 12); /* behind the table */
		assert_none();
		put_frame(3, "server.py", "handle", OWNED_BY_THREAD, 0);
		assert_site("server.py:10 handle");
	}
}

static void what_is_no_interpreter_is_not_opened(void **state)
{
	static const char *const names[] = { "python",     "python3",     "python3.10",
					     "python3.14", "python3.12d", "perl" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(python_open(&python, getpid(), names[i]), -ENOTSUP);
		assert_true(python.runtime == 0);
	}
	assert_true(python_open(&python, 1 << 30, "python3.11") < 0);
	assert_true(python.runtime == 0);
}

/* It may be another program of this name: what it says of itself has to make sense. */
static void a_description_that_makes_no_sense_is_not_believed(void **state)
{
	static const struct {
		int word;
		uint64_t value;
	} wrong[] = { { 0, 0 },      { 1, 0x030c01f0 }, { 2, 1 },  { 29, 73 },
		      { 30, 40000 }, { 31, 73 },        { 33, 80 } };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memset(_PyRuntime, 0, sizeof(_PyRuntime));
		describe_3_13();
		assert_int_equal(python_open(&python, getpid(), "python3.13"), 0);
		_PyRuntime[wrong[i].word] = wrong[i].value;
		assert_int_equal(python_open(&python, getpid(), "python3.13"), -ENOTSUP);
		assert_true(python.runtime == 0);
	}
}

static void text_that_is_none_is_not_shown(void **state)
{
	static char longest[511 + 1];

	(void)state;
	make(12, 0);
	put_words(&memory.files[3], "");
	assert_none();
	make(12, 0);
	put_words(&memory.functions[3], "h\xc3\xa4ndle");
	assert_none();
	make(12, 0);
	put_words(&memory.functions[3], "a\nline");
	assert_none();
	make(12, 0);
	put(&memory.functions[3], 16, 3); /* shorter than it is: "han" has no end */
	assert_none();
	make(12, 0);
	put(memory.codes[3], python.layout.code_function, 1);
	assert_none();
	make(12, 0);
	memset(longest, 'x', sizeof(longest));
	put_text(&memory.functions[3], python.layout.text, longest, 512);
	assert_none();
	put_text(&memory.functions[3], python.layout.text, longest, 511);
	{
		struct bytes got = { 0 };

		assert_int_equal(python_site(&python, gettid(), &got), 0);
		assert_int_equal(got.len, strlen("server.py:10 ") + 511);
		bytes_done(&got);
	}
}

static void a_line_that_cannot_be_is_not_shown(void **state)
{
	const int32_t no_line = 0;

	(void)state;
	make(11, 0);
	put(&memory.lines, 16, 0);
	assert_none();
	make(11, 0);
	put(&memory.lines, 16, 65537);
	assert_none();
	make(11, 0);
	put(memory.codes[3], python.layout.code_lines, 1);
	assert_none();
	make(11, 0);
	put(memory.frames[3], python.layout.frame_instruction, at(memory.codes[3]));
	assert_none();
	make(11, 0);
	memcpy(memory.codes[3] + python.layout.code_first_line, &no_line, sizeof(no_line));
	assert_none();
}

/* Pointers lead nowhere, or round in a circle. */
static void a_chain_that_is_broken_ends(void **state)
{
	(void)state;
	make(13, 0);
	put(memory.frames[2], python.layout.frame_previous, 0);
	assert_none();
	make(13, 0);
	put(memory.frames[2], python.layout.frame_previous, 1);
	assert_none();
	make(13, 0);
	put(memory.frames[2], python.layout.frame_previous, at(memory.frames[0]));
	assert_none();
	make(13, 0);
	put(memory.frames[3], python.layout.frame_code, 0);
	assert_none();
	make(13, 0);
	put(memory.threads[0], python.layout.thread_next, at(memory.threads[0]));
	put(memory.threads[0], python.layout.thread_frame, 0);
	assert_none();
	make(13, 0);
	put(memory.threads[0], python.layout.thread_next, 0);
	assert_none();
	make(13, 0);
	put(_PyRuntime, python.layout.runtime_interpreters, 0);
	assert_none();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_version_is_read),
		cmocka_unit_test(what_is_no_interpreter_is_not_opened),
		cmocka_unit_test(a_description_that_makes_no_sense_is_not_believed),
		cmocka_unit_test(text_that_is_none_is_not_shown),
		cmocka_unit_test(a_line_that_cannot_be_is_not_shown),
		cmocka_unit_test(a_chain_that_is_broken_ends),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
