/* See edge.h. */
#include "support/edge.h"
#include <stdlib.h>

bool edge_means(void)
{
	return !getenv("EDGE_WITHOUT_MEANS");
}
