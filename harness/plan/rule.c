/* See rule.h. Strict: no selector twice, no word left over, numbers whole. One function a value, each with its own words for a fault. */
#include "plan/rule_reading.h"
#include "base/deadline.h"
#include "base/text.h"
#include "facts/names.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- The outcome ---------------------------------------------------------------------------------------------- */

/* "500us", "20ms", "1.5s". */
static int read_time(const struct rule_reading *r, int64_t *ret)
{
	static const struct {
		const char *unit;
		int64_t ns;
	} units[] = { { "us", 1000 }, { "ms", NS_PER_MS }, { "s", NS_PER_S } };
	const char *unit = "";
	char text[32];
	double number = rule_value(r, text, sizeof(text)) ? rule_decimal(text, &unit) : -1;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		double ns = number * (double)units[i].ns;

		if (strcmp(unit, units[i].unit) == 0 && ns >= 1 && ns <= 86400.0 * NS_PER_S) {
			*ret = (int64_t)ns;
			return 0;
		}
	}
	return rule_fail(r, r->value, "expected a time, a day at most: 500us, 20ms, 1.5s");
}

static int read_count(const struct rule_reading *r)
{
	char text[32];
	bool is_there = rule_value(r, text, sizeof(text));
	size_t len = is_there ? strlen(text) : 0;

	r->rule->is_percent = len && text[len - 1] == '%';
	if (r->rule->is_percent)
		text[len - 1] = '\0';
	if (!is_there || text_number(text, 1, r->rule->is_percent ? 99 : INT32_MAX, &r->rule->value) != 0)
		return rule_fail(r, r->value, "expected how many: a number from 1, or 1%% to 99%%");
	return 0;
}

static int read_call_word(const struct rule_reading *r, const char *at, size_t len, char to[RULE_WORD])
{
	if (len == 0 || len >= RULE_WORD || !call_word_known(at, len))
		return rule_fail(r, at, "expected a call or a class of calls ('sockcheck list calls')");
	memcpy(to, at, len);
	to[len] = '\0';
	return 0;
}

static int read_outcome_value(const struct rule_reading *r)
{
	switch (r->rule->outcome->value) {
	case VALUE_NONE:
		return r->value ? rule_fail(r, r->value, "expected no value") : 0;
	case VALUE_COUNT:
		return read_count(r);
	case VALUE_TIME:
		return read_time(r, &r->rule->value);
	case VALUE_CALL:
		return read_call_word(r, r->value, (size_t)(r->end - r->value), r->rule->until);
	case VALUE_ERRNO:
		break;
	}
	return 0;
}

static bool is_first_with_its_word(const struct outcome *o)
{
	for (const struct outcome *before = outcome_table; before < o; before++)
		if (strcmp(before->word, o->word) == 0)
			return false;
	return true;
}

static int fail_outcome(const struct rule_reading *r)
{
	const char *call = r->rule->call;
	struct bytes known = { 0 };
	int rc;

	for (size_t i = 0; i < outcome_table_count; i++) {
		const struct outcome *o = &outcome_table[i];

		if (is_first_with_its_word(o) &&
		    outcome_find(call, strlen(call), o->word, strlen(o->word), NULL))
			bytes_printf(&known, "%s%s%s%s", known.len ? ", " : "", o->word,
				     o->value ? "=" : "", outcome_value_name(o->value));
	}
	rc = rule_fail(r, r->at, "%s has no such outcome (expected one of %s)", call, bytes_text(&known));
	bytes_done(&known);
	return rc;
}

static int read_error(const struct rule_reading *r)
{
	struct rule *rule = r->rule;
	char name[RULE_WORD];

	if (!r->value)
		return rule_fail(r, r->end, "expected error=ERRNO");
	rule->value = rule_value(r, name, sizeof(name)) ? names_errno_number(name, strlen(name)) : 0;
	if (!rule->value)
		return rule_fail(r, r->value, "expected the name of an errno (EINTR)");
	if (rule->value == EAGAIN)
		strcpy(name, "EAGAIN");
	rule->outcome = outcome_find(rule->call, strlen(rule->call), "error", strlen("error"), name);
	if (!rule->outcome && rule->is_forced)
		rule->outcome = outcome_any_error();
	if (!rule->outcome)
		return rule_fail(r, r->value, "%s does not fail with %s (--force does it all the same)",
				 rule->call, name);
	return 0;
}

static int read_outcome(const struct rule_reading *r)
{
	struct rule *rule = r->rule;

	if (r->name_len == strlen("error") && memcmp(r->at, "error", r->name_len) == 0)
		return read_error(r);
	rule->outcome = outcome_find(rule->call, strlen(rule->call), r->at, r->name_len, NULL);
	if (!rule->outcome)
		return fail_outcome(r);
	if (rule->outcome->value != VALUE_NONE && !r->value)
		return rule_fail(r, r->end, "expected %s=%s", rule->outcome->word,
				 outcome_value_name(rule->outcome->value));
	return read_outcome_value(r);
}

/* ---- The selectors -------------------------------------------------------------------------------------------- */

/* A number from 1 at *AT, which is moved behind it. */
static bool read_time_of_call(const char **at, int64_t *ret)
{
	char *end;

	errno = 0;
	*ret = isdigit((unsigned char)**at) ? strtoll(*at, &end, 10) : 0;
	if (*ret < 1 || errno)
		return false;
	*at = end;
	return true;
}

/* FIRST, FIRST+, FIRST+STEP, FIRST..LAST, FIRST..LAST+STEP, as strace(1) has it. */
static int read_when(const struct rule_reading *r)
{
	struct rule *rule = r->rule;
	char text[64];
	const char *at = text;
	bool good = rule_value(r, text, sizeof(text)) && read_time_of_call(&at, &rule->first);

	rule->last = rule->first;
	if (good && strncmp(at, "..", 2) == 0) {
		at += 2;
		good = read_time_of_call(&at, &rule->last);
	} else if (good && *at == '+') {
		rule->last = INT64_MAX;
	}
	if (good && *at == '+' && *++at)
		good = read_time_of_call(&at, &rule->step);
	if (!good || *at || rule->last < rule->first)
		return rule_fail(r, r->value, "expected FIRST[..LAST][+STEP], each from 1");
	return 0;
}

static int read_fd(const struct rule_reading *r)
{
	int64_t fd = -1;
	int rc = rule_number(r, 0, INT32_MAX, &fd);

	r->rule->fd = (int)fd;
	return rc;
}

/* 127.0.0.1, 127.0.0.1:80, [::1], [::1]:80. */
static bool read_address(char *text, struct sockaddr_storage *ret)
{
	struct sockaddr_in *in = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;
	bool is_ipv6 = text[0] == '[';
	char *port = strrchr(text, is_ipv6 ? ']' : ':');
	int64_t number = 0;

	if (is_ipv6 && !port)
		return false;
	if (is_ipv6)
		*port++ = '\0';
	if (port && *port == ':')
		*port++ = '\0';
	else if (port && *port)
		return false;
	else
		port = NULL;
	if (port && text_number(port, 1, UINT16_MAX, &number) != 0)
		return false;
	ret->ss_family = is_ipv6 ? AF_INET6 : AF_INET;
	if (is_ipv6) {
		in6->sin6_port = htons((uint16_t)number);
		return inet_pton(AF_INET6, text + 1, &in6->sin6_addr) == 1;
	}
	in->sin_port = htons((uint16_t)number);
	return inet_pton(AF_INET, text, &in->sin_addr) == 1;
}

static int read_peer(const struct rule_reading *r)
{
	char text[64];

	if (!rule_value(r, text, sizeof(text)) || !read_address(text, &r->rule->peer))
		return rule_fail(r, r->value, "expected ADDRESS[:PORT], an IPv6 address in [ ]");
	return 0;
}

static int read_family(const struct rule_reading *r)
{
	char text[16] = "";

	rule_value(r, text, sizeof(text));
	if (strcmp(text, "ipv4") == 0)
		r->rule->domain = AF_INET;
	else if (strcmp(text, "ipv6") == 0)
		r->rule->domain = AF_INET6;
	else
		return rule_fail(r, r->value, "expected ipv4 or ipv6: the socket's own");
	return 0;
}

static int read_site(const struct rule_reading *r)
{
	if (!rule_value(r, r->rule->site, sizeof(r->rule->site)))
		return rule_fail(r, r->value, "expected FILE:LINE or FILE, %d characters at most",
				 RULE_SITE - 1);
	return 0;
}

static int read_ordinal(const struct rule_reading *r, int *ret)
{
	int64_t number = 0;
	int rc = rule_number(r, 1, INT32_MAX, &number);

	*ret = (int)number;
	return rc;
}

static int read_process(const struct rule_reading *r)
{
	return read_ordinal(r, &r->rule->process);
}

static int read_thread(const struct rule_reading *r)
{
	return read_ordinal(r, &r->rule->thread);
}

static bool moves_bytes(const char *call)
{
	for (size_t i = 0; i < call_table_count; i++)
		if ((call_table[i].class == CLASS_RECV || call_table[i].class == CLASS_SEND) &&
		    call_selected(&call_table[i], call, strlen(call)))
			return true;
	return false;
}

static int read_offset(const struct rule_reading *r)
{
	if (!moves_bytes(r->rule->call))
		return rule_fail(r, r->at, "only recv and send have a place in a stream");
	return rule_number(r, 0, INT64_MAX, &r->rule->offset);
}

/* 0.25 or 25%. */
static int read_chance(const struct rule_reading *r)
{
	char text[32];
	const char *end = "";
	double chance = rule_value(r, text, sizeof(text)) ? rule_decimal(text, &end) : -1;

	if (*end == '%') {
		chance /= 100;
		end++;
	}
	if (*end || !(chance > 0 && chance <= 1))
		return rule_fail(r, r->value, "expected a probability: 0.25 or 25%%");
	r->rule->chance = chance;
	return 0;
}

static const struct {
	const char *name;
	int (*read)(const struct rule_reading *r);
} selectors[] = {
	{ "when", read_when },     { "fd", read_fd },         { "peer", read_peer },
	{ "family", read_family }, { "site", read_site },     { "process", read_process },
	{ "thread", read_thread }, { "offset", read_offset }, { "chance", read_chance },
};
enum { SELECTORS = sizeof(selectors) / sizeof(selectors[0]) };

static int read_selector(struct rule_reading *r)
{
	for (unsigned i = 0; i < SELECTORS; i++) {
		if (strlen(selectors[i].name) != r->name_len ||
		    memcmp(selectors[i].name, r->at, r->name_len) != 0)
			continue;
		if (r->seen & (1U << i))
			return rule_fail(r, r->at, "given twice");
		if (!r->value)
			return rule_fail(r, r->end, "expected %s=VALUE", selectors[i].name);
		r->seen |= 1U << i;
		return selectors[i].read(r);
	}
	return rule_fail(r, r->at, "expected one of when=, fd=, peer=, family=, site=, process=, thread=, offset=, chance=");
}

int rule_parse(struct rule *ret, const char *text, bool force, struct sck_err *err)
{
	struct rule_reading r = { .rule = ret, .text = text, .err = err };
	int rc;

	*ret = (struct rule){
		.fd = -1, .offset = -1, .first = 1, .last = INT64_MAX, .step = 1, .chance = 1, .is_forced = force
	};
	ret->text = strdup(text);
	if (!ret->text)
		abort();
	rule_take(&r, text);
	rc = read_call_word(&r, text, (size_t)(r.end - text), ret->call);
	if (rc < 0)
		return rc;
	if (!*r.end)
		return rule_fail(&r, r.end, "expected CALL:OUTCOME");
	rule_take(&r, r.end + 1);
	rc = read_outcome(&r);
	while (rc == 0 && *r.end) {
		rule_take(&r, r.end + 1);
		rc = read_selector(&r);
	}
	return rc;
}

void rule_done(struct rule *r)
{
	free(r->text);
	r->text = NULL;
}
