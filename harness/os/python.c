/*
 * See python.h. From the symbol _PyRuntime a chain of pointers leads to each thread's current
 * frame and its code object. 3.13 says where they are (its debug offsets); for 3.11 and 3.12,
 * which will not change any more, the offsets are written down here. Whatever is read is checked
 * before it is believed.
 */
#include "os/python.h"
#include "os/procfs.h"
#include "os/symbol.h"
#include "os/tracee.h"
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
	THREADS_MOST = 1000,
	FRAMES_MOST = 200,
	FRAME_LEN = 80, /* bytes of a frame that hold what is read of it */
	TEXT_MOST = 512,
	LINES_MOST = 65536, /* bytes of a line table */
	OWNED_BY_C = 3,     /* a frame that only marks where C code called the interpreter */
	BYTES_LEN = 16,
	BYTES_DATA = 32,
	STRING_LEN = 16, /* in a bytes object and in a string */
};

static const struct python_layout of_3_11 = {
	.runtime_interpreters = 40,
	.interpreter_threads = 16,
	.thread_next = 8,
	.thread_native_id = 160,
	.thread_frame = 56,
	.has_inner_frame = 1,
	.inner_frame = 8,
	.frame_previous = 48,
	.frame_code = 32,
	.frame_instruction = 56,
	.frame_owner = 69,
	.code_file = 112,
	.code_function = 120,
	.code_lines = 136,
	.code_first_line = 72,
	.code_instructions = 184,
	.text = 48,
};

static const struct python_layout of_3_12 = {
	.runtime_interpreters = 40,
	.interpreter_threads = 72,
	.thread_next = 8,
	.thread_native_id = 144,
	.thread_frame = 56,
	.has_inner_frame = 1,
	.inner_frame = 0,
	.frame_previous = 8,
	.frame_code = 0,
	.frame_instruction = 56,
	.frame_owner = 70,
	.code_file = 112,
	.code_function = 120,
	.code_lines = 136,
	.code_first_line = 68,
	.code_instructions = 192,
	.text = 40,
};

static bool read_at(pid_t pid, uint64_t address, void *to, size_t len)
{
	return address && tracee_read(pid, address, to, len) == len;
}

static uint64_t word_at(pid_t pid, uint64_t address)
{
	uint64_t word;

	return read_at(pid, address, &word, sizeof(word)) ? word : 0;
}

/* 3.13: pycore_runtime.h, _Py_DebugOffsets, which is words alone and comes first in _PyRuntime. */
static int read_layout(pid_t pid, uint64_t runtime, struct python_layout *ret)
{
	enum { VERSION = 1, FREE_THREADED = 2, WORDS = 44 };
	enum { FRAME_PREVIOUS = 29, FRAME_CODE = 30, FRAME_INSTRUCTION = 31, FRAME_OWNER = 33 };
	uint64_t w[WORDS];

	if (!read_at(pid, runtime, w, sizeof(w)) || memcmp(&w[0], "xdebugpy", 8) != 0 ||
	    w[VERSION] >> 16 != 0x030d || w[FREE_THREADED])
		return -ENOTSUP;
	if (w[FRAME_PREVIOUS] > FRAME_LEN - 8 || w[FRAME_CODE] > FRAME_LEN - 8 ||
	    w[FRAME_INSTRUCTION] > FRAME_LEN - 8 || w[FRAME_OWNER] >= FRAME_LEN)
		return -ENOTSUP;
	*ret = (struct python_layout){
		.runtime_interpreters = (uint16_t)w[5],
		.interpreter_threads = (uint16_t)w[9],
		.thread_next = (uint16_t)w[21],
		.thread_frame = (uint16_t)w[23],
		.thread_native_id = (uint16_t)w[25],
		.frame_previous = (uint16_t)w[FRAME_PREVIOUS],
		.frame_code = (uint16_t)w[FRAME_CODE],
		.frame_instruction = (uint16_t)w[FRAME_INSTRUCTION],
		.frame_owner = (uint16_t)w[FRAME_OWNER],
		.code_file = (uint16_t)w[35],
		.code_function = (uint16_t)w[36],
		.code_lines = (uint16_t)w[38],
		.code_first_line = (uint16_t)w[39],
		.code_instructions = (uint16_t)w[43],
		.text = 40,
	};
	return 0;
}

int python_open(struct python *ret, pid_t pid, const char *program)
{
	int minor = 0, end = 0, rc;

	*ret = (struct python){ .pid = pid };
	if (sscanf(program, "python3.%d%n", &minor, &end) != 1 || program[end] || minor < 11 || minor > 13)
		return -ENOTSUP;
	rc = symbol_data(pid, "_PyRuntime", &ret->runtime, NULL);
	if (rc == 0 && minor == 13)
		rc = read_layout(pid, ret->runtime, &ret->layout);
	else
		ret->layout = minor == 11 ? of_3_11 : of_3_12;
	if (rc < 0)
		ret->runtime = 0;
	return rc;
}

/* ---- One code object ---- */

/* An ASCII string of at most TEXT_MOST - 1 characters; others are not looked at. */
static bool read_text(const struct python *p, uint64_t address, char to[TEXT_MOST])
{
	uint64_t len = word_at(p->pid, address + STRING_LEN);

	if (len == 0 || len >= TEXT_MOST ||
	    !read_at(p->pid, address + p->layout.text, to, len + 1) || to[len])
		return false;
	for (size_t i = 0; i < len; i++) {
		if (to[i] < ' ' || to[i] > '~')
			return false;
	}
	return true;
}

/*
 * A signed number, six bits a byte, the lowest first; 0x40 says that more follow, bit 0 is the
 * sign.
 */
static int signed_number(const uint8_t *at, const uint8_t *end)
{
	unsigned int number = 0;

	for (int shift = 0; at < end && shift < 32; shift += 6) {
		number |= (*at & 0x3fU) << shift;
		if (!(*at++ & 0x40))
			break;
	}
	return number & 1 ? -(int)(number >> 1) : (int)(number >> 1);
}

/*
 * The line of the instruction at OFFSET. Each entry of the table begins with a byte whose top bit
 * is set: four bits say how the line changes, three how many code units it is for (CPython,
 * Objects/locations.md).
 */
static int find_line(const uint8_t *at, const uint8_t *end, int line, uint64_t offset)
{
	enum { ONE_LINE_0 = 10, ONE_LINE_2 = 12, NO_COLUMNS = 13, LONG = 14 };
	uint64_t reached = 0;

	while (at < end) {
		int kind = *at >> 3 & 15;

		reached += ((*at & 7U) + 1) * 2;
		if (kind >= ONE_LINE_0 && kind <= ONE_LINE_2)
			line += kind - ONE_LINE_0;
		if (kind == NO_COLUMNS || kind == LONG)
			line += signed_number(at + 1, end);
		if (offset < reached)
			return line;
		for (at++; at < end && !(*at & 0x80); at++)
			continue;
	}
	return 0;
}

static int line_of(const struct python *p, uint64_t code, uint64_t instruction)
{
	uint64_t table = word_at(p->pid, code + p->layout.code_lines);
	uint64_t len = word_at(p->pid, table + BYTES_LEN);
	uint64_t first = code + p->layout.code_instructions;
	struct bytes lines = { 0 };
	int32_t first_line;
	int line = 0;

	if (len == 0 || len > LINES_MOST || instruction < first ||
	    !read_at(p->pid, code + p->layout.code_first_line, &first_line, sizeof(first_line)))
		return 0;
	if (read_at(p->pid, table + BYTES_DATA, bytes_grow(&lines, len), len))
		line = find_line(lines.data, lines.data + len, first_line, instruction - first);
	bytes_done(&lines);
	return line;
}

/* ---- The frames of a thread ---- */

struct frame {
	uint64_t previous, code, instruction;
	uint8_t owner;
};

static bool read_frame(const struct python *p, uint64_t address, struct frame *ret)
{
	const struct python_layout *l = &p->layout;
	uint8_t bytes[FRAME_LEN];

	if (!read_at(p->pid, address, bytes, sizeof(bytes)))
		return false;
	memcpy(&ret->previous, bytes + l->frame_previous, 8);
	memcpy(&ret->code, bytes + l->frame_code, 8);
	memcpy(&ret->instruction, bytes + l->frame_instruction, 8);
	ret->owner = bytes[l->frame_owner];
	return true;
}

/* "/usr/lib/python3.11/socket.py", ".../lib/python3.11/site-packages/...", "<frozen runpy>". */
static bool is_foreign(const char *file)
{
	return strstr(file, "/lib/python3") || strncmp(file, "<frozen", 7) == 0;
}

static uint64_t frame_of_thread(const struct python *p, pid_t tid)
{
	const struct python_layout *l = &p->layout;
	uint64_t interpreter = word_at(p->pid, p->runtime + l->runtime_interpreters);
	uint64_t thread = word_at(p->pid, interpreter + l->interpreter_threads);
	uint64_t inner_tid = (uint64_t)procfs_inner_pid(tid); /* it knows no other */
	uint64_t frame;

	for (int i = 0; thread && i < THREADS_MOST; i++) {
		if (word_at(p->pid, thread + l->thread_native_id) == inner_tid)
			break;
		thread = word_at(p->pid, thread + l->thread_next);
	}
	if (!thread)
		return 0;
	frame = word_at(p->pid, thread + l->thread_frame);
	return l->has_inner_frame ? word_at(p->pid, frame + l->inner_frame) : frame;
}

int python_site(const struct python *p, pid_t tid, struct bytes *to)
{
	uint64_t address = frame_of_thread(p, tid);
	char file[TEXT_MOST], function[TEXT_MOST];
	struct frame frame;
	const char *name;
	int line;

	for (int i = 0; address && i < FRAMES_MOST; i++, address = frame.previous) {
		if (!read_frame(p, address, &frame))
			return -ENOENT;
		if (frame.owner == OWNED_BY_C)
			continue;
		if (!read_text(p, word_at(p->pid, frame.code + p->layout.code_file), file))
			return -ENOENT;
		if (is_foreign(file))
			continue;
		line = line_of(p, frame.code, frame.instruction);
		if (line <= 0 ||
		    !read_text(p, word_at(p->pid, frame.code + p->layout.code_function), function))
			return -ENOENT;
		name = strrchr(file, '/');
		bytes_printf(to, "%s:%d %s", name ? name + 1 : file, line, function);
		return 0;
	}
	return -ENOENT;
}
