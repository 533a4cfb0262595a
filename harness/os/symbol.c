/* See symbol.h. The tables are walked: hashing them would not find what .dynsym does not have. */
#include "os/symbol.h"
#include "os/modules.h"
#include <errno.h>
#include <string.h>

struct search {
	const char *name;
	GElf_Addr address; /* 0: not found */
};

static bool is_it(const GElf_Sym *symbol, GElf_Word section, const char *name, const char *wanted)
{
	/* an STT_GNU_IFUNC's address is that of its chooser, not of the function */
	return section != SHN_UNDEF && GELF_ST_TYPE(symbol->st_info) == STT_FUNC &&
	       GELF_ST_BIND(symbol->st_info) != STB_LOCAL && strcmp(name, wanted) == 0;
}

static int search_module(Dwfl_Module *module, void **userdata, const char *file, Dwarf_Addr base,
			 void *arg)
{
	struct search *search = arg;
	int count = dwfl_module_getsymtab(module);
	const char *name;
	GElf_Addr address;
	GElf_Word section;
	GElf_Sym symbol;

	(void)userdata;
	(void)file;
	(void)base;
	for (int i = 1; i < count; i++) {
		name = dwfl_module_getsym_info(module, i, &symbol, &address, &section, NULL, NULL);
		if (name && is_it(&symbol, section, name, search->name)) {
			search->address = address;
			return DWARF_CB_ABORT;
		}
	}
	return DWARF_CB_OK;
}

int symbol_address(pid_t pid, const char *name, uint64_t *ret, struct sck_err *err)
{
	struct search search = { .name = name };
	struct modules modules;
	int rc = modules_open(&modules, pid);

	if (rc < 0)
		return err_errno(err, rc, "cannot read what process %d has mapped", (int)pid);
	dwfl_getmodules(modules.dwfl, search_module, &search, 0);
	modules_close(&modules);
	if (!search.address)
		return err_set(err, -ENOENT, "process %d has no function %s", (int)pid, name);
	*ret = search.address;
	return 0;
}
