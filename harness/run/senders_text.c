/* See senders_text.h. Names of files and programs are anybody's: what is no text stands as a question mark. */
#include "run/senders_text.h"
#include "base/text.h"
#include "base/utf8.h"

static void append_clean(struct bytes *to, const void *text, size_t len)
{
	struct bytes clean = { 0 };

	utf8_append(&clean, text, len);
	for (size_t i = 0; i < clean.len; i++)
		if (clean.data[i] < ' ' || clean.data[i] == 0x7f)
			clean.data[i] = '?';
	bytes_append(to, clean.data, clean.len);
	bytes_done(&clean);
}

static void append_place(struct bytes *to, const struct sck_session *s, const struct record_call *call)
{
	const struct sck_program *p = state_program((struct sck_session *)(uintptr_t)s, call->program);

	if (call->site.len) {
		append_clean(to, record_data(&s->record, call->site), call->site.len);
		return;
	}
	if (p)
		append_clean(to, p->name.data, p->name.len);
	bytes_printf(to, "%sprocess %d", p ? ", " : "", call->process);
}

void senders_append_call(struct bytes *to, const struct sck_session *s, size_t index, uint64_t from)
{
	const struct record_call *call = &s->record.calls[index];

	if (to->len)
		bytes_append_text(to, "; ");
	append_place(to, s, call);
	bytes_printf(to, ": %s(%d", call->call->name, call->fd);
	if (call->ended_at < 0)
		bytes_append_text(to, ", which did not return");
	else if (call->call->class == CLASS_SEND && call->call->result == RESULT_COUNT)
		bytes_printf(to, ", %lld messages", (long long)call->result);
	else if (call->call->class == CLASS_SEND)
		bytes_printf(to, ", %lld byte%s", (long long)call->result, text_plural(call->result));
	bytes_append_text(to, ")");
	if (from)
		bytes_printf(to, ", from its byte %llu", (unsigned long long)from);
	if (call->injected.len) {
		bytes_append_text(to, " (INJECTED: ");
		append_clean(to, record_data(&s->record, call->injected), call->injected.len);
		bytes_append_text(to, ")");
	}
}
