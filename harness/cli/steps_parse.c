/*
 * Reads steps from the command line, one function a kind of value, and checks the list as a whole before anything is
 * started: what cannot be at its place is a usage error, not a verdict on the program.
 */
#include "base/text.h"
#include "cli/file.h"
#include "cli/steps_table.h"
#include "facts/call.h"
#include "facts/names.h"
#include "plan/date.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MOST = 1 << 30 };

static int read_bytes(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	struct sck_err why = { 0 };
	size_t at;

	if (*value == '@') {
		if (file_read(&step->bytes, value + 1, &why))
			return err_set(err, -EINVAL, "%s: %s", option, why.text);
	} else if (bytes_unescape(&step->bytes, value, &at)) {
		return err_set(err, -EINVAL, "%s: '%s': an unknown escape at character %zu (expected C's: \\n \\x00 \\\\)",
			       option, value, at + 1);
	}
	return 0;
}

static int read_line(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	int code = read_bytes(step, option, value, err);

	if (!code && step->bytes.len &&
	    (memchr(step->bytes.data, '\n', step->bytes.len) ||
	     memchr(step->bytes.data, 0, step->bytes.len)))
		return err_set(err, -EINVAL,
			       "%s: '%s' is more than a line (expected a text without \\n and \\0)",
			       option, value);
	return code;
}

static int read_byte(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	int code = read_bytes(step, option, value, err);

	if (!code && step->bytes.len != 1)
		return err_set(err, -EINVAL, "%s: '%s' has %zu bytes (expected one)", option, value,
			       step->bytes.len);
	return code;
}

static int read_number(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	int least = step->row->value == STEPS_STATUS ? 0 : 1, most = least ? NUMBER_MOST : 255;

	if (text_number(value, least, most, &step->number))
		return err_set(err, -EINVAL, "%s: '%s' is no number that fits (expected %d to %d)",
			       option, value, least, most);
	return 0;
}

static int check_call(const char *option, const char *word, size_t len, struct sck_err *err)
{
	if (call_word_watched(word, len))
		return 0;
	return err_set(err, -EINVAL,
		       "%s: '%.*s' is no call (expected one that 'sockcheck list calls' prints)",
		       option, (int)len, word);
}

static int read_calls(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	const char *rest = value, *word;
	size_t len, count = 0;

	while ((word = text_word(&rest, &len))) {
		if (check_call(option, word, len, err))
			return -EINVAL;
		count++;
	}
	step->text = value;
	return count ? 0
		     : err_set(err, -EINVAL,
			       "%s: no call is named (expected e.g. 'socket bind listen')", option);
}

/* The step's text becomes the call's name, which its bytes hold. */
static int read_moment(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	const char *call = strchr(value, ':'), *number = call ? strchr(call + 1, ':') : NULL;
	bool before = text_starts(value, "before:");

	if (!number || (!before && !text_starts(value, "after:")) ||
	    text_number(number + 1, 1, NUMBER_MOST, &step->number))
		return err_set(err, -EINVAL, "%s: '%s' is no moment (expected e.g. before:recv:2)",
			       option, value);
	call++;
	if (check_call(option, call, (size_t)(number - call), err))
		return -EINVAL;
	step->moment = before ? SCK_BEFORE : SCK_AFTER;
	bytes_append(&step->bytes, call, (size_t)(number - call));
	step->text = bytes_text(&step->bytes);
	return 0;
}

static int read_signal(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	const char *name = text_starts(value, "SIG") ? value + 3 : value;

	for (int signal = 1; signal < NSIG; signal++) {
		const char *known = names_signal(signal);

		if (known && !strcmp(known + 3, name)) {
			step->number = signal;
			return 0;
		}
	}
	return err_set(err, -EINVAL, "%s: '%s' is no signal (expected a name as TERM)", option, value);
}

static int read_seconds(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	if (text_seconds(value, 1, INT64_MAX / 2, &step->number) == 0)
		return 0;
	return err_set(err, -EINVAL, "%s: '%s' is no number of seconds (expected e.g. 2.5)", option, value);
}

static int read_date(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	struct sck_err why = { 0 };
	int64_t at;

	step->text = value;
	return date_parse(value, &at, &why) < 0 ? err_set(err, -EINVAL, "%s: %s", option, why.text) : 0;
}

static int read_value(struct step *step, const char *option, const char *value, struct sck_err *err)
{
	switch (step->row->value) {
	case STEPS_LINE:
		return read_line(step, option, value, err);
	case STEPS_BYTE:
		return read_byte(step, option, value, err);
	case STEPS_NUMBER:
	case STEPS_STATUS:
		return read_number(step, option, value, err);
	case STEPS_CALLS:
		return read_calls(step, option, value, err);
	case STEPS_MOMENT:
		return read_moment(step, option, value, err);
	case STEPS_SIGNAL:
		return read_signal(step, option, value, err);
	case STEPS_SECONDS:
		return read_seconds(step, option, value, err);
	case STEPS_DATE:
		return read_date(step, option, value, err);
	default:
		return read_bytes(step, option, value, err);
	}
}

/* WORDS[0] is the option; VALUE is not NULL where it was given behind a =. */
static int read_words(struct step *step, const char *value, struct sck_err *err)
{
	const char *option = step->row->option;
	size_t expected = step->row->value == STEPS_NONE           ? 0
			  : step->row->value == STEPS_NUMBER_BYTES ? 2
								   : 1;
	size_t given = step->words_count - 1;

	if (value && expected == 0)
		return err_set(err, -EINVAL, "%s: takes no value, '%s' was given", option, value);
	if (given + (value != NULL) < expected)
		return err_set(err, -EINVAL, "%s: its value is missing (expected %s)", option,
			       step->row->value_name);
	step->words_count = 1 + expected - (value != NULL);
	if (!expected)
		return 0;
	if (expected == 1)
		return read_value(step, option, value ? value : step->words[1], err);
	if (read_number(step, option, value ? value : step->words[1], err))
		return -EINVAL;
	return read_bytes(step, option, step->words[value ? 1 : 2], err);
}

const struct steps_row *steps_find_row(const char *name)
{
	for (size_t i = 0; i < steps_table_count; i++)
		if (!strcmp(steps_table[i].option, name))
			return &steps_table[i];
	return NULL;
}

int steps_take_one(struct steps *steps, const char *name, const char *value,
		   const char *const *words, size_t count, struct sck_err *err)
{
	const struct steps_row *row = steps_find_row(name);
	struct step *step;

	if (!row)
		return 0;
	steps->list = reallocarray(steps->list, steps->count + 1, sizeof(*steps->list));
	if (!steps->list)
		abort();
	step = &steps->list[steps->count++];
	*step = (struct step){ .row = row, .words = words, .words_count = count };
	steps->datagram = steps->datagram || (step->row->flags & STEPS_DATAGRAM);
	steps->moves_clock = steps->moves_clock || (step->row->flags & STEPS_MOVES_CLOCK);
	steps->feeds_input = steps->feeds_input || (step->row->flags & STEPS_FEEDS_INPUT);
	return read_words(step, value, err) ? -EINVAL : (int)step->words_count;
}

static int take_steps(struct steps *steps, const char *value, const char *const *words,
		      size_t count, struct sck_err *err)
{
	if (!value && count < 2)
		return err_set(err, -EINVAL, "--steps: its value is missing (expected FILE)");
	return steps_file_take(steps, value ? value : words[1], err) ? -EINVAL : value ? 1 : 2;
}

int steps_take(void *arg, const char *name, const char *value, const char *const *words,
	       size_t count, struct sck_err *err)
{
	struct steps *steps = arg;
	const int took = !strcmp(name, "--steps")
				 ? take_steps(steps, value, words, count, err)
				 : steps_take_one(steps, name, value, words, count, err);

	for (int i = 0; i < took; i++) {
		steps->given = reallocarray(steps->given, steps->given_count + 1, sizeof(*steps->given));
		if (!steps->given)
			abort();
		steps->given[steps->given_count++] = words[i];
	}
	return took;
}

/* What there is before a step. */
struct place {
	bool open[STEPS_PEERS];
	size_t peers, current;
	bool listener, datagram;
};

static int check_needs(const struct place *place, const struct step *step, struct sck_err *err)
{
	const char *option = step->row->option;
	unsigned flags = step->row->flags;
	bool open = place->peers && place->open[place->current];

	if ((flags & STEPS_NEEDS_LISTENER) && !place->listener)
		return err_set(err, -EINVAL, "%s: nobody listens (expected --listen before it)", option);
	if ((flags & STEPS_NEEDS_STREAM) && place->datagram)
		return err_set(err, -EINVAL, "%s: a step for connections, among steps for datagrams", option);
	if ((flags & (STEPS_NEEDS_PEER | STEPS_NEEDS_STREAM)) && !place->peers)
		return err_set(err, -EINVAL, "%s: there is no connection (expected --connect or --accept before it)",
			       option);
	if ((flags & (STEPS_NEEDS_PEER | STEPS_NEEDS_STREAM)) && !open)
		return err_set(err, -EINVAL, "%s: the connection was closed before it", option);
	if ((flags & STEPS_CHOOSES_PEER) && (size_t)step->number > place->peers)
		return err_set(err, -EINVAL, "%s: there is no connection %d (there are %zu before it)",
			       option, (int)step->number, place->peers);
	if ((flags & STEPS_MAKES_PEER) && place->peers == STEPS_PEERS)
		return err_set(err, -EINVAL, "%s: more than %d connections", option, STEPS_PEERS);
	if ((flags & STEPS_DATAGRAM) && place->peers && !place->datagram)
		return err_set(err, -EINVAL, "%s: a step for datagrams, among steps for connections", option);
	if ((flags & (STEPS_MAKES_PEER | STEPS_MAKES_LISTENER)) && place->datagram)
		return err_set(err, -EINVAL, "%s: a step for connections, among steps for datagrams", option);
	if ((flags & STEPS_MAKES_LISTENER) && place->listener)
		return err_set(err, -EINVAL, "%s: given twice", option);
	return 0;
}

static void pass(struct place *place, const struct step *step)
{
	unsigned flags = step->row->flags;

	if ((flags & STEPS_MAKES_PEER) || ((flags & STEPS_DATAGRAM) && !place->peers)) {
		place->current = place->peers++;
		place->open[place->current] = true;
	}
	if (flags & STEPS_CHOOSES_PEER)
		place->current = (size_t)step->number - 1;
	if (flags & STEPS_ENDS_PEER)
		place->open[place->current] = false;
	place->listener = place->listener || (flags & STEPS_MAKES_LISTENER);
	place->datagram = place->datagram || (flags & STEPS_DATAGRAM);
}

int steps_check(const struct steps *steps, struct sck_err *err)
{
	struct place place = { 0 };

	if (!steps->count)
		return err_set(err, -EINVAL, "no step is given (expected e.g. --connect --send 'hello\\n' --expect 'hello\\n')");
	for (size_t i = 0; i < steps->count; i++) {
		if (check_needs(&place, &steps->list[i], err))
			return -EINVAL;
		pass(&place, &steps->list[i]);
	}
	return 0;
}

void steps_done(struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++)
		bytes_done(&steps->list[i].bytes);
	steps_file_done(steps);
	free(steps->list);
	free(steps->given);
	bytes_done(&steps->name);
	*steps = (struct steps){ 0 };
}

void steps_append(struct bytes *to, const struct step *step)
{
	for (size_t i = 0; i < step->words_count; i++) {
		bytes_append_text(to, i ? " " : "");
		text_shell_word(to, step->words[i]);
	}
}
