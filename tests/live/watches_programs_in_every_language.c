/*
 * One conversation, held by a server and by a client in each language: dynamic and static C, Go,
 * Rust, Python, Java, Node, Perl, and a shell script that starts one of them. The record holds each
 * one's calls in order, and its bytes.
 */
#include "support/live.h"
#include "support/seen.h"

enum { WORDS_MOST = 12 };

/* COMMAND and then REST, each ending with NULL. */
static struct sck_program *start(struct sck_session *s, const char *const *command, const char *const *rest)
{
	const char *argv[WORDS_MOST + 1] = { NULL };
	size_t count = 0;

	while (*command)
		argv[count++] = *command++;
	while (*rest)
		argv[count++] = *rest++;
	return sck_start(s, &(struct sck_start){ .argv = argv });
}

static void serves(struct sck_session *s, const char *const *command)
{
	struct sck_program *server = start(s, command, (const char *const[]){ "serve", "{port}", NULL });
	struct sck_peer *client = sck_connect(s, server);

	sck_send_text(client, "hello\n");
	sck_expect_text(client, "hello\n");
	sck_send_text(client, "once more\n");
	sck_expect_text(client, "once more\n");
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(server, 0);
	sck_expect_calls(server, "socket bind listen accept recv send recv send");
	seen_assert_stream(s, "recv", "hello\nonce more\n", 16);
	seen_assert_stream(s, "send", "hello\nonce more\n", 16);
}

static void calls(struct sck_session *s, const char *const *command)
{
	struct sck_peer *listener = sck_listen(s, NULL), *server;
	struct sck_program *client =
		start(s, command, (const char *const[]){ "call", "{host}", "{port}", "hello", NULL });

	server = sck_accept(listener);
	sck_expect_text(server, "hello");
	sck_expect_end(server);
	sck_send_text(server, "good day\n");
	sck_half_close(server);
	sck_expect_exit(client, 0);
	sck_expect_output_text(client, "good day\n");
	sck_expect_calls(client, "socket connect send shutdown recv");
	seen_assert_stream(s, "send", "hello", 5);
	seen_assert_stream(s, "recv", "good day\n", 9);
}

/* The folder of the fixtures, where the class is. */
static const char *class_path(void)
{
	static char folder[4096];

	strncpy(folder, live_program("talk_in_java.class"), sizeof(folder) - 1);
	*strrchr(folder, '/') = '\0';
	return folder;
}

#define IN_LANGUAGE(name, ...)                                              \
	static void serves_in_##name(void **state)                          \
	{                                                                   \
		serves(*state, (const char *const[]){ __VA_ARGS__, NULL }); \
	}                                                                   \
	static void calls_in_##name(void **state)                           \
	{                                                                   \
		calls(*state, (const char *const[]){ __VA_ARGS__, NULL });  \
	}

IN_LANGUAGE(c, live_program("talk"))
IN_LANGUAGE(static_c, live_program("talk_static"))
IN_LANGUAGE(go, live_program("talk_in_go"))
IN_LANGUAGE(rust, live_program("talk_in_rust"))
IN_LANGUAGE(python, live_program("talk_in_python.py"))
#define JAVA "java", "-XX:TieredStopAtLevel=1", "-cp", class_path(), "talk_in_java"
IN_LANGUAGE(java, JAVA)
IN_LANGUAGE(node, live_program("talk_in_node.js"))
IN_LANGUAGE(perl, live_program("talk_in_perl.pl"))
IN_LANGUAGE(c_from_a_shell, live_program("talk_from_a_shell.sh"))

/* Each is PID 2 of its session, and publishes its counters in a file of that name (os/jvm.h). */
static void two_in_java_side_by_side(void **state)
{
	const char *const java[] = { JAVA, NULL }, *const serve[] = { "serve", "{port}", NULL };
	struct sck_session *both[2] = { sck_session_new(SCK_IPV4), sck_session_new(SCK_IPV4) };
	struct sck_program *servers[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		servers[i] = start(both[i], java, serve);
		sck_until_listening(servers[i]);
	}
	for (int i = 0; i < 2; i++) {
		sck_half_close(sck_connect(both[i], servers[i]));
		sck_expect_exit(servers[i], 0);
		sck_expect_output_text(servers[i], "");
		sck_session_free(both[i]);
	}
}

#define BOTH(name) LIVE_TEST(serves_in_##name), LIVE_TEST(calls_in_##name)

static const struct CMUnitTest tests[] = {
	BOTH(c),
	BOTH(static_c),
	BOTH(go),
	BOTH(rust),
	BOTH(python),
	BOTH(java),
	BOTH(node),
	BOTH(perl),
	BOTH(c_from_a_shell),
	cmocka_unit_test(two_in_java_side_by_side),
};

LIVE_MAIN(tests)
