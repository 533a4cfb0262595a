/*
 * See imports.h. The libraries are found by the dynamic linker itself (ld.so(8), --list): its cache, its run paths and its environment
 * are its own business. It ends at once.
 */
#include "os/imports.h"
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- The file ----------------------------------------------------------------------------------------------------- */

struct reading {
	Elf *elf;
	size_t names; /* the section with the names of the sections */
	struct imports *imports;
	bool (*take)(void *arg, const char *symbol);
	void *arg;
};

static int read_interpreter(const struct reading *r, int fd)
{
	struct imports *to = r->imports;
	size_t count = 0;
	GElf_Phdr head;

	elf_getphdrnum(r->elf, &count);
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(r->elf, (int)i, &head) || head.p_type != PT_INTERP)
			continue;
		if (head.p_filesz >= sizeof(to->interpreter) ||
		    pread(fd, to->interpreter, head.p_filesz, (off_t)head.p_offset) != (ssize_t)head.p_filesz)
			return -ENOEXEC;
	}
	return 0;
}

/* It has them from a library, or inside and shows them. */
static bool is_sanitizer(const char *symbol)
{
	static const char *const names[] = { "__asan_init", "__hwasan_init", "__tsan_init", "__msan_init" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(symbol, names[i]) == 0)
			return true;
	return false;
}

static void read_symbols(const struct reading *r, Elf_Scn *section, const GElf_Shdr *head)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = data && head->sh_entsize ? head->sh_size / head->sh_entsize : 0;
	bool goes_on = true;
	const char *name;
	GElf_Sym symbol;

	for (size_t i = 1; i < count; i++) {
		name = gelf_getsym(data, (int)i, &symbol)
			       ? elf_strptr(r->elf, head->sh_link, symbol.st_name)
			       : NULL;
		if (name && is_sanitizer(name))
			r->imports->has_sanitizer = true;
		if (name && symbol.st_shndx == SHN_UNDEF && goes_on)
			goes_on = r->take(r->arg, name);
	}
}

/* What each compiler puts there of itself; strip(1) leaves it. Older ones of Rust say no name, but where its library panics. */
static const char *runtime_of(const char *section, Elf_Scn *contents)
{
	static const struct {
		const char *section, *text, *runtime;
	} marks[] = {
		{ ".go.buildinfo", "", "Go" },
		{ ".comment", "rustc version", "Rust" },
		{ ".rodata", "library/std/src/", "Rust" },
	};
	Elf_Data *data;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (strcmp(section, marks[i].section) != 0)
			continue;
		data = elf_getdata(contents, NULL);
		if (data && memmem(data->d_buf, data->d_size, marks[i].text, strlen(marks[i].text)))
			return marks[i].runtime;
	}
	return NULL;
}

static void read_sections(const struct reading *r)
{
	Elf_Scn *section = NULL;
	const char *name;
	GElf_Shdr head;

	while ((section = elf_nextscn(r->elf, section)) != NULL) {
		if (!gelf_getshdr(section, &head))
			continue;
		name = elf_strptr(r->elf, r->names, head.sh_name);
		if (name && !r->imports->runtime)
			r->imports->runtime = runtime_of(name, section);
		if (head.sh_type == SHT_DYNSYM && r->take)
			read_symbols(r, section, &head);
	}
}

static int read_elf(struct reading *r, int fd)
{
	GElf_Ehdr head;

	elf_version(EV_CURRENT);
	r->elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!r->elf || elf_kind(r->elf) != ELF_K_ELF)
		return 0;
	if (!gelf_getehdr(r->elf, &head) || elf_getshdrstrndx(r->elf, &r->names) != 0)
		return -ENOEXEC;
	r->imports->is_elf = true;
	r->imports->elf_class = head.e_ident[EI_CLASS];
	r->imports->machine = head.e_machine;
	read_sections(r);
	return read_interpreter(r, fd);
}

int imports_read(const char *file, struct imports *ret, bool (*take)(void *arg, const char *symbol),
		 void *arg, struct sck_err *err)
{
	struct reading r = { .imports = ret, .take = take, .arg = arg };
	int fd = open(file, O_RDONLY | O_CLOEXEC), rc;

	*ret = (struct imports){ 0 };
	if (fd < 0)
		return err_errno(err, -errno, "%s", file);
	rc = read_elf(&r, fd);
	elf_end(r.elf);
	close(fd);
	return rc < 0 ? err_errno(err, rc, "%s", file) : 0;
}

/* ---- Its libraries ------------------------------------------------------------------------------------------------ */

/* "\tlibm.so.6 => /lib/libm.so.6 (0x00007f...)", or the path alone before the parenthesis; linux-vdso has none. */
static bool take_line(char *line, bool (*take)(void *arg, const char *library), void *arg)
{
	char *path = strchr(line, '/'), *end = path ? strstr(path, " (0x") : NULL, *arrow;

	if (!end)
		return true;
	*end = '\0';
	arrow = strstr(path, " => ");
	return take(arg, arrow ? arrow + strlen(" => ") : path);
}

static pid_t start_linker(const char *linker, const char *file, int fd_out)
{
	const char *const argv[] = { linker, "--list", file, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int rc;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd_out, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	rc = posix_spawn(&pid, linker, &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc ? -rc : pid;
}

int imports_libraries(const char *file, const struct imports *it,
		      bool (*take)(void *arg, const char *library), void *arg, struct sck_err *err)
{
	char line[2 * PATH_MAX];
	bool goes_on = true;
	int ends[2], status = -1;
	FILE *lines;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(err, -errno, "pipe");
	pid = start_linker(it->interpreter, file, ends[1]);
	close(ends[1]);
	lines = fdopen(ends[0], "r");
	while (lines && fgets(line, sizeof(line), lines))
		if (goes_on)
			goes_on = take_line(line, take, arg);
	if (lines)
		fclose(lines);
	else
		close(ends[0]);
	if (pid > 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	if (!lines || pid < 0 || status != 0)
		return err_set(err, -ELIBBAD, "%s: its libraries are not found (ldd %s)", file, file);
	return 0;
}
