/*
 * facts/outcome: every row can be asked for, comes to a call, and says what that call's manual page says.
 */
#include "facts/outcome.h"
#include "facts/names.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static bool has_word(const char *list, const char *word)
{
	char padded[1024], wanted[64];

	snprintf(padded, sizeof(padded), " %s ", list);
	snprintf(wanted, sizeof(wanted), " %s ", word);
	return strstr(padded, wanted) != NULL;
}

static const struct outcome *find(const char *call, const char *word, const char *error)
{
	return outcome_find(call, strlen(call), word, strlen(word), error);
}

/* The name of the I-th call that the row comes to; NULL: it has no more. */
static const char *call_of(const struct outcome *o, size_t i)
{
	for (size_t row = 0; row < call_table_count; row++)
		if (outcome_fits(o, &call_table[row]) && i-- == 0)
			return call_table[row].name;
	return NULL;
}

static void every_row_comes_to_a_call_and_is_found_by_its_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < outcome_table_count; i++) {
		const struct outcome *o = &outcome_table[i];

		if (!call_of(o, 0))
			fail_msg("row %zu, %s, comes to no call", i, o->word);
		for (size_t n = 0; call_of(o, n); n++)
			if (find(call_of(o, n), o->word, o->error) != o)
				fail_msg("%s:%s %s is another row's", call_of(o, n), o->word,
					 o->error ? o->error : "");
		if (o->class != CLASS_NONE && !find(call_class_name(o->class), o->word, o->error))
			fail_msg("the class %s has no %s", call_class_name(o->class), o->word);
	}
}

static void the_calls_of_a_row_are_of_its_class(void **state)
{
	(void)state;
	for (size_t i = 0; i < outcome_table_count; i++) {
		const char *rest = outcome_table[i].calls ? outcome_table[i].calls : "";

		for (size_t len = strcspn(rest, " "); *rest; len = strcspn(rest, " ")) {
			const struct call *call = call_by_name(rest, len);

			if (!call || call->class != outcome_table[i].class)
				fail_msg("%.*s", (int)len, rest);
			rest += len + (rest[len] == ' ');
		}
	}
}

static void every_error_is_one_that_the_call_can_fail_with(void **state)
{
	(void)state;
	for (size_t i = 0; i < outcome_table_count; i++) {
		const struct outcome *o = &outcome_table[i];

		assert_int_equal(o->error != NULL, strcmp(o->word, "error") == 0);
		if (!o->error)
			continue;
		assert_int_equal(o->value, VALUE_ERRNO);
		assert_true(names_errno_number(o->error, strlen(o->error)) > 0);
		for (size_t row = 0; row < call_table_count; row++)
			if (outcome_fits(o, &call_table[row]) && !has_word(call_table[row].errnos, o->error))
				fail_msg("%s does not list %s", call_table[row].name, o->error);
	}
}

/* A shortened call must be one that can be short, one that is cut short in time must wait. */
static void effects_agree_with_what_the_calls_can(void **state)
{
	(void)state;
	for (size_t i = 0; i < outcome_table_count; i++) {
		const struct outcome *o = &outcome_table[i];

		for (size_t row = 0; row < call_table_count; row++) {
			const struct call *c = &call_table[row];

			if (!outcome_fits(o, c))
				continue;
			if (strcmp(o->word, "short") == 0)
				assert_true(c->can_be_short);
			if (o->needs & NEED_TIME_OUT)
				assert_int_equal(c->class, CLASS_WAIT);
		}
		/* A datagram that is cut is lost, and a call that does not wait is not interrupted. */
		if (strcmp(o->word, "short") == 0 && !has_word("recvmmsg sendmmsg", o->calls))
			assert_true(o->needs & NEED_STREAM);
		if (o->error && strcmp(o->error, "EAGAIN") == 0 && o->class != CLASS_PROCESS)
			assert_true(o->needs & NEED_NO_WAIT);
		if (o->class == CLASS_CLOSE)
			assert_int_equal(o->effect, EFFECT_OVERRIDE);
	}
}

static bool is_text(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	return len > 0 && !strchr(text, '\n') && text[0] != ' ' && text[len - 1] != ' ' &&
	       text[len - 1] != '.' && !strstr(text, "  ");
}

static void every_text_is_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < outcome_table_count; i++) {
		const struct outcome *o = &outcome_table[i];

		assert_true(is_text(o->word));
		if (!is_text(o->after))
			fail_msg("row %zu, %s: '%s'", i, o->word, o->after ? o->after : "");
		assert_true(is_text(outcome_effect_name(o->effect)));
		assert_true(is_text(outcome_plausibility_name(o->plausibility)));
		assert_int_equal(o->value != VALUE_NONE, is_text(outcome_value_name(o->value)));
	}
	for (unsigned need = NEED_STREAM; need <= NEED_UNSEEN; need <<= 1) {
		assert_true(is_text(outcome_need_name(need)));
		assert_true(is_text(outcome_need_text(need)));
		assert_null(strchr(outcome_need_name(need), ' '));
	}
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void no_two_rows_are_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < outcome_table_count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct outcome *a = &outcome_table[i], *b = &outcome_table[j];

			if (a->class == b->class && is_same(a->calls, b->calls) &&
			    is_same(a->word, b->word) && is_same(a->error, b->error))
				fail_msg("%s:%s %s", call_class_name(a->class), a->word,
					 a->error ? a->error : "");
		}
}

/* What programs meet, by the calls that meet it; each has a row of its own. */
static const struct {
	const char *calls, *words, *errors;
} promised[] = {
	{ "read readv recvfrom recvmsg recvmmsg recv", "short end reset spurious stranger empty delay hold late",
	  "EINTR EAGAIN ETIMEDOUT ENOBUFS ENOMEM ECONNRESET ECONNREFUSED" },
	{ "recvmsg", "ctrunc", "" },
	{ "write writev sendto sendmsg sendmmsg sendfile splice send", "short reset delay hold late",
	  "EINTR EAGAIN EPIPE ECONNRESET ENOBUFS EMSGSIZE ECONNREFUSED" },
	{ "write sendto sendmsg send", "lose", "" },
	{ "accept accept4", "delay hold late",
	  "ECONNABORTED EINTR EMFILE ENFILE ENOBUFS ENOMEM EPROTO EAGAIN EPERM" },
	{ "connect", "delay hold late",
	  "ECONNREFUSED ETIMEDOUT ENETUNREACH EHOSTUNREACH EADDRNOTAVAIL EACCES EINTR ECONNRESET" },
	{ "socket socketpair", "delay hold late", "EAFNOSUPPORT EMFILE ENFILE ENOBUFS EACCES" },
	{ "bind", "delay hold late", "EADDRINUSE EACCES EADDRNOTAVAIL" },
	{ "listen", "delay hold late", "EADDRINUSE" },
	{ "close", "delay hold late", "EINTR EIO" },
	{ "getsockopt setsockopt", "delay hold late", "ENOPROTOOPT ENOBUFS" },
	{ "shutdown getpeername", "delay hold late", "ENOTCONN" },
	{ "fork vfork clone clone3", "delay hold late", "EAGAIN" },
	{ "poll ppoll select pselect6 epoll_wait epoll_pwait epoll_pwait2 wait",
	  "early spurious one hang-up delay hold late", "EINTR" },
	{ "epoll_ctl epoll_create1 dup2 getsockname fcntl ioctl alarm", "delay hold late", "" },
};

static size_t next_word(const char **at, char *ret, size_t room)
{
	size_t len;

	*at += strspn(*at, " ");
	len = strcspn(*at, " ");
	assert_true(len < room);
	memcpy(ret, *at, len);
	ret[len] = '\0';
	*at += len;
	return len;
}

static void what_programs_meet_has_a_row(void **state)
{
	char call[32], word[32];

	(void)state;
	for (size_t i = 0; i < COUNT(promised); i++)
		for (const char *calls = promised[i].calls; next_word(&calls, call, sizeof(call));) {
			for (const char *words = promised[i].words; next_word(&words, word, sizeof(word));)
				if (!find(call, word, NULL))
					fail_msg("%s has no %s", call, word);
			for (const char *errors = promised[i].errors;
			     next_word(&errors, word, sizeof(word));)
				if (!find(call, "error", word) ||
				    find(call, "error", word) == outcome_any_error())
					fail_msg("%s has no row for %s", call, word);
		}
}

static void an_error_of_the_manual_page_without_a_row_is_the_general_one(void **state)
{
	static const struct {
		const char *call, *error;
		bool is_there;
	} rows[] = {
		{ "recv", "ENOTCONN", true },       { "read", "EIO", true },
		{ "recvfrom", "EIO", false },       { "recv", "EBADF", true },
		{ "recvfrom", "ENOTSOCK", true },   { "read", "ENOTSOCK", false },
		{ "socket", "EBADF", false },       { "socket", "EINVAL", true },
		{ "vfork", "EINVAL", false },       { "close", "EAGAIN", false },
		{ "close_range", "EINTR", false },  { "dup2", "EBUSY", true },
		{ "recv", "EINT", false },          { "recv", "", false },
		{ "no_such_call", "EINTR", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (find(rows[i].call, "error", rows[i].error) !=
		    (rows[i].is_there ? outcome_any_error() : NULL))
			fail_msg("%s %s", rows[i].call, rows[i].error);
}

static void a_state_lasts_and_a_moment_does_not(void **state)
{
	static const struct {
		const char *call, *word, *error;
		bool lasts;
	} rows[] = {
		{ "recvfrom", "short", NULL, true },
		{ "accept", "error", "EMFILE", true },
		{ "connect", "error", "ECONNREFUSED", true },
		{ "fork", "error", "EAGAIN", true },
		{ "poll", "one", NULL, true },
		{ "recvfrom", "error", "EINTR", false },
		{ "sendto", "error", "EAGAIN", false },
		{ "accept", "error", "ECONNABORTED", false },
		{ "accept", "error", "EPERM", false },
		{ "recvfrom", "error", "ENOBUFS", false },
		{ "sendto", "error", "ENOBUFS", true },
		{ "recvfrom", "end", NULL, false },
		{ "sendto", "reset", NULL, false },
		{ "recvfrom", "late", NULL, false },
		{ "close", "error", "EIO", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (outcome_lasts(find(rows[i].call, rows[i].word, rows[i].error)) != rows[i].lasts)
			fail_msg("%s:%s %s", rows[i].call, rows[i].word,
				 rows[i].error ? rows[i].error : "");
}

static void words_are_taken_whole(void **state)
{
	(void)state;
	assert_null(find("recv", "shor", NULL));
	assert_null(find("recv", "shorter", NULL));
	assert_null(find("recv", "", NULL));
	assert_null(find("rec", "short", NULL));
	assert_null(find("accept", "short", NULL));
	assert_null(find("recvmmsg", "ctrunc", NULL));
	assert_non_null(find("recv", "ctrunc", NULL));
	assert_null(outcome_find("recv", 4, "short", 4, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_comes_to_a_call_and_is_found_by_its_words),
		cmocka_unit_test(the_calls_of_a_row_are_of_its_class),
		cmocka_unit_test(every_error_is_one_that_the_call_can_fail_with),
		cmocka_unit_test(effects_agree_with_what_the_calls_can),
		cmocka_unit_test(every_text_is_there),
		cmocka_unit_test(no_two_rows_are_the_same),
		cmocka_unit_test(what_programs_meet_has_a_row),
		cmocka_unit_test(an_error_of_the_manual_page_without_a_row_is_the_general_one),
		cmocka_unit_test(a_state_lasts_and_a_moment_does_not),
		cmocka_unit_test(words_are_taken_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
