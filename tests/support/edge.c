/* See edge.h. */
#include "support/edge.h"
#include "run/session.h"
#include <errno.h>
#include <stdlib.h>

bool edge_means(void)
{
	return !getenv("EDGE_WITHOUT_MEANS");
}

void edge_assert_says(struct sck_program *p, const char *text)
{
	size_t len;
	const uint8_t *errors = sck_errors(p, &len);

	if (!memmem(errors, len, text, strlen(text)))
		fail_msg("standard error does not say \"%s\": \"%.*s\"", text, (int)len,
			 (const char *)errors);
}

static const struct record_call *find(const struct record *r, const char *word, int n)
{
	for (size_t i = 0; i < r->calls_count; i++) {
		const struct record_call *call = &r->calls[i];

		if (call_selected(call->call, word, strlen(word)) &&
		    (call->socket >= 0 || call->call->class == CLASS_WAIT) && --n == 0)
			return call;
	}
	return NULL;
}

void edge_assert_interrupted(struct sck_session *s, const char *word, int n)
{
	const struct record_call *call = find(session_record(s), word, n);

	if (!call) {
		fail_msg("the record holds no %s number %d", word, n);
		return;
	}
	if (call->error != EINTR && (call->error < RECORD_RESTART_FIRST || call->error > RECORD_RESTART_LAST))
		fail_msg("%s number %d was not interrupted: %lld, errno %d", word, n,
			 (long long)call->result, call->error);
}
