/*
 * See pack.h. bsdtar packs by a list of what there is (mtree(5)). Contents are descriptors of ours, so no temporary file is made; times,
 * owners and the order stand in the list, so the same bundle is the same file.
 */
#include "cli/pack.h"
#include "base/text.h"
#include "cli/bundle_files.h"
#include "cli/file.h"
#include "os/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PACKED_AT = 946684800 /* 2000-01-01, for every file */ };

#define PROGRAM_AND_SUITE(FOLDER)                                                          \
	{ FOLDER "sockcheck/bin/sockcheck", 0755, PACK_PROGRAM, { NULL } },                \
		{ FOLDER "sockcheck/lib/sockcheck/suites/%", 0755, PACK_SUITE, { NULL } }, \
	{                                                                                  \
		FOLDER "sockcheck/policy.txt", 0644, PACK_POLICY,                          \
		{                                                                          \
			NULL                                                               \
		}                                                                          \
	}

static const struct pack_platform platforms[] = {
	{ .name = "gradescope",
	  .suffix = "zip",
	  .format = "zip",
	  .entries = { { "run_autograder", 0755, PACK_TEXTS, { bundle_judge, bundle_gradescope } },
		       { "setup.sh", 0755, PACK_TEXTS, { bundle_setup } },
		       PROGRAM_AND_SUITE("") } },
	{ .name = "classroom",
	  .suffix = "zip",
	  .format = "zip",
	  .entries = { { ".github/sockcheck/grade", 0755, PACK_TEXTS, { bundle_judge, bundle_classroom } },
		       { ".github/sockcheck/setup.sh", 0755, PACK_TEXTS, { bundle_setup } },
		       PROGRAM_AND_SUITE(".github/sockcheck/"),
		       { ".github/workflows/classroom.yml", 0644, PACK_TEXTS, { bundle_classroom_workflow } } } },
	{ .name = "autolab",
	  .suffix = "tar",
	  .format = "ustar",
	  .archive = { { "autograder/driver", 0755, PACK_TEXTS, { bundle_judge, bundle_autolab } },
		       { "autograder/setup.sh", 0755, PACK_TEXTS, { bundle_setup } },
		       PROGRAM_AND_SUITE("autograder/") },
	  .entries = { { "autograde-Makefile", 0644, PACK_TEXTS, { bundle_autolab_makefile } },
		       { "autograde.tar", 0644, PACK_ARCHIVE, { NULL } } } },
};
enum { PLATFORMS = sizeof(platforms) / sizeof(platforms[0]) };

const struct pack_platform *pack_find(const char *name)
{
	for (size_t i = 0; i < PLATFORMS; i++)
		if (!strcmp(platforms[i].name, name))
			return &platforms[i];
	return NULL;
}

/* ---- Contents ---- */

int pack_file(const struct bytes *text, struct sck_err *err)
{
	int fd = memfd_create("bundle", MFD_CLOEXEC), code = 0;

	if (fd >= 0)
		code = file_write(fd, text);
	if (fd < 0 || code || lseek(fd, 0, SEEK_SET) < 0) {
		code = err_errno(err, code ? code : -errno, "memfd_create");
		if (fd >= 0)
			close(fd);
		return code;
	}
	return fd;
}

/* The text with the bundle's own words in it. */
static void append_filled(struct bytes *to, const char *text, struct pack *p)
{
	static const char assignment[] = "@ASSIGNMENT@", options[] = "@OPTIONS@", packages[] = "@PACKAGES@";

	for (const char *at; (at = strchr(text, '@')); text = at) {
		bytes_append(to, text, (size_t)(at - text));
		if (text_starts(at, assignment)) {
			bytes_append_text(to, p->assignment);
			at += sizeof(assignment) - 1;
		} else if (text_starts(at, options)) {
			bytes_append_text(to, bytes_text(&p->options));
			at += sizeof(options) - 1;
		} else if (text_starts(at, packages)) {
			bytes_append_text(to, p->packages);
			at += sizeof(packages) - 1;
		} else {
			bytes_append(to, at++, 1);
		}
	}
	bytes_append_text(to, text);
}

static int open_content(struct pack *p, const struct pack_entry *entry, struct sck_err *err)
{
	struct bytes text = { 0 };
	int fd;

	if (entry->content != PACK_TEXTS)
		return p->fds[entry->content];
	if (entry->texts[1])
		bytes_append_text(&text, "#!/usr/bin/env bash\n");
	for (size_t i = 0; i < 2 && entry->texts[i]; i++)
		append_filled(&text, entry->texts[i], p);
	fd = pack_file(&text, err);
	bytes_done(&text);
	if (fd >= 0)
		p->fds_texts[p->texts_count++] = fd;
	return fd;
}

/* ---- Packing ---- */

static int append_entry(struct bytes *list, struct pack *p, const struct pack_entry *entry,
			struct sck_err *err)
{
	const char *rest = strchr(entry->place, '%');
	int fd;

	if (entry->content == PACK_POLICY && p->fds[PACK_POLICY] < 0)
		return 0;
	fd = open_content(p, entry, err);
	if (fd < 0)
		return fd;
	bytes_append(list, entry->place, rest ? (size_t)(rest - entry->place) : strlen(entry->place));
	bytes_append_text(list, rest ? p->assignment : "");
	bytes_printf(list, " type=file mode=%04o uid=0 gid=0 time=%d.0 contents=/proc/%d/fd/%d\n",
		     entry->mode, PACKED_AT, (int)getpid(), fd);
	return 0;
}

static int run_bsdtar(const struct bytes *list, const char *format, int fd_to, struct sck_err *err)
{
	const char *const words[] = { "bsdtar", "--format", format, "-cf", "-", "@-", NULL };
	int fds[] = { pack_file(list, err), fd_to, STDERR_FILENO }, fd_process, status;
	pid_t pid;

	if (fds[0] < 0)
		return fds[0];
	setenv("TZ", "UTC0", 1); /* zip keeps local time */
	pid = sandbox_start_outside(fds, words, &fd_process, err);
	close(fds[0]);
	if (pid < 0)
		return (int)pid;
	close(fd_process);
	if (TEMP_FAILURE_RETRY(waitpid(pid, &status, 0)) < 0)
		return err_errno(err, -errno, "waitpid");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return err_set(err, -ENOENT, "bsdtar is not here (Debian's package: libarchive-tools)");
	return status ? err_set(err, -EIO, "bsdtar could not pack it") : 0;
}

static int pack_entries(struct pack *p, const struct pack_entry *entries, const char *format,
			int fd_to, struct sck_err *err)
{
	struct bytes list = { 0 };
	int code = 0;

	bytes_append_text(&list, "#mtree\n");
	for (size_t i = 0; i < PACK_ENTRIES && entries[i].place && code == 0; i++)
		code = append_entry(&list, p, &entries[i], err);
	if (code == 0)
		code = run_bsdtar(&list, format, fd_to, err);
	bytes_done(&list);
	return code;
}

static int pack_all(struct pack *p, int fd_to, struct sck_err *err)
{
	int code = 0;

	if (p->platform->archive[0].place) {
		code = p->fds[PACK_ARCHIVE] = pack_file(&(struct bytes){ 0 }, err);
		if (code >= 0)
			code = pack_entries(p, p->platform->archive, "ustar", p->fds[PACK_ARCHIVE], err);
	}
	return code < 0 ? code : pack_entries(p, p->platform->entries, p->platform->format, fd_to, err);
}

int pack_write(struct pack *p, const char *output, struct sck_err *err)
{
	struct bytes now = { 0 };
	int fd, code;

	bytes_printf(&now, "%s.now", output);
	fd = open(bytes_text(&now), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		code = err_errno(err, -errno, "'%s'", output);
	} else {
		code = pack_all(p, fd, err);
		if (close(fd) && code == 0)
			code = err_errno(err, -errno, "'%s'", output);
		if (code == 0 && rename(bytes_text(&now), output))
			code = err_errno(err, -errno, "'%s'", output);
		if (code)
			unlink(bytes_text(&now));
	}
	bytes_done(&now);
	return code;
}

void pack_done(struct pack *p)
{
	for (size_t i = 0; i < PACK_CONTENTS; i++)
		if (p->fds[i] >= 0)
			close(p->fds[i]);
	while (p->texts_count)
		close(p->fds_texts[--p->texts_count]);
	bytes_done(&p->options);
}
