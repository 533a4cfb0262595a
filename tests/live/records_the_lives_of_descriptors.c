/*
 * Every descriptor of a socket has a birth and an end in the record, in each process that has it:
 * made, paired, duplicated, replaced, received (seen at its first use), inherited, closed alone or
 * in a range or by exec, or ended with its process.
 */
#include "support/live.h"
#include "support/seen.h"

#include "run/session.h"
#include <stdio.h>
#include <stdlib.h>

/*
 * How many lives FD has had in PROCESS; each must have ended before the next begins, and the last
 * too.
 */
static int lives(struct sck_session *s, int process, int64_t fd)
{
	const struct record *r = session_record(s);
	int count = 0;
	bool is_open = false;

	for (size_t i = 0; i < r->events_count; i++) {
		const struct record_event *event = &r->events[i];

		if (event->process != process || event->value != fd)
			continue;
		if (event->kind == RECORD_FD_BORN) {
			assert_false(is_open);
			is_open = true;
			count++;
		} else if (event->kind == RECORD_FD_ENDED) {
			assert_true(is_open);
			is_open = false;
		}
	}
	assert_false(is_open);
	return count;
}

/* The descriptor's last end in PROCESS comes before that process's own. */
static bool ended_before_its_process(struct sck_session *s, int process, int64_t fd)
{
	const struct record *r = session_record(s);
	size_t ended_at = 0, left_at = 0;

	for (size_t i = 0; i < r->events_count; i++) {
		const struct record_event *event = &r->events[i];

		if (event->process == process && event->kind == RECORD_FD_ENDED && event->value == fd)
			ended_at = i;
		if (event->process == process &&
		    (event->kind == RECORD_FD_ENDED || event->kind == RECORD_EXEC))
			left_at = i;
	}
	return ended_at < left_at;
}

static long number_behind(const char *output, const char *what)
{
	const char *at = strstr(output, what);

	assert_non_null(at);
	return strtol(at + strlen(what), NULL, 10);
}

static void from_birth_to_end(void **state)
{
	struct sck_program *p = START(*state, "moves_descriptors");
	struct bytes copy = { 0 };
	const uint8_t *bytes;
	const char *output;
	int parent, children[2];
	size_t len;

	sck_expect_exit(p, 0);
	bytes = sck_output(p, &len);
	bytes_append(&copy, bytes, len);
	output = bytes_text(&copy);
	parent = seen_call(*state, "socket", 1)->process;
	children[0] = seen_event(*state, RECORD_START, 2)->process;
	children[1] = seen_event(*state, RECORD_START, 3)->process;
	assert_int_equal(lives(*state, parent, number_behind(output, "made ")), 1);
	assert_int_equal(lives(*state, parent, number_behind(output, "pair ")), 1);
	assert_int_equal(lives(*state, parent, number_behind(output, "dup ")), 1);
	assert_int_equal(lives(*state, parent, number_behind(output, "fcntl ")), 1);
	assert_int_equal(lives(*state, parent, number_behind(output, "replaced ")), 2);
	assert_int_equal(lives(*state, parent, number_behind(output, "taken ")), 1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(lives(*state, children[i], number_behind(output, "made ")), 1);
		assert_int_equal(lives(*state, children[i], number_behind(output, "replaced ")), 1);
		assert_true(ended_before_its_process(*state, children[i], number_behind(output, "made ")));
	}
	bytes_done(&copy);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(from_birth_to_end),
};

LIVE_MAIN(tests)
