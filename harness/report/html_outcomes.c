/* See html_outcomes.h. */
#include "report/html_outcomes.h"
#include "facts/call.h"
#include "report/html_page.h"
#include "report/outcomes.h"

static void append_row(void *arg, const struct outcomes_row *row)
{
	struct bytes *to = arg;

	bytes_append_text(to, "<tr><th scope=\"row\">");
	html_string(to, row->site);
	bytes_append_text(to, "</th><td>");
	html_string(to, row->call->name);
	bytes_printf(to, "</td><td class=\"number\">%zu / %zu</td><td>", row->met, row->count);
	html_string(to, bytes_text((struct bytes *)(uintptr_t)&row->words));
	bytes_append_text(to, "</td></tr>\n");
}

void html_outcomes(struct bytes *to, const struct results *r)
{
	static const enum word heads[] = { WORD_LINE, WORD_CALL, WORD_MET, WORD_OUTCOMES };

	if (!r->outcomes.count)
		return;
	bytes_append_text(to, "<section id=\"outcomes\" aria-labelledby=\"outcomes-title\">\n"
			      "<h2 id=\"outcomes-title\">");
	html_word(to, WORD_OUTCOMES_TITLE, r->lang);
	bytes_append_text(to, "</h2>\n<p class=\"small\">");
	html_word(to, WORD_OUTCOMES_KEY, r->lang);
	bytes_append_text(to, "</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
			      "aria-labelledby=\"outcomes-title\"><table>\n<thead><tr>");
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		bytes_append_text(to, "<th scope=\"col\">");
		html_word(to, heads[i], r->lang);
		bytes_append_text(to, "</th>");
	}
	bytes_append_text(to, "</tr></thead>\n<tbody>\n");
	outcomes_each(&r->outcomes, append_row, to);
	bytes_append_text(to, "</tbody>\n</table></div>\n</section>\n");
}
