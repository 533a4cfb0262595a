/* See hold.h. */
#include "run/hold.h"
#include <string.h>

void hold_at(struct sck_session *s, struct sck_program *p, enum sck_moment moment, const char *word, int n)
{
	s->breakpoint = (struct breakpoint){ .program = p, .moment = moment, .word = word, .left = n };
}

bool hold_decide(struct sck_session *s, const struct tracee *who, enum sck_moment moment, bool is_socket)
{
	struct breakpoint *b = &s->breakpoint;

	if (!b->program || b->left == 0 || b->moment != moment || b->program->index != who->program)
		return false;
	if (!call_selected(who->call, b->word, strlen(b->word)))
		return false;
	/* as a class, "recv" and "send" mean sockets; the call's own name means any descriptor */
	if (!is_socket && !who->call->only_sockets && strcmp(b->word, who->call->name) != 0 &&
	    who->call->class != CLASS_WAIT)
		return false;
	return --b->left == 0;
}

bool hold_hit(const struct sck_session *s)
{
	return s->breakpoint.program && s->breakpoint.left == 0;
}

struct release {
	struct sck_session *session;
	int program;
};

static void release(void *arg, struct tracee *who)
{
	struct release *r = arg;

	if (!who->held || who->program != r->program)
		return;
	/* held before its call: the exit is still wanted */
	tracer_act(&r->session->tracer, who, who->slot >= 0 && !who->in_call ? TRACER_TO_EXIT : TRACER_GO);
}

void hold_release(struct sck_program *p)
{
	struct release r = { .session = p->session, .program = p->index };

	if (p->session->breakpoint.program == p)
		p->session->breakpoint = (struct breakpoint){ 0 };
	tracer_each(&p->session->tracer, release, &r);
}
