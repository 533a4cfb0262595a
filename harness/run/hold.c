/* See hold.h. */
#include "run/hold.h"
#include <string.h>

/* As a class, "recv" and "send" mean sockets; the call's own name means any descriptor. */
static bool is_selected(const struct call *call, const char *word, bool is_socket)
{
	if (!call_selected(call, word, strlen(word)))
		return false;
	return is_socket || call->only_sockets || strcmp(word, call->name) == 0 || call->class == CLASS_WAIT;
}

/* How many of them have come to this moment by now. */
static int count(struct sck_session *s, const struct sck_program *p, enum sck_moment moment, const char *word)
{
	int sum = 0;

	for (size_t i = 0; i < s->record.calls_count; i++) {
		const struct record_call *call = &s->record.calls[i];

		if (call->program == p->index && call->error < RECORD_RESTART_FIRST &&
		    (moment == SCK_BEFORE || call->ended_at >= 0) &&
		    is_selected(call->call, word, call->socket >= 0))
			sum++;
	}
	return sum;
}

bool hold_at(struct sck_session *s, struct sck_program *p, enum sck_moment moment, const char *word, int n)
{
	int left = n - count(s, p, moment, word);

	s->breakpoint = (struct breakpoint){
		.program = left > 0 ? p : NULL, .moment = moment, .word = word, .left = left
	};
	return left > 0;
}

bool hold_decide(struct sck_session *s, const struct tracee *who, enum sck_moment moment, bool is_socket)
{
	struct breakpoint *b = &s->breakpoint;

	if (!b->program || b->left == 0 || b->moment != moment || b->program->index != who->program)
		return false;
	return is_selected(who->call, b->word, is_socket) && --b->left == 0;
}

bool hold_hit(const struct sck_session *s)
{
	return s->breakpoint.program && s->breakpoint.left == 0;
}

void hold_forget(struct sck_program *p)
{
	if (p->session->breakpoint.program == p)
		p->session->breakpoint = (struct breakpoint){ 0 };
}
