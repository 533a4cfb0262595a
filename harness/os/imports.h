/*
 * What an executable file says before it is started: for which machine it is, whether the dynamic linker loads it, which
 * libraries that finds for it, which functions it takes from them. Reads files; of the program nothing is run.
 */
#ifndef OS_IMPORTS_H
#define OS_IMPORTS_H

#include "base/err.h"
#include <limits.h>
#include <stdbool.h>

struct imports {
	bool is_elf;
	int elf_class, machine;     /* EI_CLASS, e_machine (elf(5)) */
	char interpreter[PATH_MAX]; /* the dynamic linker; "": it is static */
	const char *runtime; /* "Go", "Rust": a language that makes its system calls itself; NULL */
	bool has_sanitizer; /* of those that stand before the C library: AddressSanitizer and the like */
};

/*
 * TAKE, which may be NULL, is told of each symbol that FILE has from elsewhere; when it returns false no more are read. Returns 0,
 * of a file that is no ELF as well, or a negative errno.
 */
int imports_read(const char *file, struct imports *ret, bool (*take)(void *arg, const char *symbol),
		 void *arg, struct sck_err *err);

/* TAKE is told of the path of each library that IT's dynamic linker would load for FILE; false: no more. */
int imports_libraries(const char *file, const struct imports *it,
		      bool (*take)(void *arg, const char *library), void *arg, struct sck_err *err);

#endif
