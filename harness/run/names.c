/*
 * See names.h. What a program gets in place of the machine's file is a memory file of its own: the call that opens it becomes memfd_create(2), for which
 * the path is a name and the descriptor the one that open(2) would have taken, and what is in it is written from here before the call returns. So nothing
 * of the program's memory is changed, nothing lies on a disk, and there is nothing that another program could read or write.
 */
#include "run/names.h"
#include "facts/family.h"
#include "os/borrow.h"
#include "os/regs.h"
#include "os/tracee.h"
#include "run/events.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum { HOSTS, GAI, RESOLV }; /* the files, in the order of state.h */
static const char *const paths[NAMES_FILES] = {
	[HOSTS] = "/etc/hosts",
	[GAI] = "/etc/gai.conf",
	[RESOLV] = "/etc/resolv.conf",
};
enum { PATH_ROOM = 32 };

/* ---- What the names are ---------------------------------------------------------------------------------------------- */

static void set_file(struct sck_session *s, int file, const char *text)
{
	free(s->files[file]);
	s->files[file] = strdup(text);
	if (!s->files[file])
		abort();
}

static void set_hosts(struct sck_session *s, const char *text)
{
	set_file(s, HOSTS, text);
	set_file(s, RESOLV, family_resolv);
}

bool names_are_ours(const struct sck_session *s)
{
	return s->files[HOSTS] != NULL;
}

void names_done(struct sck_session *s)
{
	for (int i = 0; i < NAMES_FILES; i++)
		free(s->files[i]);
}

static int prepare_private(struct sck_session *s, unsigned purpose, struct sck_err *err)
{
	int rc = loopback_hosts(&s->loopback, family_hosts(s->family), err);

	if (rc == 0 && s->family->ipv4_first)
		rc = loopback_ipv4_first(&s->loopback, true, err);
	s->loopback.purpose = purpose; /* the next session over this family need not do it again */
	s->loopback.is_altered = false;
	return rc;
}

int names_prepare(struct sck_session *s, struct sck_err *err)
{
	const unsigned purpose = s->family->bit & SCK_NAMES;

	if (s->loopback.is_private)
		return s->loopback.purpose == purpose ? 0 : prepare_private(s, purpose, err);
	if (!purpose || s->untraced)
		return 0;
	set_hosts(s, family_hosts(s->family));
	if (s->family->ipv4_first)
		set_file(s, GAI, family_gai(true));
	return 0;
}

bool names_hold(const struct sck_session *s)
{
	return !(s->family->bit & SCK_NAMES) || s->loopback.is_private || names_are_ours(s);
}

static bool is_loopback(int domain, const void *address)
{
	return domain == AF_INET    ? *(const uint8_t *)address == 127
	       : domain == AF_INET6 ? !memcmp(address, &in6addr_loopback, sizeof(in6addr_loopback))
				    : false;
}

/* Is each address that stands before a name one of the loopback's, which every machine has? */
static bool are_loopback(const char *text)
{
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		char word[INET6_ADDRSTRLEN + 1] = "";
		uint8_t address[sizeof(struct in6_addr)];

		if (sscanf(line, "%46s", word) == 1 &&
		    !(inet_pton(AF_INET, word, address) == 1 && is_loopback(AF_INET, address)) &&
		    !(inet_pton(AF_INET6, word, address) == 1 && is_loopback(AF_INET6, address)))
			return false;
	}
	return true;
}

int names_set_hosts(struct sck_session *s, const char *text, struct sck_err *err)
{
	if (s->loopback.is_private || s->untraced || !are_loopback(text))
		return loopback_hosts(&s->loopback, text, err);
	set_hosts(s, text);
	return 0;
}

/* ---- A file in place of another ---------------------------------------------------------------------------------------- */

/* Which argument of its call is the path, and what the flags are; -1: it opens none. */
static int read_opening(const struct tracee *who, uint64_t *ret_flags)
{
	switch (who->nr) {
#ifdef SYS_open
	case SYS_open:
		*ret_flags = (uint64_t)who->args[1];
		return 0;
#endif
	case SYS_openat:
		*ret_flags = (uint64_t)who->args[2];
		return 1;
	case SYS_openat2: /* they come first in struct open_how */
		return tracee_read(who->tid, (uint64_t)who->args[2], ret_flags, sizeof(*ret_flags)) ==
				       sizeof(*ret_flags)
			       ? 1
			       : -1;
	default:
		return -1;
	}
}

static int file_at(const struct tracee *who, int64_t address)
{
	char path[PATH_ROOM] = "";

	tracee_read(who->tid, (uint64_t)address, path, sizeof(path) - 1);
	for (int i = 0; i < NAMES_FILES; i++)
		if (strcmp(path, paths[i]) == 0)
			return i;
	return -1;
}

bool names_enter(struct sck_session *s, struct tracee *who)
{
	uint64_t flags = 0;
	const int at = read_opening(who, &flags);
	const int file = at < 0 ? -1 : file_at(who, who->args[at]);

	if (file < 0 || !s->files[file] || flags & (O_ACCMODE | O_PATH | O_DIRECTORY))
		return false;
	regs_set_number(who->tid, SYS_memfd_create);
	regs_set_arg(who->tid, 0, (uint64_t)who->args[at]);
	regs_set_arg(who->tid, 1, flags & O_CLOEXEC ? MFD_CLOEXEC : 0);
	who->opens = file + 1;
	return true;
}

/* By a descriptor of our own, whose position is another one than the program's. */
static bool fill(const struct tracee *who, int fd, const char *text)
{
	const size_t len = strlen(text);
	char path[64];
	int ours;
	bool is_filled;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)who->tid, fd);
	ours = open(path, O_WRONLY | O_CLOEXEC);
	if (ours < 0)
		ours = borrow(who, fd);
	is_filled = ours >= 0 && pwrite(ours, text, len, 0) == (ssize_t)len;
	if (ours >= 0)
		close(ours);
	return is_filled;
}

void names_leave(struct sck_session *s, struct tracee *who, int64_t result)
{
	const int file = who->opens - 1;

	if (file < 0)
		return;
	who->opens = 0;
	regs_set_number(who->tid, who->nr);
	regs_set_arg(who->tid, 0, (uint64_t)who->args[0]);
	regs_set_arg(who->tid, 1, (uint64_t)who->args[1]);
	regs_set_result(who->tid, result); /* on arm64 the first argument's register */
	if (result >= 0 && !fill(who, (int)result, s->files[file]))
		events_note(s, who, "a file of names could not be given to it: it finds an empty one");
}

/* ---- What else would be asked ------------------------------------------------------------------------------------------- */

bool names_hide_cache(const struct sck_session *s, const struct tracee *who)
{
	struct sockaddr_un address = { 0 };
	size_t len = (size_t)who->args[2];

	if (!names_are_ours(s) || who->call->class != CLASS_CONNECT)
		return false;
	tracee_read(who->tid, (uint64_t)who->args[1], &address,
		    len < sizeof(address) ? len : sizeof(address) - 1);
	return address.sun_family == AF_UNIX && strcmp(address.sun_path, "/var/run/nscd/socket") == 0;
}

/* Where the call has put its bytes; LEN or more of them fit there. 0: not into one buffer. */
static uint64_t buffer_of(const struct tracee *who, size_t len)
{
	struct msghdr message;
	struct iovec first;

	for (int i = 0; i < who->call->args_count; i++) {
		const uint64_t at = (uint64_t)who->args[i];

		if (who->call->args[i] == ARG_BUF_OUT)
			return at;
		if (who->call->args[i] == ARG_MSG_OUT &&
		    tracee_read(who->tid, at, &message, sizeof(message)) == sizeof(message) &&
		    tracee_read(who->tid, (uintptr_t)message.msg_iov, &first, sizeof(first)) == sizeof(first))
			return len <= first.iov_len ? (uintptr_t)first.iov_base : 0;
	}
	return 0;
}

static bool is_of_the_machine(const struct nlmsghdr *message)
{
	const struct ifaddrmsg *address = NLMSG_DATA(message);
	int left = (int)IFA_PAYLOAD(message);

	if (message->nlmsg_type != RTM_NEWADDR || left < 0)
		return false;
	for (const struct rtattr *a = IFA_RTA(address); RTA_OK(a, left); a = RTA_NEXT(a, left))
		if (a->rta_type == IFA_ADDRESS && RTA_PAYLOAD(a) >= 4)
			return !is_loopback(address->ifa_family, RTA_DATA(a));
	return false;
}

void names_hide_addresses(struct sck_session *s, const struct tracee *who, int64_t result)
{
	static _Alignas(struct nlmsghdr) uint8_t bytes[32768];
	const uint16_t nothing = NLMSG_NOOP;
	uint64_t at;
	unsigned left;

	if (!names_are_ours(s) || who->call->class != CLASS_RECV || result <= 0 ||
	    result > (int64_t)sizeof(bytes))
		return;
	at = buffer_of(who, (size_t)result);
	if (!at || tracee_read(who->tid, at, bytes, (size_t)result) != (size_t)result)
		return;
	left = (unsigned)result;
	for (struct nlmsghdr *m = (struct nlmsghdr *)bytes; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left))
		if (is_of_the_machine(m))
			tracee_write(who->tid, at + (uint64_t)((uint8_t *)&m->nlmsg_type - bytes),
				     &nothing, sizeof(nothing));
}
