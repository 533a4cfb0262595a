/*
 * Questions to a session's record. A call counts here when its descriptor was a socket, whatever
 * its name.
 */
#include "live.h"
#include "seen.h"

#include "run/session.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

static bool is_asked_for(const struct record_call *call, const char *word)
{
	if (!call_selected(call->call, word, strlen(word)))
		return false;
	return call->call->only_sockets || call->socket >= 0;
}

const struct record_call *seen_find(struct sck_session *s, const char *word, int n)
{
	const struct record *r = session_record(s);

	for (size_t i = 0; i < r->calls_count; i++) {
		if (is_asked_for(&r->calls[i], word) && --n == 0)
			return &r->calls[i];
	}
	return NULL;
}

const struct record_call *seen_call(struct sck_session *s, const char *word, int n)
{
	const struct record_call *call = seen_find(s, word, n);

	if (!call)
		fail_msg("the record holds no %s number %d", word, n);
	return call;
}

int seen_count(struct sck_session *s, const char *word)
{
	int count = 0;

	while (seen_find(s, word, count + 1))
		count++;
	return count;
}

static const struct record_call *find_wait(struct sck_session *s, int n)
{
	const struct record *r = session_record(s);

	for (size_t i = 0; i < r->calls_count; i++) {
		if (r->calls[i].call->class == CLASS_WAIT && --n == 0)
			return &r->calls[i];
	}
	return NULL;
}

const struct record_call *seen_wait(struct sck_session *s, int n)
{
	const struct record_call *call = find_wait(s, n);

	if (!call)
		fail_msg("the record holds no wait number %d", n);
	return call;
}

int seen_count_waits(struct sck_session *s)
{
	int count = 0;

	while (find_wait(s, count + 1))
		count++;
	return count;
}

const struct record_event *seen_find_event(struct sck_session *s, enum record_event_kind kind, int n)
{
	const struct record *r = session_record(s);

	for (size_t i = 0; i < r->events_count; i++) {
		if (r->events[i].kind == kind && --n == 0)
			return &r->events[i];
	}
	return NULL;
}

const struct record_event *seen_event(struct sck_session *s, enum record_event_kind kind, int n)
{
	const struct record_event *event = seen_find_event(s, kind, n);

	if (!event)
		fail_msg("the record holds no event of kind %d number %d", (int)kind, n);
	return event;
}

int seen_count_events(struct sck_session *s, enum record_event_kind kind)
{
	int count = 0;

	while (seen_find_event(s, kind, count + 1))
		count++;
	return count;
}

int seen_count_values(struct sck_session *s, enum record_event_kind kind, int64_t value)
{
	const struct record *r = session_record(s);
	int count = 0;

	for (size_t i = 0; i < r->events_count; i++)
		count += r->events[i].kind == kind && r->events[i].value == value;
	return count;
}

bool seen_note(struct sck_session *s, const char *text)
{
	const struct record *r = session_record(s);

	for (size_t i = 0; i < r->events_count; i++) {
		const struct record_event *event = &r->events[i];

		if (event->kind == RECORD_NOTE && event->text.len >= strlen(text) &&
		    memmem(record_data(r, event->text), event->text.len, text, strlen(text)))
			return true;
	}
	return false;
}

void seen_assert_data(struct sck_session *s, const struct record_call *call, const void *bytes, size_t len)
{
	assert_int_equal(call->data.len, len);
	assert_memory_equal(record_data(session_record(s), call->data), bytes, len);
}

void seen_assert_address(struct sck_session *s, const struct record_call *call, const char *host,
			 uint16_t port)
{
	const struct sockaddr *address = (const void *)record_data(session_record(s), call->address);
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	char text[INET6_ADDRSTRLEN];
	uint16_t got;

	assert_true(call->address.len >= sizeof(in));
	memcpy(&in, address, sizeof(in));
	if (in.sin_family == AF_INET6) {
		assert_true(call->address.len >= sizeof(in6));
		memcpy(&in6, address, sizeof(in6));
		inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof(text));
		got = ntohs(in6.sin6_port);
	} else {
		assert_int_equal(in.sin_family, AF_INET);
		inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text));
		got = ntohs(in.sin_port);
	}
	assert_string_equal(text, host);
	if (port)
		assert_int_equal(got, port);
}

void seen_assert_order(struct sck_session *s, const char *names)
{
	const struct record *r = session_record(s);
	struct bytes all = { 0 };

	for (size_t i = 0; i < r->calls_count; i++) {
		if (r->calls[i].call->only_sockets || r->calls[i].socket >= 0)
			bytes_printf(&all, "%s%s", all.len ? " " : "", r->calls[i].call->name);
	}
	assert_string_equal(bytes_text(&all), names);
	bytes_done(&all);
}

void seen_assert_stream(struct sck_session *s, const char *word, const void *bytes, size_t len)
{
	struct bytes all = { 0 };
	const struct record_call *call;

	for (int n = 1; (call = seen_find(s, word, n)); n++)
		bytes_append(&all, record_data(session_record(s), call->data), call->data.len);
	assert_int_equal(all.len, len);
	assert_memory_equal(all.data, bytes, len);
	bytes_done(&all);
}
