/* See date.h. */
#include "plan/date.h"
#include "base/deadline.h"
#include "base/text.h"
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

static const int64_t last_year = 2261;

/* Exactly LEN digits, then one of the characters END (which is stepped over) or the text's end where END is "". */
static bool take_digits(const char **at, int len, const char *end, int *ret)
{
	*ret = 0;
	for (; len > 0; len--, (*at)++) {
		if (!isdigit((unsigned char)**at))
			return false;
		*ret = *ret * 10 + (**at - '0');
	}
	if (!*end)
		return true;
	if (!**at || !strchr(end, **at))
		return false;
	(*at)++;
	return true;
}

static bool take_fraction(const char **at, int64_t *ret_ns)
{
	int64_t unit = NS_PER_S / 10;

	*ret_ns = 0;
	if (**at != '.')
		return true;
	for ((*at)++; isdigit((unsigned char)**at) && unit; (*at)++, unit /= 10)
		*ret_ns += unit * (**at - '0');
	return unit < NS_PER_S / 10;
}

static bool take_date(const char *text, struct tm *ret, int64_t *ret_ns)
{
	*ret_ns = 0;
	if (!take_digits(&text, 4, "-", &ret->tm_year) ||
	    !take_digits(&text, 2, "-", &ret->tm_mon) || !take_digits(&text, 2, "", &ret->tm_mday))
		return false;
	ret->tm_year -= 1900;
	ret->tm_mon--;
	if (!*text)
		return true;
	if (*text != ' ' && *text != 'T')
		return false;
	text++;
	return take_digits(&text, 2, ":", &ret->tm_hour) && take_digits(&text, 2, ":", &ret->tm_min) &&
	       take_digits(&text, 2, "", &ret->tm_sec) && take_fraction(&text, ret_ns) && !*text;
}

/* No 30th of February, no 25th hour: what timegm(3) would carry over is no date. */
static bool is_date(const struct tm *date)
{
	struct tm carried = *date;

	timegm(&carried);
	return carried.tm_year == date->tm_year && carried.tm_mon == date->tm_mon &&
	       carried.tm_mday == date->tm_mday && carried.tm_hour == date->tm_hour &&
	       carried.tm_min == date->tm_min && carried.tm_sec == date->tm_sec;
}

int date_parse(const char *text, int64_t *ret, struct sck_err *err)
{
	struct tm date = { 0 };

	if (text[0] == '@' && text_seconds(text + 1, 0, INT64_MAX, ret) == 0)
		return 0;
	if (text[0] != '@' && take_date(text, &date, ret) && is_date(&date) && date.tm_year >= 70 &&
	    date.tm_year + 1900 <= last_year) {
		*ret += timegm(&date) * NS_PER_S;
		return 0;
	}
	return err_set(err, -EINVAL, "'%s' is no date (expected e.g. '2038-01-19 03:14:07', in UTC, or @SECONDS since 1970; from 1970 to %d)",
		       text, (int)last_year);
}
