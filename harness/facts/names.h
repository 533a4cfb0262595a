/*
 * Names of the kernel's constants, both ways where rules and options read them. Plain data and
 * lookups.
 */
#ifndef FACTS_NAMES_H
#define FACTS_NAMES_H

#include "base/bytes.h"
#include "facts/call.h"

const char *names_errno(int code); /* 4 -> "EINTR"; NULL: unknown. CODE is positive */
/* "EINTR" -> 4, "EWOULDBLOCK" -> 11; 0: unknown */
int names_errno_number(const char *name, size_t len);
const char *names_signal(int signal); /* "SIGPIPE", "SIGRT_3"; NULL: unknown */
/*
 * Appends an argument as strace(1) writes it: a name where its kind has names (domain, type, flags,
 * option ...), else a number, a descriptor or a pointer. LEVEL is what the meaning depends on: the
 * level of an ARG_OPTNAME, the domain of an ARG_PROTOCOL (0: of the internet), the command of an
 * ARG_FCNTL_VALUE; nothing for the other kinds.
 */
void names_append(struct bytes *to, enum arg_kind kind, int64_t value, int64_t level);
/*
 * Appends a socket address, LEN bytes that may be cut or none at all:
 * {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}
 */
void names_append_address(struct bytes *to, const void *address, size_t len);
/*
 * Appends it as people write it: 127.0.0.1:80, [::1]:80, unix:/path, unix:@abstract, AF_NETLINK;
 * "?" where there is none.
 */
void names_append_endpoint(struct bytes *to, const void *address, size_t len);

#endif
