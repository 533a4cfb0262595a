/*
 * What each learning platform's bundle holds, and how it is packed. Knows no option; what goes in has been opened by cmd_bundle.c.
 */
#ifndef CLI_PACK_H
#define CLI_PACK_H

#include "base/bytes.h"
#include "base/err.h"

enum { PACK_ENTRIES = 6 };

enum pack_content {
	PACK_TEXTS,
	PACK_PROGRAM,
	PACK_SUITE,
	PACK_POLICY,
	PACK_ARCHIVE,
	PACK_CONTENTS
};

struct pack_entry {
	const char *place; /* a % in it is the assignment */
	unsigned mode;
	enum pack_content content;
	const char *texts[2]; /* one behind the other */
};

struct pack_platform {
	const char *name, *suffix;
	const char *format;                      /* as bsdtar calls it */
	struct pack_entry archive[PACK_ENTRIES]; /* what is packed into the one that it holds, if any */
	struct pack_entry entries[PACK_ENTRIES];
};

const struct pack_platform *pack_find(const char *name); /* "gradescope"; NULL: there is none */

struct pack {
	const struct pack_platform *platform;
	const char *assignment;
	const char *packages;            /* of Debian, besides the usual: " valgrind" */
	struct bytes options;            /* that grade is to be given there, as words of a shell */
	int fds[PACK_CONTENTS];          /* -1: there is none; a policy alone may be left out */
	int fds_texts[2 * PACK_ENTRIES]; /* what the lists name, kept open until bsdtar has read it */
	size_t texts_count;
};

/* Packs it into the file OUTPUT, under another name first: whoever finds OUTPUT finds it whole. 0 or a negative errno. */
int pack_write(struct pack *p, const char *output, struct sck_err *err);
void pack_done(struct pack *p); /* its descriptors and options go */

/* A descriptor of a file without a name that holds TEXT, to be read from its beginning; or a negative errno. */
int pack_file(const struct bytes *text, struct sck_err *err);

#endif
