/*
 * `sockcheck bundle`: what a learning platform grades with: this very program, the suite, and scripts that speak the platform's
 * language. bsdtar packs it by a list of what it holds (mtree(5)). Contents are descriptors of ours, so no temporary file is made; times,
 * owners and the order stand in the list, so the same bundle is the same file.
 */
#include "base/text.h"
#include "cli/bundle_files.h"
#include "cli/command.h"
#include "cli/file.h"
#include "cli/instruments.h"
#include "cli/policy_file.h"
#include "cli/suites.h"
#include "cli/usage.h"
#include "os/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ENTRIES = 6, PACKED_AT = 946684800 /* 2000-01-01, for every file */ };

enum content { TEXTS, PROGRAM, SUITE, POLICY, ARCHIVE, CONTENTS };

struct entry {
	const char *place; /* a % in it is the assignment */
	unsigned mode;
	enum content content;
	const char *texts[2]; /* one behind the other */
};

#define PROGRAM_AND_SUITE(FOLDER)                                                     \
	{ FOLDER "sockcheck/bin/sockcheck", 0755, PROGRAM, { NULL } },                \
		{ FOLDER "sockcheck/lib/sockcheck/suites/%", 0755, SUITE, { NULL } }, \
	{                                                                             \
		FOLDER "sockcheck/policy.txt", 0644, POLICY,                          \
		{                                                                     \
			NULL                                                          \
		}                                                                     \
	}

static const struct platform {
	const char *name, *suffix;
	const char *format;            /* as bsdtar calls it */
	struct entry archive[ENTRIES]; /* what is packed into the one that it holds, if any */
	struct entry entries[ENTRIES];
} platforms[] = {
	{ .name = "gradescope",
	  .suffix = "zip",
	  .format = "zip",
	  .entries = { { "run_autograder", 0755, TEXTS, { bundle_judge, bundle_gradescope } },
		       { "setup.sh", 0755, TEXTS, { bundle_setup } },
		       PROGRAM_AND_SUITE("") } },
	{ .name = "classroom",
	  .suffix = "zip",
	  .format = "zip",
	  .entries = { { ".github/sockcheck/grade", 0755, TEXTS, { bundle_judge, bundle_classroom } },
		       { ".github/sockcheck/setup.sh", 0755, TEXTS, { bundle_setup } },
		       PROGRAM_AND_SUITE(".github/sockcheck/"),
		       { ".github/workflows/classroom.yml", 0644, TEXTS, { bundle_classroom_workflow } } } },
	{ .name = "autolab",
	  .suffix = "tar",
	  .format = "ustar",
	  .archive = { { "autograder/driver", 0755, TEXTS, { bundle_judge, bundle_autolab } },
		       { "autograder/setup.sh", 0755, TEXTS, { bundle_setup } },
		       PROGRAM_AND_SUITE("autograder/") },
	  .entries = { { "autograde-Makefile", 0644, TEXTS, { bundle_autolab_makefile } },
		       { "autograde.tar", 0644, ARCHIVE, { NULL } } } },
};
enum { PLATFORMS = sizeof(platforms) / sizeof(platforms[0]) };

struct bundle {
	const struct platform *platform;
	const char *output; /* NULL: called by the assignment and the platform */
	const char *policy; /* a file; NULL: none */
	struct instruments instruments;
	const char *assignment;
	struct bytes options; /* that grade is to be given there, as words of a shell */
	int fds[CONTENTS];
	int fds_texts[2 * ENTRIES]; /* what the lists name, kept open until bsdtar has read it */
	size_t texts_count;
};

/* ---- Contents ---- */

/* A file without a name that holds TEXT, to be read from its beginning. */
static int make_file(const struct bytes *text, struct sck_err *err)
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
static void append_filled(struct bytes *to, const char *text, struct bundle *b)
{
	static const char assignment[] = "@ASSIGNMENT@", options[] = "@OPTIONS@", packages[] = "@PACKAGES@";

	for (const char *at; (at = strchr(text, '@')); text = at) {
		bytes_append(to, text, (size_t)(at - text));
		if (text_starts(at, assignment)) {
			bytes_append_text(to, b->assignment);
			at += sizeof(assignment) - 1;
		} else if (text_starts(at, options)) {
			bytes_append_text(to, bytes_text(&b->options));
			at += sizeof(options) - 1;
		} else if (text_starts(at, packages)) {
			bytes_append_text(to, b->instruments.valgrind ? " valgrind" : "");
			at += sizeof(packages) - 1;
		} else {
			bytes_append(to, at++, 1);
		}
	}
	bytes_append_text(to, text);
}

static int open_content(struct bundle *b, const struct entry *entry, struct sck_err *err)
{
	struct bytes text = { 0 };
	int fd;

	if (entry->content != TEXTS)
		return b->fds[entry->content];
	if (entry->texts[1])
		bytes_append_text(&text, "#!/usr/bin/env bash\n");
	for (size_t i = 0; i < 2 && entry->texts[i]; i++)
		append_filled(&text, entry->texts[i], b);
	fd = make_file(&text, err);
	bytes_done(&text);
	if (fd >= 0)
		b->fds_texts[b->texts_count++] = fd;
	return fd;
}

/* ---- Packing ---- */

static int append_entry(struct bytes *list, struct bundle *b, const struct entry *entry, struct sck_err *err)
{
	const char *rest = strchr(entry->place, '%');
	int fd;

	if (entry->content == POLICY && !b->policy)
		return 0;
	fd = open_content(b, entry, err);
	if (fd < 0)
		return fd;
	bytes_append(list, entry->place, rest ? (size_t)(rest - entry->place) : strlen(entry->place));
	bytes_append_text(list, rest ? b->assignment : "");
	bytes_printf(list, " type=file mode=%04o uid=0 gid=0 time=%d.0 contents=/proc/%d/fd/%d\n",
		     entry->mode, PACKED_AT, (int)getpid(), fd);
	return 0;
}

static int run_bsdtar(const struct bytes *list, const char *format, int fd_to, struct sck_err *err)
{
	const char *const words[] = { "bsdtar", "--format", format, "-cf", "-", "@-", NULL };
	int fds[] = { make_file(list, err), fd_to, STDERR_FILENO }, fd_process, status;
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

static int pack(struct bundle *b, const struct entry *entries, const char *format, int fd_to,
		struct sck_err *err)
{
	struct bytes list = { 0 };
	int code = 0;

	bytes_append_text(&list, "#mtree\n");
	for (size_t i = 0; i < ENTRIES && entries[i].place && code == 0; i++)
		code = append_entry(&list, b, &entries[i], err);
	if (code == 0)
		code = run_bsdtar(&list, format, fd_to, err);
	bytes_done(&list);
	return code;
}

static int pack_all(struct bundle *b, int fd_to, struct sck_err *err)
{
	int code = 0;

	if (b->platform->archive[0].place) {
		code = b->fds[ARCHIVE] = make_file(&(struct bytes){ 0 }, err);
		if (code >= 0)
			code = pack(b, b->platform->archive, "ustar", b->fds[ARCHIVE], err);
	}
	return code < 0 ? code : pack(b, b->platform->entries, b->platform->format, fd_to, err);
}

/* Under another name first: whoever finds OUTPUT finds it whole. */
static int write_output(struct bundle *b, const char *output, struct sck_err *err)
{
	struct bytes now = { 0 };
	int fd, code;

	bytes_printf(&now, "%s.now", output);
	fd = open(bytes_text(&now), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		code = err_errno(err, -errno, "'%s'", output);
	} else {
		code = pack_all(b, fd, err);
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

/* ---- What was asked ---- */

static int find_platform(const struct platform **ret, const char *name, struct sck_err *err)
{
	for (size_t i = 0; i < PLATFORMS; i++) {
		if (strcmp(platforms[i].name, name))
			continue;
		*ret = &platforms[i];
		return 0;
	}
	return err_set(err, -EINVAL, "--for: '%s' is no platform here (expected gradescope, classroom or autolab)",
		       name);
}

static int take_more(void *arg, const char *name, const char *value, const char *const *words,
		     size_t count, struct sck_err *err)
{
	struct bundle *b = arg;
	const bool is_for = !strcmp(name, "--for");
	const int took = value ? 1 : 2;

	if (!strcmp(name, "--policy"))
		return policy_file_take(&b->policy, name, value, words, count, err);
	if (!is_for && strcmp(name, "--output") != 0)
		return 0;
	if (is_for ? b->platform != NULL : b->output != NULL)
		return err_set(err, -EINVAL, "%s: given twice", name);
	if (!value && count < 2)
		return err_set(err, -EINVAL, "%s: its value is missing", name);
	value = value ? value : words[1];
	if (is_for)
		return find_platform(&b->platform, value, err) ? err->code : took;
	if (!*value)
		return err_set(err, -EINVAL, "--output: the name is empty (expected a file)");
	b->output = value;
	return took;
}

static void append_more(struct bytes *to)
{
	bytes_append_text(
		to, "  --for PLATFORM      gradescope (a zip for its autograder), classroom (a zip "
		    "to unpack in the\n"
		    "                      repository of GitHub Classroom's assignment), autolab "
		    "(a tar to unpack)\n"
		    "  --output FILE       where it goes (ASSIGNMENT-PLATFORM.zip or .tar)\n");
	policy_file_help(to);
}

static void add_option(struct bytes *to, const char *name, const char *value)
{
	if (!value)
		return;
	bytes_printf(to, "%s%s ", to->len ? " " : "", name);
	text_shell_word(to, value);
}

static void add_number(struct bytes *to, const char *name, double value)
{
	if (value > 0)
		bytes_printf(to, "%s%s %.9g", to->len ? " " : "", name, value);
}

static void add_flag(struct bytes *to, const char *name, bool is_on)
{
	if (is_on)
		bytes_printf(to, "%s%s", to->len ? " " : "", name);
}

static void list_options(struct bytes *to, const struct options *o, const struct instruments *i)
{
	add_option(to, "--case", o->suite.case_glob);
	for (size_t i = 0; i < o->suite.family_words_count; i++)
		add_option(to, "--family", o->suite.family_words[i]);
	add_number(to, "--limit", o->suite.limit);
	add_option(to, "--build", o->grading.build);
	add_option(to, "--run", o->grading.run);
	add_number(to, "--build-limit", o->grading.build_limit);
	add_number(to, "--repeat", o->grading.repeat);
	add_option(to, "--lang", o->suite.lang);
	add_flag(to, "--asan", i->asan);
	add_flag(to, "--valgrind", i->valgrind);
}

static const struct usage usage = {
	.name = "sockcheck bundle",
	.synopsis = "ASSIGNMENT --for PLATFORM",
	.about = "Packs what a learning platform needs to grade the assignment itself: sockcheck, the suite, and the\n"
		 "scripts that the platform starts. The options are those that grade gets there.",
	.want = {
		.options = OPTION_CASE | OPTION_FAMILY | OPTION_LIMIT | OPTION_BUILD | OPTION_RUN |
			   OPTION_BUILD_LIMIT | OPTION_REPEAT | OPTION_LANG,
		.words = { "ASSIGNMENT" },
		.more = { { take_more, NULL, append_more }, { instruments_take, NULL, instruments_help } },
	},
};

/* A name that is a word of a shell, and of the list. */
static int check_name(const char *name, struct sck_err *err)
{
	return name[strspn(name,
			   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] ||
			       name[0] == '-'
		       ? err_set(err, -EINVAL, "'%s' is no name for a suite in a bundle (expected letters, digits, . _ and -)",
				 name)
		       : 0;
}

/* Read here, for there nobody would see what is wrong with it. */
static int open_policy(struct bundle *b, const char *suite, struct sck_err *err)
{
	struct policy policy = { 0 };
	int code = b->policy ? policy_file_read(&policy, b->policy, suite, err) : 0;

	if (code == 0 && b->policy)
		code = b->fds[POLICY] = make_file(&policy.text, err);
	policy_done(&policy);
	return code < 0 ? code : 0;
}

/* The platform's machine has what is packed, and Debian's packages. */
static int check_linked(const char *suite, struct sck_err *err)
{
	return suites_is_shared(suite)
		       ? err_set(err, -EINVAL, "'%s' needs libsockcheck.so (expected one that is linked by 'pkg-config --libs sockcheck-static')",
				 suite)
		       : 0;
}

static int bundle(struct bundle *b, const struct options *options, struct bytes *output, struct sck_err *err)
{
	struct bytes suite = { 0 };
	int code;

	if (!b->platform)
		return err_set(err, -EINVAL, "--for is missing (expected gradescope, classroom or autolab)");
	code = suites_find(options->words[0], &suite, err);
	b->assignment = suites_name(bytes_text(&suite));
	if (code == 0)
		code = check_name(b->assignment, err);
	if (code == 0)
		code = check_linked(bytes_text(&suite), err);
	if (code == 0) {
		b->fds[PROGRAM] = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
		b->fds[SUITE] = open(bytes_text(&suite), O_RDONLY | O_CLOEXEC);
		if (b->fds[PROGRAM] < 0 || b->fds[SUITE] < 0)
			code = err_errno(err, -errno, "'%s'", bytes_text(&suite));
	}
	if (code == 0)
		code = open_policy(b, bytes_text(&suite), err);
	if (code == 0) {
		list_options(&b->options, options, &b->instruments);
		if (b->output)
			bytes_append_text(output, b->output);
		else
			bytes_printf(output, "%s-%s.%s", b->assignment, b->platform->name,
				     b->platform->suffix);
		code = write_output(b, bytes_text(output), err);
	}
	bytes_done(&suite);
	return code;
}

int cmd_bundle(int argc, char **argv)
{
	struct bundle b = { .fds = { -1, -1, -1, -1, -1 } };
	struct usage own = usage;
	struct bytes output = { 0 };
	struct options options;
	struct sck_err err = { 0 };
	int status;

	own.want.more[0].arg = &b;
	own.want.more[1].arg = &b.instruments;
	status = usage_parse(&own, argc, argv, &options);
	if (status < 0 && bundle(&b, &options, &output, &err) < 0)
		status = usage_error(usage.name, STATUS_USAGE, &err);
	if (status < 0) {
		bytes_append_text(&output, "\n");
		status = usage_write(usage.name, STDOUT_FILENO, &output);
	}
	for (size_t i = 0; i < CONTENTS; i++)
		if (b.fds[i] >= 0)
			close(b.fds[i]);
	while (b.texts_count)
		close(b.fds_texts[--b.texts_count]);
	bytes_done(&b.options);
	bytes_done(&output);
	return status;
}
