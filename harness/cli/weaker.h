/*
 * What a machine refuses that a run or a grading could have, in words for whoever reads its report.
 */
#ifndef CLI_WEAKER_H
#define CLI_WEAKER_H

#include "base/bytes.h"
#include <stdbool.h>

/*
 * Where namespaces are refused root can still give each submission a user of its own. Others cannot: then each submission is BROKEN, with
 * the reason. True: it is so, and TO says what is weaker.
 */
bool weaker_by_users(struct bytes *to);
/* Where programs may not be traced TO says so, behind what it says already. */
void weaker_untraced(struct bytes *to);

#endif
