/* See site.h. */
#include "facts/site.h"
#include <stdlib.h>
#include <string.h>

size_t site_place_len(const char *site)
{
	return strcspn(site, " ");
}

static const char *colon_of(const char *site)
{
	return memrchr(site, ':', site_place_len(site));
}

size_t site_file_len(const char *site)
{
	const char *colon = colon_of(site);

	return colon ? (size_t)(colon - site) : site_place_len(site);
}

int site_line(const char *site)
{
	const char *colon = colon_of(site);

	return colon ? atoi(colon + 1) : 0;
}

int site_compare(const char *a, const char *b)
{
	const size_t a_len = site_file_len(a), b_len = site_file_len(b);
	int by = strncmp(a, b, a_len < b_len ? a_len : b_len);

	if (!by)
		by = a_len < b_len ? -1 : a_len > b_len;
	return by ? by : site_line(a) - site_line(b);
}
