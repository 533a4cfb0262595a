/* See symbol.h. The tables are walked: their hashes would not find what .dynsym does not have. */
#include "os/symbol.h"
#include "os/codemap.h"
#include "os/modules.h"
#include <errno.h>
#include <string.h>

struct search {
	const char *name;
	int type; /* an STT_GNU_IFUNC is no function: its address is that of its chooser */
	struct codemap code;
	GElf_Addr address; /* 0: not found */
	GElf_Addr local;   /* one that no other module sees, where there is no other */
};

static bool is_it(const struct search *search, const GElf_Sym *symbol, GElf_Word section, const char *name)
{
	return section != SHN_UNDEF && GELF_ST_TYPE(symbol->st_info) == search->type &&
	       strcmp(name, search->name) == 0;
}

/* A file may also be mapped to be read, by a debugger inside: then it has no code there. */
static bool has_code(const struct codemap *code, Dwfl_Module *module)
{
	Dwarf_Addr start, end;

	dwfl_module_info(module, NULL, &start, &end, NULL, NULL, NULL, NULL);
	return codemap_overlaps(code, start, end);
}

static int search_module(Dwfl_Module *module, void **userdata, const char *file, Dwarf_Addr base, void *arg)
{
	struct search *search = arg;
	int count = has_code(&search->code, module) ? dwfl_module_getsymtab(module) : 0;
	GElf_Addr address;
	GElf_Word section;
	const char *name;
	GElf_Sym symbol;

	(void)userdata;
	(void)file;
	(void)base;
	for (int i = 1; i < count; i++) {
		name = dwfl_module_getsym_info(module, i, &symbol, &address, &section, NULL, NULL);
		if (!name || !is_it(search, &symbol, section, name))
			continue;
		if (GELF_ST_BIND(symbol.st_info) != STB_LOCAL) {
			search->address = address;
			return DWARF_CB_ABORT;
		}
		search->local = address;
	}
	return DWARF_CB_OK;
}

static int find(pid_t pid, const char *name, int type, uint64_t *ret, struct sck_err *err)
{
	struct search search = { .name = name, .type = type };
	struct modules modules = { 0 };
	int rc = codemap_read(&search.code, pid, NULL);

	if (rc == 0)
		rc = modules_open(&modules, pid);
	if (rc == 0)
		dwfl_getmodules(modules.dwfl, search_module, &search, 0);
	modules_close(&modules);
	codemap_done(&search.code);
	if (rc < 0)
		return err_errno(err, rc, "cannot read what process %d has mapped", (int)pid);
	if (!search.address)
		search.address = search.local;
	if (!search.address)
		return err_set(err, -ENOENT, "process %d has no symbol %s", (int)pid, name);
	*ret = search.address;
	return 0;
}

int symbol_address(pid_t pid, const char *name, uint64_t *ret, struct sck_err *err)
{
	return find(pid, name, STT_FUNC, ret, err);
}

int symbol_data(pid_t pid, const char *name, uint64_t *ret, struct sck_err *err)
{
	return find(pid, name, STT_OBJECT, ret, err);
}
