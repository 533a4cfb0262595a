/*
 * Names of the kernel's numbers, written as strace(1) writes them. A number without a name, and the
 * bits of flags that have none, are shown as numbers: nothing that a program passed is left out.
 * Errnos are the C library's words.
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
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

struct name {
	int64_t value;
	const char *text;
};
struct names {
	const struct name *rows;
	size_t count;
};
/* clang-format off */
#define N(constant) { constant, #constant }
#define NAMES(table) (struct names){ (table), sizeof(table) / sizeof((table)[0]) }

/*
 * What the kernel's own code returns into a call that a signal interrupted; a tracer sees them, a
 * program never does.
 */
static const struct name restarts[] = {
	{ 512, "ERESTARTSYS" }, { 513, "ERESTARTNOINTR" }, { 514, "ERESTARTNOHAND" },
	{ 516, "ERESTART_RESTARTBLOCK" }, { 524, "ENOTSUPP" },
};
static const struct name errno_aliases[] = { N(EWOULDBLOCK), N(ENOTSUP), N(EDEADLOCK) };

/*
 * The two between SIGSYS and SIGRTMIN() are the kernel's first real-time signals, which the C
 * library keeps.
 */
static const char *const signals[] = {
	NULL, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE",
	"SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT",
	"SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU",
	"SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS", "SIGRTMIN",
	"SIGRT_1", "SIGRT_2", "SIGRT_3", "SIGRT_4", "SIGRT_5", "SIGRT_6", "SIGRT_7", "SIGRT_8",
	"SIGRT_9", "SIGRT_10", "SIGRT_11", "SIGRT_12", "SIGRT_13", "SIGRT_14", "SIGRT_15",
	"SIGRT_16", "SIGRT_17", "SIGRT_18", "SIGRT_19", "SIGRT_20", "SIGRT_21", "SIGRT_22",
	"SIGRT_23", "SIGRT_24", "SIGRT_25", "SIGRT_26", "SIGRT_27", "SIGRT_28", "SIGRT_29",
	"SIGRT_30", "SIGRT_31", "SIGRT_32",
};

static const struct name domains[] = {
	N(AF_UNSPEC), N(AF_UNIX), N(AF_INET), N(AF_INET6), N(AF_NETLINK), N(AF_PACKET), N(AF_ALG),
	N(AF_BLUETOOTH), N(AF_CAN), N(AF_TIPC), N(AF_VSOCK), N(AF_KCM), N(AF_QIPCRTR), N(AF_SMC),
	N(AF_XDP),
};
static const struct name types[] = {
	N(SOCK_STREAM), N(SOCK_DGRAM), N(SOCK_RAW), N(SOCK_RDM), N(SOCK_SEQPACKET), N(SOCK_DCCP),
	N(SOCK_PACKET),
};
static const struct name type_flags[] = { N(SOCK_CLOEXEC), N(SOCK_NONBLOCK) };
static const struct name protocols[] = {
	N(IPPROTO_IP), N(IPPROTO_ICMP), N(IPPROTO_IGMP), N(IPPROTO_TCP), N(IPPROTO_UDP),
	N(IPPROTO_DCCP), N(IPPROTO_IPV6), N(IPPROTO_GRE), N(IPPROTO_ESP), N(IPPROTO_AH),
	N(IPPROTO_ICMPV6), N(IPPROTO_SCTP), N(IPPROTO_UDPLITE), N(IPPROTO_RAW), N(IPPROTO_MPTCP),
};
static const struct name netlinks[] = {
	N(NETLINK_ROUTE), N(NETLINK_SOCK_DIAG), N(NETLINK_NFLOG), N(NETLINK_XFRM),
	N(NETLINK_SELINUX), N(NETLINK_AUDIT), N(NETLINK_NETFILTER), N(NETLINK_KOBJECT_UEVENT),
	N(NETLINK_GENERIC),
};
static const struct name msg_flags[] = {
	N(MSG_OOB), N(MSG_PEEK), N(MSG_DONTROUTE), N(MSG_CTRUNC), N(MSG_PROXY), N(MSG_TRUNC),
	N(MSG_DONTWAIT), N(MSG_EOR), N(MSG_WAITALL), N(MSG_FIN), N(MSG_SYN), N(MSG_CONFIRM),
	N(MSG_RST), N(MSG_ERRQUEUE), N(MSG_NOSIGNAL), N(MSG_MORE), N(MSG_WAITFORONE), N(MSG_BATCH),
	N(MSG_ZEROCOPY), N(MSG_FASTOPEN), N(MSG_CMSG_CLOEXEC),
};
static const struct name hows[] = { N(SHUT_RD), N(SHUT_WR), N(SHUT_RDWR) };
static const struct name levels[] = {
	N(SOL_SOCKET), N(SOL_IP), N(SOL_TCP), N(SOL_UDP), N(SOL_IPV6), N(SOL_ICMPV6), N(SOL_RAW),
	N(SOL_PACKET), N(SOL_NETLINK), N(SOL_ALG), N(SOL_TLS), N(SOL_MPTCP),
	{ IPPROTO_SCTP, "SOL_SCTP" }, { IPPROTO_UDPLITE, "SOL_UDPLITE" },
};
static const struct name socket_options[] = {
	N(SO_DEBUG), N(SO_REUSEADDR), N(SO_TYPE), N(SO_ERROR), N(SO_DONTROUTE), N(SO_BROADCAST),
	N(SO_SNDBUF), N(SO_RCVBUF), N(SO_KEEPALIVE), N(SO_OOBINLINE), N(SO_NO_CHECK),
	N(SO_PRIORITY), N(SO_LINGER), N(SO_REUSEPORT), N(SO_PASSCRED), N(SO_PEERCRED),
	N(SO_RCVLOWAT), N(SO_SNDLOWAT), N(SO_RCVTIMEO), N(SO_SNDTIMEO), N(SO_BINDTODEVICE),
	N(SO_ATTACH_FILTER), N(SO_DETACH_FILTER), N(SO_PEERNAME), N(SO_TIMESTAMP), N(SO_ACCEPTCONN),
	N(SO_PEERSEC), N(SO_SNDBUFFORCE), N(SO_RCVBUFFORCE), N(SO_PASSSEC), N(SO_TIMESTAMPNS),
	N(SO_MARK), N(SO_TIMESTAMPING), N(SO_PROTOCOL), N(SO_DOMAIN), N(SO_RXQ_OVFL),
	N(SO_PEEK_OFF), N(SO_NOFCS), N(SO_LOCK_FILTER), N(SO_SELECT_ERR_QUEUE), N(SO_BUSY_POLL),
	N(SO_MAX_PACING_RATE), N(SO_INCOMING_CPU), N(SO_ATTACH_BPF), N(SO_ATTACH_REUSEPORT_CBPF),
	N(SO_ATTACH_REUSEPORT_EBPF), N(SO_MEMINFO), N(SO_INCOMING_NAPI_ID), N(SO_COOKIE),
	N(SO_PEERGROUPS), N(SO_ZEROCOPY), N(SO_TXTIME), N(SO_BINDTOIFINDEX),
};
static const struct name tcp_options[] = {
	N(TCP_NODELAY), N(TCP_MAXSEG), N(TCP_CORK), N(TCP_KEEPIDLE), N(TCP_KEEPINTVL),
	N(TCP_KEEPCNT), N(TCP_SYNCNT), N(TCP_LINGER2), N(TCP_DEFER_ACCEPT), N(TCP_WINDOW_CLAMP),
	N(TCP_INFO), N(TCP_QUICKACK), N(TCP_CONGESTION), N(TCP_MD5SIG), N(TCP_THIN_LINEAR_TIMEOUTS),
	N(TCP_THIN_DUPACK), N(TCP_USER_TIMEOUT), N(TCP_REPAIR), N(TCP_FASTOPEN), N(TCP_TIMESTAMP),
	N(TCP_NOTSENT_LOWAT), N(TCP_SAVE_SYN), N(TCP_SAVED_SYN), N(TCP_REPAIR_WINDOW),
	N(TCP_FASTOPEN_CONNECT), N(TCP_ULP), N(TCP_FASTOPEN_KEY), N(TCP_FASTOPEN_NO_COOKIE),
	N(TCP_ZEROCOPY_RECEIVE), N(TCP_INQ), N(TCP_TX_DELAY),
};
static const struct name udp_options[] = {
	N(UDP_CORK), N(UDP_ENCAP), N(UDP_NO_CHECK6_TX), N(UDP_NO_CHECK6_RX), N(UDP_SEGMENT),
	N(UDP_GRO),
};
static const struct name ip_options[] = {
	N(IP_TOS), N(IP_TTL), N(IP_HDRINCL), N(IP_OPTIONS), N(IP_ROUTER_ALERT), N(IP_RECVOPTS),
	N(IP_RETOPTS), N(IP_PKTINFO), N(IP_PKTOPTIONS), N(IP_MTU_DISCOVER), N(IP_RECVERR),
	N(IP_RECVTTL), N(IP_RECVTOS), N(IP_MTU), N(IP_FREEBIND), N(IP_PASSSEC), N(IP_TRANSPARENT),
	N(IP_ORIGDSTADDR), N(IP_MINTTL), N(IP_NODEFRAG), N(IP_CHECKSUM), N(IP_BIND_ADDRESS_NO_PORT),
	N(IP_RECVFRAGSIZE), N(IP_MULTICAST_IF), N(IP_MULTICAST_TTL), N(IP_MULTICAST_LOOP),
	N(IP_ADD_MEMBERSHIP), N(IP_DROP_MEMBERSHIP), N(IP_UNBLOCK_SOURCE), N(IP_BLOCK_SOURCE),
	N(IP_ADD_SOURCE_MEMBERSHIP), N(IP_DROP_SOURCE_MEMBERSHIP), N(IP_MSFILTER),
	N(IP_MULTICAST_ALL), N(IP_UNICAST_IF),
};
static const struct name ipv6_options[] = {
	N(IPV6_ADDRFORM), N(IPV6_CHECKSUM), N(IPV6_NEXTHOP), N(IPV6_UNICAST_HOPS),
	N(IPV6_MULTICAST_IF), N(IPV6_MULTICAST_HOPS), N(IPV6_MULTICAST_LOOP), N(IPV6_JOIN_GROUP),
	N(IPV6_LEAVE_GROUP), N(IPV6_ROUTER_ALERT), N(IPV6_MTU_DISCOVER), N(IPV6_MTU),
	N(IPV6_RECVERR), N(IPV6_V6ONLY), N(IPV6_JOIN_ANYCAST), N(IPV6_LEAVE_ANYCAST),
	N(IPV6_MULTICAST_ALL), N(IPV6_RECVPKTINFO), N(IPV6_PKTINFO), N(IPV6_RECVHOPLIMIT),
	N(IPV6_HOPLIMIT), N(IPV6_RECVHOPOPTS), N(IPV6_HOPOPTS), N(IPV6_RECVRTHDR), N(IPV6_RTHDR),
	N(IPV6_RECVDSTOPTS), N(IPV6_DSTOPTS), N(IPV6_RECVPATHMTU), N(IPV6_PATHMTU),
	N(IPV6_DONTFRAG), N(IPV6_RECVTCLASS), N(IPV6_TCLASS), N(IPV6_AUTOFLOWLABEL),
	N(IPV6_ADDR_PREFERENCES), N(IPV6_MINHOPCOUNT), N(IPV6_ORIGDSTADDR), N(IPV6_TRANSPARENT),
	N(IPV6_UNICAST_IF), N(IPV6_RECVFRAGSIZE), N(IPV6_FREEBIND),
};
static const struct name fcntls[] = {
	N(F_DUPFD), N(F_GETFD), N(F_SETFD), N(F_GETFL), N(F_SETFL), N(F_GETLK), N(F_SETLK),
	N(F_SETLKW), N(F_SETOWN), N(F_GETOWN), N(F_SETSIG), N(F_GETSIG), N(F_SETOWN_EX),
	N(F_GETOWN_EX), N(F_OFD_GETLK), N(F_OFD_SETLK), N(F_OFD_SETLKW), N(F_SETLEASE),
	N(F_GETLEASE), N(F_NOTIFY), N(F_DUPFD_CLOEXEC), N(F_SETPIPE_SZ), N(F_GETPIPE_SZ),
	N(F_ADD_SEALS), N(F_GET_SEALS), N(F_GET_RW_HINT), N(F_SET_RW_HINT),
};
static const struct name fd_flags[] = { N(FD_CLOEXEC) };
static const struct name access_modes[] = { N(O_RDONLY), N(O_WRONLY), N(O_RDWR) };
/*
 * O_SYNC has O_DSYNC's bit, so it comes first. O_LARGEFILE is the kernel's: <fcntl.h> makes it 0 on
 * 64-bit machines.
 */
static const struct name open_flags[] = {
	N(O_CREAT), N(O_EXCL), N(O_NOCTTY), N(O_TRUNC), N(O_APPEND), N(O_NONBLOCK), N(O_SYNC),
	N(O_DSYNC), N(O_ASYNC), N(O_DIRECT), N(O_DIRECTORY), N(O_NOFOLLOW), N(O_NOATIME),
	N(O_CLOEXEC), N(O_PATH),
#ifdef __aarch64__
	{ 0400000, "O_LARGEFILE" },
#else
	{ 0100000, "O_LARGEFILE" },
#endif
};
static const struct name ioctls[] = {
	N(FIONBIO), N(FIONREAD), N(FIOASYNC), N(FIOCLEX), N(FIONCLEX), N(SIOCOUTQ), N(SIOCATMARK),
	N(SIOCGSTAMP), N(SIOCSPGRP), N(SIOCGPGRP), N(FIOSETOWN), N(FIOGETOWN), N(SIOCGIFCONF),
	N(SIOCGIFFLAGS), N(SIOCGIFADDR), N(SIOCGIFINDEX), N(SIOCGIFNAME), N(SIOCGIFMTU),
};
static const struct name epoll_ops[] = { N(EPOLL_CTL_ADD), N(EPOLL_CTL_DEL), N(EPOLL_CTL_MOD) };
/* clang-format on */

static const char *find_name(struct names names, int64_t value)
{
	for (size_t i = 0; i < names.count; i++)
		if (names.rows[i].value == value)
			return names.rows[i].text;
	return NULL;
}

static int find_value(struct names names, const char *name, size_t len)
{
	for (size_t i = 0; i < names.count; i++)
		if (strlen(names.rows[i].text) == len && !memcmp(names.rows[i].text, name, len))
			return (int)names.rows[i].value;
	return 0;
}

const char *names_errno(int code)
{
	const char *name = code > 0 ? strerrorname_np(code) : NULL;

	return name ? name : find_name(NAMES(restarts), code);
}

int names_errno_number(const char *name, size_t len)
{
	int code;

	for (code = 1; code < 512; code++) {
		const char *known = strerrorname_np(code);

		if (known && strlen(known) == len && !memcmp(known, name, len))
			return code;
	}
	code = find_value(NAMES(errno_aliases), name, len);
	return code ? code : find_value(NAMES(restarts), name, len);
}

const char *names_signal(int signal)
{
	static const int count = sizeof(signals) / sizeof(signals[0]);

	return signal > 0 && signal < count ? signals[signal] : NULL;
}

static void append_one(struct bytes *to, struct names names, int64_t value)
{
	const char *name = find_name(names, value);

	if (name)
		bytes_append_text(to, name);
	else
		bytes_printf(to, "%lld", (long long)value);
}

/* HAVE: something stands in front of the first flag already. */
static void append_flags(struct bytes *to, struct names names, uint32_t value, bool have)
{
	for (size_t i = 0; i < names.count; i++) {
		uint32_t flag = (uint32_t)names.rows[i].value;

		if ((value & flag) != flag)
			continue;
		bytes_printf(to, "%s%s", have ? "|" : "", names.rows[i].text);
		value &= ~flag;
		have = true;
	}
	if (value || !have)
		bytes_printf(to, "%s%#x", have ? "|" : "", value);
}

static void append_type(struct bytes *to, uint32_t value)
{
	append_one(to, NAMES(types), value & 0xf);
	append_flags(to, NAMES(type_flags), value & ~0xfU, true);
}

static void append_protocol(struct bytes *to, int protocol, int64_t domain)
{
	if (domain == AF_NETLINK)
		append_one(to, NAMES(netlinks), protocol);
	else if (domain == AF_UNSPEC || domain == AF_INET || domain == AF_INET6)
		append_one(to, NAMES(protocols), protocol);
	else
		bytes_printf(to, "%d", protocol);
}

static void append_option(struct bytes *to, int option, int64_t level)
{
	struct names names = { 0 };

	switch (level) {
	case SOL_SOCKET:
		names = NAMES(socket_options);
		break;
	case SOL_TCP:
		names = NAMES(tcp_options);
		break;
	case SOL_UDP:
		names = NAMES(udp_options);
		break;
	case SOL_IP:
		names = NAMES(ip_options);
		break;
	case SOL_IPV6:
		names = NAMES(ipv6_options);
		break;
	}
	append_one(to, names, option);
}

static void append_request(struct bytes *to, uint32_t request)
{
	const char *name = find_name(NAMES(ioctls), request);

	if (name)
		bytes_append_text(to, name);
	else
		bytes_printf(to, "%#x", request);
}

static void append_fcntl_value(struct bytes *to, int64_t value, int64_t command)
{
	switch (command) {
	case F_SETFL:
		append_one(to, NAMES(access_modes), value & O_ACCMODE);
		append_flags(to, NAMES(open_flags), (uint32_t)value & ~(uint32_t)O_ACCMODE, true);
		break;
	case F_SETFD:
		append_flags(to, NAMES(fd_flags), (uint32_t)value, false);
		break;
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		bytes_printf(to, "%d", (int)value);
		break;
	default:
		bytes_printf(to, "%#llx", (long long)value);
	}
}

static void append_pointer(struct bytes *to, int64_t value)
{
	if (value)
		bytes_printf(to, "%#llx", (long long)value);
	else
		bytes_append_text(to, "NULL");
}

/* Registers are 64 bits wide, and what an int leaves in the upper half is no part of it. */
static void append_number(struct bytes *to, enum arg_kind kind, int64_t value)
{
	switch (kind) {
	case ARG_INT:
	case ARG_FD:
	case ARG_FD_OTHER:
	case ARG_MS:
		bytes_printf(to, "%d", (int)value);
		break;
	case ARG_UINT:
		bytes_printf(to, "%u", (unsigned)value);
		break;
	case ARG_LONG:
		bytes_printf(to, "%lld", (long long)value);
		break;
	case ARG_SIZE:
		bytes_printf(to, "%llu", (unsigned long long)value);
		break;
	case ARG_HEX:
		bytes_printf(to, "%#llx", (long long)value);
		break;
	default:
		append_pointer(to, value);
	}
}

static struct names names_of(enum arg_kind kind)
{
	switch (kind) {
	case ARG_DOMAIN:
		return NAMES(domains);
	case ARG_MSG_FLAGS:
		return NAMES(msg_flags);
	case ARG_SOCK_FLAGS:
		return NAMES(type_flags);
	case ARG_OPEN_FLAGS:
		return NAMES(open_flags);
	case ARG_HOW:
		return NAMES(hows);
	case ARG_LEVEL:
		return NAMES(levels);
	case ARG_FCNTL:
		return NAMES(fcntls);
	case ARG_EPOLL_OP:
		return NAMES(epoll_ops);
	default:
		return (struct names){ 0 };
	}
}

void names_append(struct bytes *to, enum arg_kind kind, int64_t value, int64_t level)
{
	struct names names = names_of(kind);
	bool are_flags = kind == ARG_MSG_FLAGS || kind == ARG_SOCK_FLAGS || kind == ARG_OPEN_FLAGS;

	if (kind == ARG_NONE)
		return;
	if (are_flags)
		append_flags(to, names, (uint32_t)value, false);
	else if (kind == ARG_IOCTL)
		append_request(to, (uint32_t)value);
	else if (names.count)
		append_one(to, names, (int)value);
	else if (kind == ARG_SOCKTYPE)
		append_type(to, (uint32_t)value);
	else if (kind == ARG_PROTOCOL)
		append_protocol(to, (int)value, (int)level);
	else if (kind == ARG_OPTNAME)
		append_option(to, (int)value, (int)level);
	else if (kind == ARG_FCNTL_VALUE)
		append_fcntl_value(to, value, (int)level);
	else
		append_number(to, kind, value);
}
