/*
 * See callsite.h. Unwinding and reading debug information takes from 0.5 ms (C) to tens of ms
 * (Rust), so answers are kept: under the names of the code addresses on the top of the stack
 * (codemap.h), with the place on the stack where the answer's own return address was. An answer
 * counts only if that is there again.
 */
#include "os/callsite.h"
#include "os/codemap.h"
#include "os/python.h"
#include "os/source.h"
#include "os/tracee.h"
#include "os/unwind.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	STACK_WORDS = 64,       /* that a key is made from */
	STACK_SEARCHED = 65536, /* bytes in which the answer's return address is looked for */
	CACHE_SETS = 512,
	CACHE_WAYS = 4,
	SITE_ROOM = 104,
};

struct callsite {
	pid_t pid;
	struct codemap code;  /* empty: nothing was asked yet */
	char program[64];     /* its executable's name */
	bool is_interpreter;  /* no frame of the program itself means anything */
	struct python python; /* open where it is one that is known */
	struct modules modules;
	struct unwind *unwind; /* NULL: modules are not open */
};

static const char unknown[] = "??", of_an_interpreter[] = " (interpreter)";

struct answer {
	uint64_t key;    /* 0: none */
	uint64_t frame;  /* the name of its return address; 0: it is the innermost frame */
	uint32_t offset; /* from the stack pointer to that return address */
	char site[SITE_ROOM];
};

static struct answer answers[CACHE_SETS][CACHE_WAYS];

/* The place of a thread, as far as the key goes. */
struct place {
	pid_t tid;
	uint64_t pc, sp;
	uint64_t key;
	uint64_t stack[STACK_WORDS];
	size_t stack_count;
};

enum rank { RANK_NONE, RANK_FOREIGN, RANK_FUNCTION, RANK_LINE };

/* The best frame so far, the innermost of its rank. */
struct search {
	struct callsite *callsite;
	enum rank rank;
	uint64_t return_address; /* 0: it is the innermost frame of all */
	int frames;              /* that were seen */
	char site[SITE_ROOM];
};

struct callsite *callsite_new(pid_t pid)
{
	struct callsite *c = calloc(1, sizeof(*c));

	if (c)
		c->pid = pid;
	return c;
}

static void close_modules(struct callsite *c)
{
	modules_close(&c->modules);
	unwind_free(c->unwind);
	c->unwind = NULL;
}

void callsite_forget(struct callsite *c)
{
	close_modules(c);
	codemap_done(&c->code);
}

void callsite_free(struct callsite *c)
{
	if (!c)
		return;
	callsite_forget(c);
	free(c);
}

static int open_modules(struct callsite *c)
{
	int rc;

	if (c->unwind)
		return 0;
	rc = modules_open(&c->modules, c->pid);
	if (rc < 0)
		return rc;
	c->unwind = unwind_new(&c->modules);
	if (!c->unwind) {
		modules_close(&c->modules);
		return -ENOEXEC;
	}
	return 0;
}

/* ---- What is remembered ---- */

static void make_key(const struct callsite *c, struct place *p)
{
	uint64_t name;

	p->key = codemap_name(&c->code, p->pc);
	for (size_t i = 0; i < p->stack_count; i++) {
		name = codemap_name(&c->code, p->stack[i]);
		if (name)
			p->key = (p->key ^ name) * UINT64_C(0x9e3779b97f4a7c15);
	}
	/* Where nothing is known of the place there is nothing to remember it by. */
	p->key = codemap_name(&c->code, p->pc) && p->stack_count > 0 ? p->key | 1 : 0;
}

static bool still_there(const struct callsite *c, const struct place *p, const struct answer *a)
{
	uint64_t word;

	if (!a->frame)
		return true;
	if (a->offset / sizeof(word) < p->stack_count)
		word = p->stack[a->offset / sizeof(word)];
	else if (tracee_read(c->pid, p->sp + a->offset, &word, sizeof(word)) != sizeof(word))
		return false;
	return codemap_name(&c->code, word) == a->frame;
}

static const struct answer *recall(const struct callsite *c, const struct place *p)
{
	const struct answer *set = answers[(p->key >> 32) % CACHE_SETS];

	for (size_t i = 0; p->key && i < CACHE_WAYS; i++) {
		if (set[i].key == p->key && still_there(c, p, &set[i]))
			return &set[i];
	}
	return NULL;
}

/* Where on the stack an address is, from the stack pointer; -1: not near. */
static int64_t offset_on_stack(pid_t pid, const struct place *p, uint64_t address)
{
	uint64_t words[STACK_WORDS];

	for (size_t at = 0; at < STACK_SEARCHED; at += sizeof(words)) {
		size_t count = tracee_read(pid, p->sp + at, words, sizeof(words)) / sizeof(words[0]);

		for (size_t i = 0; i < count; i++) {
			if (words[i] == address)
				return (int64_t)(at + i * sizeof(words[0]));
		}
		if (count < STACK_WORDS)
			break;
	}
	return -1;
}

static void remember(const struct callsite *c, const struct place *p, const struct search *found)
{
	static unsigned int next;
	struct answer *set = answers[(p->key >> 32) % CACHE_SETS];
	struct answer *a = NULL;
	int64_t offset = 0;

	if (found->return_address)
		offset = offset_on_stack(c->pid, p, found->return_address);
	if (offset < 0 || !p->key)
		return;
	for (size_t i = 0; i < CACHE_WAYS && !a; i++) {
		if (set[i].key == p->key || !set[i].key)
			a = &set[i];
	}
	if (!a)
		a = &set[next++ % CACHE_WAYS];
	a->key = p->key;
	a->frame = found->return_address ? codemap_name(&c->code, found->return_address) : 0;
	a->offset = (uint32_t)offset;
	memcpy(a->site, found->site, sizeof(a->site));
}

/* ---- What the frames say ---- */

static void write_site(const struct unwind_frame *frame, const struct source *source, struct search *search)
{
	const char *function = source->function ? source->function : "";
	const char *space = source->function ? " " : "";
	const char *name;
	Dwarf_Addr bias = 0;

	if (source->line > 0) {
		snprintf(search->site, sizeof(search->site), "%s:%d%s%s",
			 modules_base_name(source->file), source->line, space, function);
		return;
	}
	name = dwfl_module_info(frame->module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
	dwfl_module_getelf(frame->module, &bias);
	snprintf(search->site, sizeof(search->site), "%s+0x%llx%s%s", modules_base_name(name),
		 (unsigned long long)(frame->address - bias), space, function);
}

/* Names of files and functions are whatever a program under test has in it. */
static void make_printable(char *text)
{
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			*text = '?';
	}
}

/* Returns whether to go on: the author's own line ends the search. */
static bool take_frame(const struct unwind_frame *frame, void *arg)
{
	struct search *search = arg;
	const struct modules *modules = &search->callsite->modules;
	bool is_innermost = search->frames++ == 0;
	struct source source;
	enum rank rank;

	if (!frame->module || modules_is_system(modules, frame->module))
		return true;
	if (!source_find(frame->module, frame->address, &source) || source.is_foreign)
		rank = RANK_FOREIGN;
	else
		rank = source.line > 0 ? RANK_LINE : RANK_FUNCTION;
	if (rank > search->rank) {
		search->rank = rank;
		search->return_address = is_innermost ? 0 : frame->return_address;
		write_site(frame, &source, search);
		make_printable(search->site);
	}
	return rank < RANK_LINE;
}

/* Fills in *FOUND. Returns 0 or a negative errno. */
static int unwind(struct callsite *c, const struct place *p, struct search *found)
{
	int rc = open_modules(c);

	if (rc < 0)
		return rc;
	*found = (struct search){ .callsite = c };
	memcpy(found->site, unknown, sizeof(unknown));
	rc = unwind_thread(c->unwind, p->tid, p->pc, p->sp, take_frame, found);
	if (rc < 0)
		return rc == -ESRCH ? rc : 0;
	/* A look without the registers may have ended early: the next one may see more. */
	if (found->rank == RANK_LINE || unwind_was_stopped(c->unwind))
		remember(c, p, found);
	return 0;
}

/* ---- The question ---- */

/* "python3.11", "node", "sh": the name of one, and nothing but a version behind it. */
static bool is_interpreter(const char *program)
{
	static const char *const names[] = { "python", "perl", "ruby", "node", "java",   "php",
					     "lua",    "bash", "dash", "sh",   "busybox" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = strlen(names[i]);

		if (strncmp(program, names[i], len) == 0 &&
		    strspn(program + len, "0123456789.") == strlen(program + len))
			return true;
	}
	return false;
}

static int begin(struct callsite *c)
{
	char link[64], path[PATH_MAX];
	ssize_t len;
	int rc = codemap_read(&c->code, c->pid, NULL);

	if (rc < 0)
		return rc;
	snprintf(link, sizeof(link), "/proc/%d/exe", (int)c->pid);
	len = readlink(link, path, sizeof(path) - 1);
	path[len > 0 ? len : 0] = '\0';
	snprintf(c->program, sizeof(c->program), "%s", modules_base_name(path));
	python_open(&c->python, c->pid, c->program);
	c->is_interpreter = is_interpreter(c->program) &&
			    (strncmp(path, "/usr/", 5) == 0 || strncmp(path, "/opt/", 5) == 0);
	return 0;
}

/*
 * What is known of this place; what is mapped is looked at again before the answer is that
 * nothing is.
 */
static const struct answer *look_up(struct callsite *c, struct place *p)
{
	const struct answer *known;
	bool changed;

	make_key(c, p);
	known = recall(c, p);
	if (known || codemap_read(&c->code, c->pid, &changed) < 0 || !changed)
		return known;
	close_modules(c);
	make_key(c, p);
	return recall(c, p);
}

int callsite_of(struct callsite *c, pid_t tid, uint64_t pc, uint64_t sp, struct bytes *to)
{
	struct place place = { .tid = tid, .pc = pc, .sp = sp };
	const struct answer *known;
	struct search found;
	int rc = c->code.count == 0 ? begin(c) : 0;

	if (rc < 0)
		return rc;
	if (c->python.runtime && python_site(&c->python, tid, to) == 0)
		return 0;
	if (c->is_interpreter) {
		bytes_printf(to, "%s%s", c->program, of_an_interpreter);
		return 0;
	}
	place.stack_count = tracee_read(c->pid, sp, place.stack, sizeof(place.stack));
	place.stack_count /= sizeof(place.stack[0]);
	known = look_up(c, &place);
	if (!known) {
		rc = unwind(c, &place, &found);
		if (rc < 0)
			return rc;
	}
	bytes_append_text(to, known ? known->site : found.site);
	return 0;
}

struct callsite *callsite_copy(struct callsite *of, pid_t pid)
{
	struct callsite *c = of->code.count || begin(of) == 0 ? callsite_new(pid) : NULL;

	if (!c || !codemap_copy(&c->code, &of->code)) {
		callsite_free(c);
		return NULL;
	}
	memcpy(c->program, of->program, sizeof(c->program));
	c->is_interpreter = of->is_interpreter;
	c->python = of->python;
	c->python.pid = pid;
	return c;
}

bool callsite_is_own(const char *site)
{
	return *site && strcmp(site, unknown) != 0 && !strstr(site, of_an_interpreter);
}

/* ---- Our own lines ---- */

int callsite_own(const void *address, char *ret_file, size_t room, int *ret_line)
{
	static struct modules own;
	Dwarf_Addr at = (uintptr_t)address;
	Dwfl_Module *module = own.dwfl ? dwfl_addrmodule(own.dwfl, at) : NULL;
	struct source source;
	int rc;

	if (!module || own.pid != getpid()) { /* a first time, a fork, or a library was loaded */
		modules_close(&own);
		rc = modules_open(&own, getpid());
		if (rc < 0)
			return rc;
		module = dwfl_addrmodule(own.dwfl, at);
	}
	if (!module || !source_line(module, at, &source))
		return -ENOENT;
	snprintf(ret_file, room, "%s", modules_base_name(source.file));
	*ret_line = source.line;
	return 0;
}
