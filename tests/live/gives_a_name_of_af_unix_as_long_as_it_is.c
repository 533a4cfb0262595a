/*
 * A path may fill all 108 bytes of an address, without a NUL; an abstract name has the length that the call is given, NULs and all. Who cuts the
 * one, or pads the other, is somewhere else, and nobody finds it: ENOENT at a path where nothing is, ECONNREFUSED at an abstract name.
 *
 * Edge case: 106
 * Families: unix
 * Means: peer
 * Source: unix(7), Address format, BUGS; connect(2), ENOENT, ECONNREFUSED
 */
#include "support/edge.h"
#include "run/session.h"
#include <errno.h>
#include <stdio.h>
#include <sys/un.h>

enum { ROOM = sizeof(((struct sockaddr_un *)0)->sun_path) };

/* A path of so many bytes. Valid until the next call. */
static const char *path_of(struct sck_session *s, size_t len)
{
	static char path[ROOM + 2];
	int at = snprintf(path, sizeof(path), "%s/", sck_dir(s));

	assert_in_range(at, 1, ROOM / 2);
	memset(path + at, 'x', len - (size_t)at);
	path[len] = '\0';
	return path;
}

/* Of this session alone, also where it is not private. */
static const char *abstract_name(struct sck_session *s)
{
	static char name[ROOM];

	snprintf(name, sizeof(name), "@%s", sck_dir(s));
	return name;
}

static void ask(struct sck_session *s, const char *name, int error)
{
	struct sck_program *client = START(s, "asks_at_a_path", name, "blocks");

	sck_expect_exit(client, error ? 1 : 0);
	if (!error)
		live_assert_output(client, "hello\n");
	assert_int_equal(seen_call(s, "connect", 1)->error, error);
}

static void serve(struct sck_session *s, const char *name, const char *how)
{
	sck_until_parked(START(s, "listens_by_name", name, how));
}

/* ---- A path of 108 bytes ---- */

static const char *long_path(struct sck_session *s)
{
	return path_of(s, edge_means() ? ROOM : ROOM - 8);
}

static void gives_all_of_a_path(void **state)
{
	const struct record_call *call;

	serve(*state, long_path(*state), "whole");
	ask(*state, long_path(*state), 0);
	call = seen_call(*state, "bind", 1);
	assert_int_equal(call->address.len, sizeof(struct sockaddr_un));
	assert_int_equal(
		record_data(session_record(*state), call->address)[sizeof(struct sockaddr_un) - 1], 'x');
}

static void or_cuts_it(void **state)
{
	serve(*state, long_path(*state), "cuts");
	ask(*state, long_path(*state), ENOENT);
}

static void refuses_a_longer_one(void **state)
{
	const char *path = path_of(*state, edge_means() ? ROOM + 1 : ROOM);

	sck_expect_exit(START(*state, "listens_by_name", path, "whole"), 1);
	assert_null(seen_find(*state, "bind", 1));
}

/* ---- An abstract name ---- */

static const char *unseen_name(struct sck_session *s)
{
	return edge_means() ? abstract_name(s) : path_of(s, ROOM / 2);
}

static void gives_no_more_than_an_abstract_name(void **state)
{
	const struct record_call *call;

	serve(*state, unseen_name(*state), "whole");
	ask(*state, unseen_name(*state), 0);
	call = seen_call(*state, "bind", 1);
	assert_int_equal(record_data(session_record(*state), call->address)[sizeof(sa_family_t)], '\0');
}

static void or_pads_it(void **state)
{
	serve(*state, unseen_name(*state), "pads");
	ask(*state, unseen_name(*state), ECONNREFUSED);
}

/* ---- Nothing is there ---- */

static void finds_no_path(void **state)
{
	if (!edge_means())
		serve(*state, path_of(*state, ROOM / 2), "whole");
	ask(*state, path_of(*state, ROOM / 2), ENOENT);
}

static void finds_no_abstract_name(void **state)
{
	if (!edge_means())
		serve(*state, abstract_name(*state), "whole");
	ask(*state, abstract_name(*state), ECONNREFUSED);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(gives_all_of_a_path),
	LIVE_TEST(or_cuts_it),
	LIVE_TEST(refuses_a_longer_one),
	LIVE_TEST(gives_no_more_than_an_abstract_name),
	LIVE_TEST(or_pads_it),
	LIVE_TEST(finds_no_path),
	LIVE_TEST(finds_no_abstract_name),
};

LIVE_MAIN(tests)
