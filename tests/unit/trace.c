/*
 * facts/trace and report/recordfile: calls are written as strace writes them, and a record comes out of its file as it went
 * in.
 */
#include "facts/trace.h"
#include "support/record_text.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <cmocka.h>

static struct record_call *add(struct record *r, const char *name, int64_t result, int error)
{
	struct record_call *call = record_add_call(r);

	call->call = call_by_name(name, strlen(name));
	assert_non_null(call->call);
	call->process = call->thread = 2;
	call->result = result;
	call->error = error;
	return call;
}

static void set_args(struct record_call *call, int64_t a, int64_t b, int64_t c, int64_t d,
		     int64_t e, int64_t f)
{
	memcpy(call->args, (int64_t[]){ a, b, c, d, e, f }, sizeof(call->args));
}

static void expect_trace(struct record *r, const char *want)
{
	struct bytes text = { 0 };

	trace_record(&text, r);
	assert_string_equal(bytes_text(&text), want);
	bytes_done(&text);
	record_done(r);
}

static struct record_bytes keep_address(struct record *r, uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return record_keep(r, &address, sizeof(address));
}

static void nothing_of_a_call_s_site_leaves_the_line(void **state)
{
	static const char site[] = "a\x1b[2J\n\x9b.c:3";
	struct record r = { 0 };
	struct record_call *call = add(&r, "accept", 4, 0);
	struct record_bytes kept;

	(void)state;
	set_args(call, 3, 0, 0, 0, 0, 0);
	kept = record_keep(&r, site, sizeof(site) - 1);
	call->site = kept;
	expect_trace(&r, "accept(3, NULL, NULL) = 4  # a?[2J??.c:3\n");
}

static void bytes_are_quoted_where_they_moved(void **state)
{
	struct record r = { 0 };
	struct record_call *call;

	(void)state;
	call = add(&r, "recvfrom", 4, 0);
	set_args(call, 4, 0x7ffc0000, 1024, 0, 0, 0);
	call->data = record_keep(&r, "hel\n", 4);
	call = add(&r, "recvfrom", 0, 0);
	set_args(call, 4, 0x7ffc0000, 1024, MSG_DONTWAIT, 0, 0);
	call = add(&r, "recvfrom", -1, EAGAIN);
	set_args(call, 4, 0x7ffc0000, 1024, 0, 0, 0);
	call = add(&r, "sendto", 2, 0);
	set_args(call, 4, 0x7ffc0000, 2, MSG_NOSIGNAL, 0, 0);
	call->data = record_keep(&r, "\0\"", 2);
	call = add(&r, "write", 70, 0);
	set_args(call, 4, 0x7ffc0000, 70, 0, 0, 0);
	memset(bytes_grow(&r.store, 70), 'x', 70);
	call->data = (struct record_bytes){ r.store.len, 70 };
	r.store.len += 70;
	expect_trace(
		&r,
		"recvfrom(4, \"hel\\n\", 1024, 0, NULL, NULL) = 4\n"
		"recvfrom(4, \"\", 1024, MSG_DONTWAIT, NULL, NULL) = 0\n"
		"recvfrom(4, 0x7ffc0000, 1024, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily "
		"unavailable)\n"
		"sendto(4, \"\\x00\\\"\", 2, MSG_NOSIGNAL, NULL, 0) = 2\n"
		"write(4, \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"..., "
		"70) = 70\n");
}

static void addresses_are_written_out(void **state)
{
	struct record r = { 0 };
	struct record_call *call;

	(void)state;
	set_args(add(&r, "socket", 3, 0), AF_INET, SOCK_STREAM, IPPROTO_TCP, 0, 0, 0);
	call = add(&r, "bind", 0, 0);
	set_args(call, 3, 0x7ffc0000, 16, 0, 0, 0);
	call->address = keep_address(&r, 80);
	call = add(&r, "accept", 4, 0);
	set_args(call, 3, 0x7ffc0000, 0x7ffc0010, 0, 0, 0);
	call->address = keep_address(&r, 4321);
	set_args(add(&r, "accept4", -1, EINTR), 3, 0, 0, SOCK_CLOEXEC, 0, 0);
	expect_trace(&r,
		     "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3\n"
		     "bind(3, {sa_family=AF_INET, sin_port=htons(80), "
		     "sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0\n"
		     "accept(3, {sa_family=AF_INET, sin_port=htons(4321), "
		     "sin_addr=inet_addr(\"127.0.0.1\")}, [16]) = 4\n"
		     "accept4(3, NULL, NULL, SOCK_CLOEXEC) = -1 EINTR (Interrupted system call)\n");
}

static void vectors_and_messages_show_their_bytes(void **state)
{
	struct record r = { 0 };
	struct record_call *call;

	(void)state;
	call = add(&r, "readv", 3, 0);
	set_args(call, 4, 0x7ffc0000, 1, 0, 0, 0);
	call->asked = 64;
	call->data = record_keep(&r, "abc", 3);
	call = add(&r, "writev", 3, 0);
	set_args(call, 4, 0x7ffc0000, 2, 0, 0, 0);
	call->data = record_keep(&r, "abc", 3);
	set_args(add(&r, "readv", -1, ECONNRESET), 4, 0x7ffc0000, 2, 0, 0, 0);
	call = add(&r, "recvmsg", 3, 0);
	set_args(call, 4, 0x7ffc0000, 0, 0, 0, 0);
	call->data = record_keep(&r, "abc", 3);
	call->address = keep_address(&r, 9);
	call = add(&r, "sendmmsg", 1, 0);
	set_args(call, 4, 0x7ffc0000, 1, 0, 0, 0);
	call->data = record_keep(&r, "abc", 3);
	set_args(add(&r, "sendmsg", -1, EPIPE), 4, 0x7ffc0000, 0, 0, 0, 0);
	expect_trace(&r, "readv(4, [{iov_base=\"abc\", iov_len=64}], 1) = 3\n"
			 "writev(4, [{iov_base=\"abc\"}, ...], 2) = 3\n"
			 "readv(4, 0x7ffc0000, 2) = -1 ECONNRESET (Connection reset by peer)\n"
			 "recvmsg(4, {msg_name={sa_family=AF_INET, sin_port=htons(9), "
			 "sin_addr=inet_addr(\"127.0.0.1\")}, "
			 "msg_iov=[{iov_base=\"abc\"}], ...}, 0) = 3\n"
			 "sendmmsg(4, [{msg_hdr={msg_name=NULL, msg_iov=[{iov_base=\"abc\"}]}}, "
			 "...], 1, 0) = 1\n"
			 "sendmsg(4, 0x7ffc0000, 0) = -1 EPIPE (Broken pipe)\n");
}

static void add_option(struct record *r, const char *name, int option, const void *value, size_t len)
{
	struct record_call *call = add(r, name, 0, 0);

	set_args(call, 3, SOL_SOCKET, option, 0x7ffc0000,
		 strcmp(name, "getsockopt") ? (int64_t)len : 0x7ffc0010, 0);
	call->extra = record_keep(r, value, len);
}

static void options_show_their_values(void **state)
{
	struct record r = { 0 };
	struct record_call *call;

	(void)state;
	add_option(&r, "setsockopt", SO_REUSEADDR, &(int){ 1 }, 4);
	add_option(&r, "setsockopt", SO_RCVTIMEO, &(struct timeval){ 1, 500000 }, sizeof(struct timeval));
	add_option(&r, "setsockopt", SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
	add_option(&r, "setsockopt", SO_BINDTODEVICE, "lo", 2);
	add_option(&r, "getsockopt", SO_ERROR, &(int){ ECONNREFUSED }, 4);
	add_option(&r, "getsockopt", SO_ERROR, &(int){ 0 }, 4);
	call = add(&r, "setsockopt", -1, EFAULT);
	set_args(call, 3, IPPROTO_TCP, 1, 0, 4, 0);
	expect_trace(&r,
		     "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0\n"
		     "setsockopt(3, SOL_SOCKET, SO_RCVTIMEO, {tv_sec=1, tv_usec=500000}, 16) = 0\n"
		     "setsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=0}, 8) = 0\n"
		     "setsockopt(3, SOL_SOCKET, SO_BINDTODEVICE, \"lo\", 2) = 0\n"
		     "getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0\n"
		     "getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0\n"
		     "setsockopt(3, SOL_TCP, TCP_NODELAY, NULL, 4) = -1 EFAULT (Bad address)\n");
}

static void waits_show_what_is_ready(void **state)
{
	const struct pollfd fds[] = { { 3, POLLIN, 0 }, { 4, POLLIN | POLLOUT, POLLIN | POLLHUP } };
	const struct epoll_event event = { .events = EPOLLIN | EPOLLET, .data.u64 = 5 };
	struct record r = { 0 };
	struct record_call *call;

	(void)state;
	call = add(&r, "ppoll", 1, 0);
	set_args(call, 0x7ffc0000, 2, 0, 0, 0, 0);
	call->extra = record_keep(&r, fds, sizeof(fds));
	call = add(&r, "ppoll", 0, 0);
	set_args(call, 0x7ffc0000, 1, 0x7ffc0100, 0, 0, 0);
	call->extra = record_keep(&r, fds, sizeof(fds[0]));
	call = add(&r, "epoll_ctl", 0, 0);
	set_args(call, 3, EPOLL_CTL_ADD, 5, 0x7ffc0000, 0, 0);
	call->extra = record_keep(&r, &event, sizeof(event));
	call = add(&r, "epoll_pwait", 1, 0);
	set_args(call, 3, 0x7ffc0000, 8, -1, 0, 8);
	call->extra = record_keep(&r, &event, sizeof(event));
	set_args(add(&r, "epoll_pwait", 0, 0), 3, 0x7ffc0000, 8, 100, 0, 8);
	set_args(add(&r, "pselect6", 1, 0), 4, 0x7ffc0000, 0, 0, 0, 0);
	expect_trace(&r, "ppoll([{fd=3, events=POLLIN}, {fd=4, events=POLLIN|POLLOUT}], 2, NULL, "
			 "NULL, 0) = 1 "
			 "([{fd=4, revents=POLLIN|POLLHUP}])\n"
			 "ppoll([{fd=3, events=POLLIN}], 1, 0x7ffc0100, NULL, 0) = 0 (Timeout)\n"
			 "epoll_ctl(3, EPOLL_CTL_ADD, 5, {events=EPOLLIN|EPOLLET, data={u32=5, "
			 "u64=5}}) = 0\n"
			 "epoll_pwait(3, [{events=EPOLLIN|EPOLLET, data={u32=5, u64=5}}], 8, -1, "
			 "NULL, 8) = 1\n"
			 "epoll_pwait(3, [], 8, 100, NULL, 8) = 0\n"
			 "pselect6(4, 0x7ffc0000, NULL, NULL, NULL, NULL) = 1\n");
}

static void many_rows_are_cut(void **state)
{
	struct pollfd fds[20];
	struct record r = { 0 };
	struct record_call *call = add(&r, "ppoll", 20, 0);
	struct bytes text = { 0 };

	(void)state;
	for (int i = 0; i < 20; i++)
		fds[i] = (struct pollfd){ i, 0x4000, POLLIN };
	set_args(call, 0x7ffc0000, 20, 0, 0, 0, 0);
	call->extra = record_keep(&r, fds, sizeof(fds));
	trace_record(&text, &r);
	assert_non_null(strstr(bytes_text(&text), "{fd=15, events=0x4000}, ...], 20"));
	assert_non_null(strstr(bytes_text(&text), "{fd=15, revents=POLLIN}, ...])\n"));
	bytes_done(&text);
	record_done(&r);
}

static void pairs_and_commands_are_written_out(void **state)
{
	struct record r = { 0 };
	struct record_call *call = add(&r, "socketpair", 0, 0);

	(void)state;
	set_args(call, AF_UNIX, SOCK_STREAM, 0, 0x7ffc0000, 0, 0);
	call->extra = record_keep(&r, (int[]){ 3, 4 }, 2 * sizeof(int));
	set_args(add(&r, "socketpair", -1, EMFILE), AF_UNIX, SOCK_STREAM, 0, 0x7ffc0000, 0, 0);
	expect_trace(&r, "socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0\n"
			 "socketpair(AF_UNIX, SOCK_STREAM, 0, 0x7ffc0000) = -1 EMFILE (Too many "
			 "open files)\n");
}

static void unfinished_and_restarted_calls_say_so(void **state)
{
	struct record r = { 0 };
	struct record_call *call = add(&r, "recvfrom", 0, 0);

	(void)state;
	set_args(call, 4, 0x7ffc0000, 1024, 0, 0, 0);
	call->ended_at = -1;
	call->site = record_keep(&r, "server.c:12", 11);
	set_args(add(&r, "accept", -1, 512), 3, 0, 0, 0, 0, 0);
	expect_trace(&r, "recvfrom(4 <unfinished ...>  # server.c:12\n"
			 "accept(3, NULL, NULL) = ? ERESTARTSYS (To be restarted)\n");
}

static void add_event(struct record *r, enum record_event_kind kind, int process, int64_t value,
		      const char *text)
{
	struct record_event *event = record_add_event(r);

	event->kind = kind;
	event->process = event->thread = process;
	event->value = value;
	event->text = record_keep(r, text, strlen(text));
}

/* Of every kind something, of two processes. */
static void fill(struct record *r)
{
	struct record_call *call;

	record_add_socket(r, &(struct record_socket){ AF_INET, SOCK_STREAM, IPPROTO_TCP, 4711 });
	add_event(r, RECORD_START, 2, 0, "server");
	add_event(r, RECORD_EXEC, 2, 0, "./server\n\x1b");
	call = add(r, "socket", 3, 0);
	set_args(call, AF_INET, SOCK_STREAM, 0, 0, 0, 0);
	call->socket = 0;
	call->at = 1000;
	call->ended_at = 2000;
	call->fd = 3;
	add_event(r, RECORD_FD_BORN, 2, 3, "");
	add_event(r, RECORD_START, 5, 2, "server");
	call = add(r, "recvfrom", 5, 0);
	call->process = call->thread = 5;
	set_args(call, 3, 0x7ffc0000, -1, 0, 0, 0);
	call->asked = 1024;
	call->data = record_keep(r, "\0a\xff\"\\", 5);
	call->address = keep_address(r, 9);
	call->extra = record_keep(r, "extra", 5);
	call->site = record_keep(r, "a.c:1", 5);
	set_args(add(r, "recvfrom", -1, EAGAIN), 3, 0x7ffc0000, 1, 0, 0, 0);
	add(r, "listen", -1, 4000)->ended_at = -1;
	add_event(r, RECORD_THREAD, 6, 0, "");
	add_event(r, RECORD_NOTE, 5, 0, "io_uring refused");
	add_event(r, RECORD_EXIT, 5, 3, "");
	add_event(r, RECORD_FD_ENDED, 5, 3, "");
	add_event(r, RECORD_SIGNAL, 2, 17, "");
	add_event(r, RECORD_SIGNAL, 2, 99, "");
	add_event(r, RECORD_KILLED, 2, 9, "");
}

static void events_stand_where_they_happened(void **state)
{
	struct record r = { 0 };

	(void)state;
	fill(&r);
	expect_trace(&r, "# process 2 begins\n"
			 "# execve ./server??\n"
			 "socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3\n"
			 "[pid 5] # process 5 begins, a child of 2\n"
			 "[pid 5] recvfrom(3, \"\\x00a\\xff\\\"\\\\\", 18446744073709551615, 0, "
			 "NULL, NULL) = 5  # a.c:1\n"
			 "[pid 2] recvfrom(3, 0x7ffc0000, 1, 0, NULL, NULL) = -1 EAGAIN (Resource "
			 "temporarily unavailable)\n"
			 "[pid 2] listen(0, 0 <unfinished ...>\n"
			 "[pid 6] # thread 6 begins\n"
			 "[pid 5] # io_uring refused\n"
			 "[pid 5] +++ exited with 3 +++\n"
			 "[pid 2] --- SIGCHLD ---\n"
			 "[pid 2] --- signal 99 ---\n"
			 "[pid 2] +++ killed by SIGKILL +++\n");
}

static void a_record_comes_out_of_its_file_as_it_went_in(void **state)
{
	struct record r = { 0 }, again = { 0 };
	struct bytes file = { 0 }, second = { 0 };
	struct sck_err err = { 0 };

	(void)state;
	fill(&r);
	record_text_write(&file, &r);
	assert_int_equal(record_text_read((const char *)file.data, file.len, &again, &err), 0);
	record_text_write(&second, &again);
	assert_string_equal(bytes_text(&second), bytes_text(&file));
	assert_int_equal(again.calls_count, r.calls_count);
	assert_int_equal(again.events_count, r.events_count);
	assert_int_equal(again.calls[1].data.len, 5);
	assert_memory_equal(record_data(&again, again.calls[1].data), "\0a\xff\"\\", 5);
	assert_int_equal(again.calls[1].address.len, sizeof(struct sockaddr_in));
	assert_int_equal(again.calls[2].error, EAGAIN);
	assert_int_equal(again.calls[3].error, 4000);
	assert_true(again.calls[3].ended_at == -1);
	assert_int_equal(again.events[2].before_call, 1);
	assert_int_equal(again.sockets[0].inode, 4711);
	record_done(&r);
	record_done(&again);
	bytes_done(&file);
	bytes_done(&second);
}

#define HEAD "{\"record\":1}\n"
#define CALL_WITH(call, args, socket, error, asked, data)                                        \
	HEAD "{\"call\":" call                                                                   \
	     ",\"at\":0,\"ended_at\":0,\"program\":0,\"process\":2,\"thread\":2,\"args\":" args  \
	     ",\"fd\":3,\"socket\":" socket ",\"result\":0,\"error\":" error ",\"asked\":" asked \
	     ",\"data\":" data                                                                   \
	     ",\"address\":\"\",\"extra\":\"\",\"site\":\"\",\"injected\":\"\"}\n"

static void a_bad_file_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "line 1: this is no record" },
		{ "hello\n", "line 1: " },
		{ "{\"record\":2}\n", "line 1: a record of version 2" },
		{ "{\"record\":1,\"x\":1}\n", "line 1: this is no record" },
		{ "{\"record\":1}", "line 1: it is cut off" },
		{ HEAD "{}\n", "line 2: neither a call nor an event nor a socket" },
		{ HEAD "[]\n", "line 2: neither a call nor an event nor a socket" },
		{ HEAD "{\"call\":\"recv\"}\n", "line 2: " },
		{ HEAD "{\"event\":\"start\"}\n", "line 2: " },
		{ HEAD "{\"socket\":0}\n", "line 2: " },
		{ HEAD "{\"socket\":3,\"domain\":2,\"type\":1,\"protocol\":0,\"inode\":7}\n",
		  "line 2: socket: 3 is not the next one" },
		{ HEAD "{\"event\":\"birth\",\"at\":0,\"program\":0,\"process\":2,\"thread\":2,"
		       "\"value\":0,\"text\":\"\"}\n",
		  "line 2: 'birth' is no event that this version knows" },
		{ HEAD "{\"event\":\"note\",\"at\":0,\"program\":0,\"process\":2,\"thread\":2,"
		       "\"value\":0,\"text\":\"\\\\q\"}\n",
		  "line 2: text: a bad escape at 0" },
		{ CALL_WITH("\"execve\"", "[]", "-1", "null", "0", "\"\""),
		  "line 2: 'execve' is no call that this version knows" },
		{ CALL_WITH("\"listen\"", "[3]", "-1", "null", "0", "\"\""),
		  "line 2: args: expected 2 whole numbers" },
		{ CALL_WITH("\"listen\"", "[3,\"x\"]", "-1", "null", "0", "\"\""),
		  "line 2: args: expected 2 whole numbers" },
		{ CALL_WITH("\"listen\"", "[3,1]", "0", "null", "0", "\"\""),
		  "line 2: socket: no socket 0 stands before this line" },
		{ CALL_WITH("\"listen\"", "[3,1]", "-1", "\"EFOO\"", "0", "\"\""),
		  "line 2: error: expected null or the name of an errno" },
		{ CALL_WITH("\"listen\"", "[3,1]", "-1", "7", "0", "\"\""),
		  "line 2: error: expected null or the name of an errno" },
		{ CALL_WITH("\"listen\"", "[3,1]", "-1", "null", "-1", "\"\""),
		  "line 2: asked: expected a number of bytes" },
		{ CALL_WITH("\"listen\"", "[3,1]", "-1", "null", "0", "\"\\\\\""),
		  "line 2: data: a bad escape at 0" },
		{ HEAD "{\"end\":null}\n", "line 2: " },
		{ HEAD "{\"end\":0}\n{\"end\":0}\n", "line 3: the record has ended before it" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct record r = { 0 };
		struct sck_err err = { 0 };

		assert_int_equal(record_text_read(bad[i].text, strlen(bad[i].text), &r, &err), -EINVAL);
		if (strncmp(err.text, bad[i].why, strlen(bad[i].why)))
			fail_msg("'%s' is not '%s'", err.text, bad[i].why);
		record_done(&r);
	}
}

static void a_call_without_its_memory_is_still_a_line(void **state)
{
	struct record r = { 0 };
	struct sck_err err = { 0 };
	static const char file[] = CALL_WITH("\"listen\"", "[3,1]", "-1", "null", "0", "\"\"");

	(void)state;
	for (size_t i = 0; i < call_table_count; i++)
		add(&r, call_table[i].name, 1, 0)->extra = record_keep(&r, "\x01", 1);
	for (size_t i = 0; i < call_table_count; i++)
		add(&r, call_table[i].name, -1, EINVAL)->address = record_keep(&r, "\x02", 1);
	for (size_t i = 0; i < 2 * call_table_count; i++) {
		struct trace t = { 0 };
		struct bytes line = { 0 };

		trace_call(&t, &line, &r, &r.calls[i]);
		assert_ptr_equal(strchr(bytes_text(&line), '\n'), bytes_text(&line) + line.len - 1);
		bytes_done(&line);
	}
	record_done(&r);
	assert_int_equal(record_text_read(file, sizeof(file) - 1, &r, &err), 0);
	record_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_of_a_call_s_site_leaves_the_line),
		cmocka_unit_test(bytes_are_quoted_where_they_moved),
		cmocka_unit_test(addresses_are_written_out),
		cmocka_unit_test(vectors_and_messages_show_their_bytes),
		cmocka_unit_test(options_show_their_values),
		cmocka_unit_test(waits_show_what_is_ready),
		cmocka_unit_test(many_rows_are_cut),
		cmocka_unit_test(pairs_and_commands_are_written_out),
		cmocka_unit_test(unfinished_and_restarted_calls_say_so),
		cmocka_unit_test(events_stand_where_they_happened),
		cmocka_unit_test(a_record_comes_out_of_its_file_as_it_went_in),
		cmocka_unit_test(a_bad_file_is_refused_with_its_line),
		cmocka_unit_test(a_call_without_its_memory_is_still_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
