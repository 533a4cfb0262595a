/*
 * A session's record grows: arrays that double, and one store for all bytes, so that no row holds a
 * pointer into it. It knows no process and judges nothing; session feeds it. It ends the process
 * when memory is gone.
 */
#include "facts/record.h"
#include <stdlib.h>
#include <string.h>

/* Room for one element of SIZE bytes more than COUNT in ARRAY; returns where ARRAY is now. */
static void *grow(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	*room = *room ? 2 * *room : 64;
	array = reallocarray(array, *room, size);
	if (!array)      /* LCOV_EXCL_BR_LINE: out of memory */
		abort(); /* LCOV_EXCL_LINE: out of memory */
	return array;
}

struct record_call *record_add_call(struct record *r)
{
	struct record_call *call;

	r->calls = grow(r->calls, r->calls_count, &r->calls_room, sizeof(*r->calls));
	call = &r->calls[r->calls_count++];
	*call = (struct record_call){ .fd = -1, .socket = -1 };
	return call;
}

struct record_event *record_add_event(struct record *r)
{
	struct record_event *event;

	r->events = grow(r->events, r->events_count, &r->events_room, sizeof(*r->events));
	event = &r->events[r->events_count++];
	*event = (struct record_event){ .before_call = r->calls_count };
	return event;
}

/* From the end: a socket that is asked for again is most likely a recent one. */
int record_add_socket(struct record *r, const struct record_socket *socket)
{
	for (size_t i = r->sockets_count; i-- > 0 && socket->inode;)
		if (r->sockets[i].inode == socket->inode)
			return (int)i;
	r->sockets = grow(r->sockets, r->sockets_count, &r->sockets_room, sizeof(*r->sockets));
	r->sockets[r->sockets_count] = *socket;
	return (int)r->sockets_count++;
}

struct record_bytes record_keep(struct record *r, const void *data, size_t len)
{
	struct record_bytes kept = { .at = r->store.len, .len = len };

	bytes_append(&r->store, data, len);
	return kept;
}

void record_done(struct record *r)
{
	free(r->calls);
	free(r->events);
	free(r->sockets);
	bytes_done(&r->store);
	memset(r, 0, sizeof(*r));
}
