/* See jvm.h. JDK: src/hotspot/os/posix/perfMemory_posix.cpp, get_user_tmp_dir(). */
#include "os/jvm.h"
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_java(void)
{
	const char *path = getenv("PATH");
	char file[4096];

	while (path && *path) {
		int len = (int)strcspn(path, ":");

		if (snprintf(file, sizeof(file), "%.*s/java", len, path) < (int)sizeof(file) &&
		    access(file, X_OK) == 0)
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

const char *jvm_folder(void)
{
	static char folder[128];
	static bool is_known;
	const struct passwd *user;

	if (is_known)
		return *folder ? folder : NULL;
	is_known = true;
	user = has_java() ? getpwuid(geteuid()) : NULL;
	if (!user)
		return NULL;
	snprintf(folder, sizeof(folder), "/tmp/hsperfdata_%s", user->pw_name);
	mkdir(folder, 0755);
	if (access(folder, W_OK) < 0)
		*folder = '\0';
	return *folder ? folder : NULL;
}
