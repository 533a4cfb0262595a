/*
 * See veth.h. Two hosts on one wire, without a word of ARP or neighbour discovery: both ends have one hardware address and are NOARP, so that
 * whatever is sent arrives at once, and nothing comes that no program sent. The routed network lies behind a second pair of which nobody
 * reads the far end. A bound on ICMP errors a second would make them a matter of chance: there is none over there.
 */
#include "os/veth.h"
#include "os/network.h"
#include "sockcheck.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/ethtool.h>
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

enum { VETH_MTU = 65535 }; /* no packet is ever fragmented */

/* The two networks: of the wire, and the one that the other host routes to. */
static const struct net {
	int family, len, prefix;
	const char *ours, *others, *routed;
} nets[] = {
	{ AF_INET, 4, 24, SCK_OUR_IPV4, SCK_OTHER_IPV4, "198.51.100.0" },
	{ AF_INET6, 16, 64, SCK_OUR_IPV6, SCK_OTHER_IPV6, "2001:db8:1::" },
};

static int open_netlink(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	return fd < 0 ? -errno : fd;
}

/* To the network that the caller is in. */
static int tell(const struct nlmsghdr *nlh)
{
	int fd = open_netlink(), code;

	if (fd < 0)
		return fd;
	code = network_tell(fd, nlh);
	close(fd);
	return code;
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
	char room[NETWORK_ROOM];
	struct nlmsghdr *nlh = network_begin(room, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
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
	char room[NETWORK_ROOM];
	struct nlmsghdr *nlh = network_begin(room, RTM_NEWLINK, 0);
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

static int add_address(const struct net *net, const char *address)
{
	int fd = open_netlink(), code;

	if (fd < 0)
		return fd;
	code = network_put_address(fd, if_nametoindex(VETH_NAME), net->prefix, address);
	close(fd);
	return code;
}

/* The routed network lies behind GATEWAY, or (NULL) behind the pair that nobody reads. */
static int add_route(const struct net *net, const char *gateway)
{
	char room[NETWORK_ROOM];
	struct nlmsghdr *nlh = network_begin(room, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
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
