/*
 * See changes.h. A file is said to have changed when its writer closes it, not at each write; at a rename or a link to its name; and at a chmod,
 * for ld(1) makes a program executable behind its last write.
 */
#include "os/changes.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint32_t of_a_file = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ATTRIB;
static const uint32_t of_the_folder = IN_DELETE_SELF | IN_MOVE_SELF;

int changes_open(struct changes *ret, struct sck_err *err)
{
	*ret = (struct changes){ .fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC) };
	return ret->fd < 0 ? err_errno(err, -errno, "inotify_init1") : 0;
}

void changes_done(struct changes *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->names[i].name);
	free(c->names);
	if (c->fd >= 0)
		close(c->fd);
	*c = (struct changes){ .fd = -1 };
}

static bool is_watched(const struct changes *c, int folder, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->names[i].folder == folder && !strcmp(c->names[i].name, name))
			return true;
	return false;
}

static void add_name(struct changes *c, int folder, const char *name)
{
	if (is_watched(c, folder, name))
		return;
	c->names = reallocarray(c->names, c->count + 1, sizeof(*c->names));
	if (!c->names || !(c->names[c->count].name = strdup(name)))
		abort();
	c->names[c->count++].folder = folder;
}

/* 1: the folder that PATH is in is not there. */
static int add_to_folder(struct changes *c, const char *path, struct sck_err *err)
{
	char copy[PATH_MAX], name[PATH_MAX];
	const char *folder;
	int number;

	snprintf(copy, sizeof(copy), "%s", path);
	snprintf(name, sizeof(name), "%s", path);
	folder = dirname(copy);
	number = inotify_add_watch(
		c->fd, folder, of_a_file | of_the_folder | IN_ONLYDIR | (c->each_write ? IN_MODIFY : 0));
	if (number < 0 && errno == ENOENT && strchr(path, '/'))
		return 1;
	if (number < 0)
		return err_errno(err, -errno, "'%s' cannot be watched", folder);
	add_name(c, number, basename(name));
	return 0;
}

/*
 * Where the folder is not there it is the folder that is waited for, or the one that shall hold it. That may have come before it was watched:
 * then no event tells of it, so it is looked for once more.
 */
static int add_path(struct changes *c, const char *path, struct sck_err *err)
{
	char folder[PATH_MAX];
	int code;

	if (strlen(path) >= sizeof(folder))
		return err_errno(err, -ENAMETOOLONG, "'%s'", path);
	do {
		snprintf(folder, sizeof(folder), "%s", path);
		while ((code = add_to_folder(c, folder, err)) == 1)
			dirname(folder);
	} while (code == 0 && strcmp(folder, path) != 0 && !access(folder, F_OK));
	return code;
}

int changes_add(struct changes *c, const char *path, struct sck_err *err)
{
	char *real = realpath(path, NULL);
	int code = add_path(c, path, err);

	if (code == 0 && real)
		code = add_path(c, real, err);
	free(real);
	return code;
}

bool changes_read(struct changes *c)
{
	char buffer[16 << 10] __attribute__((aligned(__alignof__(struct inotify_event))));
	bool found = false;
	ssize_t got;

	while ((got = TEMP_FAILURE_RETRY(read(c->fd, buffer, sizeof(buffer)))) > 0) {
		const struct inotify_event *event;

		for (char *at = buffer; at < buffer + got; at += sizeof(*event) + event->len) {
			event = (const struct inotify_event *)at;
			found = found || (event->mask & (of_the_folder | IN_Q_OVERFLOW)) ||
				(event->len && is_watched(c, event->wd, event->name));
		}
	}
	return found;
}

/* In the folder /proc/PID/fd, whose links' permissions say how each was opened (proc(5)). */
static bool has_open(const char *pid, const struct stat *file)
{
	char path[64];
	struct dirent *entry;
	bool found = false;
	DIR *fds;

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	fds = opendir(path);
	while (fds && !found && (entry = readdir(fds))) {
		struct stat target, link;

		found = !fstatat(dirfd(fds), entry->d_name, &target, 0) &&
			target.st_dev == file->st_dev && target.st_ino == file->st_ino &&
			!fstatat(dirfd(fds), entry->d_name, &link, AT_SYMLINK_NOFOLLOW) &&
			(link.st_mode & S_IWUSR);
	}
	if (fds)
		closedir(fds);
	return found;
}

bool changes_is_written(const char *path)
{
	struct dirent *entry;
	bool found = false;
	struct stat file;
	DIR *processes;

	if (stat(path, &file))
		return false;
	processes = opendir("/proc");
	while (processes && !found && (entry = readdir(processes)))
		found = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
			has_open(entry->d_name, &file);
	if (processes)
		closedir(processes);
	return found;
}
