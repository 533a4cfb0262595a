/* See fuzz.h. */
#include "support/fuzz.h"
#include "plan/inject.h"
#include "support/record_text.h"
#include "facts/trace.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "this does not hold: %s\n", what);
	abort();
}
#define MUST(condition) must((condition), #condition)

/* ---- A rule --------------------------------------------------------------------------------------------------- */

static const char *answer_site(void *arg)
{
	return arg;
}

static bool answer_peer(void *arg, struct sockaddr_storage *ret)
{
	(void)arg;
	ret->ss_family = AF_INET6;
	return true;
}

/* Every call of the table comes by, twice. */
static void meet_every_call(const char *text, bool force)
{
	static char site[] = "/src/server.c:42 serve";
	struct inject plan = { .seed = strlen(text) };
	struct bytes why = { 0 };

	if (inject_add(&plan, text, force, NULL) < 0)
		return;
	for (size_t i = 0; i < 2 * call_table_count; i++) {
		const struct inject_view view = {
			.call = &call_table[i / 2],
			.is_socket = true,
			.fd = 3,
			.domain = AF_INET6,
			.type = i % 2 ? SOCK_STREAM : SOCK_DGRAM,
			.protocol = i % 2 ? IPPROTO_TCP : IPPROTO_UDP,
			.process = 1,
			.thread = 1,
			.offset = i,
			.asked = 100,
			.arg = site,
			.site = answer_site,
			.peer = answer_peer,
		};
		struct inject_choice choice = inject_decide(&plan, &view);

		MUST(choice.rule == -1 || choice.rule == 0);
		MUST(choice.cut < view.asked && !(choice.cut && choice.rule == 0));
	}
	inject_explain(&why, &plan.rules[0]);
	MUST(why.len > 0);
	bytes_done(&why);
	inject_done(&plan);
}

static bool fits_a_call(const struct rule *r)
{
	for (size_t i = 0; i < call_table_count; i++)
		if (call_selected(&call_table[i], r->call, strlen(r->call)) &&
		    outcome_fits(r->outcome, &call_table[i]))
			return true;
	return false;
}

static void check_rule(const struct rule *r, const char *text)
{
	MUST(strcmp(r->text, text) == 0);
	MUST(call_word_known(r->call, strlen(r->call)));
	MUST(r->outcome && fits_a_call(r));
	MUST(r->first >= 1 && r->last >= r->first && r->step >= 1);
	MUST(r->chance > 0 && r->chance <= 1);
	MUST(r->fd >= -1 && r->process >= 0 && r->thread >= 0 && r->offset >= -1);
	MUST(r->value >= 0 && (r->value > 0 || r->outcome->value == VALUE_NONE || r->until[0]));
	MUST(!r->until[0] || call_word_known(r->until, strlen(r->until)));
}

static void check_line(const struct sck_err *err)
{
	MUST(err->code == -EINVAL);
	MUST(strchr(err->text, '^') && strstr(err->text, ": "));
	MUST(strlen(err->text) < sizeof(err->text) - 1);
	for (const char *at = err->text; *at; at++)
		MUST((unsigned char)*at >= ' ' && *at != 0x7f);
}

int fuzz_rule(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);
	int taken[2];

	if (!text)
		abort();
	for (int force = 0; force < 2; force++) {
		struct sck_err err = { 0 };
		struct rule r;

		taken[force] = rule_parse(&r, text, force, &err) == 0;
		if (taken[force]) {
			check_rule(&r, text);
			meet_every_call(text, force);
		} else {
			check_line(&err);
		}
		rule_done(&r);
	}
	MUST(taken[1] || !taken[0]);
	free(text);
	return taken[0];
}

/* ---- A record ------------------------------------------------------------------------------------------------- */

/* What is written must be read again, and be written the same. */
static void write_again(const struct record *r)
{
	struct bytes once = { 0 }, twice = { 0 };
	struct record copy = { 0 };
	struct sck_err err = { 0 };

	record_text_write(&once, r);
	must(record_text_read((const char *)once.data, once.len, &copy, &err) == 0, err.text);
	record_text_write(&twice, &copy);
	MUST(bytes_difference(once.data, once.len, twice.data, twice.len) < 0);
	bytes_done(&once);
	bytes_done(&twice);
	record_done(&copy);
}

static void show(const struct record *r)
{
	struct bytes text = { 0 };

	trace_record(&text, r);
	for (size_t i = 0; i < text.len; i++)
		MUST(text.data[i] == '\n' || (text.data[i] >= ' ' && text.data[i] < 0x7f));
	bytes_done(&text);
}

int fuzz_record(const uint8_t *data, size_t size)
{
	struct record r = { 0 };
	struct sck_err err = { 0 };
	int rc = record_text_read((const char *)data, size, &r, &err);

	if (rc == 0) {
		show(&r);
		write_again(&r);
	} else {
		MUST(rc == -EINVAL && strncmp(err.text, "line ", 5) == 0 && !strchr(err.text, '\n'));
	}
	record_done(&r);
	return rc == 0;
}
