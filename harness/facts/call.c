/*
 * Lookups in the call table and the park table. A number belongs to the architecture that this was
 * built for; a word is a call's name or a class. Knows nothing of a process: tracer, inject and the
 * trace ask it.
 */
#include "facts/call.h"
#include <fcntl.h>
#include <string.h>

static const char *const class_names[] = {
	[CLASS_NONE] = "",         [CLASS_SOCKET] = "socket",   [CLASS_BIND] = "bind",
	[CLASS_LISTEN] = "listen", [CLASS_ACCEPT] = "accept",   [CLASS_CONNECT] = "connect",
	[CLASS_RECV] = "recv",     [CLASS_SEND] = "send",       [CLASS_SHUTDOWN] = "shutdown",
	[CLASS_CLOSE] = "close",   [CLASS_DUP] = "dup",         [CLASS_OPTION] = "option",
	[CLASS_NAME] = "name",     [CLASS_WAIT] = "wait",       [CLASS_TIMER] = "timer",
	[CLASS_PROCESS] = "fork",  [CLASS_REFUSED] = "refused",
};
enum { CLASS_COUNT = sizeof(class_names) / sizeof(class_names[0]) };

int call_number_of(int x86_64, int aarch64)
{
#if defined(__x86_64__) && !defined(__ILP32__)
	(void)aarch64;
	return x86_64;
#elif defined(__aarch64__)
	(void)x86_64;
	return aarch64;
#else
#error "sockcheck knows the system calls of x86-64 and arm64 only"
#endif
}

int call_number(const struct call *c)
{
	return call_number_of(c->nr_x86_64, c->nr_aarch64);
}

const struct call *call_by_number(int64_t nr)
{
	for (size_t i = 0; i < call_table_count && nr >= 0; i++)
		if (call_number(&call_table[i]) == nr)
			return &call_table[i];
	return NULL;
}

static bool is_word(const char *text, const char *word, size_t len)
{
	return *text == *word && strncmp(text, word, len) == 0 && !text[len];
}

const struct call *call_by_name(const char *name, size_t len)
{
	for (size_t i = 0; i < call_table_count; i++)
		if (is_word(call_table[i].name, name, len))
			return &call_table[i];
	return NULL;
}

const char *call_class_name(enum call_class class)
{
	return class_names[class];
}

static enum call_class find_class(const char *word, size_t len)
{
	for (int i = CLASS_NONE + 1; i < CLASS_COUNT; i++)
		if (is_word(class_names[i], word, len))
			return i;
	return CLASS_NONE;
}

bool call_selected(const struct call *c, const char *word, size_t len)
{
	enum call_class class = find_class(word, len);

	return class ? c->class == class : is_word(c->name, word, len);
}

bool call_word_known(const char *word, size_t len)
{
	return find_class(word, len) || call_by_name(word, len);
}

bool call_word_watched(const char *word, size_t len)
{
	const struct call *call = call_by_name(word, len);

	return call_word_known(word, len) && find_class(word, len) != CLASS_PROCESS &&
	       !(call && call->class == CLASS_PROCESS);
}

bool call_gives_fd(const struct call *c, const int64_t args[6])
{
	if (!c->makes_fd || c->args[1] != ARG_FCNTL)
		return c->makes_fd;
	return (int)args[1] == F_DUPFD || (int)args[1] == F_DUPFD_CLOEXEC;
}
