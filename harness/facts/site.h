/*
 * A call site as text, "server.c:42 serve" (os/callsite.h): its parts, and an order of many.
 */
#ifndef FACTS_SITE_H
#define FACTS_SITE_H

#include <stddef.h>

size_t site_place_len(const char *site); /* of "server.c:42" */
size_t site_file_len(const char *site);  /* of "server.c"; the place's where no line is known */
int site_line(const char *site);         /* 42; 0: not known */
/* By file and line, as qsort(3) wants it. */
int site_compare(const char *a, const char *b);

#endif
