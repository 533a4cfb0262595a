/*
 * A program makes a call of each row of the call table, and tells what it got: the record holds the same calls, in the same order, with
 * the same results, and no other. What is refused is told instead.
 */
#include "support/live.h"
#include "support/seen.h"

#include "base/bytes.h"
#include "run/session.h"

static void append_record(struct bytes *to, const struct record *r)
{
	for (size_t i = 0; i < r->calls_count; i++) {
		const struct record_call *call = &r->calls[i];

		bytes_printf(to, "%s %lld %s\n", call->call->name, (long long)call->result,
			     call->error ? strerrorname_np(call->error) : "-");
	}
}

/* The program's own lines, as a string; those of calls that are refused are taken out. */
static void append_output(struct bytes *to, struct sck_session *s, struct sck_program *p)
{
	static const char refused[] = "io_uring_setup -1 ENOSYS\n";
	const uint8_t *output;
	const char *at;
	size_t len;

	output = sck_output(p, &len);
	assert_true(len > sizeof(refused));
	bytes_append(to, output, len);
	at = strstr(bytes_text(to), refused);
	assert_ptr_equal(at, bytes_text(to) + len - strlen(refused));
	to->len -= strlen(refused);
	assert_true(seen_note(s, "io_uring_setup"));
}

static bool has_line(const char *lines, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = lines; *at; at = strchr(at, '\n') + 1)
		if (strncmp(at, name, len) == 0 && at[len] == ' ')
			return true;
	return false;
}

static void as_the_program_has_it(void **state)
{
	struct bytes want = { 0 }, got = { 0 };
	struct sck_program *p;

	/* what makes a process is stopped at only for a rule's sake */
	sck_inject(*state, "fork:error=EAGAIN:when=1000");
	p = START(*state, "makes_each_call");
	sck_expect_exit(p, 0);
	append_output(&want, *state, p);
	append_record(&got, session_record(*state));
	assert_string_equal(bytes_text(&got), bytes_text(&want));
	for (size_t i = 0; i < call_table_count; i++)
		if (call_number(&call_table[i]) >= 0 && call_table[i].class != CLASS_REFUSED &&
		    !has_line(bytes_text(&got), call_table[i].name))
			fail_msg("no %s was made", call_table[i].name);
	bytes_done(&want);
	bytes_done(&got);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(as_the_program_has_it),
};

LIVE_MAIN(tests)
