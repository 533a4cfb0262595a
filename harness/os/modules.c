/*
 * See modules.h. Files are opened below /proc/PID/root, where the process itself sees them: it
 * may be in a mount namespace of its own. All descriptors are close-on-exec; libdwfl's own
 * openers are not.
 */
#include "os/modules.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Devices can be mapped as well; opening one may block or do things. */
static int open_regular(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return -1;
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int find_elf(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
		    char **ret_file, Elf **ret_elf)
{
	const struct modules *m = *userdata;
	char path[PATH_MAX];
	int fd;

	if (name[0] != '/') /* "[vdso: 123]": read from its memory */
		return dwfl_linux_proc_find_elf(module, userdata, name, base, ret_file, ret_elf);
	if (m->program && strcmp(name, m->program) == 0)
		snprintf(path, sizeof(path), "/proc/%d/exe", (int)m->pid);
	else
		snprintf(path, sizeof(path), "/proc/%d/root%s", (int)m->pid, name);
	fd = open_regular(path);
	if (fd < 0)
		return -1;
	/*
	 * Not mapped, as libdwfl would: a function forked by this process would have all of it
	 * mapped as well, and a library twice, once where it is not loaded.
	 */
	*ret_elf = elf_begin(fd, ELF_C_READ, NULL);
	*ret_file = strdup(name);
	return fd;
}

/* The CRC that .gnu_debuglink holds: IEEE 802.3's, of the whole file. */
static uint32_t file_crc(int fd)
{
	unsigned char block[16384];
	uint32_t crc = UINT32_MAX;
	off_t at = 0;
	ssize_t got;

	while ((got = pread(fd, block, sizeof(block), at)) > 0) {
		for (ssize_t i = 0; i < got; i++) {
			crc ^= block[i];
			for (int bit = 0; bit < 8; bit++)
				crc = (crc >> 1) ^ (0xedb88320U & -(crc & 1));
		}
		at += got;
	}
	return ~crc;
}

static int open_debug_file(const char *path, char **ret_file)
{
	int fd = open_regular(path);

	if (fd >= 0)
		*ret_file = strdup(path);
	return fd;
}

static int by_build_id(Dwfl_Module *module, char **ret_file)
{
	const unsigned char *id;
	char path[PATH_MAX];
	GElf_Addr address;
	int len = dwfl_module_build_id(module, &id, &address);
	int at;

	if (len < 2 || len > 64)
		return -1;
	at = snprintf(path, sizeof(path), "/usr/lib/debug/.build-id/%02x/", id[0]);
	for (int i = 1; i < len; i++)
		at += snprintf(path + at, sizeof(path) - (size_t)at, "%02x", id[i]);
	snprintf(path + at, sizeof(path) - (size_t)at, ".debug");
	return open_debug_file(path, ret_file);
}

static int by_link(const struct modules *m, const char *name, const char *link, GElf_Word crc, char **ret_file)
{
	static const char *const places[] = { "", ".debug/" };
	int directory = (int)(modules_base_name(name) - name);
	char path[PATH_MAX];
	int fd;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "/proc/%d/root%.*s%s%s", (int)m->pid, directory, name,
			 places[i], link);
		fd = open_debug_file(path, ret_file);
		if (fd >= 0 && file_crc(fd) == crc)
			return fd;
		if (fd >= 0) {
			close(fd);
			free(*ret_file);
			*ret_file = NULL;
		}
	}
	return -1;
}

/*
 * Only asked where the file itself has no debug information. For the system's libraries the answer
 * is none: libc6-dbg makes the first look fifty times as long, and nothing in there is wanted.
 */
static int find_debuginfo(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
			  const char *file, const char *link, GElf_Word crc, char **ret_file)
{
	const struct modules *m = *userdata;
	int fd;

	(void)base;
	(void)file;
	if (modules_is_system(m, module))
		return -1;
	fd = by_build_id(module, ret_file);
	if (fd < 0 && link && name[0] == '/')
		fd = by_link(m, name, link, crc, ret_file);
	return fd;
}

static int mark_owner(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base, void *m)
{
	(void)module;
	(void)name;
	(void)base;
	*userdata = m;
	return DWARF_CB_OK;
}

static char *program_of(pid_t pid)
{
	char path[64], text[PATH_MAX];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	len = readlink(path, text, sizeof(text) - 1);
	return len > 0 ? strndup(text, (size_t)len) : NULL;
}

int modules_open(struct modules *ret, pid_t pid)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = find_elf,
		.find_debuginfo = find_debuginfo,
	};
	int error;

	*ret = (struct modules){ .pid = pid, .dwfl = dwfl_begin(&callbacks) };
	if (!ret->dwfl)
		return -ENOMEM;
	error = dwfl_linux_proc_report(ret->dwfl, pid);
	if (error == 0 && dwfl_report_end(ret->dwfl, NULL, NULL) != 0)
		error = -1;
	if (error != 0) {
		modules_close(ret);
		return error == ENOENT ? -ESRCH : error > 0 ? -error : -EIO;
	}
	dwfl_getmodules(ret->dwfl, mark_owner, ret, 0);
	ret->program = program_of(pid);
	return 0;
}

void modules_close(struct modules *m)
{
	if (m->dwfl)
		dwfl_end(m->dwfl);
	free(m->program);
	*m = (struct modules){ 0 };
}

static const char *name_of(Dwfl_Module *module)
{
	return dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
}

bool modules_is_program(const struct modules *m, Dwfl_Module *module)
{
	return m->program && strcmp(name_of(module), m->program) == 0;
}

bool modules_is_system(const struct modules *m, Dwfl_Module *module)
{
	static const char *const places[] = {
		"/lib/",           "/lib64/",     "/usr/lib/",   "/usr/lib64/", "/usr/libexec/",
		"/usr/local/lib/", "/nix/store/", "/gnu/store/", "/snap/",
	};
	const char *name = name_of(module);

	if (modules_is_program(m, module))
		return false;
	if (name[0] != '/')
		return true;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (strncmp(name, places[i], strlen(places[i])) == 0)
			return true;
	}
	return false;
}

const char *modules_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
