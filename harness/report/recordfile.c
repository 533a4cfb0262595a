/*
 * Writes and reads the JSON Lines of a record. The reader is strict: a file may come from another version or from anybody, and
 * what it yields is indexed by the trace without further checks. It opens no file; cli does.
 */
#include "report/recordfile.h"
#include "base/text.h"
#include "facts/names.h"
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const event_names[] = {
	[RECORD_START] = "start",   [RECORD_EXEC] = "exec",     [RECORD_EXIT] = "exit",
	[RECORD_KILLED] = "killed", [RECORD_SIGNAL] = "signal", [RECORD_THREAD] = "thread",
	[RECORD_NOTE] = "note",     [RECORD_FD_BORN] = "born",  [RECORD_FD_ENDED] = "ended",
};
enum { EVENT_NAMES = sizeof(event_names) / sizeof(event_names[0]) };

/* ---- Writing ---- */

static json_t *escape(const struct record *r, struct record_bytes b)
{
	struct bytes quoted = { 0 };
	json_t *text;

	bytes_quote(&quoted, record_data(r, b), b.len, b.len);
	text = json_stringn((const char *)quoted.data + 1, quoted.len - 2);
	bytes_done(&quoted);
	return text;
}

static json_t *name_error(int error)
{
	const char *name = names_errno(error);

	if (!error)
		return json_null();
	return name ? json_string(name) : json_sprintf("%d", error);
}

static void append_line(struct bytes *to, json_t *line)
{
	char *text = json_dumps(line, JSON_COMPACT);

	if (!text)
		abort();
	bytes_append_text(to, text);
	bytes_append_text(to, "\n");
	free(text);
	json_decref(line);
}

static void write_call(struct bytes *to, const struct record *r, const struct record_call *c)
{
	json_t *args = json_array();

	for (int i = 0; i < c->call->args_count; i++)
		json_array_append_new(args, json_integer(c->args[i]));
	append_line(to, json_pack("{ss sI sI si si si so si si sI so sI so so so so so}", "call",
				  c->call->name, "at", (json_int_t)c->at, "ended_at",
				  (json_int_t)c->ended_at, "program", c->program, "process", c->process,
				  "thread", c->thread, "args", args, "fd", c->fd, "socket", c->socket,
				  "result", (json_int_t)c->result, "error", name_error(c->error),
				  "asked", (json_int_t)c->asked, "data", escape(r, c->data),
				  "address", escape(r, c->address), "extra", escape(r, c->extra),
				  "site", escape(r, c->site), "injected", escape(r, c->injected)));
}

static void write_event(struct bytes *to, const struct record *r, const struct record_event *e)
{
	append_line(to, json_pack("{ss sI si si si sI so}", "event", event_names[e->kind], "at",
				  (json_int_t)e->at, "program", e->program, "process", e->process, "thread",
				  e->thread, "value", (json_int_t)e->value, "text", escape(r, e->text)));
}

/* A call or an event names a socket that has a line before it. */
static void write_sockets(struct bytes *to, const struct record *r, size_t *sockets)
{
	for (; *sockets < r->sockets_count; ++*sockets) {
		const struct record_socket *s = &r->sockets[*sockets];

		append_line(to, json_pack("{si si si si sI}", "socket", (int)*sockets, "domain",
					  s->domain, "type", s->type, "protocol", s->protocol,
					  "inode", (json_int_t)s->inode));
	}
}

void recordfile_begin(struct bytes *to)
{
	append_line(to, json_pack("{si}", "record", 1));
}

void recordfile_call(struct bytes *to, const struct record *r, const struct record_call *call, size_t *sockets)
{
	write_sockets(to, r, sockets);
	write_call(to, r, call);
}

void recordfile_event(struct bytes *to, const struct record *r, const struct record_event *event,
		      size_t *sockets)
{
	write_sockets(to, r, sockets);
	write_event(to, r, event);
}

void recordfile_end(struct bytes *to, int status)
{
	append_line(to, json_pack("{si}", "end", status));
}

/* ---- Reading ---- */

/* Each returns 0 or -EINVAL with the reason in ERR, without the line's number. */
typedef int line_reader(struct record *r, json_t *line, struct sck_err *err);

static int keep_text(struct record *r, const char *key, const char *text, struct record_bytes *ret,
		     struct sck_err *err)
{
	struct bytes data = { 0 };
	size_t at;

	if (bytes_unescape(&data, text, &at)) {
		bytes_done(&data);
		return err_set(err, -EINVAL, "%s: a bad escape at %zu", key, at);
	}
	*ret = record_keep(r, data.data, data.len);
	bytes_done(&data);
	return 0;
}

static int read_error(json_t *error, int *ret)
{
	int64_t number = 0;
	const char *name = json_string_value(error);

	if (json_is_null(error))
		return *ret = 0;
	if (!name)
		return -EINVAL;
	number = names_errno_number(name, strlen(name));
	if (!number && text_number(name, 1, INT32_MAX, &number))
		return -EINVAL;
	*ret = (int)number;
	return 0;
}

static int read_args(json_t *args, struct record_call *call)
{
	if (json_array_size(args) != call->call->args_count)
		return -EINVAL;
	for (size_t i = 0; i < call->call->args_count; i++) {
		json_t *arg = json_array_get(args, i);

		if (!json_is_integer(arg))
			return -EINVAL;
		call->args[i] = json_integer_value(arg);
	}
	return 0;
}

static int read_call(struct record *r, json_t *line, struct sck_err *err)
{
	const char *name, *data, *address, *extra, *site, *injected;
	json_int_t at, ended_at, result, asked;
	struct record_call call = { 0 };
	json_t *args, *error;
	json_error_t where;

	if (json_unpack_ex(line, &where, 0, "{ss sI sI si si si so si si sI so sI ss ss ss ss ss !}",
			   "call", &name, "at", &at, "ended_at", &ended_at, "program",
			   &call.program, "process", &call.process, "thread", &call.thread, "args",
			   &args, "fd", &call.fd, "socket", &call.socket, "result", &result,
			   "error", &error, "asked", &asked, "data", &data, "address", &address,
			   "extra", &extra, "site", &site, "injected", &injected))
		return err_set(err, -EINVAL, "%s", where.text);
	call.call = call_by_name(name, strlen(name));
	if (!call.call)
		return err_set(err, -EINVAL, "'%s' is no call that this version knows", name);
	if (read_args(args, &call))
		return err_set(err, -EINVAL, "args: expected %d whole numbers", call.call->args_count);
	if (read_error(error, &call.error))
		return err_set(err, -EINVAL, "error: expected null or the name of an errno");
	if (call.socket < -1 || call.socket >= (int)r->sockets_count)
		return err_set(err, -EINVAL, "socket: no socket %d stands before this line", call.socket);
	if (asked < 0)
		return err_set(err, -EINVAL, "asked: expected a number of bytes");
	call.at = at;
	call.ended_at = ended_at;
	call.result = result;
	call.asked = (size_t)asked;
	if (keep_text(r, "data", data, &call.data, err) ||
	    keep_text(r, "address", address, &call.address, err) ||
	    keep_text(r, "extra", extra, &call.extra, err) || keep_text(r, "site", site, &call.site, err) ||
	    keep_text(r, "injected", injected, &call.injected, err))
		return -EINVAL;
	*record_add_call(r) = call;
	return 0;
}

static int read_event(struct record *r, json_t *line, struct sck_err *err)
{
	struct record_event event = { 0 };
	const char *name, *text;
	json_error_t where;
	json_int_t at, value;
	size_t kind = 0;

	if (json_unpack_ex(line, &where, 0, "{ss sI si si si sI ss !}", "event", &name, "at", &at,
			   "program", &event.program, "process", &event.process, "thread",
			   &event.thread, "value", &value, "text", &text))
		return err_set(err, -EINVAL, "%s", where.text);
	while (kind < EVENT_NAMES && strcmp(event_names[kind], name))
		kind++;
	if (kind == EVENT_NAMES)
		return err_set(err, -EINVAL, "'%s' is no event that this version knows", name);
	event.kind = (enum record_event_kind)kind;
	event.at = at;
	event.value = value;
	event.before_call = r->calls_count;
	if (keep_text(r, "text", text, &event.text, err))
		return -EINVAL;
	*record_add_event(r) = event;
	return 0;
}

static int read_socket(struct record *r, json_t *line, struct sck_err *err)
{
	struct record_socket socket = { 0 };
	json_error_t where;
	json_int_t inode;
	int number;

	if (json_unpack_ex(line, &where, 0, "{si si si si sI !}", "socket", &number, "domain", &socket.domain,
			   "type", &socket.type, "protocol", &socket.protocol, "inode", &inode))
		return err_set(err, -EINVAL, "%s", where.text);
	socket.inode = (uint64_t)inode;
	if (number != (int)r->sockets_count || record_add_socket(r, &socket) != number)
		return err_set(err, -EINVAL, "socket: %d is not the next one", number);
	return 0;
}

static int read_header(json_t *line, struct sck_err *err)
{
	int version;

	if (json_unpack(line, "{si !}", "record", &version))
		return err_set(err, -EINVAL, "this is no record (expected {\"record\":1})");
	if (version != 1)
		return err_set(err, -EINVAL, "a record of version %d (expected 1)", version);
	return 0;
}

static int read_end(struct recordfile_reading *in, json_t *line, struct sck_err *err)
{
	json_error_t where;
	int status;

	if (json_unpack_ex(line, &where, 0, "{si !}", "end", &status))
		return err_set(err, -EINVAL, "%s", where.text);
	in->has_ended = true;
	return 0;
}

static int read_line(struct recordfile_reading *in, struct record *r, json_t *line, struct sck_err *err)
{
	if (in->lines == 1)
		return read_header(line, err);
	if (in->has_ended)
		return err_set(err, -EINVAL, "the record has ended before it");
	if (json_object_get(line, "call"))
		return read_call(r, line, err);
	if (json_object_get(line, "event"))
		return read_event(r, line, err);
	if (json_object_get(line, "socket"))
		return read_socket(r, line, err);
	if (json_object_get(line, "end"))
		return read_end(in, line, err);
	return err_set(err, -EINVAL, "neither a call nor an event nor a socket");
}

int recordfile_feed(struct recordfile_reading *in, struct bytes *text, struct record *ret,
		    struct sck_err *err)
{
	const char *line = (const char *)text->data, *end = line + text->len, *newline;
	struct sck_err why = { 0 };
	int code = 0;

	for (; !code && line < end && (newline = memchr(line, '\n', (size_t)(end - line)));
	     line = newline + 1) {
		json_error_t where;
		json_t *json = json_loadb(line, (size_t)(newline - line), JSON_REJECT_DUPLICATES, &where);

		in->lines++;
		if (json || in->lines == 1)
			code = read_line(in, ret, json, &why);
		else
			code = err_set(&why, -EINVAL, "%s", where.text);
		json_decref(json);
	}
	if (code)
		return err_set(err, code, "line %zu: %s", in->lines, why.text);
	if (line != (const char *)text->data)
		bytes_drop_front(text, (size_t)(line - (const char *)text->data));
	return 0;
}

int recordfile_check_end(const struct recordfile_reading *in, const struct bytes *rest, struct sck_err *err)
{
	if (!in->lines && !rest->len)
		return err_set(err, -EINVAL, "line 1: this is no record (expected {\"record\":1})");
	if (rest->len)
		return err_set(err, -EINVAL, "line %zu: it is cut off", in->lines + 1);
	if (!in->has_ended)
		return err_set(err, -ENODATA, "it has no end: its run goes on, or was killed");
	return 0;
}
