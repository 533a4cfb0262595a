/* See bent.h. A list for the threads, few of which are bent at a time; an array for the sockets, by the record's index. */
#include "run/injection.h"
#include <stdlib.h>
#include <string.h>

struct bent *bent_find(struct injection *i, pid_t tid)
{
	for (struct bent *b = i->bents; b; b = b->next)
		if (b->tid == tid)
			return b;
	return NULL;
}

struct bent *bent_of(struct injection *i, const struct tracee *who)
{
	struct bent *b = bent_find(i, who->tid);

	if (!b) {
		b = calloc(1, sizeof(*b));
		if (!b)
			abort();
		b->tid = who->tid;
		b->tgid = who->tgid;
		b->next = i->bents;
		i->bents = b;
	}
	return b;
}

void bent_put_back_for(struct injection *i, const struct tracee *who, const struct record_call *call)
{
	for (struct bent *b = i->bents; b; b = b->next) {
		struct alteration *a = &b->alteration;
		bool is_read = false;

		for (int word = 0; word < 2 && b->tid != who->tid && b->tgid == who->tgid; word++)
			is_read |= a->words[word].address &&
				   alter_is_read_by(who->tid, call->call, call->args, a->words[word].address);
		if (!is_read)
			continue;
		alter_restore_words(who->tid, a);
		a->words[0].address = a->words[1].address = 0;
	}
}

void bent_forked(struct injection *i, const struct tracee *child)
{
	for (struct bent *b = i->bents; b; b = b->next)
		if (b->tgid == child->parent_tgid)
			alter_restore_words(child->tid, &b->alteration);
}

struct bent_socket *bent_socket(struct injection *i, int socket)
{
	size_t count = i->sockets_count;

	if (socket < 0)
		return NULL;
	if ((size_t)socket >= count) {
		i->sockets_count = (size_t)socket + 16;
		i->sockets = reallocarray(i->sockets, i->sockets_count, sizeof(i->sockets[0]));
		if (!i->sockets)
			abort();
		memset(i->sockets + count, 0, (i->sockets_count - count) * sizeof(i->sockets[0]));
	}
	return &i->sockets[socket];
}

void bent_name_rule(struct sck_session *s, const struct tracee *who, int rule)
{
	struct injection *i = s->injection;
	const char *text = i->plan.rules[rule].rule.text;

	if (!i->told[rule].text.len)
		i->told[rule].text = record_keep(&s->record, text, strlen(text));
	s->record.calls[who->slot].injected = i->told[rule].text;
}

void bent_mark(struct sck_session *s, const struct tracee *who, int rule)
{
	s->injection->plan.rules[rule].fired++;
	s->injection->told[rule].acted_at = s->record.calls_count;
	bent_name_rule(s, who, rule);
}
