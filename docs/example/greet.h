#ifndef GREET_H
#define GREET_H

#include <stddef.h>

/* Has the server at HOST and PORT greet NAME; its line comes to ANSWER without the line end. 0, or -1 and errno. */
int greet(const char *host, const char *port, const char *name, char *answer, size_t size);

#endif
