/* See proctext.h. */
#include "os/proctext.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int proctext_number(pid_t pid, const char *file, const char *key, int base, int64_t *ret)
{
	char path[64], line[512];
	int rc = -ENOENT;
	FILE *text;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	text = fopen(path, "re");
	if (!text)
		return -errno;
	while (rc < 0 && fgets(line, sizeof(line), text))
		if (strncmp(line, key, strlen(key)) == 0) {
			*ret = (int64_t)strtoull(line + strlen(key), NULL, base);
			rc = 0;
		}
	fclose(text);
	return rc;
}

/* On the stack: a buffer of stdio's would come with page faults of its own. */
int64_t proctext_faults(pid_t pid, pid_t tid)
{
	char path[64], line[512];
	enum {
		MINFLT = 8
	}; /* behind the name: state ppid pgrp session tty_nr tpgid flags minflt */
	const char *field;
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid, (int)tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	got = read(fd, line, sizeof(line) - 1);
	close(fd);
	line[got > 0 ? got : 0] = '\0';
	field = strrchr(line, ')');
	for (int i = 0; i < MINFLT && field; i++)
		field = strchr(field + 1, ' ');
	return field ? strtoll(field, NULL, 10) : -1;
}
