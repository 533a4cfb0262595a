/*
 * See icmp.h. The socket is a packet socket on the wire's far end, behind a filter (bpf) that lets echo requests to one address
 * through. A fragment is none: the wire takes the longest packet whole.
 */
#include "os/icmp.h"
#include "os/other.h"
#include "os/veth.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { ECHO_HEADER = 8, HOPS = 63 };

static int listen_for(int fd, struct sock_filter *program, size_t count)
{
	const struct sock_fprog fprog = { .len = (unsigned short)count, .filter = program };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &fprog, sizeof(fprog)) ? -errno : 0;
}

/* Each jump that does not match goes to the last instruction but one, which takes nothing. */
static int filter_ipv4(int fd, struct in_addr at)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 0, 7),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ntohl(at.s_addr), 0, 5),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, IP_MF | IP_OFFMASK, 3, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP_ECHO, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};

	return listen_for(fd, program, sizeof(program) / sizeof(program[0]));
}

static int filter_ipv6(int fd, const struct in6_addr *at)
{
	uint32_t part[4];

	for (size_t i = 0; i < 4; i++) {
		memcpy(&part[i], &at->s6_addr[4 * i], sizeof(part[i]));
		part[i] = ntohl(part[i]);
	}
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 10),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 24),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, part[0], 0, 8),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 28),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, part[1], 0, 6),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 32),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, part[2], 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 36),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, part[3], 0, 2),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, sizeof(struct ip6_hdr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP6_ECHO_REQUEST, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};

	return listen_for(fd, program, sizeof(program) / sizeof(program[0]));
}

static int wire_index(int fd)
{
	struct ifreq request = { .ifr_name = VETH_NAME };

	return ioctl(fd, SIOCGIFINDEX, &request) ? -errno : request.ifr_ifindex;
}

int icmp_open(struct loopback *lo, const union peer_address *at, struct sck_err *err)
{
	struct sockaddr_ll wire = { .sll_family = AF_PACKET };
	bool is_ipv4 = at->sa.sa_family == AF_INET;
	/* For no protocol: it hears nothing before it is bound. */
	int fd = other_socket(lo, AF_PACKET, SOCK_DGRAM, 0, err), code;

	if (fd < 0)
		return fd;
	code = is_ipv4 ? filter_ipv4(fd, at->in.sin_addr) : filter_ipv6(fd, &at->in6.sin6_addr);
	wire.sll_protocol = htons(is_ipv4 ? ETH_P_IP : ETH_P_IPV6);
	wire.sll_ifindex = wire_index(fd);
	if (!code && wire.sll_ifindex < 0)
		code = wire.sll_ifindex;
	if (!code && bind(fd, (struct sockaddr *)&wire, sizeof(wire)))
		code = -errno;
	if (!code)
		return fd;
	close(fd);
	return err_errno(err, code, "cannot hear the wire");
}

/* ---- Bytes ---- */

static uint32_t add_up(uint32_t sum, const void *bytes, size_t len)
{
	const uint8_t *byte = bytes;

	for (size_t i = 0; i < len; i++)
		sum += i % 2 ? byte[i] : (uint32_t)byte[i] << 8;
	return sum;
}

/* RFC 1071; in host order. */
static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* The pseudo-header counts with ICMPv6 (RFC 4443, 2.3), and not with ICMP. */
static uint16_t checksum(const struct ip6_hdr *ip6, const uint8_t *message, size_t len)
{
	uint32_t sum = 0;

	if (ip6) {
		sum = add_up(sum, &ip6->ip6_src, sizeof(ip6->ip6_src));
		sum = add_up(sum, &ip6->ip6_dst, sizeof(ip6->ip6_dst));
		sum += (uint32_t)len + IPPROTO_ICMPV6;
	}
	return fold(add_up(sum, message, len));
}

static uint16_t take16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static void put16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* Of the IP header, or 0 where it is not whole. */
static size_t header_len(const uint8_t *packet, size_t len)
{
	size_t head = len && packet[0] >> 4 == 4 ? (packet[0] & 15U) * 4 : sizeof(struct ip6_hdr);

	return len >= head ? head : 0;
}

int icmp_read(const uint8_t *packet, size_t len, struct icmp_echo *ret)
{
	size_t head = header_len(packet, len);
	const uint8_t *message = packet + head;
	struct ip6_hdr ip6;
	struct iphdr ip;
	bool is_ipv4 = head && packet[0] >> 4 == 4;

	*ret = (struct icmp_echo){ 0 };
	if (!head || len < head + ECHO_HEADER)
		return -EBADMSG;
	if (is_ipv4) {
		memcpy(&ip, packet, sizeof(ip));
		ret->from.in.sin_family = AF_INET;
		ret->from.in.sin_addr.s_addr = ip.saddr;
	} else {
		memcpy(&ip6, packet, sizeof(ip6));
		ret->from.in6.sin6_family = AF_INET6;
		ret->from.in6.sin6_addr = ip6.ip6_src;
	}
	ret->is_intact = checksum(is_ipv4 ? NULL : &ip6, message, len - head) == 0;
	ret->id = take16(message + 4);
	ret->sequence = take16(message + 6);
	ret->data = message + ECHO_HEADER;
	ret->len = len - head - ECHO_HEADER;
	return 0;
}

/* The IP header, of a packet that carries LEN bytes. */
static void put_ip(struct bytes *to, const struct icmp_reply *r, size_t len, struct ip6_hdr *ret_ip6)
{
	struct iphdr ip = {
		.version = 4,
		.ihl = 5,
		.tot_len = htons((uint16_t)(sizeof(ip) + len)),
		.frag_off = htons(IP_DF),
		.ttl = HOPS,
		.protocol = IPPROTO_ICMP,
		.saddr = r->from.in.sin_addr.s_addr,
		.daddr = r->to.in.sin_addr.s_addr,
	};

	if (r->from.sa.sa_family == AF_INET) {
		ip.check = htons(fold(add_up(0, &ip, sizeof(ip))));
		bytes_append(to, &ip, sizeof(ip));
		return;
	}
	*ret_ip6 = (struct ip6_hdr){
		.ip6_flow = htonl(6U << 28),
		.ip6_plen = htons((uint16_t)len),
		.ip6_nxt = IPPROTO_ICMPV6,
		.ip6_hlim = HOPS,
		.ip6_src = r->from.in6.sin6_addr,
		.ip6_dst = r->to.in6.sin6_addr,
	};
	bytes_append(to, ret_ip6, sizeof(*ret_ip6));
}

static void put_packet(struct bytes *to, const struct icmp_reply *r)
{
	bool is_ipv4 = r->from.sa.sa_family == AF_INET;
	size_t whole = ECHO_HEADER + r->len, len = r->cut < whole ? whole - r->cut : 0;
	uint8_t header[ECHO_HEADER] = { is_ipv4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY };
	struct ip6_hdr ip6;
	uint16_t sum;
	size_t head;

	put16(header + 4, r->id);
	put16(header + 6, r->sequence);
	put_ip(to, r, len, &ip6);
	head = to->len;
	bytes_append(to, header, sizeof(header));
	bytes_append(to, r->data, r->len);
	to->len = head + len;
	if (len < 4)
		return;
	sum = checksum(is_ipv4 ? NULL : &ip6, to->data + head, len);
	put16(to->data + head + 2, r->checksum_wrong ? sum ^ 0x0100 : sum);
}

int icmp_send(int fd, const struct icmp_reply *r)
{
	bool is_ipv4 = r->from.sa.sa_family == AF_INET;
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(is_ipv4 ? ETH_P_IP : ETH_P_IPV6),
		.sll_ifindex = wire_index(fd),
		.sll_halen = ETH_ALEN,
		.sll_addr = VETH_MAC,
	};
	struct bytes packet = { 0 };
	ssize_t n;

	put_packet(&packet, r);
	do
		n = sendto(fd, packet.data, packet.len, MSG_DONTWAIT, (struct sockaddr *)&to, sizeof(to));
	while (n < 0 && errno == EINTR);
	bytes_done(&packet);
	return n < 0 ? -errno : 0;
}
