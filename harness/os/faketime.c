/*
 * See faketime.h. The date is given as its distance from now: to understand a date libfaketime would ask for the time zone before the
 * program does, and one that sets TZ later (date -u) would have the wrong one. The program's
 * processes share the moment at which it began (FAKETIME_DONT_RESET), which libfaketime keeps in /dev/shm. The times
 * of files are left alone, as the tracer leaves them.
 */
#include "os/faketime.h"
#include "base/deadline.h"
#include "os/imports.h"
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

bool faketime_is_in(const char *const *envp)
{
	for (; *envp; envp++)
		if (strncmp(*envp, "FAKETIME=", strlen("FAKETIME=")) == 0 ||
		    (strncmp(*envp, "LD_PRELOAD=", strlen("LD_PRELOAD=")) == 0 &&
		     strstr(*envp, "libfaketime")))
			return true;
	return false;
}

/* A library for another machine is passed over by the dynamic linker with a warning, and the program has the real time. */
static bool is_for(const char *library, const struct imports *program)
{
	struct imports it;

	return imports_read(library, &it, NULL, NULL, NULL) == 0 && it.is_elf &&
	       it.elf_class == program->elf_class && it.machine == program->machine;
}

static bool find_by(const char *pattern, const struct imports *program, char ret[PATH_MAX])
{
	glob_t files = { 0 };
	bool found = false;

	if (glob(pattern, 0, NULL, &files) == 0)
		for (size_t i = 0; i < files.gl_pathc && !found; i++) {
			found = strlen(files.gl_pathv[i]) < PATH_MAX && is_for(files.gl_pathv[i], program);
			if (found)
				strcpy(ret, files.gl_pathv[i]);
		}
	globfree(&files);
	return found;
}

/* Beside the folder PREFIX/bin. The one for threads takes a lock at each reading, which a signal's handler may meet held. */
static bool find_below(const char *prefix, const struct imports *program, char ret[PATH_MAX])
{
	static const char *const names[] = { "libfaketime.so.1", "libfaketimeMT.so.1" };
	static const char *const folders[] = { "lib/*/faketime", "lib64/faketime", "lib/faketime",
					       "lib32/faketime" };
	char pattern[PATH_MAX];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (size_t k = 0; k < sizeof(folders) / sizeof(folders[0]); k++) {
			int len = snprintf(pattern, sizeof(pattern), "%s/%s/%s", prefix, folders[k],
					   names[i]);

			if (len < (int)sizeof(pattern) && find_by(pattern, program, ret))
				return true;
		}
	return false;
}

/* Where its command is installed, wherever that is. */
static bool find_beside_command(const struct imports *program, char ret[PATH_MAX])
{
	const char *path = getenv("PATH");
	char file[PATH_MAX], real[PATH_MAX];

	for (; path && *path; path += strcspn(path, ":"), path += *path == ':') {
		int len = snprintf(file, sizeof(file), "%.*s/faketime", (int)strcspn(path, ":"), path);
		char *end;

		if (len >= (int)sizeof(file) || access(file, X_OK) || !realpath(file, real))
			continue;
		end = strstr(real, "/bin/faketime");
		if (!end)
			continue;
		*end = '\0';
		if (find_below(real, program, ret))
			return true;
	}
	return false;
}

int faketime_find(const char *program, char ret[PATH_MAX], struct sck_err *err)
{
	const char *own = getenv("SOCKCHECK_FAKETIME");
	struct imports kind;
	int rc = imports_read(program ? program : "/proc/self/exe", &kind, NULL, NULL, err);

	if (rc < 0)
		return err_wrap(err, "looking for libfaketime");
	if (own && *own) {
		if (own[0] == '/' && strlen(own) < PATH_MAX && strstr(own, "/libfaketime") &&
		    is_for(own, &kind))
			return strcpy(ret, own), 0;
		return err_set(err, -ELIBACC, "SOCKCHECK_FAKETIME: '%s' is no library for this program (expected the path of libfaketime.so.1, from /)",
			       own);
	}
	if (find_below("/usr", &kind, ret) || find_below("/usr/local", &kind, ret) ||
	    find_beside_command(&kind, ret))
		return 0;
	return err_set(err, -ELIBACC, "libfaketime is not found (sockcheck doctor)");
}

int faketime_prepare(struct faketime *ret, const char *library, int64_t at, double rate, struct sck_err *err)
{
	const char *before = getenv("LD_PRELOAD");
	struct timespec now;
	long long offset;
	int len;

	if (strpbrk(library, " :"))
		return err_set(err, -ELIBACC,
			       "%s: LD_PRELOAD can name no path with a space or a colon", library);
	len = snprintf(ret->preload, sizeof(ret->preload), "LD_PRELOAD=%s%s%s",
		       before ? before : "", before && *before ? ":" : "", library);
	if (len >= (int)sizeof(ret->preload))
		return err_set(err, -ELIBACC, "LD_PRELOAD is too long");
	clock_gettime(CLOCK_REALTIME, &now);
	offset = at - now.tv_sec * NS_PER_S - now.tv_nsec;
	len = snprintf(ret->when, sizeof(ret->when), "FAKETIME=%c%lld.%09lld",
		       offset < 0 ? '-' : '+', llabs(offset) / NS_PER_S, llabs(offset) % NS_PER_S);
	if (rate != 1)
		snprintf(ret->when + len, sizeof(ret->when) - (size_t)len, " x%.9g", rate);
	ret->variables[0] = ret->preload;
	ret->variables[1] = ret->when;
	ret->variables[2] = "FAKETIME_DONT_RESET=1";
	ret->variables[3] = "NO_FAKE_STAT=1";
	ret->variables[4] = NULL;
	return 0;
}
