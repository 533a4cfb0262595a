/*
 * The line in which a worker tells a verdict. Both ends are this very program, so a line that cannot be read is the harness's
 * own fault; it is still read strictly, for the worker may have been struck by the suite's code.
 */
#include "judge/wire.h"
#include "base/err.h"
#include "base/utf8.h"
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *text_of(const struct bytes *b)
{
	struct bytes clean = { 0 };
	json_t *text;

	utf8_append(&clean, b->data, b->len);
	text = json_stringn(bytes_text(&clean), clean.len);
	bytes_done(&clean);
	return text;
}

void wire_write(struct bytes *to, const struct result *r)
{
	const struct verdict *v = &r->verdict;
	json_t *file = text_of(&(struct bytes){ .data = (uint8_t *)v->file, .len = strlen(v->file) });
	json_t *line = json_pack("{si si so so so so so so so so si sf sb}", "kind", v->kind,
				 "cause", v->cause, "message", text_of(&v->message), "want",
				 text_of(&v->want), "got", text_of(&v->got), "detail",
				 text_of(&v->detail), "errors", text_of(&v->errors), "ladder",
				 text_of(&v->ladder), "probe", text_of(&r->probe), "file", file,
				 "line", v->line, "seconds", r->seconds, "has_spun", r->has_spun);
	char *text = json_dumps(line, JSON_COMPACT);

	if (!text)
		abort();
	bytes_append_text(to, text);
	bytes_append_text(to, "\n");
	free(text);
	json_decref(line);
}

static void take_text(struct bytes *to, json_t *root, const char *key)
{
	json_t *text = json_object_get(root, key);

	bytes_append(to, json_string_value(text), json_string_length(text));
}

int wire_read(const char *line, size_t len, struct result *ret, struct sck_err *err)
{
	struct verdict *v = &ret->verdict;
	json_error_t at;
	json_t *root = json_loadb(line, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &at);
	const char *file, *unused;
	int kind, cause, has_spun, code = 0;

	if (!root)
		return err_set(err, -EPROTO, "a worker's line cannot be read: %s", at.text);
	if (json_unpack_ex(root, &at, 0, "{si si ss ss ss ss ss ss ss ss si sF sb !}", "kind", &kind,
			   "cause", &cause, "message", &unused, "want", &unused, "got", &unused, "detail",
			   &unused, "errors", &unused, "ladder", &unused, "probe", &unused, "file",
			   &file, "line", &v->line, "seconds", &ret->seconds, "has_spun", &has_spun) ||
	    kind < VERDICT_PASS || kind > VERDICT_BROKEN || cause < CAUSE_NONE || cause > CAUSE_LAST) {
		code = err_set(err, -EPROTO, "a worker's line is not whole: %s", at.text);
		goto out;
	}
	v->kind = (enum verdict_kind)kind;
	v->cause = (enum cause)cause;
	ret->has_spun = has_spun;
	take_text(&v->message, root, "message");
	take_text(&v->want, root, "want");
	take_text(&v->got, root, "got");
	take_text(&v->detail, root, "detail");
	take_text(&v->errors, root, "errors");
	take_text(&v->ladder, root, "ladder");
	take_text(&ret->probe, root, "probe");
	snprintf(v->file, sizeof(v->file), "%s", file);
out:
	json_decref(root);
	return code;
}
