/*
 * A packet's head as it is read: what is there, and nothing beyond it, whatever its lengths say.
 */
#include "facts/packet.h"
#include "facts/pcapng.h"
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t tcp_over_ipv4[] = {
	0,    0,    0,    0,    0, 0, 0,    0, 0,  0, 0, 0, 0x08, 0x00, /* Ethernet */
	0x45, 0,    0,    42,   0, 1, 0x40, 0, 64, 6, 0, 0, 127,  0,
	0,    1,    127,  0,    0, 2, /* IPv4 */
	0x1b, 0x5f, 0x04, 0xd2, 1, 2, 3,    4, 0,  0, 0, 0, 0x50, TH_PUSH | TH_ACK,
	1,    0,    0,    0,    0, 0, /* TCP */
	'h',  'i',
};
static const uint8_t udp_over_ipv6[] = {
	0,    0,   0, 0, 0, 0,  0,  0,  0, 0, 0, 0, 0x86, 0xdd, /* Ethernet */
	0x60, 0,   0, 0, 0, 10, 17, 64,                         /* IPv6 */
	0,    0,   0, 0, 0, 0,  0,  0,  0, 0, 0, 0, 0,    0,    0,    1,    0, 0,  0, 0,
	0,    0,   0, 0, 0, 0,  0,  0,  0, 0, 0, 1, 0x1b, 0x5f, 0x04, 0xd2, 0, 10, 0, 0, /* UDP */
	'h',  'i',
};

static void a_segment_over_ipv4_is_read(void **state)
{
	struct packet_view view;

	(void)state;
	assert_true(packet_read(tcp_over_ipv4, sizeof(tcp_over_ipv4), &view));
	assert_int_equal(view.protocol, IPPROTO_TCP);
	assert_int_equal(view.from.port, 7007);
	assert_int_equal(view.to.port, 1234);
	assert_int_equal(view.from.address.s6_addr[10], 0xff);
	assert_int_equal(view.to.address.s6_addr[15], 2);
	assert_int_equal(view.seq, 0x01020304);
	assert_int_equal(view.flags, TH_PUSH | TH_ACK);
	assert_int_equal(view.payload_len, 2);
	assert_memory_equal(view.payload, "hi", 2);
}

static void a_datagram_over_ipv6_is_read(void **state)
{
	struct packet_view view;

	(void)state;
	assert_true(packet_read(udp_over_ipv6, sizeof(udp_over_ipv6), &view));
	assert_int_equal(view.protocol, IPPROTO_UDP);
	assert_int_equal(view.from.port, 7007);
	assert_int_equal(view.payload_len, 2);
	assert_int_equal(view.whole_len, 2);
	assert_memory_equal(view.payload, "hi", 2);
}

/* A copy of just so many bytes, so that AddressSanitizer sees a read beyond them. */
static void read_copy(const uint8_t *packet, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	struct packet_view view;

	assert_non_null(copy);
	memcpy(copy, packet, len);
	if (packet_read(copy, len, &view)) {
		assert_true(view.payload >= copy && view.payload <= copy + len);
		assert_true(view.payload_len <= (size_t)(copy + len - view.payload));
		assert_true(view.payload_len <= view.whole_len);
	}
	free(copy);
}

static void no_length_leads_out_of_the_packet(void **state)
{
	static const struct {
		const uint8_t *packet;
		size_t len;
	} packets[] = {
		{ tcp_over_ipv4, sizeof(tcp_over_ipv4) },
		{ udp_over_ipv6, sizeof(udp_over_ipv6) },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(packets) / sizeof(packets[0]); i++) {
		uint8_t packet[sizeof(udp_over_ipv6)];

		for (size_t len = 0; len <= packets[i].len; len++)
			read_copy(packets[i].packet, len);
		for (size_t at = 12; at < packets[i].len; at++)
			for (int value = 0; value < 256; value++) {
				memcpy(packet, packets[i].packet, packets[i].len);
				packet[at] = (uint8_t)value;
				read_copy(packet, packets[i].len);
			}
	}
}

static void the_rest_of_a_fragmented_packet_is_nobodys(void **state)
{
	uint8_t packet[sizeof(tcp_over_ipv4)];
	struct packet_view view;

	(void)state;
	memcpy(packet, tcp_over_ipv4, sizeof(packet));
	packet[21] = 1;
	assert_false(packet_read(packet, sizeof(packet), &view));
}

static void lost_packets_stand_in_the_file(void **state)
{
	struct packets packets = { .lost = 3 };
	struct bytes file = { 0 };
	uint64_t lost, received;

	(void)state;
	packets_add(&packets, 1, tcp_over_ipv4, 5, sizeof(tcp_over_ipv4));
	pcapng_write(&file, &packets);
	assert_int_equal(file.len % 4, 0);
	/* the end of the last block: an option of eight bytes, the end of the options, the block's length */
	memcpy(&lost, file.data + file.len - 16, sizeof(lost));
	memcpy(&received, file.data + file.len - 28, sizeof(received));
	assert_int_equal(lost, 3);
	assert_int_equal(received, 4);
	bytes_done(&file);
	packets_done(&packets);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_segment_over_ipv4_is_read),
		cmocka_unit_test(a_datagram_over_ipv6_is_read),
		cmocka_unit_test(no_length_leads_out_of_the_packet),
		cmocka_unit_test(the_rest_of_a_fragmented_packet_is_nobodys),
		cmocka_unit_test(lost_packets_stand_in_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
