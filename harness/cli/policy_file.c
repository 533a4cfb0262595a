/* See policy_file.h. */
#include "cli/policy_file.h"
#include "base/text.h"
#include "cli/file.h"
#include "cli/suites.h"
#include "judge/case_list.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

const char policy_file_name[] = "policy.txt";

int policy_file_take(void *arg, const char *name, const char *value, const char *const *words,
		     size_t count, struct sck_err *err)
{
	const char **ret_path = arg;
	const int took = value ? 1 : 2;

	if (strcmp(name, "--policy") != 0)
		return 0;
	if (*ret_path)
		return err_set(err, -EINVAL, "--policy: given twice");
	if (!value && count < 2)
		return err_set(err, -EINVAL, "--policy: its value is missing (expected FILE)");
	*ret_path = value ? value : words[1];
	if (!**ret_path)
		return err_set(err, -EINVAL, "--policy: the name is empty (expected a file)");
	return took;
}

void policy_file_help(struct bytes *to)
{
	bytes_append_text(to, "  --policy FILE       which cases students do not see, what each is "
			      "worth ('man sockcheck-grade', POLICY)\n");
}

static int check_row(const struct policy_row *row, const struct case_list *cases, const char *suite,
		     struct sck_err *err)
{
	for (size_t i = 0; i < cases->count; i++)
		if (text_matches(row->glob, cases->rows[i].name))
			return 0;
	return err_set(err, -EINVAL, "%u: no case of %s matches '%s' (expected one that 'sockcheck check %s --list' prints)",
		       row->line, suite, row->glob, suite);
}

int policy_file_read(struct policy *ret, const char *path, const char *path_of_suite, struct sck_err *err)
{
	const char *const no_options[] = { NULL };
	struct case_list cases = { 0 };
	struct bytes text = { 0 };
	struct sck_err why = { 0 };
	int code = file_read(&text, path, &why);

	*ret = (struct policy){ 0 };
	if (code)
		err_set(err, code, "--policy: %s", why.text);
	else
		code = case_list_read(&cases, path_of_suite, no_options, err);
	if (code == 0) {
		code = policy_parse(ret, bytes_text(&text), text.len, &why);
		for (size_t i = 0; i < ret->count && code == 0; i++)
			code = check_row(&ret->rows[i], &cases, suites_name(path_of_suite), &why);
		if (code)
			err_set(err, code, "--policy: %s:%s", path, why.text);
	}
	case_list_done(&cases);
	bytes_done(&text);
	return code;
}

static int check_folder(const char *folder, struct sck_err *err)
{
	struct bytes path = { 0 };
	int code = 0;

	bytes_printf(&path, "%s/%s", folder, policy_file_name);
	if (!access(bytes_text(&path), F_OK))
		code = err_set(err, -EINVAL,
			       "'%s' was graded by a policy (expected --policy '%s', or another)",
			       folder, bytes_text(&path));
	bytes_done(&path);
	return code;
}

int policy_file_check_none(const struct grading *asked, const char *folder, struct sck_err *err)
{
	int code = asked->policy ? 0 : check_folder(folder, err);

	return code || asked->policy || !asked->since ? code : check_folder(asked->since, err);
}
