/* See jsonparts.h. */
#include "report/jsonparts.h"
#include "report/explain.h"
#include "report/plain.h"
#include <stdlib.h>
#include <string.h>

/* Takes the storage of CLEAN. */
static json_t *text_of(struct bytes *clean)
{
	json_t *json = json_stringn(bytes_text(clean), clean->len);

	if (!json)
		abort();
	bytes_done(clean);
	return json;
}

json_t *jsonparts_text(const struct bytes *text)
{
	struct bytes clean = { 0 };

	plain_lines(&clean, text, "");
	while (clean.len && clean.data[clean.len - 1] == '\n')
		clean.len--;
	return text_of(&clean);
}

json_t *jsonparts_line(const struct bytes *text)
{
	struct bytes clean = { 0 };

	plain_line(&clean, text->data, text->len);
	return text_of(&clean);
}

json_t *jsonparts_word(const char *word)
{
	struct bytes clean = { 0 };

	if (!word)
		return json_null();
	plain_word(&clean, word);
	return text_of(&clean);
}

json_t *jsonparts_points(double points)
{
	json_t *json;

	if (points > -1e15 && points < 1e15 && points == (double)(json_int_t)points)
		return json_integer((json_int_t)points);
	json = json_real(points);
	return json ? json : json_integer(0); /* no JSON has an infinity */
}

json_t *jsonparts_explanation(const struct group_case *c)
{
	struct bytes text = { 0 };
	json_t *json;

	explain_case(&text, c);
	json = jsonparts_text(&text);
	bytes_done(&text);
	return json;
}

void jsonparts_append(struct bytes *to, json_t *json, bool is_indented)
{
	size_t flags = is_indented ? JSON_INDENT(2) : JSON_COMPACT;
	char *text = json_dumps(json, flags | JSON_REAL_PRECISION(9));

	if (!text)
		abort();
	bytes_append_text(to, text);
	bytes_append_text(to, "\n");
	free(text);
	json_decref(json);
}
