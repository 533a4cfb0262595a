/* See weaker.h. */
#include "cli/weaker.h"
#include "base/err.h"
#include "os/sandbox.h"
#include "os/tracer_try.h"
#include <unistd.h>

static const char weaker[] = "weaker than it could be, for ",
		  how[] = "; 'sockcheck doctor' says how to allow it";

bool weaker_by_users(struct bytes *to)
{
	struct sck_err why;

	if (geteuid() || !sandbox_try(&why))
		return false;
	bytes_printf(
		to,
		"%sthere is no sandbox here (%s): submissions ran as users of their own, on this "
		"machine's files and loopback, where a case that needs one of its own was "
		"skipped%s",
		weaker, why.text, how);
	return true;
}

void weaker_untraced(struct bytes *to)
{
	const char *why = tracer_refused();

	if (why)
		bytes_printf(to, "%sprograms may not be traced here (%s): cases that see or bend calls are skipped%s",
			     to->len ? "; and " : weaker, why, how);
}
