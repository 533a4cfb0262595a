/*
 * The variants of a session, a row each. localhost has ::1 and 127.0.0.1 in every named one; what
 * differs is which of them answers and which one getaddrinfo(3) puts first, so that a client must
 * try the second where the first is refused. All but ipv4 need IPv6.
 */
#include "facts/family.h"
#include <string.h>

const struct family family_table[] = {
	{
		.bit = SCK_IPV4,
		.name = "ipv4",
		.host = "127.0.0.1",
		.connect_to = "127.0.0.1",
		.answers_ipv4 = true,
	},
	{
		.bit = SCK_IPV6,
		.name = "ipv6",
		.host = "::1",
		.connect_to = "::1",
		.needs_ipv6 = true,
		.answers_ipv6 = true,
	},
	{
		.bit = SCK_MAPPED,
		.name = "mapped",
		.host = "::ffff:127.0.0.1",
		.connect_to = "::ffff:127.0.0.1",
		.needs_ipv6 = true,
		.answers_ipv4 = true,
	},
	{
		.bit = SCK_NAME,
		.name = "name",
		.group = "name",
		.host = "localhost",
		.connect_to = "::1",
		.needs_ipv6 = true,
		.answers_ipv4 = true,
		.answers_ipv6 = true,
	},
	{
		.bit = SCK_NAME_IPV4,
		.name = "name-ipv4",
		.group = "name",
		.host = "localhost",
		.connect_to = "127.0.0.1",
		.needs_ipv6 = true,
		.answers_ipv4 = true,
	},
	{
		.bit = SCK_NAME_IPV6,
		.name = "name-ipv6",
		.group = "name",
		.host = "localhost",
		.connect_to = "::1",
		.needs_ipv6 = true,
		.answers_ipv6 = true,
		.ipv4_first = true,
	},
	{
		.bit = SCK_NAME_REVERSED,
		.name = "name-reversed",
		.group = "name",
		.host = "localhost",
		.connect_to = "127.0.0.1",
		.needs_ipv6 = true,
		.answers_ipv4 = true,
		.answers_ipv6 = true,
		.ipv4_first = true,
	},
};
const size_t family_table_count = sizeof(family_table) / sizeof(family_table[0]);

const struct family *family_row(enum sck_family bit)
{
	for (size_t i = 0; i < family_table_count; i++)
		if (family_table[i].bit == bit)
			return &family_table[i];
	return NULL;
}

const char family_resolv[] = "nameserver 127.0.0.1\n";

const char *family_hosts(const struct family *family)
{
	return family->ipv4_first ? "127.0.0.1 localhost\n::1 localhost\n"
				  : "::1 localhost\n127.0.0.1 localhost\n";
}

/* RFC 3484, 2.1 (gai.conf(5)): one line of one's own replaces all of it. */
#define GAI_TABLE(ipv4)                                                                         \
	"precedence ::1/128 50\nprecedence ::/0 40\nprecedence 2002::/16 30\nprecedence ::/96 " \
	"20\n"                                                                                  \
	"precedence ::ffff:0:0/96 " ipv4 "\n"

const char *family_gai(bool ipv4_first)
{
	return ipv4_first ? GAI_TABLE("100") : GAI_TABLE("10");
}

unsigned family_mask(const char *word)
{
	unsigned mask = 0;

	for (size_t i = 0; i < family_table_count; i++) {
		const struct family *row = &family_table[i];

		if (!strcmp(word, "all") || !strcmp(word, row->name) ||
		    (row->group && !strcmp(word, row->group)))
			mask |= row->bit;
	}
	return mask;
}
