/* See state.h. */
#include "run/state.h"
#include "run/folder.h"
#include <stdlib.h>

struct sck_program *state_program(const struct sck_session *s, int index)
{
	struct sck_program *p = s->programs;

	while (p && p->index != index)
		p = p->next;
	return p;
}

const char *sck_dir(struct sck_session *s)
{
	if (!s->folder && folder_open(&s->folder, NULL) < 0)
		abort();
	return s->folder->path;
}
