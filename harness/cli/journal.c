/* See journal.h. Two files are taken for the same by a sum that an edit changes; nobody is kept from forging one. */
#include "cli/journal.h"
#include "base/sum.h"
#include "cli/file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Nothing where it is no file that can be read: a device would have no end. */
static bool add_file(uint64_t *sum, const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st = { 0 };
	void *data = MAP_FAILED;

	if (fd < 0)
		return false;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size)
		data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (data == MAP_FAILED)
		return false;
	*sum = sum_add(*sum, data, (size_t)st.st_size);
	munmap(data, (size_t)st.st_size);
	return true;
}

static void add_from_path(uint64_t *sum, const char *word)
{
	const char *path = getenv("PATH");
	bool is_found = false;

	for (path = path ? path : "/bin:/usr/bin"; *path && !is_found;
	     path += strcspn(path, ":"), path += *path == ':') {
		const int len = (int)strcspn(path, ":");
		char file[PATH_MAX];

		snprintf(file, sizeof(file), "%.*s/%s", len ? len : 1, len ? path : ".", word);
		is_found = access(file, X_OK) == 0 && add_file(sum, file);
	}
}

static void add_words(uint64_t *sum, const char *const *words)
{
	for (; words && *words; words++)
		*sum = sum_add(*sum, *words, strlen(*words) + 1);
}

static void append_head(struct bytes *to, const char *suite, const struct suite_plan *plan)
{
	uint64_t sum = SUM_OF_NOTHING;
	struct bytes text = { 0 };

	add_file(&sum, "/proc/self/exe");
	if (!strchr(plan->command[0], '/'))
		add_from_path(&sum, plan->command[0]);
	for (size_t i = 0; i < plan->command_count; i++)
		add_file(&sum, plan->command[i]);
	add_words(&sum, plan->command);
	add_words(&sum, plan->rerun);
	bytes_printf(&text, "%d %d %d %.9g %llu %s %d %.9g", plan->asan, plan->valgrind, plan->port,
		     plan->limit, (unsigned long long)plan->seed, plan->date ? plan->date : "",
		     plan->clock_jumps, plan->rate);
	sum = sum_add(sum, text.data, text.len);
	bytes_done(&text);
	bytes_printf(to, "sockcheck-sweep 1 %s %016llx", suite, (unsigned long long)sum);
}

static int read_all(struct journal *j, const char *head, size_t *ret_len, struct sck_err *err)
{
	struct bytes text = { 0 };
	struct sck_err why;
	size_t len;
	int code = 0;

	for (size_t i = 0; j->resumes && i < j->count && !code; i++) {
		bytes_clear(&text);
		/* the first one is there once there is something in it */
		if (i == 0 && access(j->paths[i], F_OK) && errno == ENOENT)
			continue;
		code = file_read(&text, j->paths[i], &why);
		if (code)
			err_set(err, code, "--journal: %s", why.text);
		else if ((code = sweep_journal_read(&j->lines, head, &text, &len, &why)))
			err_set(err, code, "--journal: '%s': %s (without --resume it is begun anew)",
				j->paths[i], why.text);
		else if (i == 0)
			*ret_len = len;
	}
	bytes_done(&text);
	return code;
}

/* What stands behind LEN is no whole line. */
static int open_first(struct journal *j, struct bytes *head, size_t len, struct sck_err *err)
{
	int code = 0;

	j->lines.fd = open(j->paths[0], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (j->lines.fd < 0 || ftruncate(j->lines.fd, (off_t)len))
		code = -errno;
	bytes_append_text(head, "\n");
	if (code == 0 && len == 0)
		code = file_write(j->lines.fd, head);
	return code ? err_errno(err, code, "--journal: '%s'", j->paths[0]) : 0;
}

int journal_open(struct journal *j, const char *suite, const struct suite_plan *plan, struct sck_err *err)
{
	struct bytes head = { 0 };
	size_t len = 0;
	int code;

	j->lines = (struct sweep_journal){ .fd = -1 };
	if (!j->count)
		return j->resumes ? err_set(err, -EINVAL, "--resume: there is nothing to go on with (expected --journal FILE)")
				  : 0;
	append_head(&head, suite, plan);
	code = read_all(j, bytes_text(&head), &len, err);
	if (code == 0)
		code = open_first(j, &head, len, err);
	bytes_done(&head);
	return code;
}

void journal_done(struct journal *j)
{
	if (j->count && j->lines.fd >= 0)
		close(j->lines.fd);
	sweep_journal_done(&j->lines);
}
