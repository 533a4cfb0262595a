/* See proctree.h. */
#include "os/proctree.h"
#include "os/procfs_thread.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A name may hold anything: what counts begins behind its last parenthesis. */
static bool read_row(pid_t pid, struct proctree_row *ret)
{
	char path[32], text[512];
	const char *rest;
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[len] = '\0';
	rest = strrchr(text, ')');
	ret->pid = pid;
	return rest && sscanf(rest, ") %c %d %*d %d", &ret->state, &ret->parent, &ret->session) == 3;
}

size_t proctree_read(struct proctree_row **ret_rows)
{
	DIR *list = opendir("/proc");
	struct proctree_row *rows = NULL;
	size_t count = 0, room = 0;

	for (struct dirent *at = list ? readdir(list) : NULL; at; at = readdir(list)) {
		pid_t pid = atoi(at->d_name);

		if (count == room) {
			room = room ? 2 * room : 256;
			rows = reallocarray(rows, room, sizeof(*rows));
			if (!rows)
				abort();
		}
		if (pid > 0 && read_row(pid, &rows[count]))
			count++;
	}
	if (list)
		closedir(list);
	*ret_rows = rows;
	return count;
}

const struct proctree_row *proctree_find(const struct proctree_row *rows, size_t count, pid_t pid)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].pid == pid)
			return &rows[i];
	return NULL;
}

void proctree_look(pid_t pid, struct proctree_look *sum)
{
	char path[32];
	DIR *list;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	list = opendir(path);
	for (struct dirent *at = list ? readdir(list) : NULL; at; at = readdir(list)) {
		pid_t tid = atoi(at->d_name);
		uint64_t switches;
		char state;

		if (tid <= 0)
			continue;
		if (procfs_switches(pid, tid, &state, &switches) < 0) {
			sum->runs = true; /* it is just going */
			continue;
		}
		sum->threads++;
		sum->switches += switches;
		sum->runs |= state != 'S' && state != 'T' && state != 'Z';
	}
	if (list)
		closedir(list);
}
