/*
 * The table of steps and what a row does. Steps act on the peer that came last (connected or accepted, or the datagram
 * socket); --peer N goes back to an earlier one. The program starts at the first step that needs it, so that a
 * listener or a datagram socket of ours can be there before. steps_parse.c reads them from the command line.
 */
#include "cli/steps_table.h"
#include "judge/step.h"

static struct sck_program *program(struct steps *t)
{
	const struct sck_start start = { .input_stays_open = true };

	if (!t->program)
		t->program = t->feeds_input ? sck_start(t->session, &start) : sck_subject(t->session);
	return t->program;
}

static struct sck_peer *peer(const struct steps *t)
{
	return t->peers[t->current];
}

static const char *step_text(const struct step *step)
{
	static struct bytes text; /* with a NUL behind it, until the next step */

	bytes_clear(&text);
	bytes_append(&text, step->bytes.data, step->bytes.len);
	return bytes_text(&text);
}

static void add_peer(struct steps *t, struct sck_peer *p)
{
	t->current = t->peers_count;
	t->peers[t->peers_count++] = p;
}

static void do_connect(struct steps *t, const struct step *step)
{
	(void)step;
	add_peer(t, sck_connect(t->session, program(t)));
}

static void do_connect_begin(struct steps *t, const struct step *step)
{
	(void)step;
	add_peer(t, sck_connect_begin(t->session, program(t)));
}

static void do_connect_refused(struct steps *t, const struct step *step)
{
	(void)step;
	sck_expect_connect_refused(t->session, program(t));
}

static void do_without_ipv6(struct steps *t, const struct step *step)
{
	(void)step;
	sck_without_ipv6(t->session);
}

static void do_add_address(struct steps *t, const struct step *step)
{
	sck_add_address(t->session, step_text(step));
}

static void do_use_address(struct steps *t, const struct step *step)
{
	sck_use_address(t->session, step_text(step));
}

static void do_route(struct steps *t, const struct step *step)
{
	sck_route(t->session, step_text(step));
}

static void do_hosts(struct steps *t, const struct step *step)
{
	sck_hosts(t->session, step_text(step));
}

static void do_listen(struct steps *t, const struct step *step)
{
	(void)step;
	t->listener = sck_listen(t->session, NULL);
}

static void do_listen_full(struct steps *t, const struct step *step)
{
	(void)step;
	t->listener = sck_listen(t->session, &(struct sck_listen){ .full = true });
}

static void do_refuse(struct steps *t, const struct step *step)
{
	(void)step;
	sck_listen(t->session, &(struct sck_listen){ .refuse = true });
}

static void do_accept(struct steps *t, const struct step *step)
{
	(void)step;
	program(t);
	add_peer(t, sck_accept(t->listener));
}

static void do_stranger(struct steps *t, const struct step *step)
{
	(void)step;
	add_peer(t, sck_datagrams_at(t->session, true));
}

static void do_peer(struct steps *t, const struct step *step)
{
	t->current = (size_t)step->number - 1;
}

static void do_send(struct steps *t, const struct step *step)
{
	sck_send(peer(t), step->bytes.data, step->bytes.len);
}

static void do_send_paced(struct steps *t, const struct step *step)
{
	sck_send_paced(peer(t), step->bytes.data, step->bytes.len, 1);
}

static void do_send_chunks(struct steps *t, const struct step *step)
{
	sck_send_in_chunks(peer(t), step->bytes.data, step->bytes.len, (size_t)step->number);
}

static void do_urgent(struct steps *t, const struct step *step)
{
	sck_send_urgent(peer(t), step->bytes.data[0]);
}

/* Whoever speaks first decides: we to a server's port, or a client to ours. */
static void do_send_datagram(struct steps *t, const struct step *step)
{
	if (!t->peers_count)
		add_peer(t, sck_datagrams_to(t->session, program(t)));
	sck_send_datagram(peer(t), step->bytes.data, step->bytes.len);
}

static void do_expect_datagram(struct steps *t, const struct step *step)
{
	if (!t->peers_count)
		add_peer(t, sck_datagrams_at(t->session, false));
	program(t);
	sck_expect_datagram(peer(t), step->bytes.data, step->bytes.len);
}

static void do_expect(struct steps *t, const struct step *step)
{
	sck_expect(peer(t), step->bytes.data, step->bytes.len);
}

static void do_expect_line(struct steps *t, const struct step *step)
{
	sck_expect_line(peer(t), step_text(step));
}

static void do_expect_at_least(struct steps *t, const struct step *step)
{
	sck_expect_at_least(peer(t), (size_t)step->number);
}

static void do_expect_silence(struct steps *t, const struct step *step)
{
	(void)step;
	program(t);
	sck_expect_silence(peer(t));
}

static void do_shrink(struct steps *t, const struct step *step)
{
	sck_shrink_buffers(peer(t), (int)step->number);
}

static void do_input(struct steps *t, const struct step *step)
{
	sck_give_input(program(t), step->bytes.data, step->bytes.len);
}

static void do_expect_output(struct steps *t, const struct step *step)
{
	sck_expect_output(program(t), step->bytes.data, step->bytes.len);
}

static void do_expect_output_begins(struct steps *t, const struct step *step)
{
	sck_expect_output_begins(program(t), step->bytes.data, step->bytes.len);
}

static void do_expect_exit(struct steps *t, const struct step *step)
{
	sck_expect_exit(program(t), (int)step->number);
}

static void do_expect_memory_below(struct steps *t, const struct step *step)
{
	sck_expect_memory_below(program(t), (size_t)step->number);
}

static void do_expect_calls(struct steps *t, const struct step *step)
{
	sck_expect_calls(program(t), step->text);
}

static void do_run_until(struct steps *t, const struct step *step)
{
	sck_run_until(t->session, program(t), step->moment, step->text, (int)step->number);
}

static void do_signal(struct steps *t, const struct step *step)
{
	sck_signal(program(t), (int)step->number);
}

/* The steps that take no value, of the current peer and of the program. */
#define ABOUT(whom, name, step_in_c)                               \
	static void name(struct steps *t, const struct step *step) \
	{                                                          \
		(void)step;                                        \
		step_in_c(whom(t));                                \
	}
ABOUT(peer, do_drained, sck_drained)
ABOUT(peer, do_expect_end, sck_expect_end)
ABOUT(peer, do_expect_reset, sck_expect_reset)
ABOUT(peer, do_expect_gone, sck_expect_gone)
ABOUT(peer, do_half_close, sck_half_close)
ABOUT(peer, do_close, sck_close)
ABOUT(peer, do_reset, sck_reset)
ABOUT(peer, do_stop_reading, sck_stop_reading)
ABOUT(peer, do_read_again, sck_read_again)
ABOUT(program, do_end_input, sck_end_input)
ABOUT(program, do_expect_failure, sck_expect_failure)
ABOUT(program, do_expect_running, sck_expect_running)
ABOUT(program, do_expect_no_signal, sck_expect_no_signal)
ABOUT(program, do_expect_no_spin, sck_expect_no_spin)
ABOUT(program, do_until_parked, sck_until_parked)
ABOUT(program, do_until_listening, sck_until_listening)
ABOUT(program, do_go_on, sck_go_on)
ABOUT(program, do_until_exit, sck_until_exit)
ABOUT(program, do_kill, sck_kill)

static void do_advance(struct steps *t, const struct step *step)
{
	program(t); /* from its start on it has time to pass */
	sck_clock_advance(t->session, step->number);
}

static void do_set_clock(struct steps *t, const struct step *step)
{
	sck_clock_set(t->session, step->text);
}

#define PEER STEPS_NEEDS_PEER
#define STREAM STEPS_NEEDS_STREAM
const struct steps_row steps_table[] = {
	{ "--without-ipv6", STEPS_NONE, NULL, 0, do_without_ipv6,
	  "there is no IPv6 (before the program starts)" },
	{ "--add-address", STEPS_BYTES, "A", 0, do_add_address,
	  "this machine has the address A, too (likewise)" },
	{ "--route", STEPS_BYTES, "ROUTE", 0, do_route,
	  "\"unreachable 198.51.100.0/24\", prohibit or blackhole (likewise)" },
	{ "--hosts", STEPS_BYTES, "TEXT", 0, do_hosts, "what the program finds in /etc/hosts (likewise)" },
	{ "--use-address", STEPS_BYTES, "A", 0, do_use_address,
	  "connections and datagrams go to its address A from now on" },
	{ "--connect", STEPS_NONE, NULL, STEPS_MAKES_PEER, do_connect, "connect, once it listens on {port}" },
	{ "--connect-begin", STEPS_NONE, NULL, STEPS_MAKES_PEER, do_connect_begin,
	  "the same, not waiting for it" },
	{ "--connect-refused", STEPS_NONE, NULL, 0, do_connect_refused, "a connection to it is refused" },
	{ "--listen", STEPS_NONE, NULL, STEPS_MAKES_LISTENER, do_listen, "listen on {port}" },
	{ "--listen-full", STEPS_NONE, NULL, STEPS_MAKES_LISTENER, do_listen_full,
	  "the same, and drop what comes until --accept" },
	{ "--refuse", STEPS_NONE, NULL, 0, do_refuse, "hold {port} without listening: connections are refused" },
	{ "--accept", STEPS_NONE, NULL, STEPS_MAKES_PEER | STEPS_NEEDS_LISTENER, do_accept,
	  "accept the program's next connection" },
	{ "--stranger", STEPS_NONE, NULL, STEPS_MAKES_PEER | STEPS_DATAGRAM, do_stranger,
	  "a datagram socket on another port answers whom we heard" },
	{ "--peer", STEPS_NUMBER, "N", STEPS_CHOOSES_PEER, do_peer,
	  "the next steps are about the N-th connection" },
	{ "--send", STEPS_BYTES, "TEXT", STREAM, do_send, "send it at once" },
	{ "--send-paced", STEPS_BYTES, "TEXT", STREAM, do_send_paced,
	  "byte by byte, each once the last was read" },
	{ "--send-chunks", STEPS_NUMBER_BYTES, "N TEXT", STREAM, do_send_chunks,
	  "in pieces of N bytes, a segment each" },
	{ "--urgent", STEPS_BYTE, "BYTE", STREAM, do_urgent, "send one byte of urgent data" },
	{ "--drained", STEPS_NONE, NULL, STREAM, do_drained,
	  "wait until the program has read all that was sent" },
	{ "--send-datagram", STEPS_BYTES, "TEXT", STEPS_DATAGRAM, do_send_datagram, "send it as one datagram" },
	{ "--expect", STEPS_BYTES, "TEXT", STREAM, do_expect, "exactly these bytes come next" },
	{ "--expect-line", STEPS_LINE, "TEXT", STREAM, do_expect_line,
	  "TEXT and a line's end (\\n or \\r\\n) come next" },
	{ "--expect-at-least", STEPS_NUMBER, "N", STREAM, do_expect_at_least, "N bytes or more have come" },
	{ "--expect-datagram", STEPS_BYTES, "TEXT", STEPS_DATAGRAM, do_expect_datagram, "it comes next" },
	{ "--expect-end", STEPS_NONE, NULL, STREAM, do_expect_end, "the program ends the connection in order" },
	{ "--expect-reset", STEPS_NONE, NULL, STREAM, do_expect_reset, "the program resets the connection" },
	{ "--expect-gone", STEPS_NONE, NULL, STREAM, do_expect_gone,
	  "it ends or resets it, whatever comes before" },
	{ "--expect-silence", STEPS_NONE, NULL, PEER, do_expect_silence,
	  "nothing comes until the program is parked" },
	{ "--half-close", STEPS_NONE, NULL, STREAM, do_half_close, "send no more (shutdown)" },
	{ "--close", STEPS_NONE, NULL, PEER | STEPS_ENDS_PEER, do_close, "close our end" },
	{ "--reset", STEPS_NONE, NULL, STREAM | STEPS_ENDS_PEER, do_reset, "reset the connection" },
	{ "--stop-reading", STEPS_NONE, NULL, STREAM, do_stop_reading, "take nothing more of what comes" },
	{ "--read-again", STEPS_NONE, NULL, STREAM, do_read_again, "take again what comes" },
	{ "--shrink-buffers", STEPS_NUMBER, "BYTES", PEER, do_shrink, "our socket's buffers" },
	{ "--input", STEPS_BYTES, "TEXT", STEPS_FEEDS_INPUT, do_input, "give the program standard input" },
	{ "--end-input", STEPS_NONE, NULL, STEPS_FEEDS_INPUT, do_end_input, "end its standard input" },
	{ "--expect-output", STEPS_BYTES, "TEXT", 0, do_expect_output, "all of its standard output is this" },
	{ "--expect-output-begins", STEPS_BYTES, "TEXT", 0, do_expect_output_begins, "it begins so" },
	{ "--expect-exit", STEPS_STATUS, "N", 0, do_expect_exit, "it ends by itself with this status" },
	{ "--expect-failure", STEPS_NONE, NULL, 0, do_expect_failure,
	  "it ends with another status than 0 and says why" },
	{ "--expect-running", STEPS_NONE, NULL, 0, do_expect_running, "it lives, once it is parked" },
	{ "--expect-no-signal", STEPS_NONE, NULL, 0, do_expect_no_signal, "no signal ended a process of it" },
	{ "--expect-no-spin", STEPS_NONE, NULL, 0, do_expect_no_spin,
	  "it waits, rather than use the processor up" },
	{ "--expect-memory-below", STEPS_NUMBER, "N", 0, do_expect_memory_below, "it never held N bytes" },
	{ "--expect-calls", STEPS_CALLS, "CALLS", 0, do_expect_calls,
	  "it made these calls in order: 'socket bind listen'" },
	{ "--until-listening", STEPS_NONE, NULL, 0, do_until_listening, "wait until it listens on {port}" },
	{ "--until-parked", STEPS_NONE, NULL, 0, do_until_parked, "wait until every thread of it waits" },
	{ "--until-exit", STEPS_NONE, NULL, 0, do_until_exit, "wait until it has ended" },
	{ "--advance", STEPS_SECONDS, "SECONDS", STEPS_MOVES_CLOCK, do_advance,
	  "its clock goes on, with --clock or --rate" },
	{ "--set-clock", STEPS_DATE, "DATE", STEPS_MOVES_CLOCK, do_set_clock,
	  "its clock shows this date from now on" },
	{ "--run-until", STEPS_MOMENT, "WHEN:CALL:N", 0, do_run_until, "hold it before or after its N-th CALL" },
	{ "--go-on", STEPS_NONE, NULL, 0, do_go_on, "let it go on" },
	{ "--kill", STEPS_NONE, NULL, 0, do_kill, "kill each of its processes" },
	{ "--signal", STEPS_SIGNAL, "NAME", 0, do_signal, "send it a signal" },
};
const size_t steps_table_count = sizeof(steps_table) / sizeof(steps_table[0]);

static void name_step(struct steps *t, size_t number)
{
	bytes_clear(&t->name);
	bytes_printf(&t->name, "step %zu, ", number);
	steps_append(&t->name, &t->list[number - 1]);
	for (size_t i = 0; i < t->name.len; i++)
		t->name.data[i] = t->name.data[i] < ' ' ? ' ' : t->name.data[i];
	step_name(t->session, bytes_text(&t->name));
}

void steps_run(struct steps *steps, struct sck_session *s)
{
	steps->session = s;
	steps->program = NULL;
	steps->peers_count = 0;
	for (size_t i = 0; i < steps->count; i++) {
		name_step(steps, i + 1);
		steps->list[i].row->run(steps, &steps->list[i]);
	}
	step_name(s, "behind the steps");
	program(steps);
}
