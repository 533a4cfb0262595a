/* See rule_reading.h. */
#include "plan/rule_reading.h"
#include "base/text.h"
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As it can stand in a line. */
static void show(char *to, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = (char)(iscntrl((unsigned char)text[i]) ? '?' : text[i]);
	to[len] = '\0';
}

int rule_fail(const struct rule_reading *r, const char *fault, const char *format, ...)
{
	enum { AROUND = 80 };
	size_t before = (size_t)(fault - r->text), after = strlen(fault);
	bool cut_before = before > AROUND, cut_after = after > AROUND;
	char why[300], head[AROUND + 1], tail[AROUND + 1];
	va_list args;

	before = cut_before ? AROUND : before;
	show(head, fault - before, before);
	show(tail, fault, cut_after ? AROUND : after);
	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	return err_set(r->err, -EINVAL, "%s%s^%s%s: %s", cut_before ? "..." : "", head, tail,
		       cut_after ? "..." : "", why);
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

void rule_take(struct rule_reading *r, const char *at)
{
	const char *equals;

	r->at = at;
	r->end = end_of_part(at);
	equals = memchr(at, '=', (size_t)(r->end - at));
	r->name_len = (size_t)((equals ? equals : r->end) - at);
	r->value = equals ? equals + 1 : NULL;
}

bool rule_value(const struct rule_reading *r, char *to, size_t room)
{
	size_t len = (size_t)(r->end - r->value);

	if (len == 0 || len >= room)
		return false;
	memcpy(to, r->value, len);
	to[len] = '\0';
	return true;
}

int rule_number(const struct rule_reading *r, int64_t least, int64_t most, int64_t *ret)
{
	char text[32];

	if (!rule_value(r, text, sizeof(text)) || text_number(text, least, most, ret) != 0)
		return rule_fail(r, r->value, "expected a whole number, %lld to %lld",
				 (long long)least, (long long)most);
	return 0;
}

double rule_decimal(const char *text, const char **ret_end)
{
	size_t len = strspn(text, "0123456789");
	char *end;
	double number;

	if (text[len] == '.')
		len += 1 + strspn(text + len + 1, "0123456789");
	number = strtod(text, &end);
	*ret_end = text + len;
	return len > 0 && end == *ret_end ? number : -1;
}
