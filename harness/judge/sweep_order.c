/* See sweep_order.h. */
#include "judge/sweep_order.h"
#include "facts/family.h"
#include "facts/site.h"
#include "judge/sweep.h"
#include "judge/sweep_runs.h"
#include <stdlib.h>
#include <string.h>

static int compare(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

bool sweep_order_is_smaller(const struct sweep_runs *r, const struct planned *a, const struct planned *b)
{
	const struct swept *x = &r->swept[a->swept], *y = &r->swept[b->swept];
	int by = compare((int64_t)x->control.count, (int64_t)y->control.count);

	if (!by)
		by = compare(x->control.in + x->control.out, y->control.in + y->control.out);
	if (!by)
		by = compare(x->job.family - y->job.family, 0);
	return by < 0;
}

struct planned *sweep_order_next(const struct sweep_runs *r, size_t finding)
{
	struct planned *next = NULL;

	for (size_t i = 0; i < r->count; i++) {
		struct planned *run = &r->list[i];

		if (run->is_finding && run->finding == finding && !run->is_made_again &&
		    (!next || sweep_order_is_smaller(r, run, next)))
			next = run;
	}
	return next;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* As strcmp(3), of texts in which each number is the same as any other. */
static int compare_words(const char *a, const char *b)
{
	while (*a && (*a == *b || (is_digit(*a) && is_digit(*b)))) {
		const size_t skip = is_digit(*a);

		a += skip ? strspn(a, "0123456789") : 1;
		b += skip ? strspn(b, "0123456789") : 1;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

static int compare_findings(const struct sweep_finding *a, const struct sweep_finding *b)
{
	int by = site_compare(bytes_text((struct bytes *)(uintptr_t)&a->site),
			      bytes_text((struct bytes *)(uintptr_t)&b->site));

	if (!by)
		by = compare(a->verdict.cause, b->verdict.cause);
	return by ? by
		  : compare_words(bytes_text((struct bytes *)(uintptr_t)&a->verdict.message),
				  bytes_text((struct bytes *)(uintptr_t)&b->verdict.message));
}

static int compare_places(const void *a, const void *b)
{
	const struct sweep_finding *x = a, *y = b;
	int by = compare_findings(x, y);

	if (!by)
		by = compare(x->call - y->call, 0);
	return by ? by : compare((int64_t)x->run, (int64_t)y->run);
}

void sweep_order_findings(struct sweep *s)
{
	if (s->findings_count)
		qsort(s->findings, s->findings_count, sizeof(s->findings[0]), compare_places);
}

bool sweep_order_is_same(const struct sweep_finding *a, const struct sweep_finding *b)
{
	return a->is_steady == b->is_steady && !compare_findings(a, b);
}
