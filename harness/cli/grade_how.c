/* See grade_how.h. A suite is nobody's enemy: it is known by a sum that needs no library (base/sum.h). */
#include "cli/grade_how.h"
#include "base/sum.h"
#include "cli/file.h"
#include <inttypes.h>

int grade_how(struct bytes *to, const char *suite, const char *const *options, struct sck_err *err)
{
	struct bytes content = { 0 };
	int code = file_read(&content, suite, err);

	bytes_printf(to, "%016" PRIx64, sum_add(SUM_OF_NOTHING, content.data, content.len));
	for (; *options; options++)
		bytes_printf(to, " %s", *options);
	bytes_done(&content);
	return code;
}

void grade_how_sum(struct bytes *to, const struct grade_plan *plan)
{
	struct bytes words = { 0 };

	bytes_printf(&words, "%s\n%s\n%s\n", plan->how, plan->build, plan->run);
	for (int i = 0; i < GRADE_INSTRUMENTS; i++)
		bytes_printf(&words, "%d", plan->instruments[i]);
	bytes_printf(to, "%016" PRIx64, sum_add(SUM_OF_NOTHING, words.data, words.len));
	bytes_done(&words);
}
