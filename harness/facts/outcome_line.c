/* See outcome_line.h. */
#include "facts/outcome_line.h"
#include <stdlib.h>
#include <string.h>

struct outcome_line *outcome_lines_at(struct outcome_lines *lines, const char *site,
				      const struct call *call, const struct outcome *outcome)
{
	struct outcome_line *line;

	for (size_t i = 0; i < lines->count; i++) {
		line = &lines->list[i];
		if (line->call == call && line->outcome == outcome && !strcmp(bytes_text(&line->site), site))
			return line;
	}
	lines->list = reallocarray(lines->list, lines->count + 1, sizeof(*lines->list));
	if (!lines->list) /* LCOV_EXCL_BR_LINE: out of memory */
		abort();  /* LCOV_EXCL_LINE: out of memory */
	line = &lines->list[lines->count++];
	*line = (struct outcome_line){ .call = call, .outcome = outcome };
	bytes_append_text(&line->site, site);
	return line;
}

void outcome_lines_done(struct outcome_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		bytes_done(&lines->list[i].site);
	free(lines->list);
	*lines = (struct outcome_lines){ 0 };
}
