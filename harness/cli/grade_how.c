/* See grade_how.h. A suite is nobody's enemy: it is known by a sum that needs no library (FNV-1a, 64 bits). */
#include "cli/grade_how.h"
#include "cli/file.h"
#include <inttypes.h>

static uint64_t sum_of(const struct bytes *text)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < text->len; i++)
		sum = (sum ^ text->data[i]) * UINT64_C(0x100000001b3);
	return sum;
}

int grade_how(struct bytes *to, const char *suite, const char *const *options, struct sck_err *err)
{
	struct bytes content = { 0 };
	int code = file_read(&content, suite, err);

	bytes_printf(to, "%016" PRIx64, sum_of(&content));
	for (; *options; options++)
		bytes_printf(to, " %s", *options);
	bytes_done(&content);
	return code;
}
