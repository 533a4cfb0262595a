/*
 * See packet.h. A packet may have been made by anybody (a raw socket sends what it likes): each length in it is held against what
 * is there.
 */
#include "facts/packet.h"
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>

struct packet *packets_add(struct packets *p, int64_t at, const void *data, size_t captured, size_t len)
{
	struct packet *packet;

	if (p->count == p->room) {
		p->room = p->room ? 2 * p->room : 64;
		p->list = reallocarray(p->list, p->room, sizeof(*p->list));
		if (!p->list)    /* LCOV_EXCL_BR_LINE: out of memory */
			abort(); /* LCOV_EXCL_LINE: out of memory */
	}
	packet = &p->list[p->count++];
	*packet = (struct packet){ .at = at, .len = len, .data = { p->store.len, captured } };
	bytes_append(&p->store, data, captured);
	return packet;
}

void packets_drop_last(struct packets *p)
{
	p->store.len = p->list[--p->count].data.at;
}

void packets_done(struct packets *p)
{
	free(p->list);
	bytes_done(&p->store);
	*p = (struct packets){ 0 };
}

void packet_end_of(struct packet_end *ret, const struct sockaddr *address)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	if (address->sa_family == AF_INET6) {
		memcpy(&in6, address, sizeof(in6));
		*ret = (struct packet_end){ in6.sin6_addr, ntohs(in6.sin6_port) };
		return;
	}
	memcpy(&in, address, sizeof(in));
	memcpy(ret->address.s6_addr, mapped, sizeof(mapped));
	memcpy(ret->address.s6_addr + sizeof(mapped), &in.sin_addr, sizeof(in.sin_addr));
	ret->port = ntohs(in.sin_port);
}

bool packet_ends_equal(const struct packet_end *a, const struct packet_end *b)
{
	return a->port == b->port && IN6_ARE_ADDR_EQUAL(&a->address, &b->address);
}

/* Behind the IP header: of LEN bytes, WHOLE as its length field says. */
static bool read_transport(const uint8_t *at, size_t len, size_t whole, struct packet_view *ret)
{
	struct tcphdr tcp;
	struct udphdr udp;
	size_t header;

	if (ret->protocol == IPPROTO_TCP && len >= sizeof(tcp)) {
		memcpy(&tcp, at, sizeof(tcp));
		ret->from.port = ntohs(tcp.th_sport);
		ret->to.port = ntohs(tcp.th_dport);
		ret->seq = ntohl(tcp.th_seq);
		ret->flags = tcp.th_flags;
		header = (size_t)tcp.th_off * 4;
	} else if (ret->protocol == IPPROTO_UDP && len >= sizeof(udp)) {
		memcpy(&udp, at, sizeof(udp));
		ret->from.port = ntohs(udp.uh_sport);
		ret->to.port = ntohs(udp.uh_dport);
		header = sizeof(udp);
		whole = ntohs(udp.uh_ulen);
	} else {
		return false;
	}
	if (header > len || header > whole)
		return false;
	ret->payload = at + header;
	ret->whole_len = whole - header;
	ret->payload_len = len - header < ret->whole_len ? len - header : ret->whole_len;
	return true;
}

static bool read_ipv4(const uint8_t *at, size_t len, struct packet_view *ret)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct ip ip;
	size_t header, whole;

	if (len < sizeof(ip))
		return false;
	memcpy(&ip, at, sizeof(ip));
	header = (size_t)ip.ip_hl * 4;
	whole = ntohs(ip.ip_len);
	if (header < sizeof(ip) || whole < header || len < header || (ntohs(ip.ip_off) & IP_OFFMASK))
		return false;
	ret->protocol = ip.ip_p;
	in.sin_addr = ip.ip_src;
	packet_end_of(&ret->from, (struct sockaddr *)&in);
	in.sin_addr = ip.ip_dst;
	packet_end_of(&ret->to, (struct sockaddr *)&in);
	len = len < whole ? len : whole;
	return read_transport(at + header, len - header, whole - header, ret);
}

/* One with extension headers is none of ours. */
static bool read_ipv6(const uint8_t *at, size_t len, struct packet_view *ret)
{
	struct ip6_hdr ip;
	size_t whole;

	if (len < sizeof(ip))
		return false;
	memcpy(&ip, at, sizeof(ip));
	len -= sizeof(ip);
	whole = ntohs(ip.ip6_plen);
	ret->protocol = ip.ip6_nxt;
	ret->from.address = ip.ip6_src;
	ret->to.address = ip.ip6_dst;
	return read_transport(at + sizeof(ip), len < whole ? len : whole, whole, ret);
}

bool packet_read(const void *data, size_t len, struct packet_view *ret)
{
	struct ether_header ether;

	*ret = (struct packet_view){ 0 };
	if (len < sizeof(ether))
		return false;
	memcpy(&ether, data, sizeof(ether));
	data = (const uint8_t *)data + sizeof(ether);
	len -= sizeof(ether);
	if (ether.ether_type == htons(ETHERTYPE_IP))
		return read_ipv4(data, len, ret);
	return ether.ether_type == htons(ETHERTYPE_IPV6) && read_ipv6(data, len, ret);
}
