/*
 * See ladder.h. The rows of the record are facts/rungs'; here the steps come between them. It reads the record and the steps that it was
 * told of, and judges nothing.
 */
#include "judge/ladder.h"
#include "base/text.h"
#include "facts/rungs.h"
#include "os/callsite.h"
#include "run/clock.h"
#include "run/session.h"
#include <stdlib.h>
#include <string.h>

struct step {
	int64_t at;
	size_t before_call;
	const char *name;
	const void *from;
};

static struct {
	const struct sck_session *session;
	struct step steps[LADDER_STEPS]; /* a ring */
	size_t count;
} watch;

void ladder_watch(const struct sck_session *s)
{
	watch.session = s;
	watch.count = 0;
}

void ladder_step(const struct sck_session *s, const char *name, const void *from)
{
	if (s && s == watch.session)
		watch.steps[watch.count++ % LADDER_STEPS] =
			(struct step){ clock_elapsed(s), s->record.calls_count, name, from };
}

static void gather(struct rungs *rungs, const struct sck_session *s)
{
	size_t first = watch.count > LADDER_STEPS ? watch.count - LADDER_STEPS : 0;

	rungs_since(rungs, &s->record, 0, 0);
	for (size_t i = first; i < watch.count; i++) {
		const struct step *step = &watch.steps[i % LADDER_STEPS];

		rungs_add(rungs, &(struct rung){ step->at, 2 * step->before_call, RUNG_STEP, i });
	}
	rungs_sort(rungs);
}

/* A step that another step makes for the test has no place in the test. */
static bool is_place_of_test(const char *file)
{
	return !text_starts(file, "steps_");
}

static json_t *step_row(const struct step *step, bool is_last)
{
	json_t *row =
		json_pack("{ss sI ss}", "kind", "step", "at", (json_int_t)step->at, "text", step->name);
	char file[256];
	int line;

	if (!callsite_own((const char *)step->from - 1, file, sizeof(file), &line) && is_place_of_test(file))
		json_object_set_new(row, "site", json_sprintf("%s:%d", file, line));
	if (is_last)
		json_object_set_new(row, "failed", json_true());
	return row;
}

static const char *program_name(const struct sck_session *s, int program)
{
	struct sck_program *p = state_program(s, program);

	return p ? bytes_text(&p->name) : "";
}

static char *row_text(const struct sck_session *s, const struct rung *rung)
{
	const struct record *r = &s->record;
	const size_t i = rung->index;
	json_t *json;
	char *text;

	if (rung->kind == RUNG_CALL)
		json = rungs_call(r, &r->calls[i], program_name(s, r->calls[i].program));
	else if (rung->kind == RUNG_EVENT)
		json = rungs_event(r, &r->events[i], program_name(s, r->events[i].program));
	else
		json = step_row(&watch.steps[i % LADDER_STEPS], i + 1 == watch.count);
	text = json_dumps(json, JSON_COMPACT);
	if (!text)
		abort();
	json_decref(json);
	return text;
}

void ladder_write(struct bytes *to, const struct sck_session *s)
{
	char *texts[LADDER_ROWS];
	struct rungs rungs = { 0 };
	size_t shown = 0, len = 64;

	gather(&rungs, s);
	while (shown < LADDER_ROWS && shown < rungs.count) {
		texts[shown] = row_text(s, &rungs.all[rungs.count - 1 - shown]);
		len += strlen(texts[shown]) + 1;
		if (len > LADDER_MOST) {
			free(texts[shown]);
			break;
		}
		shown++;
	}
	bytes_append_text(to, "[");
	if (shown < rungs.count)
		bytes_printf(to, "{\"kind\":\"omitted\",\"count\":%zu}%s", rungs.count - shown,
			     shown ? "," : "");
	while (shown-- > 0) {
		bytes_append_text(to, texts[shown]);
		bytes_append_text(to, shown ? "," : "");
		free(texts[shown]);
	}
	bytes_append_text(to, "]");
	rungs_done(&rungs);
}
