/*
 * Socket addresses as text. They come from a program's memory, with the length that the program
 * gave: an address that is too short for its family, or of a family unknown here, is shown as
 * bytes.
 */
#include "facts/names.h"
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_un un;
	struct sockaddr_nl nl;
	struct sockaddr_storage storage;
};

enum {
	FAMILY_LEN = sizeof(sa_family_t),
	/* RFC 2133 had no scope, and the kernel takes an address without one. */
	IN6_LEN = offsetof(struct sockaddr_in6, sin6_scope_id),
};

/*
 * The family whose layout LEN bytes of ADDRESS can be read by; AF_UNSPEC: none. The rest of *RET is
 * zero.
 */
static sa_family_t read_address(const void *address, size_t len, union address *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (len < FAMILY_LEN || len > sizeof(*ret))
		return AF_UNSPEC;
	memcpy(ret, address, len);
	switch (ret->any.sa_family) {
	case AF_INET:
		return len >= sizeof(ret->in) ? AF_INET : AF_UNSPEC;
	case AF_INET6:
		return len >= IN6_LEN ? AF_INET6 : AF_UNSPEC;
	case AF_NETLINK:
		return len >= sizeof(ret->nl) ? AF_NETLINK : AF_UNSPEC;
	case AF_UNIX:
		return len <= sizeof(ret->un) ? AF_UNIX : AF_UNSPEC;
	default:
		return AF_UNSPEC;
	}
}

/*
 * A path ends at its NUL or at LEN; an abstract name (unix(7)) begins with a NUL and ends at LEN.
 */
static size_t path_length(const union address *a, size_t len)
{
	size_t room = len - FAMILY_LEN;

	return room && !a->un.sun_path[0] ? room - 1 : strnlen(a->un.sun_path, room);
}

static void append_in6(struct bytes *to, const struct sockaddr_in6 *in6)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text));
	bytes_printf(to, ", sin6_port=htons(%u), sin6_flowinfo=htonl(%u)", ntohs(in6->sin6_port),
		     ntohl(in6->sin6_flowinfo));
	bytes_printf(to, ", inet_pton(AF_INET6, \"%s\", &sin6_addr), sin6_scope_id=%u", text,
		     in6->sin6_scope_id);
}

static void append_un(struct bytes *to, const union address *a, size_t len)
{
	if (len == FAMILY_LEN)
		return;
	bytes_append_text(to, a->un.sun_path[0] ? ", sun_path=" : ", sun_path=@");
	bytes_quote(to, a->un.sun_path + !a->un.sun_path[0], path_length(a, len), SIZE_MAX);
}

static void append_raw(struct bytes *to, const void *address, size_t len)
{
	bytes_append_text(to, ", sa_data=");
	bytes_quote(to, (const char *)address + FAMILY_LEN, len - FAMILY_LEN, sizeof(union address));
}

void names_append_address(struct bytes *to, const void *address, size_t len)
{
	union address a;
	sa_family_t family = read_address(address, len, &a), given;
	char text[INET_ADDRSTRLEN];

	if (len < FAMILY_LEN) {
		bytes_quote(to, address, len, len);
		return;
	}
	memcpy(&given, address, sizeof(given));
	bytes_append_text(to, "{sa_family=");
	names_append(to, ARG_DOMAIN, given, 0);
	switch (family) {
	case AF_INET:
		inet_ntop(AF_INET, &a.in.sin_addr, text, sizeof(text));
		bytes_printf(to, ", sin_port=htons(%u), sin_addr=inet_addr(\"%s\")",
			     ntohs(a.in.sin_port), text);
		break;
	case AF_INET6:
		append_in6(to, &a.in6);
		break;
	case AF_UNIX:
		append_un(to, &a, len);
		break;
	case AF_NETLINK:
		bytes_printf(to, ", nl_pid=%u, nl_groups=%08x", a.nl.nl_pid, a.nl.nl_groups);
		break;
	default:
		append_raw(to, address, len);
	}
	bytes_append_text(to, "}");
}

static void append_path(struct bytes *to, const union address *a, size_t len)
{
	bool is_abstract = len > FAMILY_LEN && !a->un.sun_path[0];
	const char *path = a->un.sun_path + is_abstract;
	size_t path_len = path_length(a, len);

	bytes_append_text(to, is_abstract ? "unix:@" : "unix:");
	for (size_t i = 0; i < path_len; i++) {
		if (path[i] > ' ' && path[i] < 0x7f)
			continue;
		bytes_quote(to, path, path_len, path_len);
		return;
	}
	bytes_append(to, path, path_len);
}

void names_append_endpoint(struct bytes *to, const void *address, size_t len)
{
	union address a;
	sa_family_t given;
	char text[INET6_ADDRSTRLEN];

	switch (read_address(address, len, &a)) {
	case AF_INET:
		inet_ntop(AF_INET, &a.in.sin_addr, text, sizeof(text));
		bytes_printf(to, "%s:%u", text, ntohs(a.in.sin_port));
		break;
	case AF_INET6:
		inet_ntop(AF_INET6, &a.in6.sin6_addr, text, sizeof(text));
		bytes_printf(to, "[%s", text);
		if (a.in6.sin6_scope_id)
			bytes_printf(to, "%%%u", a.in6.sin6_scope_id);
		bytes_printf(to, "]:%u", ntohs(a.in6.sin6_port));
		break;
	case AF_UNIX:
		append_path(to, &a, len);
		break;
	default:
		if (len < FAMILY_LEN) {
			bytes_append_text(to, "?");
			break;
		}
		memcpy(&given, address, sizeof(given));
		names_append(to, ARG_DOMAIN, given, 0);
	}
}
