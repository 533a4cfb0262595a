/*
 * facts/names: numbers are shown with the names that strace(1) gives them, and what has no name, is
 * cut or is hostile is shown too.
 */
#include "facts/names.h"
#include <asm/sockios.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <cmocka.h>

static void assert_shown(enum arg_kind kind, int64_t value, int64_t level, const char *want)
{
	struct bytes got = { 0 };

	names_append(&got, kind, value, level);
	assert_string_equal(bytes_text(&got), want);
	bytes_done(&got);
}

static int errno_number(const char *name)
{
	return names_errno_number(name, strlen(name));
}

static void an_errno_has_a_name_and_the_name_its_number(void **state)
{
	int known = 0;

	(void)state;
	assert_string_equal(names_errno(EINTR), "EINTR");
	assert_string_equal(names_errno(EAGAIN), "EAGAIN");
	assert_string_equal(names_errno(EOPNOTSUPP), "EOPNOTSUPP");
	assert_string_equal(names_errno(ECONNABORTED), "ECONNABORTED");
	for (int code = 1; code < 600; code++) {
		if (!names_errno(code))
			continue;
		assert_int_equal(errno_number(names_errno(code)), code);
		known++;
	}
	assert_true(known > 130);
}

static void an_errno_is_known_by_its_other_name_too(void **state)
{
	(void)state;
	assert_int_equal(errno_number("EWOULDBLOCK"), EAGAIN);
	assert_int_equal(errno_number("ENOTSUP"), EOPNOTSUPP);
	assert_int_equal(errno_number("EDEADLOCK"), EDEADLK);
}

static void the_kernels_own_restarts_have_names(void **state)
{
	(void)state;
	assert_string_equal(names_errno(512), "ERESTARTSYS");
	assert_string_equal(names_errno(516), "ERESTART_RESTARTBLOCK");
	assert_int_equal(errno_number("ERESTARTNOHAND"), 514);
}

static void what_is_no_errno_has_no_name_and_no_number(void **state)
{
	(void)state;
	assert_null(names_errno(0));
	assert_null(names_errno(-EINTR));
	assert_null(names_errno(41));
	assert_null(names_errno(100000));
	assert_int_equal(errno_number(""), 0);
	assert_int_equal(errno_number("EINT"), 0);
	assert_int_equal(errno_number("eintr"), 0);
	assert_int_equal(names_errno_number("EINTR", 4), 0);
	assert_int_equal(names_errno_number("EINTR,EPIPE", 5), EINTR);
}

static void a_signal_has_the_name_that_the_c_library_knows(void **state)
{
	char want[32];

	(void)state;
	for (int signal = 1; signal < 32; signal++) {
		snprintf(want, sizeof(want), "SIG%s", signal == SIGPOLL ? "IO" : sigabbrev_np(signal));
		assert_string_equal(names_signal(signal), want);
	}
}

static void real_time_signals_are_counted_from_the_kernels_first(void **state)
{
	(void)state;
	assert_string_equal(names_signal(32), "SIGRTMIN");
	assert_string_equal(names_signal(34), "SIGRT_2");
	assert_string_equal(names_signal(64), "SIGRT_32");
	assert_null(names_signal(65));
	assert_null(names_signal(0));
	assert_null(names_signal(-1));
}

static void what_makes_a_socket_is_shown_by_name(void **state)
{
	(void)state;
	assert_shown(ARG_DOMAIN, AF_INET6, 0, "AF_INET6");
	assert_shown(ARG_DOMAIN, 77, 0, "77");
	assert_shown(ARG_SOCKTYPE, SOCK_STREAM, 0, "SOCK_STREAM");
	assert_shown(ARG_SOCKTYPE, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		     "SOCK_DGRAM|SOCK_CLOEXEC|SOCK_NONBLOCK");
	assert_shown(ARG_SOCKTYPE, 15 | SOCK_CLOEXEC | 0x10, 0, "15|SOCK_CLOEXEC|0x10");
	assert_shown(ARG_SOCK_FLAGS, SOCK_NONBLOCK, 0, "SOCK_NONBLOCK");
	assert_shown(ARG_SOCK_FLAGS, 0, 0, "0");
}

static void a_protocol_is_one_of_its_domain(void **state)
{
	(void)state;
	assert_shown(ARG_PROTOCOL, IPPROTO_TCP, AF_INET, "IPPROTO_TCP");
	assert_shown(ARG_PROTOCOL, IPPROTO_IP, AF_INET6, "IPPROTO_IP");
	assert_shown(ARG_PROTOCOL, IPPROTO_UDP, 0, "IPPROTO_UDP");
	assert_shown(ARG_PROTOCOL, NETLINK_ROUTE, AF_NETLINK, "NETLINK_ROUTE");
	assert_shown(ARG_PROTOCOL, 0, AF_UNIX, "0");
	assert_shown(ARG_PROTOCOL, 250, AF_INET, "250");
}

static void message_flags_are_shown_to_the_last_bit(void **state)
{
	(void)state;
	assert_shown(ARG_MSG_FLAGS, 0, 0, "0");
	assert_shown(ARG_MSG_FLAGS, MSG_NOSIGNAL, 0, "MSG_NOSIGNAL");
	assert_shown(ARG_MSG_FLAGS, MSG_PEEK | MSG_DONTWAIT | MSG_WAITALL, 0,
		     "MSG_PEEK|MSG_DONTWAIT|MSG_WAITALL");
	assert_shown(ARG_MSG_FLAGS, MSG_OOB | 0x08000000, 0, "MSG_OOB|0x8000000");
	assert_shown(ARG_MSG_FLAGS, 0x08000000, 0, "0x8000000");
	assert_shown(ARG_MSG_FLAGS, (int)MSG_CMSG_CLOEXEC, 0, "MSG_CMSG_CLOEXEC");
}

static void ways_levels_and_epoll_operations_are_shown_by_name(void **state)
{
	(void)state;
	assert_shown(ARG_HOW, SHUT_RD, 0, "SHUT_RD");
	assert_shown(ARG_HOW, SHUT_WR, 0, "SHUT_WR");
	assert_shown(ARG_HOW, SHUT_RDWR, 0, "SHUT_RDWR");
	assert_shown(ARG_HOW, 3, 0, "3");
	assert_shown(ARG_LEVEL, SOL_SOCKET, 0, "SOL_SOCKET");
	assert_shown(ARG_LEVEL, IPPROTO_TCP, 0, "SOL_TCP");
	assert_shown(ARG_LEVEL, IPPROTO_IPV6, 0, "SOL_IPV6");
	assert_shown(ARG_EPOLL_OP, EPOLL_CTL_MOD, 0, "EPOLL_CTL_MOD");
}

static void an_option_is_one_of_its_level(void **state)
{
	(void)state;
	assert_shown(ARG_OPTNAME, SO_REUSEADDR, SOL_SOCKET, "SO_REUSEADDR");
	assert_shown(ARG_OPTNAME, SO_RCVTIMEO, SOL_SOCKET, "SO_RCVTIMEO");
	assert_shown(ARG_OPTNAME, TCP_NODELAY, SOL_TCP, "TCP_NODELAY");
	assert_shown(ARG_OPTNAME, IP_RECVERR, SOL_IP, "IP_RECVERR");
	assert_shown(ARG_OPTNAME, IPV6_V6ONLY, SOL_IPV6, "IPV6_V6ONLY");
	assert_shown(ARG_OPTNAME, UDP_SEGMENT, SOL_UDP, "UDP_SEGMENT");
	assert_shown(ARG_OPTNAME, 2, 9999, "2");
	assert_shown(ARG_OPTNAME, 9999, SOL_SOCKET, "9999");
}

static void fcntls_value_is_what_its_command_says(void **state)
{
	(void)state;
	assert_shown(ARG_FCNTL, F_SETFL, 0, "F_SETFL");
	assert_shown(ARG_FCNTL, F_DUPFD_CLOEXEC, 0, "F_DUPFD_CLOEXEC");
	assert_shown(ARG_FCNTL, 7777, 0, "7777");
	assert_shown(ARG_FCNTL_VALUE, O_RDWR | O_NONBLOCK, F_SETFL, "O_RDWR|O_NONBLOCK");
	assert_shown(ARG_FCNTL_VALUE, O_NONBLOCK, F_SETFL, "O_RDONLY|O_NONBLOCK");
	assert_shown(ARG_FCNTL_VALUE, 0, F_SETFL, "O_RDONLY");
	assert_shown(ARG_FCNTL_VALUE, FD_CLOEXEC, F_SETFD, "FD_CLOEXEC");
	assert_shown(ARG_FCNTL_VALUE, 0, F_SETFD, "0");
	assert_shown(ARG_FCNTL_VALUE, 10, F_DUPFD, "10");
	assert_shown(ARG_FCNTL_VALUE, 3, F_DUPFD_CLOEXEC, "3");
	assert_shown(ARG_FCNTL_VALUE, 0x7fff1234, F_GETLK, "0x7fff1234");
	assert_shown(ARG_FCNTL_VALUE, 0, F_GETFL, "0");
}

static void open_flags_are_shown_without_an_access_mode(void **state)
{
	(void)state;
	assert_shown(ARG_OPEN_FLAGS, O_CLOEXEC, 0, "O_CLOEXEC");
	assert_shown(ARG_OPEN_FLAGS, 0, 0, "0");
	assert_shown(ARG_OPEN_FLAGS, O_SYNC, 0, "O_SYNC");
	assert_shown(ARG_OPEN_FLAGS, O_DSYNC, 0, "O_DSYNC");
}

static void an_ioctl_request_is_shown_by_name_or_in_hex(void **state)
{
	(void)state;
	assert_shown(ARG_IOCTL, FIONBIO, 0, "FIONBIO");
	assert_shown(ARG_IOCTL, FIONREAD, 0, "FIONREAD");
	assert_shown(ARG_IOCTL, SIOCOUTQ, 0, "SIOCOUTQ");
	assert_shown(ARG_IOCTL, 0xdeadbeef, 0, "0xdeadbeef");
}

static void numbers_have_the_width_of_their_kind(void **state)
{
	(void)state;
	assert_shown(ARG_INT, INT64_C(0xffffffff), 0, "-1");
	assert_shown(ARG_FD, 3, 0, "3");
	assert_shown(ARG_FD, INT64_C(0x1ffffffff), 0, "-1");
	assert_shown(ARG_FD_OTHER, 4, 0, "4");
	assert_shown(ARG_MS, INT64_C(0xffffffff), 0, "-1");
	assert_shown(ARG_UINT, -1, 0, "4294967295");
	assert_shown(ARG_LONG, -1, 0, "-1");
	assert_shown(ARG_SIZE, -1, 0, "18446744073709551615");
	assert_shown(ARG_HEX, 0, 0, "0");
	assert_shown(ARG_HEX, 0x80000, 0, "0x80000");
	assert_shown(ARG_NONE, 7, 0, "");
}

static void what_points_somewhere_is_a_pointer(void **state)
{
	static const enum arg_kind kinds[] = { ARG_POINTER,     ARG_BUF_IN,   ARG_MSG_OUT,
					       ARG_ADDR_IN,     ARG_TIMESPEC, ARG_FDSET,
					       ARG_EPOLL_EVENTS };

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_shown(kinds[i], 0, 0, "NULL");
		assert_shown(kinds[i], 0x7ffd0010, 0, "0x7ffd0010");
	}
}

static void assert_address(const void *address, size_t len, const char *full, const char *endpoint)
{
	struct bytes got = { 0 };

	names_append_address(&got, address, len);
	assert_string_equal(bytes_text(&got), full);
	bytes_clear(&got);
	names_append_endpoint(&got, address, len);
	assert_string_equal(bytes_text(&got), endpoint);
	bytes_done(&got);
}

static void an_ipv4_address_is_shown(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(80) };

	(void)state;
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_address(&in, sizeof(in),
		       "{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"127.0.0.1\")}",
		       "127.0.0.1:80");
}

static void an_ipv6_address_is_shown(void **state)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_port = htons(8080),
				    .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	(void)state;
	assert_address(&in6, sizeof(in6),
		       "{sa_family=AF_INET6, sin6_port=htons(8080), sin6_flowinfo=htonl(0), "
		       "inet_pton(AF_INET6, \"::1\", &sin6_addr), sin6_scope_id=0}",
		       "[::1]:8080");
	in6.sin6_scope_id = 2;
	in6.sin6_flowinfo = htonl(9);
	assert_address(&in6, sizeof(in6),
		       "{sa_family=AF_INET6, sin6_port=htons(8080), sin6_flowinfo=htonl(9), "
		       "inet_pton(AF_INET6, \"::1\", &sin6_addr), sin6_scope_id=2}",
		       "[::1%2]:8080");
	assert_address(&in6, offsetof(struct sockaddr_in6, sin6_scope_id),
		       "{sa_family=AF_INET6, sin6_port=htons(8080), sin6_flowinfo=htonl(9), "
		       "inet_pton(AF_INET6, \"::1\", &sin6_addr), sin6_scope_id=0}",
		       "[::1]:8080");
}

static void a_unix_address_is_shown(void **state)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/tmp/x" };

	(void)state;
	assert_address(&un, sizeof(un), "{sa_family=AF_UNIX, sun_path=\"/tmp/x\"}", "unix:/tmp/x");
	assert_address(&un, 2 + 4, "{sa_family=AF_UNIX, sun_path=\"/tmp\"}", "unix:/tmp");
	assert_address(&un, 2, "{sa_family=AF_UNIX}", "unix:");
	memcpy(un.sun_path, "\0name", 5);
	assert_address(&un, 2 + 5, "{sa_family=AF_UNIX, sun_path=@\"name\"}", "unix:@name");
	assert_address(&un, 2 + 1, "{sa_family=AF_UNIX, sun_path=@\"\"}", "unix:@");
	memset(un.sun_path, 'a', sizeof(un.sun_path));
	un.sun_path[0] = '\n';
	un.sun_path[1] = '\x80';
	assert_address(&un, 2 + 3, "{sa_family=AF_UNIX, sun_path=\"\\n\\x80a\"}", "unix:\"\\n\\x80a\"");
	memcpy(un.sun_path, "a\x7f", 2);
	assert_address(&un, 2 + 2, "{sa_family=AF_UNIX, sun_path=\"a\\x7f\"}", "unix:\"a\\x7f\"");
}

static void a_path_that_fills_its_room_needs_no_nul(void **state)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct bytes got = { 0 };

	(void)state;
	memset(un.sun_path, 'a', sizeof(un.sun_path));
	names_append_endpoint(&got, &un, sizeof(un));
	assert_int_equal(got.len, strlen("unix:") + sizeof(un.sun_path));
	bytes_done(&got);
}

static void a_netlink_address_is_shown(void **state)
{
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK, .nl_pid = 7, .nl_groups = 1 };

	(void)state;
	assert_address(&nl, sizeof(nl), "{sa_family=AF_NETLINK, nl_pid=7, nl_groups=00000001}", "AF_NETLINK");
	assert_address(&nl, 4, "{sa_family=AF_NETLINK, sa_data=\"\\x00\\x00\"}", "AF_NETLINK");
}

static void an_address_that_is_cut_or_unknown_is_shown_as_bytes(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(0x4142) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	uint8_t unknown[] = { 99, 0, 'x' }, unspec[16] = { 0 };

	(void)state;
	assert_address(&in, 4, "{sa_family=AF_INET, sa_data=\"AB\"}", "AF_INET");
	assert_address(&in6, 4, "{sa_family=AF_INET6, sa_data=\"\\x00\\x00\"}", "AF_INET6");
	assert_address(unknown, sizeof(unknown), "{sa_family=99, sa_data=\"x\"}", "99");
	assert_address(unspec, 3, "{sa_family=AF_UNSPEC, sa_data=\"\\x00\"}", "AF_UNSPEC");
	assert_address("\x02", 1, "\"\\x02\"", "?");
	assert_address(NULL, 0, "\"\"", "?");
}

static void an_address_that_is_too_long_is_shown_as_bytes(void **state)
{
	char address[300] = { AF_UNIX };
	struct bytes got = { 0 };

	(void)state;
	memset(address + 2, 'a', sizeof(address) - 2);
	names_append_address(&got, address, sizeof(address));
	assert_memory_equal(bytes_text(&got), "{sa_family=AF_UNIX, sa_data=\"aaa", 32);
	assert_string_equal(bytes_text(&got) + got.len - 6, "a\"...}");
	bytes_clear(&got);
	names_append_endpoint(&got, address, 112);
	assert_string_equal(bytes_text(&got), "AF_UNIX");
	bytes_done(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_errno_has_a_name_and_the_name_its_number),
		cmocka_unit_test(an_errno_is_known_by_its_other_name_too),
		cmocka_unit_test(the_kernels_own_restarts_have_names),
		cmocka_unit_test(what_is_no_errno_has_no_name_and_no_number),
		cmocka_unit_test(a_signal_has_the_name_that_the_c_library_knows),
		cmocka_unit_test(real_time_signals_are_counted_from_the_kernels_first),
		cmocka_unit_test(what_makes_a_socket_is_shown_by_name),
		cmocka_unit_test(a_protocol_is_one_of_its_domain),
		cmocka_unit_test(message_flags_are_shown_to_the_last_bit),
		cmocka_unit_test(ways_levels_and_epoll_operations_are_shown_by_name),
		cmocka_unit_test(an_option_is_one_of_its_level),
		cmocka_unit_test(fcntls_value_is_what_its_command_says),
		cmocka_unit_test(open_flags_are_shown_without_an_access_mode),
		cmocka_unit_test(an_ioctl_request_is_shown_by_name_or_in_hex),
		cmocka_unit_test(numbers_have_the_width_of_their_kind),
		cmocka_unit_test(what_points_somewhere_is_a_pointer),
		cmocka_unit_test(an_ipv4_address_is_shown),
		cmocka_unit_test(an_ipv6_address_is_shown),
		cmocka_unit_test(a_unix_address_is_shown),
		cmocka_unit_test(a_path_that_fills_its_room_needs_no_nul),
		cmocka_unit_test(a_netlink_address_is_shown),
		cmocka_unit_test(an_address_that_is_cut_or_unknown_is_shown_as_bytes),
		cmocka_unit_test(an_address_that_is_too_long_is_shown_as_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
