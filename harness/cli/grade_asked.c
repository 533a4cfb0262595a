/* See grade_asked.h. */
#include "cli/grade_asked.h"
#include "base/text.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void grade_asked_options(const struct suite_plan *plan, const char **list, char texts[2][32])
{
	size_t count = 0;

	list[count++] = "--ladder";
	if (plan->case_glob) {
		list[count++] = "--case";
		list[count++] = plan->case_glob;
	}
	for (size_t i = 0; i < plan->family_words_count; i++) {
		list[count++] = "--family";
		list[count++] = plan->family_words[i];
	}
	if (plan->limit > 0) {
		snprintf(texts[0], sizeof(texts[0]), "%.9g", plan->limit);
		list[count++] = "--limit";
		list[count++] = texts[0];
	}
	if (plan->seed) {
		snprintf(texts[1], sizeof(texts[1]), "%llu", (unsigned long long)plan->seed);
		list[count++] = "--seed";
		list[count++] = texts[1];
	}
	list[count] = NULL;
}

static const char *folder_of(const struct grading *asked)
{
	return asked->folder ? asked->folder : "grades";
}

/* A submission that is OWN itself is the folder of an earlier run, unless it is a program. */
static bool would_mix(const struct submission *one, const char *own)
{
	const size_t above = (size_t)(strrchr(one->path, '/') - one->path);

	if (strlen(own) == above && !strncmp(own, one->path, above))
		return true;
	return !strcmp(own, one->path) && submission_is_program(one);
}

int grade_asked_output(const struct grading *asked, const struct submissions *s, struct sck_err *err)
{
	char *own = realpath(folder_of(asked), NULL); /* NULL: it is not there yet, and nothing in it */
	int code = 0;

	for (size_t i = 0; own && i < s->count && code == 0; i++)
		if (would_mix(&s->list[i], own))
			code = err_set(err, -EINVAL, "--output: '%s' would mix reports with the files of '%s' (expected another folder)",
				       folder_of(asked), s->list[i].student);
	free(own);
	return code;
}

int grade_asked_submissions(const struct grading *asked, struct submissions *s, struct sck_err *err)
{
	char *own = realpath(folder_of(asked), NULL);
	char *since = asked->since ? realpath(asked->since, NULL) : NULL;
	size_t count = 0, place = 0, wanted = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct submission chosen = s->list[i];

		/* Of earlier runs, in the class's own folder. */
		if ((own && !strcmp(own, chosen.path)) || (since && !strcmp(since, chosen.path)))
			continue;
		if (asked->shards && place++ % (size_t)asked->shards != (size_t)asked->shard - 1)
			continue;
		s->list[i] = s->list[count];
		s->list[count++] = chosen;
		wanted += !asked->only || text_matches(asked->only, chosen.student);
	}
	for (size_t i = count; i < s->count; i++) {
		free(s->list[i].path);
		free(s->list[i].student);
	}
	s->count = count;
	free(own);
	free(since);
	if (!wanted && asked->only)
		return err_set(err, -ENOENT, "--only: no student's name matches '%s'", asked->only);
	return 0;
}

int grade_asked_since(const struct grading *asked, struct sck_err *err)
{
	struct stat st;

	if (!asked->since)
		return 0;
	if (stat(asked->since, &st))
		return err_errno(err, -errno, "--since: '%s'", asked->since);
	return S_ISDIR(st.st_mode) ? 0 : err_set(err, -ENOTDIR, "--since: '%s' is no folder", asked->since);
}

static int fail_format(const char *name, struct sck_err *err)
{
	struct bytes known = { 0 };

	report_append_names(&known, true);
	err_set(err, -EINVAL, "--format: '%s' is no format of a student's report (expected one of %s)",
		name, bytes_text(&known));
	bytes_done(&known);
	return -EINVAL;
}

int grade_asked_formats(const struct grading *asked, const struct report **list, struct sck_err *err)
{
	const struct report *page = report_find("html");
	size_t count = 0;

	if (page)
		list[count++] = page;
	for (size_t i = 0; i < asked->formats_count; i++) {
		const struct report *format = report_find(asked->formats[i]);

		if (!format || !format->file)
			return fail_format(asked->formats[i], err);
		if (format->write != report_json && format != page)
			list[count++] = format;
	}
	list[count] = NULL;
	return 0;
}
