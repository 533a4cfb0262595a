/* See proctext.h. */
#include "os/proctext.h"
#include <errno.h>
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
