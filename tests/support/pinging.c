/* See pinging.h. The counters are read by a program of the session's, for /proc/net is the network's that its reader is in. */
#include "support/pinging.h"

#include "run/session.h"
#include "support/seen.h"

#include <stdio.h>
#include <stdlib.h>

bool pinging_ipv4(struct sck_session *s)
{
	return sck_family(s) == SCK_IPV4;
}

const char *pinging_far_host(struct sck_session *s)
{
	return pinging_ipv4(s) ? "198.51.100.7" : "2001:db8:1::7";
}

const char *pinging_stranger(struct sck_session *s)
{
	return pinging_ipv4(s) ? "198.51.100.8" : "2001:db8:1::8";
}

struct sck_program *pinging_start(struct sck_session *s, const struct pinging *how)
{
	char count[16], ttl[16];
	const char *argv[] = {
		live_program("pings"),
		how->host ? how->host : pinging_far_host(s),
		how->kind ? how->kind : "raw",
		how->how ? how->how : "validates",
		count,
		ttl,
		NULL,
	};

	snprintf(count, sizeof(count), "%d", how->count ? how->count : 1);
	snprintf(ttl, sizeof(ttl), "%d", how->ttl ? how->ttl : 64);
	sck_clock_auto(s);
	return sck_start(s, &(struct sck_start){
				    .argv = argv,
				    .raw_sockets = how->raw_sockets,
				    .on_other_host = how->on_other_host,
			    });
}

void pinging_expect(struct sck_session *s, struct sck_program *p, const char *text)
{
	const char *const type = pinging_ipv4(s) ? "0" : "129", *const host = pinging_far_host(s);
	char want[256] = "";
	size_t len = 0;

	for (; *text && len + 64 < sizeof(want); len = strlen(want)) {
		if (strncmp(text, "TYPE", 4) == 0)
			strcat(want, type);
		else if (strncmp(text, "HOST", 4) == 0)
			strcat(want, host);
		else
			strncat(want, text, 1);
		text += strncmp(text, "TYPE", 4) == 0 || strncmp(text, "HOST", 4) == 0 ? 4 : 1;
	}
	sck_expect_exit(p, 0);
	live_assert_output(p, want);
}

const uint8_t *pinging_message(struct sck_session *s, int n, size_t *ret_len)
{
	const struct record_call *call = seen_call(s, "recvfrom", n);
	const size_t head = pinging_ipv4(s) ? 20 : 0;

	assert_true(call->result > (int64_t)head);
	*ret_len = (size_t)call->result - head;
	return record_data(session_record(s), call->data) + head;
}

/* Two lines of IPv4's table belong together: names, and numbers. */
static int find_ipv4(char *table, const char *name)
{
	char *names = strstr(table, "Icmp: "), *numbers = names ? strstr(names + 1, "Icmp: ") : NULL;
	char *name_word, *number;

	if (!numbers) {
		fail_msg("no table of ICMP");
		return -1;
	}
	numbers[-1] = '\0';
	while ((name_word = strsep(&names, " ")) && (number = strsep(&numbers, " "))) {
		if (strcmp(name_word, name) == 0)
			return atoi(number);
	}
	fail_msg("no counter %s", name);
	return -1;
}

static int find_ipv6(char *table, const char *name)
{
	char word[64];
	char *at;

	snprintf(word, sizeof(word), "\nIcmp6%s", name);
	at = strstr(table, word);
	assert_non_null(at);
	return atoi(at + strlen(word));
}

int pinging_counter(struct sck_session *s, const char *name)
{
	const char *argv[] = { "/bin/cat", pinging_ipv4(s) ? "/proc/net/snmp" : "/proc/net/snmp6", NULL };
	struct sck_program *cat = sck_start(s, &(struct sck_start){ .argv = argv });
	char table[16384];
	const uint8_t *output;
	size_t len;

	sck_expect_exit(cat, 0);
	output = sck_output(cat, &len);
	assert_true(len < sizeof(table));
	memcpy(table, output, len);
	table[len] = '\0';
	return pinging_ipv4(s) ? find_ipv4(table, name) : find_ipv6(table, name);
}
