/* See network.h. The answer to each request is the kernel's acknowledgement, which it has sent when sendto(2) returns. */
#include "os/network.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
	LO_INDEX = 1,
	QUESTION = 1, /* its number; what we are told unasked has none */
	MESSAGES_MOST = 65536,
	TOLD_WITHIN = 10000 /* ms: the kernel owes it at once */
};

struct nlmsghdr *network_begin(char room[NETWORK_ROOM], int type, int flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(room);

	nlh->nlmsg_type = (uint16_t)type;
	nlh->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	return nlh;
}

int network_tell(int fd, const struct nlmsghdr *nlh)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	char answer[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *head = (const struct nlmsghdr *)answer;
	ssize_t n;

	if (sendto(fd, nlh, nlh->nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	n = recv(fd, answer, sizeof(answer), 0);
	if (n < 0)
		return -errno;
	if (!mnl_nlmsg_ok(head, n) || head->nlmsg_type != NLMSG_ERROR)
		return -EBADMSG;
	return ((const struct nlmsgerr *)mnl_nlmsg_get_payload(head))->error;
}

struct numeric { /* an address of either family */
	struct in6_addr binary;
	bool is_ipv6;
	size_t len;
};

static bool read_address(const char *text, struct numeric *ret)
{
	ret->is_ipv6 = strchr(text, ':');
	ret->len = ret->is_ipv6 ? sizeof(struct in6_addr) : sizeof(struct in_addr);
	return inet_pton(ret->is_ipv6 ? AF_INET6 : AF_INET, text, &ret->binary) == 1;
}

/* Does the message say that this address is one of our own? */
static bool is_local_route(const struct nlmsghdr *nlh, ssize_t len, const struct numeric *n)
{
	const struct rtmsg *rtm;
	const struct nlattr *attr;

	if (!mnl_nlmsg_ok(nlh, (int)len) || nlh->nlmsg_type != RTM_NEWROUTE)
		return false;
	rtm = mnl_nlmsg_get_payload(nlh);
	if (rtm->rtm_type != RTN_LOCAL)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(*rtm))
	{
		if (mnl_attr_get_type(attr) == RTA_DST && mnl_attr_get_payload_len(attr) == n->len)
			return memcmp(mnl_attr_get_payload(attr), &n->binary, n->len) == 0;
	}
	return false;
}

static int ask_for_route(int fd, const struct numeric *n)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	char room[NETWORK_ROOM];
	struct nlmsghdr *nlh = network_begin(room, RTM_GETROUTE, 0);
	struct rtmsg *rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));

	nlh->nlmsg_flags = NLM_F_REQUEST;
	nlh->nlmsg_seq = QUESTION;
	rtm->rtm_family = AF_INET6;
	rtm->rtm_dst_len = 128;
	mnl_attr_put(nlh, RTA_DST, n->len, &n->binary);
	return sendto(fd, nlh, nlh->nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0 ? -errno
												  : 0;
}

/*
 * An address of IPv6 can be bound at once; the route to it the kernel makes a moment later, in a thread of its own (addrconf_dad_work() in
 * net/ipv6/addrconf.c), and a SYN that is sent before goes nowhere. So we ask for that route, and to be told of it. Told we are before it can be
 * found (fib6_add_rt2node() in net/ipv6/ip6_fib.c): what counts is the answer.
 */
static int await_route(int fd, const struct numeric *n)
{
	const int group = RTNLGRP_IPV6_ROUTE;
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char answer[4096] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)answer;
	bool is_told = false;
	int code = 0;

	if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0)
		return -errno;
	code = ask_for_route(fd, n);
	for (int i = 0; i < MESSAGES_MOST && !code; i++) {
		bool is_local;
		ssize_t len;

		if (poll(&wait, 1, TOLD_WITHIN) == 0)
			break;
		len = recv(fd, answer, sizeof(answer), 0);
		if (len < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		is_local = len > 0 && is_local_route(nlh, len, n);
		if (is_local && nlh->nlmsg_seq == QUESTION)
			return 0;
		is_told |= is_local;
		if (is_told)
			code = ask_for_route(fd, n);
	}
	return code ? code : -ETIMEDOUT;
}

int network_put_address(int fd, unsigned index, int prefix, const char *address)
{
	char room[NETWORK_ROOM];
	struct nlmsghdr *nlh = network_begin(room, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
	struct ifaddrmsg *ifa;
	struct numeric n;
	int code;

	if (!read_address(address, &n))
		return -EINVAL;
	ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));
	ifa->ifa_family = n.is_ipv6 ? AF_INET6 : AF_INET;
	ifa->ifa_prefixlen = (uint8_t)(prefix < 0 ? (int)n.len * 8 : prefix);
	ifa->ifa_flags = n.is_ipv6 ? IFA_F_NODAD : 0;
	ifa->ifa_index = index;
	mnl_attr_put(nlh, IFA_LOCAL, n.len, &n.binary);
	mnl_attr_put(nlh, IFA_ADDRESS, n.len, &n.binary);
	code = network_tell(fd, nlh);
	return !code && n.is_ipv6 ? await_route(fd, &n) : code;
}

int network_add_address(int fd, const char *address, struct sck_err *err)
{
	struct numeric n;
	int code;

	if (!read_address(address, &n))
		return err_set(err, -EINVAL, "%s is not an address", address);
	code = network_put_address(fd, LO_INDEX, -1, address);
	return code ? err_errno(err, code, "cannot give %s to lo inside the loopback", address) : 0;
}

/* 0: there is no such kind. */
static unsigned char route_kind(const char *name, size_t len)
{
	static const struct {
		const char *name;
		unsigned char type;
	} kinds[] = { { "unreachable", RTN_UNREACHABLE },
		      { "prohibit", RTN_PROHIBIT },
		      { "blackhole", RTN_BLACKHOLE } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strlen(kinds[i].name) == len && memcmp(kinds[i].name, name, len) == 0)
			return kinds[i].type;
	return 0;
}

/* "198.51.100.0/24", or an address alone. */
static bool read_network(const char *text, struct numeric *ret, unsigned char *ret_bits)
{
	const char *slash = strchr(text, '/');
	char address[INET6_ADDRSTRLEN];
	int64_t bits;

	snprintf(address, sizeof(address), "%.*s", (int)(slash ? slash - text : (long)strlen(text)), text);
	if (!read_address(address, ret))
		return false;
	bits = (int64_t)ret->len * 8;
	if (slash && (text_number(slash + 1, 0, bits, &bits) < 0))
		return false;
	*ret_bits = (unsigned char)bits;
	return true;
}

int network_add_route(int fd, const char *route, struct sck_err *err)
{
	char room[NETWORK_ROOM];
	struct nlmsghdr *nlh = network_begin(room, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
	const char *space = strchr(route, ' ');
	unsigned char kind = space ? route_kind(route, (size_t)(space - route)) : 0, bits;
	struct rtmsg *rtm;
	struct numeric n;
	int code;

	if (!kind || !read_network(space + 1, &n, &bits))
		return err_set(err, -EINVAL,
			       "%s: not unreachable, prohibit or blackhole, and then a network", route);
	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = n.is_ipv6 ? AF_INET6 : AF_INET;
	rtm->rtm_dst_len = bits;
	rtm->rtm_table = RT_TABLE_MAIN;
	rtm->rtm_protocol = RTPROT_STATIC;
	rtm->rtm_type = kind;
	mnl_attr_put(nlh, RTA_DST, n.len, &n.binary);
	code = network_tell(fd, nlh);
	return code ? err_errno(err, code, "cannot make the route \"%s\" inside the loopback", route) : 0;
}

int network_set_lo(int fd, bool up, struct sck_err *err)
{
	char room[NETWORK_ROOM];
	struct nlmsghdr *nlh = network_begin(room, RTM_NEWLINK, 0);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(nlh, sizeof(*link));
	int code;

	link->ifi_family = AF_UNSPEC;
	link->ifi_index = LO_INDEX;
	link->ifi_flags = up ? IFF_UP : 0;
	link->ifi_change = IFF_UP;
	code = network_tell(fd, nlh);
	return code ? err_errno(err, code, "cannot take lo %s inside the loopback", up ? "up" : "down")
		    : 0;
}
