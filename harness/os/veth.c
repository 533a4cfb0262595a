/*
 * See veth.h. Two hosts on one wire, without a word of ARP or neighbour discovery: both ends have one hardware address and are NOARP, so that
 * whatever is sent arrives at once, and nothing comes that no program sent. The routed network lies behind a second pair of which nobody
 * reads the far end. A bound on ICMP errors a second would make them a matter of chance: there is none over there.
 */
#include "os/veth.h"
#include "sockcheck.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/ethtool.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define NOWHERE_NAME "nowhere"
#define NOWHERE_END "nowhere-end"

enum { ROOM = 512, VETH_MTU = 65535 }; /* no packet is ever fragmented */

/* The two networks: of the wire, and the one that the other host routes to. */
static const struct net {
	int family, len, prefix;
	const char *ours, *others, *routed;
} nets[] = {
	{ AF_INET, 4, 24, SCK_OUR_IPV4, SCK_OTHER_IPV4, "198.51.100.0" },
	{ AF_INET6, 16, 64, SCK_OUR_IPV6, SCK_OTHER_IPV6, "2001:db8:1::" },
};

static struct nlmsghdr *begin(char *room, int type, int flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(room);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	return nlh;
}

/* Sends NLH to the network that the caller is in: what the kernel says of it. */
static int tell(const struct nlmsghdr *nlh)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	char answer[1024] __attribute__((aligned(NLMSG_ALIGNTO))) = { 0 };
	const struct nlmsghdr *head = (const struct nlmsghdr *)answer;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), code;
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = sendto(fd, nlh, nlh->nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof(kernel));
	if (n >= 0)
		n = recv(fd, answer, sizeof(answer), 0);
	code = n < 0 ? -errno : 0;
	close(fd);
	if (code)
		return code;
	if (!mnl_nlmsg_ok(head, (int)n) || head->nlmsg_type != NLMSG_ERROR)
		return -EBADMSG;
	return ((const struct nlmsgerr *)mnl_nlmsg_get_payload(head))->error;
}

/* What comes to the last device is addressed to another host, and so goes no further. */
static void put_name(struct nlmsghdr *nlh, const char *name)
{
	unsigned char mac[] = VETH_MAC;

	mac[sizeof(mac) - 1] += strcmp(name, NOWHERE_END) == 0;
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	mnl_attr_put(nlh, IFLA_ADDRESS, sizeof(mac), mac);
	mnl_attr_put_u32(nlh, IFLA_MTU, VETH_MTU);
}

/* A pair, its second end in the network FD_THERE. */
static int make_pair(const char *here, const char *there, int fd_there)
{
	char room[ROOM] = { 0 };
	struct nlmsghdr *nlh = begin(room, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *info, *data, *peer;

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	put_name(nlh, here);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(nlh, VETH_INFO_PEER);
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	put_name(nlh, there);
	mnl_attr_put_u32(nlh, IFLA_NET_NS_FD, (uint32_t)fd_there);
	mnl_attr_nest_end(nlh, peer);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	return tell(nlh);
}

/* Without multicast, for a router would report its groups (RFC 4291, 2.8). */
static int bring_up(const char *name, unsigned flags)
{
	char room[ROOM] = { 0 };
	struct nlmsghdr *nlh = begin(room, RTM_NEWLINK, 0);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(nlh, sizeof(*link));

	link->ifi_flags = IFF_UP | flags;
	link->ifi_change = IFF_UP | IFF_MULTICAST | flags;
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	return tell(nlh);
}

/*
 * The end that is up first has no carrier yet, and drops all that it is to send until a work queue of the kernel's has seen that it has one
 * (linkwatch_sync_dev() in net/core/link_watch.c). To be asked for its link has it look at once.
 */
static void settle(const char *name)
{
	struct ethtool_value link = { .cmd = ETHTOOL_GLINK };
	struct ifreq request = { .ifr_data = (char *)&link };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	ioctl(fd, SIOCETHTOOL, &request);
	close(fd);
}

static void put_address(struct nlmsghdr *nlh, int type, const struct net *net, const char *text)
{
	struct in6_addr binary = { 0 };

	inet_pton(net->family, text, &binary);
	mnl_attr_put(nlh, (uint16_t)type, (size_t)net->len, &binary);
}

/* A socket that hears of every route of IPv6 that is added to the network that the caller is in. */
static int hear_routes(void)
{
	const struct timeval last_resort = { .tv_sec = 10 };
	struct sockaddr_nl self = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_IPV6_ROUTE };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), code;

	if (fd < 0)
		return -errno;
	code = setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &last_resort, sizeof(last_resort)) ||
			       bind(fd, (struct sockaddr *)&self, sizeof(self))
		       ? -errno
		       : 0;
	if (!code)
		return fd;
	close(fd);
	return code;
}

/* Does NLH say that ADDRESS is one of this machine's? */
static bool is_local_route(const struct nlmsghdr *nlh, const struct in6_addr *address)
{
	const struct rtmsg *head = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attribute;

	if (nlh->nlmsg_type != RTM_NEWROUTE || head->rtm_type != RTN_LOCAL)
		return false;
	mnl_attr_for_each(attribute, nlh, sizeof(*head))
	{
		if (mnl_attr_get_type(attribute) == RTA_DST &&
		    mnl_attr_get_payload_len(attribute) == sizeof(*address) &&
		    memcmp(mnl_attr_get_payload(attribute), address, sizeof(*address)) == 0)
			return true;
	}
	return false;
}

/*
 * An address of IPv6 takes no packet before a work queue of the kernel's has added its route (addrconf_dad_work() in net/ipv6/addrconf.c),
 * also where there is nothing to be detected.
 */
static int wait_for_route(int fd, const char *text)
{
	char room[8192] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *nlh;
	struct in6_addr address;
	ssize_t n;
	int len;

	inet_pton(AF_INET6, text, &address);
	while ((n = recv(fd, room, sizeof(room), 0)) > 0) {
		len = (int)n;
		for (nlh = (const struct nlmsghdr *)room; mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len))
			if (is_local_route(nlh, &address))
				return 0;
	}
	return n < 0 ? -errno : -EBADMSG;
}

static int put_on_wire(const struct net *net, const char *address)
{
	char room[ROOM] = { 0 };
	struct nlmsghdr *nlh = begin(room, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
	struct ifaddrmsg *head = mnl_nlmsg_put_extra_header(nlh, sizeof(*head));

	head->ifa_family = (uint8_t)net->family;
	head->ifa_prefixlen = (uint8_t)net->prefix;
	head->ifa_flags = net->family == AF_INET6 ? IFA_F_NODAD : 0;
	head->ifa_index = if_nametoindex(VETH_NAME);
	put_address(nlh, IFA_LOCAL, net, address);
	put_address(nlh, IFA_ADDRESS, net, address);
	return tell(nlh);
}

static int add_address(const struct net *net, const char *address)
{
	int fd, code;

	if (net->family == AF_INET)
		return put_on_wire(net, address);
	fd = hear_routes();
	if (fd < 0)
		return fd;
	code = put_on_wire(net, address);
	if (!code)
		code = wait_for_route(fd, address);
	close(fd);
	return code;
}

/* The routed network lies behind GATEWAY, or (NULL) behind the pair that nobody reads. */
static int add_route(const struct net *net, const char *gateway)
{
	char room[ROOM] = { 0 };
	struct nlmsghdr *nlh = begin(room, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
	struct rtmsg *head = mnl_nlmsg_put_extra_header(nlh, sizeof(*head));

	*head = (struct rtmsg){
		.rtm_family = (uint8_t)net->family,
		.rtm_dst_len = (uint8_t)net->prefix,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = gateway ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
		.rtm_type = RTN_UNICAST,
	};
	put_address(nlh, RTA_DST, net, net->routed);
	if (gateway)
		put_address(nlh, RTA_GATEWAY, net, gateway);
	mnl_attr_put_u32(nlh, RTA_OIF, if_nametoindex(gateway ? VETH_NAME : NOWHERE_NAME));
	return tell(nlh);
}

static void set(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, value, strlen(value));

	(void)n; /* a kernel that has no such thing to be set does without */
	if (fd >= 0)
		close(fd);
}

/* No address but those above, and so no router is asked for, and no group reported. */
static void be_quiet(void)
{
	set("/proc/sys/net/ipv6/conf/default/addr_gen_mode", "1");
}

static void be_a_router(void)
{
	set("/proc/sys/net/ipv4/ip_forward", "1");
	set("/proc/sys/net/ipv6/conf/all/forwarding", "1");
	set("/proc/sys/net/ipv4/icmp_ratemask", "0");
	set("/proc/sys/net/ipv6/icmp/ratemask", "\n");
	set("/proc/sys/net/ipv6/icmp/ratelimit", "0");
}

/* In the other network: its own loopback, and the pair that nobody reads. */
static int prepare_other(int fd_other)
{
	int code;

	be_quiet();
	code = bring_up("lo", 0);
	if (!code)
		code = make_pair(NOWHERE_NAME, NOWHERE_END, fd_other);
	if (!code)
		code = bring_up(NOWHERE_END, IFF_NOARP);
	if (!code)
		code = bring_up(NOWHERE_NAME, IFF_NOARP);
	return code;
}

static int join(const char *const addresses[], const char *const gateways[], size_t count)
{
	int code = bring_up(VETH_NAME, IFF_NOARP);

	for (size_t i = 0; i < count && !code; i++) {
		code = add_address(&nets[i], addresses[i]);
		if (!code)
			code = add_route(&nets[i], gateways[i]);
	}
	return code;
}

static int connect_both(int fd_own, int fd_other, size_t count)
{
	const char *const ours[] = { nets[0].ours, nets[1].ours };
	const char *const others[] = { nets[0].others, nets[1].others };
	const char *const none[] = { NULL, NULL };
	int code = prepare_other(fd_other), result;

	if (setns(fd_own, CLONE_NEWNET))
		return -errno;
	if (code)
		return code;
	be_quiet();
	code = make_pair(VETH_NAME, VETH_NAME, fd_other);
	if (code)
		return code;
	if (setns(fd_other, CLONE_NEWNET))
		return -errno;
	code = join(others, none, count);
	be_a_router();
	if (setns(fd_own, CLONE_NEWNET))
		return -errno;
	result = join(ours, others, count);
	settle(VETH_NAME);
	if (setns(fd_other, CLONE_NEWNET))
		return -errno;
	settle(VETH_NAME);
	settle(NOWHERE_NAME);
	settle(NOWHERE_END);
	return code ? code : result;
}

int veth_make(bool has_ipv6, int *ret_fd)
{
	int fd_own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), fd_other = -1;
	int code = fd_own < 0 || unshare(CLONE_NEWNET) ? -errno : 0;

	if (!code) {
		fd_other = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		code = fd_other < 0 ? -errno : connect_both(fd_own, fd_other, has_ipv6 ? 2 : 1);
		/* Not over there for good, whatever failed. */
		if (setns(fd_own, CLONE_NEWNET) && !code)
			code = -errno;
	}
	if (fd_own >= 0)
		close(fd_own);
	if (code && fd_other >= 0)
		close(fd_other);
	*ret_fd = code ? -1 : fd_other;
	return code;
}
