/* See alike.h. Each run has a session of its own, so that ports and descriptors are the same in both. */
#include "support/alike.h"

#include "run/session.h"
#include <errno.h>
#include <stdio.h>

enum { WORDS_ROOM = 1024 };

/* Each call first, and each behind each other that matters: an error is told once, by whoever asks first. */
const char *const alike_dead[] = { "rrssepgk", "ssrrepgx", "errspgsx", "epersgkh", "psernghi",
				   "gkprseSR", "hprsegxc", "iprsegxc", "xrsepxek", "Rspegxrn",
				   "SrpegxRs", "nnrpeehx", "prrpsspe", NULL };

static bool is_compared(const struct record_call *call)
{
	return call->socket >= 0 || call->call->only_sockets ||
	       call->call->class == CLASS_PROCESS || call->call->class == CLASS_WAIT;
}

static bool is_meant(const struct record_call *call, const char *word)
{
	return is_compared(call) && call_selected(call->call, word, strlen(word));
}

/* Errors beyond the last are the kernel's own, for itself: ERESTARTSYS ... (linux/errno.h). */
static void append_call(struct bytes *to, const struct record *r, const struct record_call *call)
{
	bytes_printf(to, "%s ", call->call->name);
	if (call->call->class == CLASS_PROCESS)
		bytes_printf(to, "%s", call->result < 0 ? "-1" : "made");
	else
		bytes_printf(to, "%lld", (long long)call->result);
	bytes_printf(to, " %s ",
		     call->error > EHWPOISON ? "EINTR"
		     : call->error           ? strerrorname_np(call->error)
					     : "");
	bytes_append(to, record_data(r, call->data), call->data.len);
	bytes_append_text(to, "\n");
}

static void append_record(struct bytes *to, const struct record *r, const char *word, int n)
{
	for (size_t i = 0; i < r->calls_count; i++) {
		if (n > 0 && is_meant(&r->calls[i], word))
			n--;
		if (n == 0 && is_compared(&r->calls[i]))
			append_call(to, r, &r->calls[i]);
	}
	if (n > 0)
		fail_msg("the record holds no %s number %d", word, n);
}

void alike_assert_marked(struct sck_session *s, const char *call, int n, const char *rule)
{
	const struct record *r = session_record(s);
	bool is_there = false;

	for (size_t i = 0; i < r->calls_count; i++) {
		bool is_it = is_meant(&r->calls[i], call) && --n == 0;
		struct record_bytes mark = r->calls[i].injected;

		if (!is_it && mark.len)
			fail_msg("%s number %zu in the record is marked, too", r->calls[i].call->name, i);
		is_there |= is_it && mark.len == strlen(rule) &&
			    memcmp(record_data(r, mark), rule, mark.len) == 0;
	}
	if (!is_there)
		fail_msg("the %s is not marked with %s", call, rule);
}

static struct sck_program *start(struct sck_session *s, const struct alike_side *side, const char *letters)
{
	char words[WORDS_ROOM];
	char *rest = words, *word;
	const char *argv[64] = { "play", side->host ? side->host : "{host}", "{port}" };
	size_t count = 3;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	assert_true(snprintf(words, sizeof(words), side->words, letters) < WORDS_ROOM);
#pragma GCC diagnostic pop
	while ((word = strsep(&rest, " ")) && count < COUNT_OF(argv) - 1)
		argv[count++] = word;
	return live_start(s, argv);
}

void alike_run(enum sck_family family, const struct alike *a, const char *rule, const char *letters,
	       struct bytes *ret)
{
	struct sck_session *s = sck_session_new(family);
	const struct alike_side *side = rule ? &a->bent : &a->real;
	struct sck_program *p;
	const uint8_t *output;
	size_t len;

	if (rule)
		sck_inject(s, rule);
	if (side->before)
		side->before(s);
	p = start(s, side, letters);
	if (side->act)
		side->act(s, p);
	sck_expect_exit(p, 0);
	if (rule) {
		sck_expect_injected(s);
		alike_assert_marked(s, a->call, a->n ? a->n : 1, rule);
	}
	output = sck_output(p, &len);
	bytes_append(ret, output, len);
	append_record(ret, session_record(s), a->call, a->n ? a->n : 1);
	sck_session_free(s);
}

void alike_assert(enum sck_family family, const struct alike *a, const char *const *letters)
{
	for (; *letters; letters++) {
		struct bytes real = { 0 }, bent = { 0 };

		alike_run(family, a, NULL, *letters, &real);
		alike_run(family, a, a->rule, *letters, &bent);
		if (strcmp(bytes_text(&real), bytes_text(&bent)) != 0)
			fail_msg("%s, then %s: really\n%s\ninjected\n%s", a->rule, *letters,
				 bytes_text(&real), bytes_text(&bent));
		bytes_done(&real);
		bytes_done(&bent);
	}
}

void alike_assert_injected(const struct alike_injected *i)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *p;

	sck_inject(s, i->rule);
	p = live_play(s, i->words);
	if (i->hello)
		sck_send_text(sck_connect(s, p), i->hello);
	sck_expect_exit(p, 0);
	sck_expect_injected(s);
	alike_assert_marked(s, i->call, 1, i->rule);
	live_assert_output(p, i->want);
	sck_session_free(s);
}
