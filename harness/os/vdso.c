/*
 * See vdso.h. Every process of this machine has the same vDSO, at an address of its own (AT_SYSINFO_EHDR): what a function's offset
 * is, our own says. Writing by ptrace gives the process a copy of the page. The few bytes fit into the shortest of them.
 */
#include "os/vdso.h"
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

struct function {
	const char *name;
	uint32_t nr;
};

#if defined(__x86_64__)
static const struct function functions[] = {
	{ "__vdso_clock_gettime", SYS_clock_gettime },
	{ "__vdso_gettimeofday", SYS_gettimeofday },
	{ "__vdso_time", SYS_time },
};
enum { CODE_WORDS = 1 };

static void write_code(uint32_t nr, uint8_t code[CODE_WORDS * 8])
{
	const uint8_t template[] = { 0xb8, 0, 0, 0, 0, 0x0f, 0x05, 0xc3 }; /* mov nr, eax; syscall; ret */

	memcpy(code, template, sizeof(template));
	memcpy(code + 1, &nr, sizeof(nr));
}
#elif defined(__aarch64__)
static const struct function functions[] = {
	{ "__kernel_clock_gettime", SYS_clock_gettime },
	{ "__kernel_gettimeofday", SYS_gettimeofday },
};
enum { CODE_WORDS = 2 };

static void write_code(uint32_t nr, uint8_t code[CODE_WORDS * 8])
{
	const uint32_t nop = 0xd503201f, svc = 0xd4000001, ret = 0xd65f03c0;
	const uint32_t words[] = { 0xd2800008 | nr << 5, svc, ret, nop }; /* mov x8, nr; svc 0; ret */

	memcpy(code, words, sizeof(words));
}
#else
#error "vdso.c knows x86-64 and arm64"
#endif
enum { FUNCTIONS = sizeof(functions) / sizeof(functions[0]) };

struct table { /* of the symbols of our own vDSO */
	const ElfW(Sym) * symbols;
	const char *names;
	size_t count;
};

/* Addresses in the dynamic section are as linked; the image is loaded BIAS further. */
static void read_dynamic(const ElfW(Dyn) * dynamic, uintptr_t bias, struct table *ret)
{
	for (; dynamic->d_tag != DT_NULL; dynamic++) {
		const uintptr_t at = bias + dynamic->d_un.d_ptr;

		if (dynamic->d_tag == DT_SYMTAB)
			ret->symbols = (const ElfW(Sym) *)at;
		else if (dynamic->d_tag == DT_STRTAB)
			ret->names = (const char *)at;
	}
	/* no table says how many symbols there are but the hash; the names follow behind the last one */
	if (ret->names && ret->symbols && (uintptr_t)ret->names > (uintptr_t)ret->symbols)
		ret->count = ((uintptr_t)ret->names - (uintptr_t)ret->symbols) / sizeof(*ret->symbols);
}

static int read_own(uintptr_t base, struct table *ret)
{
	const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)base;
	const ElfW(Phdr) *segment = (const ElfW(Phdr) *)(base + header->e_phoff);
	const ElfW(Dyn) *dynamic = NULL;
	uintptr_t bias = base;

	memset(ret, 0, sizeof(*ret));
	for (int i = 0; i < header->e_phnum; i++)
		if (segment[i].p_type == PT_LOAD)
			bias = base + segment[i].p_offset - segment[i].p_vaddr;
		else if (segment[i].p_type == PT_DYNAMIC)
			dynamic = (const ElfW(Dyn) *)(base + segment[i].p_offset);
	if (dynamic)
		read_dynamic(dynamic, bias, ret);
	return ret->count ? 0 : -ENOEXEC;
}

/* Where each function stands from the image's begin; 0: this kernel has it not. */
static int find_functions(uint64_t offsets[FUNCTIONS])
{
	const uintptr_t base = getauxval(AT_SYSINFO_EHDR);
	struct table table = { 0 };
	int rc = base ? read_own(base, &table) : -ENOENT;

	for (size_t i = 0; i < table.count && rc == 0; i++)
		for (size_t f = 0; f < FUNCTIONS; f++)
			if (table.symbols[i].st_value &&
			    strcmp(table.names + table.symbols[i].st_name, functions[f].name) == 0)
				offsets[f] = table.symbols[i].st_value;
	return rc;
}

/* AT_SYSINFO_EHDR of another process; 0: it has none. */
static uint64_t base_of(pid_t tid)
{
	ElfW(auxv_t) vector[64];
	char path[32];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/auxv", (int)tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	got = read(fd, vector, sizeof(vector));
	close(fd);
	for (size_t i = 0; got > 0 && i < (size_t)got / sizeof(vector[0]); i++)
		if (vector[i].a_type == AT_SYSINFO_EHDR)
			return vector[i].a_un.a_val;
	return 0;
}

int vdso_make_calls(pid_t tid)
{
	static uint64_t offsets[FUNCTIONS];
	static int found = 1;
	const uint64_t base = base_of(tid);
	uint64_t code[CODE_WORDS];

	if (!base)
		return 0;
	if (found == 1)
		found = find_functions(offsets);
	if (found == -ENOENT) /* nobody has one here */
		return 0;
	for (size_t f = 0; f < FUNCTIONS && found == 0; f++) {
		write_code(functions[f].nr, (uint8_t *)code);
		for (int i = 0; i < CODE_WORDS && offsets[f]; i++)
			if (ptrace(PTRACE_POKEDATA, tid, base + offsets[f] + (uint64_t)i * 8, code[i]) < 0)
				return -errno;
	}
	return found;
}
