/*
 * Short reads and writes lose no byte and turn none round: whatever the program asks for is there at its next call, in C by every call that
 * moves bytes, static and dynamic, and in other languages. Every length, and every offset; of the slow languages a few. With WHOLE in the
 * environment every length at every offset (WHOLE=1 build/tests/live/loses_nothing; two minutes).
 */
#include "support/live.h"

#include "run/bend.h"
#include "run/state.h"
#include <stdio.h>
#include <stdlib.h>

static const char question[] = "a question of twenty";
static const char answer[] = "and its answer, too\n";
enum { LENGTH = sizeof(question) - 1 };
#define WORDS(...) ((const char *[]){ __VA_ARGS__, NULL })

/*
 * How TALKing programs are started, and how many rules have acted. A program that asks for one byte alone cannot be cut, so not
 * every rule acts on every one of them.
 */
struct talking {
	const char *const *argv;
	bool serves; /* and is not the one that calls */
	bool is_forced;
	int rules, acted;
};

static struct sck_program *start(struct sck_session *s, const struct talking *t)
{
	if (strcmp(t->argv[0], "java") == 0)
		return sck_start(s, &(struct sck_start){ .argv = t->argv });
	return live_start(s, t->argv);
}

static void be_called(struct sck_session *s, const struct talking *t)
{
	struct sck_peer *server = sck_listen(s, NULL);
	struct sck_program *p = start(s, t);

	server = sck_accept(server);
	sck_expect(server, question, LENGTH);
	sck_expect_end(server);
	sck_send(server, answer, LENGTH);
	sck_half_close(server);
	sck_expect_exit(p, 0);
	live_assert_output(p, answer);
}

static void call(struct sck_session *s, const struct talking *t)
{
	struct sck_program *p = start(s, t);
	struct sck_peer *client = sck_connect(s, p);

	sck_send(client, question, LENGTH);
	sck_expect(client, question, LENGTH);
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(p, 0);
}

static void talk(struct talking *t, const char *rule)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);

	s->options.force = t->is_forced;
	sck_inject(s, rule);
	if (t->serves)
		call(s, t);
	else
		be_called(s, t);
	t->rules++;
	t->acted += !bend_idle(s, SIZE_MAX);
	sck_session_free(s);
}

/* Each STEP-th length, of every call; and each STEP-th offset, where one byte is moved or, of the whole, each STEP-th number. */
static void talk_in_parts(struct talking t, int step)
{
	static const char *const classes[] = { "recv", "send" };
	const int most = getenv("WHOLE") ? LENGTH : 2;
	char rule[64];

	for (size_t i = 0; i < COUNT_OF(classes); i++)
		for (int n = 1; n < LENGTH; n += step) {
			snprintf(rule, sizeof(rule), "%s:short=%d", classes[i], n);
			talk(&t, rule);
			for (int len = 1; len < most && len + n <= LENGTH; len += step) {
				snprintf(rule, sizeof(rule), "%s:short=%d:offset=%d", classes[i],
					 len, n - 1);
				talk(&t, rule);
			}
		}
	print_message("%d of %d rules acted\n", t.acted, t.rules);
	assert_true(t.acted * 4 >= t.rules * 3);
}

static void in_c_by(const char *way)
{
	talk_in_parts((struct talking){ .argv = WORDS("talks_by", way, "{host}", "{port}", question) }, 1);
}

static void in(const char *program, int step)
{
	live_program(program); /* or it skips */
	talk_in_parts((struct talking){ .argv = WORDS(program, "call", "{host}", "{port}", question) }, step);
	talk_in_parts((struct talking){ .argv = WORDS(program, "serve", "{port}"), .serves = true }, step);
}

static void in_c_by_recv(void **state)
{
	(void)state;
	in_c_by("recv");
}

static void in_c_by_read(void **state)
{
	(void)state;
	in_c_by("read");
}

static void in_c_by_readv(void **state)
{
	(void)state;
	in_c_by("readv");
}

static void in_c_by_recvmsg(void **state)
{
	(void)state;
	in_c_by("recvmsg");
}

static void in_c_by_stdio(void **state)
{
	(void)state;
	in_c_by("stdio");
}

static void in_static_c(void **state)
{
	(void)state;
	in("talk_static", 1);
}

static void in_rust(void **state)
{
	(void)state;
	in("talk_in_rust", 1);
}

static void in_perl(void **state)
{
	(void)state;
	in("talk_in_perl.pl", 6);
}

static void in_python(void **state)
{
	(void)state;
	in("talk_in_python.py", 7);
}

/* Where it calls, epoll has told it of the end before it reads: then it takes a short read for the last, and is right. */
static void in_node(void **state)
{
	(void)state;
	live_program("talk_in_node.js");
	talk_in_parts((struct talking){ .argv = WORDS("talk_in_node.js", "serve", "{port}"), .serves = true },
		      9);
}

/* Its descriptors are edge-triggered, so that a short read has to be insisted on; its runtime makes no use of that. */
static void in_go(void **state)
{
	(void)state;
	live_program("talk_in_go");
	talk_in_parts((struct talking){ .argv = WORDS("talk_in_go", "call", "{host}", "{port}", question),
					.is_forced = true },
		      1);
	talk_in_parts((struct talking){ .argv = WORDS("talk_in_go", "serve", "{port}"),
					.serves = true,
					.is_forced = true },
		      1);
}

static void in_java(void **state)
{
	char *folder = strdup(live_program("talk_in_java.class"));

	(void)state;
	*strrchr(folder, '/') = '\0';
	talk_in_parts((struct talking){ .argv = WORDS("java", "-XX:TieredStopAtLevel=1", "-cp", folder,
						      "talk_in_java", "call", "{host}", "{port}", question) },
		      13);
	free(folder);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_c_by_recv),  cmocka_unit_test(in_c_by_read),
	cmocka_unit_test(in_c_by_readv), cmocka_unit_test(in_c_by_recvmsg),
	cmocka_unit_test(in_c_by_stdio), cmocka_unit_test(in_static_c),
	cmocka_unit_test(in_rust),       cmocka_unit_test(in_go),
	cmocka_unit_test(in_perl),       cmocka_unit_test(in_python),
	cmocka_unit_test(in_node),       cmocka_unit_test(in_java),
};

LIVE_MAIN(tests)
