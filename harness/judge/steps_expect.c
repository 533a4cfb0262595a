/* The steps of sockcheck.h that compare what came to a peer with what was wanted. */
#include "judge/step.h"
#include "base/text.h"
#include "run/talk.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct wanted {
	struct sck_peer *from;
	const uint8_t *bytes;
	size_t len;
	size_t equal; /* so many have been compared: it is asked again and again while megabytes come */
};

/* Enough has come to decide: all of it, a byte that differs, or an end. */
static bool is_decided(void *arg)
{
	struct wanted *w = arg;
	size_t had = w->from->inbox.len < w->len ? w->from->inbox.len : w->len;

	if (had > w->equal &&
	    memcmp(w->bytes + w->equal, w->from->inbox.data + w->equal, had - w->equal) != 0)
		return true;
	w->equal = had;
	return had == w->len || w->from->has_end || w->from->error;
}

static const char *end_of(const struct sck_peer *from)
{
	/* A reset behind the program's own end is EPIPE (tcp_reset() in the kernel's tcp_input.c). */
	if (from->error == -ECONNRESET || from->error == -EPIPE)
		return "was reset";
	return from->error ? strerror(-from->error) : "ended";
}

/* WANT is what was asked for; of what came so much is shown as can be compared with it, and some more. */
static void note_difference(const struct wanted *w)
{
	const struct bytes *got = &w->from->inbox;
	size_t most = w->len + 64;

	step_want_bytes(w->from->session, w->bytes, w->len, got->data, got->len < most ? got->len : most);
}

/* A peer that has stopped reading takes what the step wants of it, and then rests again. */
static enum pump_end read_wanted(struct wanted *w)
{
	struct sck_peer *from = w->from;
	bool reads = from->reads;
	enum pump_end end;

	from->takes = reads ? 0 : w->len;
	from->reads = true;
	end = step_pump(from->session, is_decided, w, false);
	from->takes = 0;
	from->reads = reads;
	return end;
}

static void expect(struct sck_peer *from, const void *bytes, size_t len)
{
	struct sck_session *s = from->session;
	struct wanted w = { .from = from, .bytes = bytes, .len = len };
	enum pump_end end;
	char text[64];

	end = read_wanted(&w);
	if (from->inbox.len >= len &&
	    memcmp(bytes, from->inbox.data ? from->inbox.data : (const uint8_t *)"", len) == 0) {
		talk_take(from, len);
		return;
	}
	note_difference(&w);
	if (end != PUMP_MET) {
		snprintf(text, sizeof(text), "%zu byte%s (%zu came)", len, text_plural(len),
			 from->inbox.len);
		step_end_badly(s, from->program, end, text);
	}
	if (bytes_difference(bytes, from->inbox.len, from->inbox.data, from->inbox.len) >= 0 ||
	    from->inbox.len >= len)
		step_fail(s, CAUSE_BYTES, "wanted %zu byte%s, but others came", len, text_plural(len));
	step_fail_broken(from, "wanted %zu byte%s, but the connection %s after %zu", len,
			 text_plural(len), end_of(from), from->inbox.len);
}

void sck_expect(struct sck_peer *from, const void *bytes, size_t len)
{
	STEP_BEGIN(from->session);
	expect(from, bytes, len);
}

void sck_expect_text(struct sck_peer *from, const char *text)
{
	STEP_BEGIN(from->session);
	expect(from, text, strlen(text));
}

static bool is_line(void *arg)
{
	struct sck_peer *from = arg;

	return from->has_end || from->error ||
	       (from->inbox.len && memchr(from->inbox.data, '\n', from->inbox.len));
}

void sck_expect_line(struct sck_peer *from, const char *text)
{
	struct sck_session *s = from->session;
	const uint8_t *data, *end;
	size_t len, line;
	enum pump_end how;

	STEP_BEGIN(s);
	from->reads = true;
	how = step_pump(s, is_line, from, false);
	data = sck_received(from, &len);
	end = len ? memchr(data, '\n', len) : NULL;
	line = end ? (size_t)(end - data) : len;
	if (end && line > 0 && data[line - 1] == '\r' && strlen(text) == line - 1)
		line--;
	if (end && line == strlen(text) && memcmp(data, text, line) == 0) {
		talk_take(from, (size_t)(end - data) + 1);
		return;
	}
	step_want_bytes(s, text, strlen(text), data, line);
	if (!end && how != PUMP_MET)
		step_end_badly(s, from->program, how, "a line");
	if (!end)
		step_fail_broken(from, "wanted a line, but the connection %s in the middle of it",
				 end_of(from));
	step_fail(s, CAUSE_BYTES, "wanted a line, but another came");
}

static bool has_enough(void *arg)
{
	struct wanted *w = arg;

	return w->from->inbox.len >= w->len || w->from->has_end || w->from->error;
}

void sck_expect_at_least(struct sck_peer *from, size_t len)
{
	struct wanted w = { .from = from, .len = len };
	char text[64];

	STEP_BEGIN(from->session);
	from->reads = true;
	snprintf(text, sizeof(text), "at least %zu byte%s", len, text_plural(len));
	step_until(from->session, from->program, has_enough, &w, text);
	if (from->inbox.len < len)
		step_fail_broken(from, "wanted %s, but the connection %s after %zu", text,
				 end_of(from), from->inbox.len);
}

static bool something_came(void *arg)
{
	struct sck_peer *from = arg;

	return from->inbox.len || from->inbox_count || from->has_end || from->error;
}

static void refuse_bytes(struct sck_peer *from, const char *wanted)
{
	if (!from->inbox.len && !from->inbox_count)
		return;
	step_want_bytes(from->session, "", 0, from->inbox.data,
			from->inbox.len < 64 ? from->inbox.len : 64);
	step_fail(from->session, CAUSE_BYTES, "wanted %s, but %zu byte%s more came", wanted,
		  from->inbox.len, text_plural(from->inbox.len));
}

void sck_expect_end(struct sck_peer *from)
{
	struct sck_session *s = from->session;

	STEP_BEGIN(s);
	from->reads = true;
	step_until(s, NULL, something_came, from, "the end of the connection");
	refuse_bytes(from, "the end of the connection");
	if (from->error)
		step_fail_broken(from, "wanted the end of the connection, but it %s", end_of(from));
}

void sck_expect_reset(struct sck_peer *from)
{
	struct sck_session *s = from->session;

	STEP_BEGIN(s);
	from->reads = true;
	step_until(s, NULL, something_came, from, "a reset of the connection");
	refuse_bytes(from, "a reset of the connection");
	if (from->error != -ECONNRESET)
		step_fail_broken(from, "wanted a reset of the connection, but it %s", end_of(from));
}

static bool is_gone(void *arg)
{
	struct sck_peer *from = arg;

	bytes_clear(&from->inbox);
	return from->has_end || from->error;
}

void sck_expect_gone(struct sck_peer *from)
{
	STEP_BEGIN(from->session);
	from->reads = true;
	step_until(from->session, NULL, is_gone, from, "the end of the connection, or its reset");
}

void sck_expect_silence(struct sck_peer *from)
{
	struct sck_session *s = from->session;

	STEP_BEGIN(s);
	if (!step_until_quiet(s, something_came, from, CAUSE_SPIN, "silence"))
		return;
	refuse_bytes(from, "silence");
	step_fail_broken(from, "wanted silence, but the connection %s", end_of(from));
}

const uint8_t *sck_received(struct sck_peer *from, size_t *ret_len)
{
	*ret_len = from->inbox.len;
	return from->inbox.data ? from->inbox.data : (const uint8_t *)"";
}

static bool datagram_came(void *arg)
{
	struct sck_peer *from = arg;

	return from->inbox_count > 0 || from->error;
}

void sck_expect_datagram(struct sck_peer *from, const void *bytes, size_t len)
{
	struct sck_session *s = from->session;
	enum pump_end end;
	char text[64];
	size_t got;

	STEP_BEGIN(s);
	from->reads = true;
	snprintf(text, sizeof(text), "a datagram of %zu byte%s", len, text_plural(len));
	end = step_pump(s, datagram_came, from, false);
	if (from->inbox_count == 0 && end == PUMP_MET)
		step_fail_broken(from, "wanted %s, but: %s", text, strerror(-from->error));
	if (from->inbox_count == 0)
		step_end_badly(s, from->program, end, text);
	got = from->inbox_lens[0];
	if (bytes_difference(bytes, len, from->inbox.data, got) >= 0) {
		step_want_bytes(s, bytes, len, from->inbox.data, got);
		step_fail(s, CAUSE_BYTES, "wanted %s, but one of %zu came", text, got);
	}
	talk_take(from, got);
}
