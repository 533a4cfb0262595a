/*
 * See source.h. The line comes from .debug_line, the function and what was inlined from
 * .debug_info.
 */
#include "os/source.h"
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <string.h>

enum { FUNCTIONS_MOST = 64 };

struct functions {
	Dwarf_Die dies[FUNCTIONS_MOST];
	int count;
};

static bool starts_with_one_of(const char *text, const char *const *prefixes)
{
	for (; *prefixes; prefixes++) {
		if (strncmp(text, *prefixes, strlen(*prefixes)) == 0)
			return true;
	}
	return false;
}

/* Headers of C and C++, and Go's own packages where Debian or its makers put them. */
static bool is_system_file(const char *file)
{
	static const char *const places[] = {
		"/usr/include/",       "/usr/lib/",      "/usr/lib64/", "/usr/share/go",
		"/usr/local/include/", "/usr/local/go/", NULL
	};

	return starts_with_one_of(file, places);
}

/* Rust's libraries are named by where they were compiled; packages by where cargo keeps them. */
static bool is_rusts_file(const char *file)
{
	static const char *const places[] = { "/rustc/", "library/", NULL };

	return starts_with_one_of(file, places) || strstr(file, "/rustlib/src/") ||
	       strstr(file, "/.cargo/registry/");
}

/* Go's own packages, wherever Go is installed and whatever -trimpath left of their path. */
static bool is_gos_function(const char *function)
{
	static const char *const packages[] = {
		"runtime", "internal/", "syscall.", "net.",          "net/",     "os.",
		"io.",     "io/",       "bufio.",   "fmt.",          "crypto/",  "sync.",
		"sync/",   "time.",     "log.",     "encoding/",     "context.", "bytes.",
		"errors.", "strings.",  "reflect.", "golang.org/x/", NULL
	};

	return starts_with_one_of(function, packages);
}

static bool is_foreign(const struct source *s, int language)
{
	/* without a line: a statically linked C library, the interceptors of a sanitizer */
	static const char *const reserved[] = { "__", "_IO_", NULL };

	if (s->function && language == DW_LANG_Go && is_gos_function(s->function))
		return true;
	if (s->file)
		return is_system_file(s->file) || (language == DW_LANG_Rust && is_rusts_file(s->file));
	return s->function && starts_with_one_of(s->function, reserved);
}

/* The compilation unit of an address. clang and Go write no .debug_aranges: then all are asked. */
static Dwarf_Die *unit_of(Dwfl_Module *module, Dwarf_Addr address, Dwarf_Addr *ret_bias)
{
	Dwarf_Die *unit = dwfl_module_addrdie(module, address, ret_bias);

	if (unit)
		return unit;
	while ((unit = dwfl_module_nextcu(module, unit, ret_bias)) != NULL) {
		if (dwarf_haspc(unit, address - *ret_bias) == 1)
			return unit;
	}
	return NULL;
}

static void find_line(Dwarf_Die *unit, Dwarf_Addr address, struct source *ret)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, address);

	/* 0 is code that the compiler could not tell the line of */
	if (!line || dwarf_lineno(line, &ret->line) != 0 || ret->line == 0)
		return;
	ret->file = dwarf_linesrc(line, NULL, NULL);
}

/*
 * The functions that an address is in, outermost first, each inlined in the one before it.
 * dwarf_getscopes(3) does not look into namespaces, where Rust has all its functions, nor behind a
 * block that another function was inlined beside, as Go has it.
 */
static void find_functions(Dwarf_Die *parent, Dwarf_Addr address, int depth, struct functions *ret)
{
	Dwarf_Die die;
	int more = depth < FUNCTIONS_MOST ? dwarf_child(parent, &die) : -1;

	for (; more == 0; more = dwarf_siblingof(&die, &die)) {
		int tag = dwarf_tag(&die);
		bool is_function = tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;

		if (!is_function && tag != DW_TAG_lexical_block && tag != DW_TAG_namespace &&
		    tag != DW_TAG_module && tag != DW_TAG_structure_type && tag != DW_TAG_class_type)
			continue;
		if ((is_function || tag == DW_TAG_lexical_block) && dwarf_haspc(&die, address) != 1)
			continue;
		if (is_function && ret->count < FUNCTIONS_MOST)
			ret->dies[ret->count++] = die;
		find_functions(&die, address, depth + 1, ret);
		if (tag == DW_TAG_subprogram)
			return;
	}
}

static bool number_of(Dwarf_Die *die, unsigned int name, Dwarf_Word *ret)
{
	Dwarf_Attribute attribute;

	return dwarf_formudata(dwarf_attr(die, name, &attribute), ret) == 0;
}

/* Where the inlined function DIE was called. */
static void go_to_caller(Dwarf_Die *unit, Dwarf_Die *die, struct source *ret)
{
	Dwarf_Word file, line;
	Dwarf_Files *files;

	ret->file = NULL;
	ret->line = 0;
	if (!number_of(die, DW_AT_call_file, &file) || !number_of(die, DW_AT_call_line, &line) ||
	    dwarf_getsrcfiles(unit, &files, NULL) != 0)
		return;
	ret->file = dwarf_filesrc(files, file, NULL, NULL);
	ret->line = (int)line;
}

/* Sets the function; where it is foreign and inlined, goes outwards to the author's own line. */
static void find_function(Dwarf_Die *unit, Dwarf_Addr address, struct source *ret)
{
	int language = dwarf_srclang(unit);
	struct functions all = { 0 };

	if (is_foreign(&(struct source){ .file = dwarf_diename(unit) }, language)) {
		ret->is_foreign = true; /* all of it, and Rust's own units are huge */
		return;
	}
	find_functions(unit, address, 0, &all);
	for (int i = all.count - 1; i >= 0; i--) {
		ret->function = dwarf_diename(&all.dies[i]);
		ret->is_foreign = is_foreign(ret, language);
		if (!ret->is_foreign || i == 0)
			break;
		go_to_caller(unit, &all.dies[i], ret);
	}
}

bool source_find(Dwfl_Module *module, Dwarf_Addr address, struct source *ret)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = unit_of(module, address, &bias);

	*ret = (struct source){ 0 };
	if (unit) {
		find_line(unit, address - bias, ret);
		find_function(unit, address - bias, ret);
	}
	if (!ret->function && !ret->is_foreign) {
		ret->function = dwfl_module_addrname(module, address);
		ret->is_foreign = is_foreign(ret, 0);
	}
	if (!ret->file)
		ret->line = 0;
	return ret->function || ret->line > 0;
}

bool source_line(Dwfl_Module *module, Dwarf_Addr address, struct source *ret)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = unit_of(module, address, &bias);

	*ret = (struct source){ 0 };
	if (unit)
		find_line(unit, address - bias, ret);
	return ret->file && ret->line > 0;
}
