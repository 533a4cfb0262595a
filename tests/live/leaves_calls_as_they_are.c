/*
 * A rule changes what it says and nothing else: what the kernel refuses stays refused, what a call fills in is filled in, what was
 * changed in memory is seen by no other thread's call and by no child, and signals, restarts and an exec come as without.
 */
#include "support/live.h"
#include "support/seen.h"

#include <signal.h>

static void ask(const char *word, const char *rule, const char *want)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *p;

	sck_inject(s, rule);
	p = START(s, "asks_amiss", word);
	sck_expect_exit(p, 0);
	live_assert_output(p, want);
	sck_session_free(s);
}

static void what_is_refused_stays_refused(void **state)
{
	(void)state;
	ask("vectors", "recv:short=50%",
	    "too many for readv -1 EINVAL\ntoo many for recvmsg -1 EMSGSIZE\ntoo long -1 EINVAL\n"
	    "nowhere -1 EFAULT\nno vector -1 EFAULT\nmany 100 \n");
	ask("select", "wait:spurious", "select -1 EINVAL\n");
	ask("select", "wait:hang-up", "select -1 EINVAL\n");
	ask("datagrams", "send:lose",
	    "to nobody -1 EDESTADDRREQ\ntoo long -1 EMSGSIZE\nnothing there -1 EFAULT\nsent 10 \n");
}

static void the_count_of_a_poll_is_an_int(void **state)
{
	(void)state;
	ask("poll", "ppoll:one", "poll 1 \n");
	ask("poll", "ppoll:spurious", "poll 1 \n");
}

static void the_end_is_told_in_full(void **state)
{
	(void)state;
	ask("end", "recv:end",
	    "recvmsg 0 \ncontrol 0 name 0 flags 0\nrecvfrom 0 \nrecvmmsg 2 \nname 0 lengths 0 0\n");
}

static void what_the_kernel_has_not_written_is_put_back(void **state)
{
	(void)state;
	ask("control", "recvmsg:ctrunc", "recvmsg -1 EAGAIN\ncontrol 64\n");
	ask("time", "pselect6:early", "select 1 \nless left\n");
}

static void a_shared_vector_is_put_back(void **state)
{
	const char *argv[] = { live_program("shares_a_vector"), NULL };
	struct sck_program *p;

	sck_inject(*state, "readv:short=50%");
	p = sck_start(*state, &(struct sck_start){ .argv = argv, .input_stays_open = true });
	sck_until_parked(p);
	sck_end_input(p);
	sck_expect_exit(p, 0);
	live_assert_output(p, "child 100 taken 50 50 length 100\n");
}

static void a_call_made_again_is_counted_once(void **state)
{
	struct sck_program *p;
	struct sck_peer *client;

	sck_inject(*state, "recv:short=1:when=2");
	p = START(*state, "receives_twice", "{port}");
	client = sck_connect(*state, p);
	for (int i = 0; i < 3; i++) {
		sck_until_parked(p);
		sck_signal(p, SIGUSR1);
	}
	sck_until_parked(p);
	sck_send_text(client, "abc");
	sck_until_parked(p);
	sck_send_text(client, "abc");
	sck_expect_exit(p, 0);
	live_assert_output(p, "3 1\n");
}

static void a_signal_comes_after_the_close(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "accept:error=ECONNABORTED");
	p = START(*state, "signals_meet_accept", "50");
	sck_expect_exit(p, 0);
	live_assert_output(p, "aborted 50 handled 50\n");
}

/* Those that a rule holds are gone; the next program's calls are its own. */
static void an_exec_takes_those_that_are_held(void **state)
{
	const char *argv[] = { live_program("execs_while_others_wait"), live_program("talk"),
			       "serve", "{port}", NULL };
	struct sck_program *p;
	struct sck_peer *client;

	sck_inject(*state, "accept:hold=shutdown:when=1");
	sck_inject(*state, "poll:hold=shutdown:when=1");
	p = sck_start(*state, &(struct sck_start){ .argv = argv, .input_stays_open = true });
	sck_end_input(p);
	client = sck_connect(*state, p);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(p, 0);
	assert_int_equal(seen_count_events(*state, RECORD_EXEC), 2);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_refused_stays_refused),
	cmocka_unit_test(the_count_of_a_poll_is_an_int),
	cmocka_unit_test(the_end_is_told_in_full),
	cmocka_unit_test(what_the_kernel_has_not_written_is_put_back),
	LIVE_TEST(a_shared_vector_is_put_back),
	LIVE_TEST(a_call_made_again_is_counted_once),
	LIVE_TEST(a_signal_comes_after_the_close),
	LIVE_TEST(an_exec_takes_those_that_are_held),
};

LIVE_MAIN(tests)
