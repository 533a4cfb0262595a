/*
 * `sockcheck bundle`: what a learning platform grades with: this very program, the suite, and scripts that speak the platform's
 * language.
 */
#include "base/text.h"
#include "cli/command.h"
#include "cli/instruments.h"
#include "cli/pack.h"
#include "cli/policy_file.h"
#include "cli/suites.h"
#include "cli/usage.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct bundle {
	struct pack pack;
	const char *output; /* NULL: called by the assignment and the platform */
	const char *policy; /* a file; NULL: none */
	struct instruments instruments;
};

static int find_platform(const struct pack_platform **ret, const char *name, struct sck_err *err)
{
	*ret = pack_find(name);
	return *ret ? 0
		    : err_set(err, -EINVAL, "--for: '%s' is no platform here (expected gradescope, classroom or autolab)",
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
	if (is_for ? b->pack.platform != NULL : b->output != NULL)
		return err_set(err, -EINVAL, "%s: given twice", name);
	if (!value && count < 2)
		return err_set(err, -EINVAL, "%s: its value is missing", name);
	value = value ? value : words[1];
	if (is_for)
		return find_platform(&b->pack.platform, value, err) ? err->code : took;
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
		code = b->pack.fds[PACK_POLICY] = pack_file(&policy.text, err);
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

	if (!b->pack.platform)
		return err_set(err, -EINVAL, "--for is missing (expected gradescope, classroom or autolab)");
	code = suites_find(options->words[0], &suite, err);
	b->pack.assignment = suites_name(bytes_text(&suite));
	if (code == 0)
		code = check_name(b->pack.assignment, err);
	if (code == 0)
		code = check_linked(bytes_text(&suite), err);
	if (code == 0) {
		b->pack.fds[PACK_PROGRAM] = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
		b->pack.fds[PACK_SUITE] = open(bytes_text(&suite), O_RDONLY | O_CLOEXEC);
		if (b->pack.fds[PACK_PROGRAM] < 0 || b->pack.fds[PACK_SUITE] < 0)
			code = err_errno(err, -errno, "'%s'", bytes_text(&suite));
	}
	if (code == 0)
		code = open_policy(b, bytes_text(&suite), err);
	if (code == 0) {
		b->pack.packages = b->instruments.valgrind ? " valgrind" : "";
		list_options(&b->pack.options, options, &b->instruments);
		if (b->output)
			bytes_append_text(output, b->output);
		else
			bytes_printf(output, "%s-%s.%s", b->pack.assignment, b->pack.platform->name,
				     b->pack.platform->suffix);
		code = pack_write(&b->pack, bytes_text(output), err);
	}
	bytes_done(&suite);
	return code;
}

int cmd_bundle(int argc, char **argv)
{
	struct bundle b = { .pack.fds = { -1, -1, -1, -1, -1 } };
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
	pack_done(&b.pack);
	bytes_done(&output);
	return status;
}
