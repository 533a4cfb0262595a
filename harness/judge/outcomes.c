/* See outcomes.h. A line is "CALL OUTCOME PLANNED MET SITE", with the outcome's place in its table. */
#include "judge/outcomes.h"
#include "facts/call.h"
#include "facts/names.h"
#include "facts/outcome.h"
#include "plan/rule.h"
#include "run/session.h"
#include "run/state.h"
#include "run/survey.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By a sweep that is asked for nothing else; another order or a stranger is not what a suite goes through. */
static bool is_expected(const struct survey_chance *chance)
{
	const struct outcome *o = chance->outcome;

	return survey_plausibility(chance) <= PLAUSIBLE_NETWORK && o->deed != DEED_LATE &&
	       o->deed != DEED_STRANGER && o->deed != DEED_EMPTY;
}

static void note_chances(struct outcome_lines *lines, const struct survey *v)
{
	for (size_t i = 0; v && i < v->count; i++)
		if (is_expected(&v->chances[i]))
			outcome_lines_at(lines, (const char *)v->sites.data + v->chances[i].site,
					 v->chances[i].call, v->chances[i].outcome)
				->planned++;
}

static const struct outcome *outcome_of_rule(const struct record *r, const struct record_call *call)
{
	char *text = strndup((const char *)record_data(r, call->injected), call->injected.len);
	const struct outcome *outcome;
	struct sck_err unused;
	struct rule rule;

	if (!text)
		abort();
	outcome = rule_parse(&rule, text, true, &unused) ? NULL : rule.outcome;
	rule_done(&rule);
	free(text);
	return outcome == outcome_any_error() ? NULL : outcome; /* no row of the table says what it is */
}

/* Did the call fare so without a rule: the kernel's own errno, the end, a reset? */
static bool is_natural(const struct record_call *call, const struct outcome *o)
{
	if (!call->error)
		return !strcmp(o->word, "end") && call->result == 0 && call->asked &&
		       call->call->class == CLASS_RECV;
	if (call->error == ECONNRESET && !strcmp(o->word, "reset"))
		return true;
	return o->error && names_errno(call->error) && !strcmp(o->error, names_errno(call->error));
}

/* What a peer did can be told from another outcome only where this one was possible at all. */
static void note_natural(struct outcome_lines *lines, const char *site, const struct record_call *call)
{
	for (size_t i = 0; i < lines->count; i++) {
		struct outcome_line *line = &lines->list[i];

		if (line->call == call->call && !strcmp(bytes_text(&line->site), site) &&
		    is_natural(call, line->outcome)) {
			line->met++;
			return;
		}
	}
}

static void note_call(struct outcome_lines *lines, const struct record *r, const struct record_call *call)
{
	const struct outcome *outcome = call->injected.len ? outcome_of_rule(r, call) : NULL;
	char *site = strndup((const char *)record_data(r, call->site), call->site.len);

	if (!site)
		abort();
	if (outcome)
		outcome_lines_at(lines, site, call->call, outcome)->met++;
	else if (!call->injected.len && call->ended_at >= 0)
		note_natural(lines, site, call);
	free(site);
}

void outcomes_take(struct bytes *to, const struct sck_session *s)
{
	const struct record *r = &s->record;
	struct outcome_lines lines = { 0 };

	note_chances(&lines, session_surveyed(s));
	for (size_t i = 0; i < r->calls_count; i++)
		note_call(&lines, r, &r->calls[i]);
	for (size_t i = 0; i < lines.count; i++)
		bytes_printf(to, "%s %td %zu %zu %s\n", lines.list[i].call->name,
			     lines.list[i].outcome - outcome_table, lines.list[i].planned,
			     lines.list[i].met, bytes_text(&lines.list[i].site));
	outcome_lines_done(&lines);
}

static void add_line(struct outcome_lines *lines, const char *text, bool passed)
{
	char name[RULE_WORD];
	size_t row, planned, met;
	int at = 0;
	const struct call *call;
	struct outcome_line *line;

	if (sscanf(text, "%23s %zu %zu %zu %n", name, &row, &planned, &met, &at) != 4 || !at ||
	    row >= outcome_table_count || !(call = call_by_name(name, strlen(name))))
		return;
	line = outcome_lines_at(lines, text + at, call, &outcome_table[row]);
	line->planned += planned;
	line->met += met;
	line->survived += passed ? met : 0;
}

void outcomes_add(struct outcome_lines *lines, const struct bytes *text, bool passed)
{
	char *copy = strndup(text->len ? (const char *)text->data : "", text->len), *rest, *line;

	if (!copy)
		abort();
	for (line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		add_line(lines, line, passed);
	free(copy);
}
