/*
 * After any verdict and any number of sessions the test's process holds what it held before: no
 * process, no descriptor, no mount, no file more. Daemons, stopped processes, children and
 * unfinished peers included.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/processes.h"
#include "support/seen.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static char name[PROCESSES_NAME];

/* Leaves open whatever can be. */
static void litter(struct sck_session *s)
{
	struct sck_program *daemon = START(s, "daemonises", "{port}", name);
	struct sck_peer *client = sck_connect(s, daemon);
	struct sck_program *parent = live_play(s, "child child pause");
	FILE *file;
	char path[300];

	sck_datagrams_at(s, true);
	sck_send_text(client, "hello");
	sck_until_parked(parent);
	sck_signal(parent, SIGSTOP);
	snprintf(path, sizeof(path), "%s/file", sck_dir(s));
	file = fopen(path, "w");
	if (file)
		fclose(file);
}

static void one_session(void)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	char dir[300];

	litter(s);
	snprintf(dir, sizeof(dir), "%s", sck_dir(s));
	sck_session_free(s);
	assert_int_equal(processes_called(name), 0);
	assert_int_equal(access(dir, F_OK), -1);
}

static void after_any_number_of_sessions(void **state)
{
	struct bytes before = { 0 }, after = { 0 };

	(void)state;
	processes_name(name);
	one_session();
	processes_holdings(&before);
	for (int i = 0; i < 5; i++)
		one_session();
	processes_holdings(&after);
	assert_string_equal(bytes_text(&after), bytes_text(&before));
	bytes_done(&before);
	bytes_done(&after);
}

static void fails_on_bytes(void **state)
{
	struct sck_program *server;
	struct sck_peer *client;

	litter(*state);
	sck_use_port(*state, (uint16_t)(sck_port(*state) + 1));
	server = live_play(*state, "listen accept send=other pause");
	client = sck_connect(*state, server);
	sck_expect_text(client, "hello");
}

static void fails_at_the_limit(void **state)
{
	struct sck_program *server;

	litter(*state);
	sck_limit(*state, 0.05);
	server = live_play(*state, "spin");
	sck_until_exit(server);
}

static void skips(void **state)
{
	litter(*state);
	sck_skip(*state, "no reason");
}

static void after_any_verdict(void **state)
{
	(void)state;
	processes_name(name);
	outcome_assert_fails(fails_on_bytes, CAUSE_BYTES);
	assert_int_equal(processes_called(name), 0);
	outcome_assert_fails(fails_at_the_limit, CAUSE_LIMIT);
	assert_int_equal(processes_called(name), 0);
	assert_int_equal(outcome_of(skips)->kind, VERDICT_SKIP);
	assert_int_equal(processes_called(name), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(after_any_number_of_sessions),
	cmocka_unit_test(after_any_verdict),
};

LIVE_MAIN(tests)
