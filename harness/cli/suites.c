/*
 * Finds suites by looking into folders. What may be executed there is taken for one; before it is started it is looked into
 * for what makes it one. What it holds it says itself, by --list.
 */
#include "cli/suites.h"
#include "os/imports.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const places[] = { "suites", "../lib/sockcheck/suites" };
enum { PLACES = sizeof(places) / sizeof(places[0]) };

/* The folder I, or "" where this program does not know where it is. */
static const char *folder(size_t i, struct bytes *to)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	bytes_clear(to);
	if (len < 0)
		return bytes_text(to);
	self[len] = '\0';
	bytes_printf(to, "%.*s%s", (int)(strrchr(self, '/') - self + 1), self, places[i]);
	return bytes_text(to);
}

static bool is_program(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !strchr(entry->d_name, '.');
}

static bool holds_note(Elf_Data *notes)
{
	size_t name, text;
	GElf_Nhdr note;

	for (size_t at = 0; notes && (at = gelf_getnote(notes, at, &note, &name, &text)) > 0;)
		if (note.n_type == SUITES_NOTE_TYPE && note.n_namesz == sizeof(SUITES_NOTE_NAME) &&
		    !memcmp((const char *)notes->d_buf + name, SUITES_NOTE_NAME, sizeof(SUITES_NOTE_NAME)))
			return true;
	return false;
}

static bool is_suite(int fd)
{
	Elf *elf = elf_version(EV_CURRENT) == EV_NONE ? NULL : elf_begin(fd, ELF_C_READ, NULL);
	size_t count = 0;
	bool found = false;
	GElf_Phdr part;

	if (elf && elf_getphdrnum(elf, &count))
		count = 0;
	for (size_t i = 0; i < count && !found; i++)
		if (gelf_getphdr(elf, (int)i, &part) && part.p_type == PT_NOTE)
			found = holds_note(
				elf_getdata_rawchunk(elf, (int64_t)part.p_offset, part.p_filesz,
						     part.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR));
	elf_end(elf);
	return found;
}

static bool take_main(void *arg, const char *symbol)
{
	bool *found = arg;

	*found = !strcmp(symbol, "sck_suite_main");
	return !*found;
}

bool suites_is_shared(const char *path)
{
	struct sck_err err = { 0 };
	struct imports imports;
	bool found = false;

	return !imports_read(path, &imports, take_main, &found, &err) && found;
}

static int check_suite(const char *path, struct sck_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), code = 0;

	if (fd < 0)
		return err_errno(err, -errno, "'%s'", path);
	if (!is_suite(fd) && !suites_is_shared(path))
		code = err_set(err, -ENOEXEC,
			       "'%s' is no suite (expected a program that calls sck_suite_main)", path);
	close(fd);
	return code;
}

void suites_append_names(struct bytes *to)
{
	struct bytes path = { 0 };

	for (size_t i = 0; i < PLACES && !to->len; i++) {
		struct dirent **entries = NULL;
		int count = scandir(folder(i, &path), &entries, is_shown, alphasort);
		size_t len = path.len;

		for (int j = 0; j < count; j++) {
			path.len = len;
			bytes_printf(&path, "/%s", entries[j]->d_name);
			if (is_program(bytes_text(&path)))
				bytes_printf(to, "%s\n", entries[j]->d_name);
			free(entries[j]);
		}
		free(entries);
	}
	bytes_done(&path);
}

const char *suites_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int fail_unknown(const char *name, struct sck_err *err)
{
	struct bytes names = { 0 };

	suites_append_names(&names);
	for (size_t i = 0; i < names.len; i++)
		names.data[i] = names.data[i] == '\n' ? ' ' : names.data[i];
	if (names.len)
		names.len--;
	err_set(err, -ENOENT, "'%s' is no suite (expected a path with a /, or one of: %s)", name,
		bytes_text(&names));
	bytes_done(&names);
	return -ENOENT;
}

int suites_find(const char *name, struct bytes *ret_path, struct sck_err *err)
{
	if (strchr(name, '/')) {
		if (!is_program(name))
			return err_set(err, -ENOENT,
				       "'%s' is no suite (expected a program that can be executed)", name);
		bytes_append_text(ret_path, name);
		return check_suite(name, err);
	}
	for (size_t i = 0; i < PLACES && *name; i++) {
		folder(i, ret_path);
		bytes_printf(ret_path, "/%s", name);
		if (is_program(bytes_text(ret_path)))
			return check_suite(bytes_text(ret_path), err);
	}
	return fail_unknown(name, err);
}
