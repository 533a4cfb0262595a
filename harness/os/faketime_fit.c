/*
 * Which programs libfaketime cannot serve, see faketime.h. It stands before the C library's functions, those that it knows: a
 * wait by another takes the times that it has told for the kernel's. One until a time on a clock that is ahead of the kernel's never
 * comes, one until a time on a clock that is behind has passed already. The table is from
 * trying each of them, with libfaketime 0.9.10; tests/live/refuses_what_libfaketime_cannot.c has the same rows.
 */
#include "os/faketime.h"
#include "os/imports.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { SCRIPTS_MOST = 4 }; /* an interpreter may be a script: so many are followed by execve(2) */

static const struct row {
	const char *symbol; /* as the linker knows it, or how that begins */
	const char *name;   /* as a programmer knows it; NULL: likewise */
	bool by_date; /* already where the clock only stands elsewhere; else where it runs at another rate */
	const char *why;
} rows[] = {
	{ "alarm", NULL, false, "whose signal never comes then" },
	{ "sem_timedwait", NULL, false, "which waits for ever then" },
	{ "sem_clockwait", NULL, true, "which waits for ever then, or not at all" },
	{ "pthread_cond_clockwait", NULL, true, "which waits for ever then, or not at all" },
	{ "pthread_mutex_timedlock", NULL, true, "which waits for ever then, or not at all" },
	{ "pthread_mutex_clocklock", NULL, true, "which waits for ever then, or not at all" },
	{ "pthread_rwlock_timedrdlock", NULL, true, "which waits for ever then, or not at all" },
	{ "pthread_rwlock_timedwrlock", NULL, true, "which waits for ever then, or not at all" },
	{ "pthread_rwlock_clockrdlock", NULL, true, "which waits for ever then, or not at all" },
	{ "pthread_rwlock_clockwrlock", NULL, true, "which waits for ever then, or not at all" },
	{ "pthread_timedjoin_np", NULL, true, "which waits for ever then, or not at all" },
	{ "pthread_clockjoin_np", NULL, true, "which waits for ever then, or not at all" },
	{ "cnd_timedwait", NULL, true, "which waits for ever then, or not at all" },
	{ "mtx_timedlock", NULL, true, "which waits for ever then, or not at all" },
	{ "mq_timedreceive", NULL, true, "which waits for ever then, or not at all" },
	{ "mq_timedsend", NULL, true, "which waits for ever then, or not at all" },
	{ "timer_settime", NULL, true, "which with TIMER_ABSTIME never fires then" },
	{ "timerfd_settime", NULL, true, "which with TFD_TIMER_ABSTIME never fires then" },
	{ "_ZNSt28__atomic_futex_unsigned_base19_M_futex_wait_until", "std::future::wait_until",
	  true, "which waits for ever then, or not at all" },
	{ "_ZNSt28__atomic_futex_unsigned_base26_M_futex_wait_until_steady",
	  "std::future::wait_for", true, "which waits for ever then, or not at all" },
};

/* The C library's own parts, and those whose functions a program names itself when it waits by them. */
static const char *const not_scanned[] = { "libc.so",   "libpthread.so", "librt.so",
					   "libm.so",   "libdl.so",      "libresolv.so",
					   "libanl.so", "libstdc++.so",  "libgcc_s.so",
					   "ld-linux",  "ld64.so",       "libfaketime" };

struct search {
	bool by_rate;
	const struct row *found;
	char in[NAME_MAX + 1]; /* the library that names it; "": the program itself */
};

/* C's names are whole, those of C++ end in the types of what is passed. */
static bool is_row(const struct row *row, const char *symbol)
{
	return row->name ? strncmp(symbol, row->symbol, strlen(row->symbol)) == 0
			 : strcmp(symbol, row->symbol) == 0;
}

static bool take_symbol(void *arg, const char *symbol)
{
	struct search *s = arg;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && !s->found; i++)
		if ((rows[i].by_date || s->by_rate) && is_row(&rows[i], symbol))
			s->found = &rows[i];
	return !s->found;
}

static bool is_scanned(const char *name)
{
	for (size_t i = 0; i < sizeof(not_scanned) / sizeof(not_scanned[0]); i++)
		if (strncmp(name, not_scanned[i], strlen(not_scanned[i])) == 0)
			return false;
	return true;
}

static bool take_library(void *arg, const char *library)
{
	struct search *s = arg;
	const char *slash = strrchr(library, '/'), *name = slash ? slash + 1 : library;
	struct imports it;

	if (!is_scanned(name))
		return true;
	imports_read(library, &it, take_symbol, s, NULL);
	if (s->found)
		snprintf(s->in, sizeof(s->in), "%s", name);
	return !s->found;
}

static int refuse(const char *file, struct sck_err *err, const char *what)
{
	return err_set(err, -EINVAL, "libfaketime cannot serve %s: %s; run it without --untraced",
		       file, what);
}

static int check_functions(const char *file, bool by_rate, struct sck_err *err)
{
	struct search s = { .by_rate = by_rate };
	struct imports it;
	char what[512];
	int rc = imports_read(file, &it, take_symbol, &s, err);

	if (rc < 0)
		return refuse(file, err, "it may not be read, and so what it calls is not known");
	if (!it.is_elf)
		return 0;
	if (it.runtime) {
		snprintf(what, sizeof(what),
			 "it is a %s program, which makes system calls of its own", it.runtime);
		return refuse(file, err, what);
	}
	if (it.has_sanitizer)
		return refuse(file, err, "a sanitizer is in it that stands before the C library's functions itself");
	if (!it.interpreter[0])
		return refuse(file, err, "it is static, and loads no library");
	rc = s.found ? 0 : imports_libraries(file, &it, take_library, &s, err);
	if (rc < 0)
		return -EINVAL;
	if (!s.found)
		return 0;
	snprintf(what, sizeof(what), "%s%s calls %s, %s", s.in[0] ? "its library " : "it", s.in,
		 s.found->name ? s.found->name : s.found->symbol, s.found->why);
	return refuse(file, err, what);
}

/* The dynamic linker preloads nothing into what has more rights than its caller (ld.so(8), secure-execution mode). */
static int check_rights(const char *file, struct sck_err *err)
{
	struct stat st;

	if (stat(file, &st))
		return err_errno(err, -EINVAL, "%s", file);
	if (((st.st_mode & S_ISUID) && st.st_uid != getuid()) ||
	    ((st.st_mode & S_ISGID) && st.st_gid != getgid()))
		return refuse(file, err, "it is set-user-ID or set-group-ID, and nothing is preloaded into it");
	if (getuid() && getxattr(file, "security.capability", NULL, 0) > 0)
		return refuse(file, err, "it has capabilities of its own, and nothing is preloaded into it");
	return 0;
}

/* As execvp(3) does. */
static bool find_in_path(const char *word, char ret[PATH_MAX])
{
	const char *path = getenv("PATH");
	struct stat st;

	if (strchr(word, '/'))
		return snprintf(ret, PATH_MAX, "%s", word) < PATH_MAX;
	for (path = path ? path : "/bin:/usr/bin"; *path; path += strcspn(path, ":"), path += *path == ':') {
		size_t len = strcspn(path, ":");

		if (snprintf(ret, PATH_MAX, "%.*s/%s", len ? (int)len : 1, len ? path : ".", word) < PATH_MAX &&
		    access(ret, X_OK) == 0 && stat(ret, &st) == 0 && S_ISREG(st.st_mode))
			return true;
	}
	return false;
}

/* The program that FILE, a script, is for; a script without its line is the shell's. False: it is none. */
static bool read_interpreter(const char *file, char ret[PATH_MAX], char ret_argument[PATH_MAX])
{
	char line[PATH_MAX] = "";
	FILE *script = fopen(file, "re");

	if (!script)
		return false;
	if (!fgets(line, sizeof(line), script))
		line[0] = '\0';
	fclose(script);
	ret_argument[0] = '\0';
	if (memcmp(line, "\177ELF", 4) == 0)
		return false;
	if (sscanf(line, "#! %4095s %4095s", ret, ret_argument) < 1)
		strcpy(ret, "/bin/sh");
	return true;
}

/* "#!/usr/bin/env python3" */
static bool is_env(const char *interpreter, const char *argument)
{
	const char *slash = strrchr(interpreter, '/');

	return slash && strcmp(slash, "/env") == 0 && argument[0] && argument[0] != '-' &&
	       !strchr(argument, '=');
}

int faketime_fit(const char *program, bool by_rate, char ret_file[PATH_MAX], struct sck_err *err)
{
	char interpreter[PATH_MAX], argument[PATH_MAX];
	const char *word = program;
	int rc;

	for (int depth = 0; depth <= SCRIPTS_MOST; depth++) {
		if (!find_in_path(word, ret_file))
			return err_set(err, -ENOENT, "'%s': no such program", word);
		rc = check_rights(ret_file, err);
		if (rc < 0)
			return rc;
		if (!read_interpreter(ret_file, interpreter, argument))
			return check_functions(ret_file, by_rate, err);
		word = is_env(interpreter, argument) ? argument : interpreter;
	}
	return err_set(err, -ELOOP, "'%s': more than %d scripts, one for the other", program, SCRIPTS_MOST);
}
