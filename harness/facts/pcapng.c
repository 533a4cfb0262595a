/*
 * The blocks of a pcapng file, see pcapng.h. A block's length stands before and behind it, all is in this machine's byte order, which the
 * first block tells, and padded to four bytes.
 */
#include "facts/pcapng.h"
#include <string.h>

enum {
	BLOCK_SECTION = 0x0A0D0D0A,
	BLOCK_INTERFACE = 1,
	BLOCK_STATISTICS = 5,
	BLOCK_PACKET = 6,
	LINK_ETHERNET = 1,
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	OPTION_NAME = 2,        /* of an interface */
	OPTION_APPLICATION = 4, /* of a section */
	OPTION_RESOLUTION = 9,  /* of an interface's times: 10 to the power of minus so much */
	OPTION_RECEIVED = 4,    /* of statistics */
	OPTION_DROPPED = 5,
};

static void append_u16(struct bytes *to, unsigned value)
{
	const uint16_t number = (uint16_t)value;

	bytes_append(to, &number, sizeof(number));
}

static void append_u32(struct bytes *to, uint32_t value)
{
	bytes_append(to, &value, sizeof(value));
}

static void append_padded(struct bytes *to, const void *data, size_t len)
{
	static const uint8_t zeroes[4];

	bytes_append(to, data, len);
	bytes_append(to, zeroes, -len % 4);
}

static void append_option(struct bytes *to, unsigned code, const void *value, size_t len)
{
	append_u16(to, code);
	append_u16(to, (unsigned)len);
	append_padded(to, value, len);
}

/* The upper half first, whatever the byte order. */
static void append_time(struct bytes *to, int64_t ns)
{
	append_u32(to, (uint32_t)((uint64_t)ns >> 32));
	append_u32(to, (uint32_t)ns);
}

static size_t begin(struct bytes *to, uint32_t type)
{
	const size_t at = to->len;

	append_u32(to, type);
	append_u32(to, 0);
	return at;
}

static void end(struct bytes *to, size_t began_at)
{
	const uint32_t len = (uint32_t)(to->len - began_at + sizeof(len));

	append_u32(to, len);
	memcpy(to->data + began_at + sizeof(len), &len, sizeof(len));
}

static void append_section(struct bytes *to)
{
	static const char name[] = "sockcheck";
	const size_t at = begin(to, BLOCK_SECTION);

	append_u32(to, 0x1A2B3C4D);
	append_u16(to, 1);
	append_u16(to, 0);
	append_u32(to, UINT32_MAX); /* its length: not told */
	append_u32(to, UINT32_MAX);
	append_option(to, OPTION_APPLICATION, name, strlen(name));
	append_option(to, OPTION_END, NULL, 0);
	end(to, at);
}

static void append_interface(struct bytes *to)
{
	const uint8_t nanoseconds = 9;
	const size_t at = begin(to, BLOCK_INTERFACE);

	append_u16(to, LINK_ETHERNET);
	append_u16(to, 0);
	append_u32(to, 0); /* as long as they are */
	append_option(to, OPTION_NAME, "lo", 2);
	append_option(to, OPTION_RESOLUTION, &nanoseconds, sizeof(nanoseconds));
	append_option(to, OPTION_END, NULL, 0);
	end(to, at);
}

static void append_packet(struct bytes *to, const struct packets *p, const struct packet *packet)
{
	const size_t at = begin(to, BLOCK_PACKET);

	append_u32(to, 0);
	append_time(to, packet->at);
	append_u32(to, (uint32_t)packet->data.len);
	append_u32(to, (uint32_t)packet->len);
	append_padded(to, p->store.data + packet->data.at, packet->data.len);
	if (packet->comment.len) {
		append_option(to, OPTION_COMMENT, p->store.data + packet->comment.at,
			      packet->comment.len);
		append_option(to, OPTION_END, NULL, 0);
	}
	end(to, at);
}

static void append_statistics(struct bytes *to, const struct packets *p)
{
	const uint64_t received = p->count + p->lost;
	const size_t at = begin(to, BLOCK_STATISTICS);

	append_u32(to, 0);
	append_time(to, p->count ? p->list[p->count - 1].at : 0);
	append_option(to, OPTION_RECEIVED, &received, sizeof(received));
	append_option(to, OPTION_DROPPED, &p->lost, sizeof(p->lost));
	append_option(to, OPTION_END, NULL, 0);
	end(to, at);
}

void pcapng_write(struct bytes *to, const struct packets *p)
{
	append_section(to);
	append_interface(to);
	for (size_t i = 0; i < p->count; i++)
		append_packet(to, p, &p->list[i]);
	append_statistics(to, p);
}
