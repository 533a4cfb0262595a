/*
 * Looks through /proc. A process that ends meanwhile is passed over.
 */
#include "processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void read_file(const char *path, struct bytes *ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return;
	while ((len = read(fd, bytes_grow(ret, 4096), 4096)) > 0)
		ret->len += (size_t)len;
	close(fd);
}

void processes_name(char ret[PROCESSES_NAME])
{
	static int count;

	snprintf(ret, PROCESSES_NAME, "t%d.%d", (int)getpid(), ++count);
}

int processes_called(const char *name)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	int count = 0;

	if (!folder)
		return -1;
	while ((entry = readdir(folder))) {
		struct bytes comm = { 0 };
		char path[300];

		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		read_file(path, &comm);
		if (comm.len == strlen(name) + 1 && memcmp(comm.data, name, comm.len - 1) == 0)
			count++;
		bytes_done(&comm);
	}
	closedir(folder);
	return count;
}

static void append_descriptors(struct bytes *to)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder))) {
		char path[300], link[300];
		ssize_t len;

		if (entry->d_name[0] == '.' || atoi(entry->d_name) == dirfd(folder))
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%s", entry->d_name);
		len = readlink(path, link, sizeof(link) - 1);
		link[len > 0 ? len : 0] = '\0';
		bytes_printf(to, "descriptor %s %s\n", entry->d_name, link);
	}
	closedir(folder);
}

void processes_holdings(struct bytes *ret)
{
	char path[64];

	append_descriptors(ret);
	bytes_append_text(ret, "children ");
	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	read_file(path, ret);
	bytes_append_text(ret, "\nmounts\n");
	read_file("/proc/self/mountinfo", ret);
}
