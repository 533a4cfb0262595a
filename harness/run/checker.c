/*
 * See checker.h. AddressSanitizer's shadow may meet what else is in the address space where that is laid out at random (kernels with
 * vm.mmap_rnd_bits 32), so it is not. Leaks are not looked for: what ends without free(3) keeps its contract.
 */
#include "run/checker.h"
#include "base/deadline.h"
#include "run/command.h"
#include "run/folder.h"
#include "run/pump.h"
#include "run/talk.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REPORTS_MOST = 64, REPORT_MOST = 64 << 10, SLOWER_ASAN = 3, SLOWER_VALGRIND = 30 };

static const char report[] = "report.";

int checker_slows_down(const struct session_options *options)
{
	return options->valgrind ? SLOWER_VALGRIND : options->asan ? SLOWER_ASAN : 1;
}

__attribute__((format(printf, 1, 2))) static char *text_of(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	return text;
}

static size_t count_words(const char *const *words)
{
	size_t count = 0;

	while (words[count])
		count++;
	return count;
}

/* In place of one of the same name. The array grows by one at most; the texts are the session's. */
static void set_variable(const char ***envp, const char *variable)
{
	size_t count = count_words(*envp), name = strcspn(variable, "=") + 1, i = 0;

	while (i < count && strncmp((*envp)[i], variable, name) != 0)
		i++;
	*envp = reallocarray(*envp, count + 2, sizeof(**envp));
	if (!*envp)
		abort();
	(*envp)[count] = (*envp)[count + 1] = NULL;
	(*envp)[i] = variable;
}

/* These stand before the program's own. */
static const char **valgrind_words(const struct sck_session *s, const char *const *argv)
{
	static const char *const first[] = { "valgrind",  "--quiet",          "--leak-check=no",
					     "--vgdb=no", "--num-callers=20", "--fullpath-after=" };
	const size_t firsts = sizeof(first) / sizeof(first[0]), count = count_words(argv);
	const char **words = calloc(firsts + 1 + count + 1, sizeof(*words));

	if (!words)
		abort();
	for (size_t i = 0; i < firsts; i++)
		words[i] = text_of("%s", first[i]);
	words[firsts] = text_of("--log-file=%s/report.%%p", s->reports->path);
	memcpy(words + firsts + 1, argv, count * sizeof(*argv));
	return words;
}

int checker_prepare(struct sck_session *s, struct spawn_plan *plan, struct sck_err *err)
{
	static const char options[] =
		"detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=2048:"
		"quarantine_size_mb=64:print_stacktrace=1:color=never:symbolize=1";
	static const char *const variables[CHECKER_VARIABLES] = { "ASAN_OPTIONS", "UBSAN_OPTIONS" };
	const char **envp = (const char **)(uintptr_t)plan->envp;
	const char *const *argv = plan->argv;

	if (!s->options.asan && !s->options.valgrind)
		return 0;
	if (!s->reports && folder_open(&s->reports, err))
		return err->code;
	plan->same_addresses = s->options.asan;
	for (size_t i = 0; s->options.asan && i < CHECKER_VARIABLES; i++) {
		if (!s->checker_variables[i])
			s->checker_variables[i] = text_of("%s=log_path=%s/report:%s", variables[i],
							  s->reports->path, options);
		set_variable(&envp, s->checker_variables[i]);
	}
	plan->envp = envp;
	if (s->options.valgrind) {
		plan->argv = valgrind_words(s, argv);
		free((void *)(uintptr_t)argv);
	}
	return 0;
}

/* A program may have put anything there, under any name. */
static bool read_report(int folder, const char *name, struct bytes *text)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	ssize_t got = 0;

	bytes_clear(text);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		got = pread(fd, bytes_grow(text, REPORT_MOST), REPORT_MOST, 0);
	if (fd >= 0)
		close(fd);
	text->len = got > 0 ? (size_t)got : 0;
	return got > 0;
}

static int is_report(const struct dirent *entry)
{
	return strncmp(entry->d_name, report, sizeof(report) - 1) == 0;
}

void checker_read(struct sck_session *s, bool (*take)(void *arg, int pid, struct bytes *text), void *arg)
{
	struct dirent **entries = NULL;
	struct bytes text = { 0 };
	bool goes_on = true;
	int count, folder;

	if (!s->reports)
		return;
	/* what they do at a connection's end is checked, too; and one may be writing */
	while (s->peers)
		talk_close(s->peers);
	s->limit_for = 2 * NS_PER_S * checker_slows_down(&s->options);
	pump_until(s, NULL, NULL, true);
	count = scandir(s->reports->path, &entries, is_report, versionsort);
	folder = open(s->reports->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (goes_on && i < REPORTS_MOST && read_report(folder, name, &text))
			goes_on = !take(arg, atoi(name + sizeof(report) - 1), &text);
		free(entries[i]);
	}
	free(entries);
	if (folder >= 0)
		close(folder);
	bytes_done(&text);
}

void checker_close(struct sck_session *s)
{
	for (size_t i = 0; i < CHECKER_VARIABLES; i++)
		free(s->checker_variables[i]);
	folder_close(s->reports);
}
