/* See rule.h. Strict: no selector twice, no word left over, numbers whole. */
#include "plan/rule.h"
#include "base/deadline.h"
#include "base/text.h"
#include "facts/names.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading { /* of one rule */
	struct rule *rule;
	const char *text;
	const char *at; /* the part that is read: NAME or NAME=VALUE, up to END */
	const char *end;
	size_t name_len;
	const char *value; /* NULL: none */
	unsigned seen;     /* selectors, by their place in the table */
	struct sck_err *err;
};

/* The fault stands at FAULT. */
__attribute__((format(printf, 3, 4))) static int fail(const struct reading *r, const char *fault,
						      const char *format, ...)
{
	char why[300];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	return err_set(r->err, -EINVAL, "%.*s^%s: %s", (int)(fault - r->text), r->text, fault, why);
}

/* A part ends at a colon that is not within brackets (peer=[::1]:80) and not before a digit (site=a.c:7, peer=...:80). */
static const char *end_of_part(const char *at)
{
	bool in_brackets = false;

	for (; *at; at++) {
		if (*at == '[' || *at == ']')
			in_brackets = *at == '[';
		else if (*at == ':' && !in_brackets && !(at[1] >= '0' && at[1] <= '9'))
			break;
	}
	return at;
}

static void take_part(struct reading *r, const char *at)
{
	const char *equals;

	r->at = at;
	r->end = end_of_part(at);
	equals = memchr(at, '=', (size_t)(r->end - at));
	r->name_len = (size_t)((equals ? equals : r->end) - at);
	r->value = equals ? equals + 1 : NULL;
}

/* The value as a string of its own. */
static int copy_value(const struct reading *r, char *to, size_t room)
{
	size_t len = (size_t)(r->end - r->value);

	if (len == 0 || len >= room)
		return fail(r, r->value, "expected 1 to %zu characters", room - 1);
	memcpy(to, r->value, len);
	to[len] = '\0';
	return 0;
}

static int read_number(const struct reading *r, int64_t least, int64_t most, int64_t *ret)
{
	char text[32];
	int rc = copy_value(r, text, sizeof(text));

	if (rc == 0 && text_number(text, least, most, ret) != 0)
		return fail(r, r->value, "expected a whole number, %lld to %lld", (long long)least, (long long)most);
	return rc;
}

/* ---- The outcome ---------------------------------------------------------------------------------------------- */

/* "500us", "20ms", "1.5s". */
static int read_time(const struct reading *r, int64_t *ret)
{
	static const struct {
		const char *unit;
		int64_t ns;
	} units[] = { { "us", 1000 }, { "ms", NS_PER_MS }, { "s", NS_PER_S } };
	char text[32], *end;
	double number;
	int rc = copy_value(r, text, sizeof(text));

	if (rc < 0)
		return rc;
	number = strtod(text, &end);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (end != text && strcmp(end, units[i].unit) == 0 && number > 0 && number <= 3.6e9) {
			*ret = (int64_t)(number * (double)units[i].ns);
			return 0;
		}
	return fail(r, r->value, "expected a time: 500us, 20ms, 1.5s");
}

static int read_count(const struct reading *r)
{
	char text[32];
	size_t len;
	int rc = copy_value(r, text, sizeof(text));

	if (rc < 0)
		return rc;
	len = strlen(text);
	r->rule->is_percent = text[len - 1] == '%';
	if (r->rule->is_percent)
		text[len - 1] = '\0';
	if (text_number(text, 1, r->rule->is_percent ? 99 : INT32_MAX, &r->rule->value) != 0)
		return fail(r, r->value, "expected how much is left of it: a number from 1, or 1%% to 99%%");
	return 0;
}

static int read_call_word(const struct reading *r, const char *at, size_t len, char to[RULE_WORD])
{
	if (len == 0 || len >= RULE_WORD || !call_word_known(at, len))
		return fail(r, at, "expected a call or a class of calls ('sockcheck list calls')");
	memcpy(to, at, len);
	to[len] = '\0';
	return 0;
}

static int read_outcome_value(const struct reading *r)
{
	switch (r->rule->outcome->value) {
	case VALUE_NONE:
		return r->value ? fail(r, r->value, "expected no value") : 0;
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

static bool is_possible(const struct outcome *o, const char *call)
{
	return outcome_find(call, strlen(call), o->word, strlen(o->word), o->error) == o;
}

static int fail_outcome(const struct reading *r)
{
	char known[200] = "";
	size_t len = 0;
	const char *last = "";

	for (size_t i = 0; i < outcome_table_count; i++) {
		const struct outcome *o = &outcome_table[i];

		if (strcmp(o->word, last) == 0 || !is_possible(o, r->rule->call))
			continue;
		if (strstr(known, o->word))
			continue;
		last = o->word;
		len += (size_t)snprintf(known + len, sizeof(known) - len, "%s%s%s", len ? ", " : "", o->word,
					o->value ? "=" : "");
		len += (size_t)snprintf(known + len, sizeof(known) - len, "%s", outcome_value_name(o->value));
	}
	return fail(r, r->at, "%s has no such outcome (expected one of %s)", r->rule->call, known);
}

static int read_error(const struct reading *r)
{
	struct rule *rule = r->rule;
	char name[RULE_WORD];
	int rc = r->value ? copy_value(r, name, sizeof(name)) : fail(r, r->end, "expected error=ERRNO");

	if (rc < 0)
		return rc;
	rule->value = names_errno_number(name, strlen(name));
	if (!rule->value)
		return fail(r, r->value, "expected the name of an errno (EINTR)");
	if (strcmp(name, "EWOULDBLOCK") == 0)
		strcpy(name, "EAGAIN");
	rule->outcome = outcome_find(rule->call, strlen(rule->call), "error", strlen("error"), name);
	if (!rule->outcome && rule->is_forced)
		rule->outcome = outcome_any_error();
	if (!rule->outcome)
		return fail(r, r->value, "%s does not fail so (--force does it all the same)", rule->call);
	return 0;
}

static int read_outcome(const struct reading *r)
{
	struct rule *rule = r->rule;

	if (r->name_len == strlen("error") && memcmp(r->at, "error", r->name_len) == 0)
		return read_error(r);
	rule->outcome = outcome_find(rule->call, strlen(rule->call), r->at, r->name_len, NULL);
	if (!rule->outcome)
		return fail_outcome(r);
	if (rule->outcome->value != VALUE_NONE && !r->value)
		return fail(r, r->end, "expected %s=%s", rule->outcome->word,
			    outcome_value_name(rule->outcome->value));
	return read_outcome_value(r);
}

/* ---- The selectors -------------------------------------------------------------------------------------------- */

/* FIRST, FIRST+, FIRST+STEP, FIRST..LAST, FIRST..LAST+STEP, as strace(1) has it. */
static int read_when(const struct reading *r)
{
	struct rule *rule = r->rule;
	char text[64], *end;
	int rc = copy_value(r, text, sizeof(text));

	if (rc < 0)
		return rc;
	errno = 0;
	rule->first = rule->last = strtoll(text, &end, 10);
	rule->step = 1;
	if (end != text && strncmp(end, "..", 2) == 0)
		rule->last = strtoll(end + 2, &end, 10);
	else if (*end == '+')
		rule->last = INT64_MAX;
	if (*end == '+' && end[1])
		rule->step = strtoll(end + 1, &end, 10);
	else if (*end == '+')
		end++;
	if (*end || errno || rule->first < 1 || rule->last < rule->first || rule->step < 1)
		return fail(r, r->value, "expected FIRST[..LAST][+STEP], each from 1");
	return 0;
}

static int read_fd(const struct reading *r)
{
	int64_t fd = -1;
	int rc = read_number(r, 0, INT32_MAX, &fd);

	r->rule->fd = (int)fd;
	return rc;
}

/* 127.0.0.1, 127.0.0.1:80, ::1 in brackets, [::1]:80. */
static int read_peer(const struct reading *r)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&r->rule->peer;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&r->rule->peer;
	char text[64], *host = text, *port;
	int64_t number = 0;
	int rc = copy_value(r, text, sizeof(text));

	if (rc < 0)
		return rc;
	port = strrchr(text, text[0] == '[' ? ']' : ':');
	if (text[0] == '[' && port) {
		host++;
		*port++ = '\0';
		port = *port ? port : NULL;
	}
	if (port && *port == ':')
		*port++ = '\0';
	if (port && text_number(port, 1, UINT16_MAX, &number) != 0)
		return fail(r, r->value, "expected ADDRESS[:PORT], an IPv6 address in [ ]");
	if (text[0] != '[' && inet_pton(AF_INET, host, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons((uint16_t)number);
	} else if (text[0] == '[' && inet_pton(AF_INET6, host, &in6->sin6_addr) == 1) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons((uint16_t)number);
	} else {
		return fail(r, r->value, "expected ADDRESS[:PORT], an IPv6 address in [ ]");
	}
	return 0;
}

static int read_family(const struct reading *r)
{
	char text[16];
	int rc = copy_value(r, text, sizeof(text));

	if (rc < 0)
		return rc;
	if (strcmp(text, "ipv4") == 0)
		r->rule->domain = AF_INET;
	else if (strcmp(text, "ipv6") == 0)
		r->rule->domain = AF_INET6;
	else
		return fail(r, r->value, "expected ipv4 or ipv6: the socket's own");
	return 0;
}

static int read_site(const struct reading *r)
{
	return copy_value(r, r->rule->site, sizeof(r->rule->site));
}

static int read_ordinal(const struct reading *r, int *ret)
{
	int64_t number = 0;
	int rc = read_number(r, 1, INT32_MAX, &number);

	*ret = (int)number;
	return rc;
}

static int read_process(const struct reading *r)
{
	return read_ordinal(r, &r->rule->process);
}

static int read_thread(const struct reading *r)
{
	return read_ordinal(r, &r->rule->thread);
}

static int read_offset(const struct reading *r)
{
	const enum call_class class = r->rule->outcome->class;

	if (class != CLASS_RECV && class != CLASS_SEND && !r->rule->is_forced)
		return fail(r, r->at, "only recv and send have a place in a stream");
	return read_number(r, 0, INT64_MAX, &r->rule->offset);
}

/* 0.25 or 25%. */
static int read_chance(const struct reading *r)
{
	char text[32], *end;
	double chance;
	int rc = copy_value(r, text, sizeof(text));

	if (rc < 0)
		return rc;
	chance = strtod(text, &end);
	if (end != text && *end == '%') {
		chance /= 100;
		end++;
	}
	if (end == text || *end || !(chance > 0 && chance <= 1))
		return fail(r, r->value, "expected a probability: 0.25 or 25%%");
	r->rule->chance = chance;
	return 0;
}

static const struct {
	const char *name;
	int (*read)(const struct reading *r);
} selectors[] = {
	{ "when", read_when },	     { "fd", read_fd },	    { "peer", read_peer },
	{ "family", read_family },   { "site", read_site }, { "process", read_process },
	{ "thread", read_thread },   { "offset", read_offset },
	{ "chance", read_chance },
};
enum { SELECTORS = sizeof(selectors) / sizeof(selectors[0]) };

static int read_selector(struct reading *r)
{
	for (unsigned i = 0; i < SELECTORS; i++) {
		if (strlen(selectors[i].name) != r->name_len ||
		    memcmp(selectors[i].name, r->at, r->name_len) != 0)
			continue;
		if (r->seen & (1U << i))
			return fail(r, r->at, "given twice");
		if (!r->value)
			return fail(r, r->end, "expected %s=VALUE", selectors[i].name);
		r->seen |= 1U << i;
		return selectors[i].read(r);
	}
	return fail(r, r->at, "expected one of when fd peer family site process thread offset chance");
}

int rule_parse(struct rule *ret, const char *text, bool force, struct sck_err *err)
{
	struct reading r = { .rule = ret, .text = text, .err = err };
	int rc;

	*ret = (struct rule){ .fd = -1, .offset = -1, .first = 1, .last = INT64_MAX, .step = 1,
			      .chance = 1, .is_forced = force };
	ret->text = strdup(text);
	if (!ret->text)
		abort();
	take_part(&r, text);
	rc = read_call_word(&r, text, (size_t)(r.end - text), ret->call);
	if (rc < 0)
		return rc;
	if (!*r.end)
		return fail(&r, r.end, "expected CALL:OUTCOME");
	take_part(&r, r.end + 1);
	rc = read_outcome(&r);
	while (rc == 0 && *r.end) {
		take_part(&r, r.end + 1);
		rc = read_selector(&r);
	}
	return rc;
}

void rule_done(struct rule *r)
{
	free(r->text);
	r->text = NULL;
}
