/* See proctext.h. */
#include "os/proctext.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

int64_t proctext_faults(pid_t pid, pid_t tid)
{
	char path[64], line[512];
	const char *behind_name = NULL;
	int64_t faults = -1;
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid, (int)tid);
	stat = fopen(path, "re");
	if (stat && fgets(line, sizeof(line), stat))
		behind_name = strrchr(line, ')');
	/* state ppid pgrp session tty_nr tpgid flags minflt */
	if (behind_name && sscanf(behind_name, ") %*c %*d %*d %*d %*d %*d %*u %" SCNd64, &faults) != 1)
		faults = -1;
	if (stat)
		fclose(stat);
	return faults;
}
