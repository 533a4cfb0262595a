/*
 * What a sweep spares itself: the second session's program begins by a copy of the first one's. Whatever it is and has then, what it does, and what the record has of it must be as
 * of a program that was started anew; and where that could not be, it is. What tells a copy is only where it lies in memory.
 */
#include "run/session.h"
#include "run/snapshots.h"
#include "support/live.h"
#include "base/err.h"

static struct sck_err err;
static bool by_env; /* one exec more */
static const char *rule;

struct seen {
	struct bytes all, place;
};

static void append_event(struct bytes *to, const struct record *r, const struct record_event *event)
{
	bytes_printf(to, "event %d process %d thread %d %lld ", event->kind, event->process,
		     event->thread, (long long)event->value);
	bytes_append(to, record_data(r, event->text), event->text.len);
	bytes_append_text(to, "\n");
}

/* Events by their kinds: those of two processes come in any order. */
static void append_record(struct bytes *to, const struct record *r)
{
	static const enum record_event_kind kinds[] = { RECORD_START, RECORD_EXEC, RECORD_EXIT,
							RECORD_KILLED, RECORD_THREAD };

	for (size_t i = 0; i < r->calls_count; i++) {
		const struct record_call *call = &r->calls[i];

		bytes_printf(to, "%d %d %s(%d) = %lld %d\n", call->process, call->thread,
			     call->call->name, call->fd, (long long)call->result, call->error);
	}
	for (size_t k = 0; k < COUNT_OF(kinds); k++)
		for (size_t i = 0; i < r->events_count; i++)
			if (r->events[i].kind == kinds[k])
				append_event(to, r, &r->events[i]);
}

static void see(const char *program, const char *mode, bool snapshots, struct seen *ret)
{
	const struct session_options options = { .family = SCK_IPV4, .lasting = true, .snapshots = snapshots };
	const char *const argv[] = { "env", live_program(program), "{host}", "{port}", mode, NULL };
	struct sck_session *s;
	struct sck_program *p;
	const uint8_t *text;
	size_t len;

	*ret = (struct seen){ 0 };
	assert_int_equal(session_new(&options, &s, &err), 0);
	if (rule)
		assert_int_equal(session_inject(s, rule, false, &err), 0);
	p = sck_start(s, &(struct sck_start){ .argv = argv + !by_env, .input = "one\ntwo\n", .input_len = 8 });
	sck_expect_end(sck_connect(s, p));
	sck_expect_exit(p, 3);
	text = sck_output(p, &len);
	bytes_append(&ret->all, text, len);
	append_record(&ret->all, session_record(s));
	text = sck_errors(p, &len);
	bytes_append(&ret->place, text, len);
	assert_int_equal(session_verdict(s)->kind, VERDICT_PASS);
	sck_session_free(s);
}

static void seen_done(struct seen *seen)
{
	bytes_done(&seen->all);
	bytes_done(&seen->place);
}

/* Whether those behind the first began by a copy shows where the loopback lasts and addresses are drawn. */
static void assert_same(const char *program, const char *mode, bool is_copied)
{
	struct seen anew, first, other;

	see(program, mode, false, &anew);
	see(program, mode, true, &first);
	assert_string_equal(bytes_text(&anew.all), bytes_text(&first.all));
	for (int i = 0; i < 3; i++) {
		see(program, mode, true, &other);
		assert_string_equal(bytes_text(&anew.all), bytes_text(&other.all));
		if (anew.place.len && is_copied)
			assert_string_equal(bytes_text(&first.place), bytes_text(&other.place));
		else if (anew.place.len)
			assert_string_not_equal(bytes_text(&first.place), bytes_text(&other.place));
		seen_done(&other);
	}
	seen_done(&anew);
	seen_done(&first);
}

static void one_that_has_nothing_but_itself(void **state)
{
	static const char *const modes[] = { "plain", "prints", "blocks", "polls" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(modes); i++)
		assert_same("tells_of_itself", modes[i], true);
}

static void one_that_another_program_has_executed(void **state)
{
	(void)state;
	by_env = true;
	assert_same("tells_of_itself", "plain", true);
	by_env = false;
}

static void not_one_that_a_rule_meets_before(void **state)
{
	(void)state;
	rule = "epoll_create1:error=EMFILE";
	assert_same("tells_of_itself", "polls", false);
	rule = NULL;
}

static void not_one_that_has_what_a_copy_would_not(void **state)
{
	static const char *const modes[] = { "thread", "child",  "dead-child", "alarm",
					     "timer",  "file",   "writes",     "reads",
					     "flags",  "shares", "closes" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(modes); i++)
		assert_same("tells_of_itself", modes[i], false);
}

static void not_one_in_surroundings_that_were_altered(void **state)
{
	struct seen first, other;

	(void)state;
	see("tells_of_itself", "plain", true, &first);
	see("tells_of_itself", "prints", true, &other);
	assert_string_not_equal(bytes_text(&first.place), bytes_text(&other.place));
	seen_done(&first);
	seen_done(&other);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(one_that_has_nothing_but_itself),
	cmocka_unit_test(one_that_another_program_has_executed),
	cmocka_unit_test(not_one_that_a_rule_meets_before),
	cmocka_unit_test(not_one_that_has_what_a_copy_would_not),
	cmocka_unit_test(not_one_in_surroundings_that_were_altered),
};

int main(void)
{
	live_begin();
	snapshots_oldest = INT64_MAX; /* however slow the machine is */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
