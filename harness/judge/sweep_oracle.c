/* See sweep_oracle.h. */
#include "judge/sweep_oracle.h"
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool is_error(const struct outcome *o, const char *error)
{
	return o->error && !strcmp(o->error, error);
}

bool sweep_is_absorbed(const struct survey_chance *chance)
{
	static const char *const words[] = { "short", "early", "one", "spurious", "late" };
	const struct outcome *o = chance->outcome;

	if (chance->has_other_way)
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(o->word, words[i]))
			return true;
	if (o->deed == DEED_STRANGER && o->class == CLASS_SEND)
		return true; /* it has asked, and knows whom */
	if (is_error(o, "EAGAIN") && o->class == CLASS_SEND && chance->is_datagram)
		return false; /* it may be lost as any datagram may */
	if (is_error(o, "EAGAIN"))
		return o->class != CLASS_PROCESS && !chance->is_waited_for;
	return is_error(o, "EINTR");
}

bool sweep_lasts(const struct survey_chance *chance)
{
	return chance->lasts || chance->outcome->deed == DEED_LIMIT;
}

/* Before it serves anybody a program may say what it lacks, and end, or serve those that it still can; and where nothing gets better. */
static bool may_end_it(const struct survey_chance *chance)
{
	const struct outcome *o = chance->outcome;

	return sweep_lasts(chance) || o->class == CLASS_SOCKET || o->class == CLASS_BIND ||
	       o->class == CLASS_LISTEN || o->class == CLASS_OPTION || o->class == CLASS_PROCESS;
}

__attribute__((format(printf, 3, 4))) static bool accuse(struct result *row, enum cause cause,
							 const char *format, ...)
{
	struct verdict *v = &row->verdict;
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (v->kind == VERDICT_FAIL && v->cause == cause)
		return true;
	v->kind = VERDICT_FAIL;
	v->cause = cause;
	bytes_clear(&v->message);
	bytes_clear(&v->want);
	bytes_clear(&v->got);
	bytes_append_text(&v->message, text);
	return true;
}

static bool has_gone_on(const struct probe *control, const struct probe *got)
{
	if (control->after != AFTER_SERVES && control->after != AFTER_STAYS)
		return true;
	return got->after == AFTER_NOTHING || got->after == AFTER_SERVES || got->after == control->after;
}

static bool judge_server(const struct survey_chance *chance, const struct probe *control,
			 const struct probe *got, struct result *row)
{
	if (has_gone_on(control, got) || (may_end_it(chance) && got->after == AFTER_STAYS))
		return false;
	if (got->after == AFTER_ENDED && may_end_it(chance))
		return got->status == 0 &&
		       accuse(row, CAUSE_EXIT,
			      "the program ended with exit status 0, as if all had gone well");
	if (got->after == AFTER_ENDED)
		return accuse(row, CAUSE_EXIT,
			      "the program ended with exit status %d, and serves nobody any more",
			      got->status);
	if (got->after == AFTER_DEAF)
		return accuse(row, CAUSE_DEADLOCK, "it listens still, but the next client is not accepted");
	return accuse(row, CAUSE_DEADLOCK, "it does not serve any more");
}

/* An answer that could not be sent is one that got lost: who has asked asks again, and nobody can see whether he is gone. */
static bool loses_an_answer(const struct survey_chance *chance)
{
	return chance->outcome->class == CLASS_SEND && chance->is_datagram && chance->is_answer;
}

/* Some serve one client, and end. */
static bool serves(const struct probe *control)
{
	for (size_t i = 0; i < control->count; i++)
		if (control->chances[i].call->class == CLASS_ACCEPT)
			return true;
	return false;
}

static bool loses_a_client(const struct outcome *o)
{
	return o->class == CLASS_RECV || o->class == CLASS_SEND || o->class == CLASS_NAME ||
	       o->deed == DEED_ABORT;
}

static bool is_reset(const struct outcome *o)
{
	return !strcmp(o->word, "reset");
}

/*
 * What has come before the reset is a part: who prints it and says by status 0 that all is well lets nobody tell. Who asks more than one is
 * not held to it: what he prints may be another's answer, and enough.
 */
static bool cuts_an_answer(const struct outcome *o, const struct probe *control)
{
	return o->class == CLASS_RECV && (is_reset(o) || is_error(o, "ETIMEDOUT")) &&
	       control->sources <= 1;
}

/* Some clients leave it to SIGPIPE to end them, and a shell can tell. */
static bool judge_client(const struct survey_chance *chance, const struct probe *control,
			 const struct probe *got, struct result *row)
{
	const struct outcome *o = chance->outcome;

	if (control->after != AFTER_ENDED || loses_an_answer(chance))
		return false;
	if (got->after == AFTER_STAYS || got->after == AFTER_DEAF || got->after == AFTER_SERVES)
		return accuse(row, CAUSE_DEADLOCK, "the program does not end, though all its peers are gone");
	if (serves(control) && loses_a_client(o))
		return false;
	return (o->error || is_reset(o)) && control->status == 0 && got->after == AFTER_ENDED &&
	       got->status == 0 && row->verdict.kind == VERDICT_FAIL &&
	       (!got->has_printed || cuts_an_answer(o, control)) && o->class != CLASS_SHUTDOWN &&
	       accuse(row, CAUSE_EXIT, "what it was to do was not done, and yet its exit status is 0");
}

/* Some clients leave it to SIGPIPE to end them where a connection was lost. Who has had none has written to nobody. */
static bool judge_crash(const struct outcome *o, const struct probe *control,
			const struct probe *got, struct result *row)
{
	if (got->after == AFTER_BUSY && control->after != AFTER_BUSY)
		return accuse(row, CAUSE_SPIN, "the program runs on and on, and does not come to rest");
	if (got->after != AFTER_KILLED || control->after == AFTER_KILLED)
		return false;
	if (got->status == SIGPIPE && control->after == AFTER_ENDED && o->class != CLASS_CONNECT)
		return false;
	return accuse(row, CAUSE_SIGNAL, "the program was ended by signal SIG%s",
		      sigabbrev_np(got->status) ? sigabbrev_np(got->status) : "?");
}

/* Of what it has for others nothing may be left when they are gone. An option that does not exist fails at the first try, on a desk. */
static bool judge_leak(const struct outcome *o, const struct probe *control,
		       const struct probe *got, struct result *row)
{
	if (o->class == CLASS_OPTION || control->after != AFTER_SERVES || got->after != AFTER_SERVES)
		return false;
	if (got->zombies > control->zombies)
		return accuse(row, CAUSE_ZOMBIE, "children that ended and that it has not waited for when all clients have left: %d, and %d without the outcome",
			      got->zombies, control->zombies);
	return got->held > control->held &&
	       accuse(row, CAUSE_LEAK, "connections or files still open when all clients have left: %d, and %d without the outcome",
		      got->held, control->held);
}

static bool judge_told(const struct survey_chance *chance, const struct probe *control,
		       const struct probe *got, struct result *row)
{
	const enum cause cause = row->verdict.kind == VERDICT_FAIL ? row->verdict.cause : CAUSE_NONE;
	const struct outcome *o = chance->outcome;

	if (judge_crash(o, control, got, row))
		return true;
	if (cause == CAUSE_SPIN || cause == CAUSE_LEAK || cause == CAUSE_ZOMBIE || cause == CAUSE_MEMORY)
		return true;
	return judge_server(chance, control, got, row) || judge_client(chance, control, got, row) ||
	       judge_leak(o, control, got, row);
}

bool sweep_judge(const struct survey_chance *chance, const struct probe *control,
		 const struct probe *got, struct result *row)
{
	if (row->verdict.kind == VERDICT_FAIL && row->verdict.cause == CAUSE_MEMORY)
		return true;
	if (!sweep_is_absorbed(chance))
		return judge_told(chance, control, got, row);
	if (row->verdict.kind == VERDICT_FAIL)
		return true;
	return judge_crash(chance->outcome, control, got, row) ||
	       judge_server(chance, control, got, row) || judge_leak(chance->outcome, control, got, row);
}
