/* See events.h. */
#include "run/events.h"
#include "run/clock.h"
#include <string.h>

void events_tell(struct sck_session *s, const struct tracee *who, enum record_event_kind kind,
		 int64_t value, const char *text)
{
	struct record_event *event = record_add_event(&s->record);

	event->at = clock_elapsed(s);
	event->kind = kind;
	event->program = who->program;
	event->process = who->inner_tgid;
	event->thread = who->inner_tid;
	event->value = value;
	event->text = record_keep(&s->record, text, strlen(text));
	if (s->options.on_event)
		s->options.on_event(s->options.arg, &s->record, event);
}

void events_note(struct sck_session *s, const struct tracee *who, const char *text)
{
	events_tell(s, who, RECORD_NOTE, 0, text);
}
