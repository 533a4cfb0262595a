/* What a sweep found, for programs: one object. Keys keep their order; null is what is not known. */
#include "facts/call.h"
#include "report/jsonparts.h"
#include "report/outcomes.h"
#include "report/sweep.h"
#include <string.h>

static json_t *text_or_null(const struct bytes *text)
{
	return text->len ? jsonparts_text(text) : json_null();
}

static json_t *ladder_of(const struct sweep_finding *f)
{
	const struct bytes *text = &f->verdict.ladder;
	json_t *ladder = text->len ? json_loadb((const char *)text->data, text->len, 0, NULL) : NULL;

	return ladder ? ladder : json_null();
}

static json_t *finding_of(const struct sweep_finding *f)
{
	const struct verdict *v = &f->verdict;
	json_t *finding = json_pack(
		"{so so ss so sI ss ss so so so so so sI sb sb so so}", "site",
		outcomes_place(&f->site), "function", outcomes_function(&f->site), "call",
		f->call->name, "outcome", jsonparts_text(&f->outcome), "when", (json_int_t)f->when,
		"case", f->name, "family", f->family, "cause", jsonparts_word(cause_name(v->cause)),
		"message", jsonparts_text(&v->message), "want", text_or_null(&v->want), "got",
		text_or_null(&v->got), "rerun", jsonparts_text(&f->rerun), "count",
		(json_int_t)f->count, "steady", f->is_steady, "known", f->is_known, "source",
		text_or_null(&f->source), "ladder", ladder_of(f));

	if (!finding)
		abort();
	return finding;
}

static json_t *findings_of(const struct sweep *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->findings_count; i++)
		json_array_append_new(list, finding_of(&s->findings[i]));
	return list;
}

static json_t *left_out_of(const struct sweep *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->left_out_count; i++)
		json_array_append_new(list, json_pack("{ss ss so so}", "case", s->left_out[i].name,
						      "family", s->left_out[i].family, "calls",
						      text_or_null(&s->left_out[i].calls), "reason",
						      jsonparts_text(&s->left_out[i].why)));
	return list;
}

static json_t *program_of(const struct sweep *s)
{
	json_t *words = json_array();

	for (size_t i = 0; s->program[i]; i++)
		json_array_append_new(words, jsonparts_word(s->program[i]));
	return words;
}

void sweep_json(struct bytes *to, const struct sweep *s)
{
	json_t *whole = json_pack("{ss so sI sI sI sI sI sI sf so so so}", "suite", s->suite,
				  "program", program_of(s), "runs", (json_int_t)s->runs, "planned",
				  (json_int_t)s->planned, "fired", (json_int_t)s->fired, "absorbed",
				  (json_int_t)s->absorbed, "unreachable",
				  (json_int_t)s->unreachable, "broken", (json_int_t)s->broken,
				  "seconds", s->seconds, "findings", findings_of(s), "left_out",
				  left_out_of(s), "lines", outcomes_json(&s->lines));

	if (!whole)
		abort();
	jsonparts_append(to, whole, true);
}
