/*
 * Questions to a session's record, each answered or the test has failed. Knows the record's shape
 * and nothing of how it came.
 */
#ifndef SUPPORT_SEEN_H
#define SUPPORT_SEEN_H

#include "facts/record.h"
#include "sockcheck.h"

#include <stdbool.h>

/*
 * The N-th call (from 1) on a socket that a name or class selects; seen_find() gives NULL where
 * there is none.
 */
const struct record_call *seen_call(struct sck_session *s, const char *word, int n);
const struct record_call *seen_find(struct sck_session *s, const char *word, int n);
int seen_count(struct sck_session *s, const char *word);
/* The N-th wait (from 1) of poll, select or epoll, whatever descriptors it is for. */
const struct record_call *seen_wait(struct sck_session *s, int n);
int seen_count_waits(struct sck_session *s);

/* The N-th event (from 1) of a kind; seen_find_event() gives NULL where there is none. */
const struct record_event *seen_event(struct sck_session *s, enum record_event_kind kind, int n);
const struct record_event *seen_find_event(struct sck_session *s, enum record_event_kind kind, int n);
int seen_count_events(struct sck_session *s, enum record_event_kind kind);
/* How many events of a kind have this value. */
int seen_count_values(struct sck_session *s, enum record_event_kind kind, int64_t value);

/* Does a note of the harness hold this text? */
bool seen_note(struct sck_session *s, const char *text);

void seen_assert_data(struct sck_session *s, const struct record_call *call, const void *bytes, size_t len);
/* "127.0.0.1:80" or "[::1]:80"; a port of 0 stands for any. */
void seen_assert_address(struct sck_session *s, const struct record_call *call, const char *host,
			 uint16_t port);
/* All calls on sockets, in order, by name: "socket bind listen accept". */
void seen_assert_order(struct sck_session *s, const char *names);
/* All bytes that calls of this class moved, in order, are these. */
void seen_assert_stream(struct sck_session *s, const char *word, const void *bytes, size_t len);

#endif
