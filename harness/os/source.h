/*
 * The source line of an address: file, line and function, of inlined code as well. Tells what the
 * program's author wrote from what came with a compiler. Knows no process.
 */
#ifndef OS_SOURCE_H
#define OS_SOURCE_H

#include <elfutils/libdwfl.h>
#include <stdbool.h>

struct source {               /* the texts belong to the module */
	const char *file;     /* as the compiler wrote it down; NULL: unknown */
	int line;             /* 0: unknown */
	const char *function; /* NULL: unknown */
	bool is_foreign;      /* a language's library: its source is none of the author's */
};

/*
 * Where ADDRESS is. Where a function of a library or of a system header was inlined, the line
 * that it was inlined at. False where not even a function's name is known.
 */
bool source_find(Dwfl_Module *module, Dwarf_Addr address, struct source *ret);
/* Only file and line, whoever wrote it: much cheaper. False where there is none. */
bool source_line(Dwfl_Module *module, Dwarf_Addr address, struct source *ret);

#endif
