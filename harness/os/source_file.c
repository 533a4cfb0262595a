/* See source_file.h. Names and paths are whatever a program under test has in it: what is no plain file is left alone. */
#include "os/source_file.h"
#include "os/modules.h"
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_MOST = 200 };

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* -1: it is no file, or not ours to read. */
static int open_plain(const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) || !S_ISREG(st.st_mode))) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool take(struct bytes *to, const char *path)
{
	const int fd = open_plain(path);
	char *real = fd < 0 ? NULL : realpath(path, NULL);

	if (fd >= 0)
		close(fd);
	if (real)
		bytes_append_text(to, real);
	free(real);
	return real;
}

static bool find_in_unit(struct bytes *to, Dwarf_Die *unit, const char *file, size_t len)
{
	Dwarf_Files *files;
	size_t count;

	if (dwarf_getsrcfiles(unit, &files, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *path = dwarf_filesrc(files, i, NULL, NULL);
		const char *name = path ? modules_base_name(path) : "";

		if (strlen(name) == len && !memcmp(name, file, len) && take(to, path))
			return true;
	}
	return false;
}

static bool find_by_debug_information(struct bytes *to, const char *program, const char *file, size_t len)
{
	const int fd = open_plain(program);
	Dwarf *dwarf = fd < 0 ? NULL : dwarf_begin(fd, DWARF_C_READ);
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;
	bool found = false;

	while (dwarf && !found && !dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &die, NULL))
		found = find_in_unit(to, &die, file, len);
	dwarf_end(dwarf);
	if (fd >= 0)
		close(fd);
	return found;
}

static bool find_in_folder(struct bytes *to, const char *word, const char *file, size_t len)
{
	struct bytes path = { 0 };
	bool found;

	bytes_append(&path, word, (size_t)(modules_base_name(word) - word));
	bytes_append(&path, file, len);
	found = take(to, bytes_text(&path));
	bytes_done(&path);
	return found;
}

bool source_file_find(struct bytes *to, const char *const *program, const char *file, size_t len)
{
	bool found;

	if (!len || memchr(file, '/', len))
		return false;
	found = program[0] && strchr(program[0], '/') &&
		find_by_debug_information(to, program[0], file, len);
	for (size_t i = 0; !found && program[i]; i++)
		found = find_in_folder(to, program[i], file, len);
	return found || find_in_folder(to, "", file, len);
}

static void append_trimmed(struct bytes *to, const char *line, size_t len)
{
	while (len && is_space(line[len - 1]))
		len--;
	while (len && is_space(*line)) {
		line++;
		len--;
	}
	bytes_append(to, line, len < LINE_MOST ? len : LINE_MOST);
}

void source_file_line(struct bytes *to, const char *path, int number)
{
	const int fd = open_plain(path);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t len = 0;

	for (int i = 0; file && i < number && len >= 0; i++)
		len = getline(&line, &room, file);
	if (number > 0 && file && len > 0)
		append_trimmed(to, line, (size_t)len);
	free(line);
	if (file)
		fclose(file);
	else if (fd >= 0)
		close(fd);
}
