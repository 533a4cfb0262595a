/* See refuse.h. ENOSYS is what an older kernel says: programs have another way then. */
#include "run/refuse.h"
#include "run/events.h"
#include <errno.h>
#include <stdio.h>

void refuse_call(struct sck_session *s, struct tracee *who)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "%s answered with ENOSYS: what it submits would escape the record", who->call->name);
	events_note(s, who, text);
	tracer_skip(&s->tracees, who, -ENOSYS, TRACER_GO);
}

/* 32-bit calls (socketcall and its successors) and x32: those about sockets are refused in so many words. */
static bool is_foreign_socket_call(int64_t nr)
{
#if defined(__x86_64__)
	return (nr & 0x40000000) != 0 || nr == 102 || (nr >= 359 && nr <= 373);
#else
	return nr == 102 || (nr >= 281 && nr <= 297) || nr == 366;
#endif
}

void refuse_foreign(struct sck_session *s, struct tracee *who, int64_t nr)
{
	char text[160];

	if (!is_foreign_socket_call(nr)) {
		tracer_act(&s->tracees, who, TRACER_GO);
		return;
	}
	snprintf(text, sizeof(text),
		 "socket call %lld of another architecture (32-bit or x32) answered with ENOSYS: "
		 "only native programs are supported",
		 (long long)nr);
	events_note(s, who, text);
	tracer_skip(&s->tracees, who, -ENOSYS, TRACER_GO);
}
