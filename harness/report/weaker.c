/* See weaker.h. The reasons are the machine's words (bubblewrap's, strerror(3)'s) and stay as they are. */
#include "report/weaker.h"
#include "report/words.h"

static void append_one(struct bytes *to, const char *why, enum word word, const char *lang)
{
	if (!why)
		return;
	bytes_append_text(to, words_get(to->len ? WORD_WEAKER_AND : WORD_WEAKER_FOR, lang));
	bytes_printf(to, words_get(word, lang), why);
	bytes_append_text(to, words_get(WORD_WEAKER_HOW, lang));
}

void weaker_append(struct bytes *to, const struct lacks *lacks, const char *lang)
{
	struct bytes text = { 0 };

	append_one(&text, lacks->sandbox, WORD_WEAKER_SANDBOX, lang);
	append_one(&text, lacks->tracing, WORD_WEAKER_TRACING, lang);
	bytes_append(to, text.data, text.len);
	bytes_done(&text);
}
