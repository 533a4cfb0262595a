/*
 * See packet_ring.h. Frames of TPACKET_V2, each with room for the longest packet that lo carries: a frame is there at once, whereas
 * the blocks of TPACKET_V3 come when a timer of the kernel's has rung. A packet shows up on lo twice, going out and coming in
 * (packet(7), PACKET_OUTGOING): the kernel is asked for the second alone.
 */
#include "os/packet_ring.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	FRAME = 65536 + 512,
	BLOCK = 1 << 20, /* is whole pages */
	IN_A_BLOCK = BLOCK / FRAME,
	BLOCKS = 32,
	LO = 1, /* LOOPBACK_IFINDEX (net/flow.h in the kernel) */
	NS = 1000000000
};

static struct tpacket2_hdr *frame(const struct packet_ring *r)
{
	const size_t block = r->next / IN_A_BLOCK, place = r->next % IN_A_BLOCK;

	return (struct tpacket2_hdr *)(void *)(r->frames + block * BLOCK + place * FRAME);
}

static int set_up(struct packet_ring *r)
{
	const int version = TPACKET_V2, yes = 1;
	const struct tpacket_req ring = { BLOCK, BLOCKS, FRAME, IN_A_BLOCK * BLOCKS };
	const struct sockaddr_ll lo = { .sll_family = AF_PACKET,
					.sll_protocol = htons(ETH_P_ALL),
					.sll_ifindex = LO };
	void *map;

	if (setsockopt(r->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes)) ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_RX_RING, &ring, sizeof(ring)))
		return -errno;
	map = mmap(NULL, (size_t)BLOCK * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	r->frames = map;
	return bind(r->fd, (const struct sockaddr *)&lo, sizeof(lo)) ? -errno : 0;
}

int packet_ring_open(struct packet_ring *ret, struct loopback *lo, struct sck_err *err)
{
	int code;

	*ret = (struct packet_ring){ .fd = -1 };
	if (!lo->is_private)
		return err_set(err, -EOPNOTSUPP, "packets are captured on a private loopback alone, and this is the host's: %s",
			       lo->reason);
	ret->fd = loopback_socket(lo, AF_PACKET, SOCK_RAW, 0, NULL);
	code = ret->fd < 0 ? ret->fd : set_up(ret);
	if (!code)
		return 0;
	packet_ring_close(ret);
	err_errno(err, code, "packets cannot be captured here");
	return -EOPNOTSUPP;
}

struct packet *packet_ring_take(struct packet_ring *r, struct packets *to)
{
	struct tpacket2_hdr *head = frame(r);
	volatile uint32_t *status = &head->tp_status;
	struct packet *packet;

	if (!(*status & TP_STATUS_USER))
		return NULL;
	atomic_thread_fence(memory_order_acquire);
	packet = packets_add(to, (int64_t)head->tp_sec * NS + head->tp_nsec,
			     (const uint8_t *)head + head->tp_mac, head->tp_snaplen, head->tp_len);
	atomic_thread_fence(memory_order_release);
	*status = TP_STATUS_KERNEL;
	r->next = (r->next + 1) % (IN_A_BLOCK * BLOCKS);
	return packet;
}

uint64_t packet_ring_lost(struct packet_ring *r)
{
	struct tpacket_stats stats = { 0 };
	socklen_t len = sizeof(stats);

	return getsockopt(r->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) ? 0 : stats.tp_drops;
}

void packet_ring_clear_error(struct packet_ring *r)
{
	int error;
	socklen_t len = sizeof(error);

	getsockopt(r->fd, SOL_SOCKET, SO_ERROR, &error, &len);
}

void packet_ring_close(struct packet_ring *r)
{
	if (r->frames)
		munmap(r->frames, (size_t)BLOCK * BLOCKS);
	if (r->fd >= 0)
		close(r->fd);
	*r = (struct packet_ring){ .fd = -1 };
}
