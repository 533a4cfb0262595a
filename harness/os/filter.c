/* See filter.h. One row of the call table is one rule; ioctl is narrowed to what concerns sockets. */
#include "os/filter.h"
#include "facts/call.h"
#include <errno.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int add_rule(scmp_filter_ctx ctx, const struct call *c)
{
	int rc = 0;

	if (c->args[1] != ARG_IOCTL)
		return seccomp_rule_add(ctx, SCMP_ACT_TRACE(FILTER_CALL), call_number(c), 0);
	for (size_t i = 0; i < call_ioctls_count && rc == 0; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_TRACE(FILTER_CALL), call_number(c), 1,
				      SCMP_A1_32(SCMP_CMP_EQ, call_ioctls[i]));
	return rc;
}

static int fill(scmp_filter_ctx ctx, bool forks)
{
	int rc = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_TRACE(FILTER_FOREIGN));

	/* a binary tree of comparisons rather than a chain; libseccomp before 2.5 has none */
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (!forks) /* a clone that would escape: see lend.h */
		rc = seccomp_rule_add(ctx, SCMP_ACT_TRACE(FILTER_CALL), SCMP_SYS(clone), 1,
				      SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_UNTRACED, CLONE_UNTRACED));
	for (size_t i = 0; i < call_table_count && rc == 0; i++)
		if (call_number(&call_table[i]) >= 0 && (forks || call_table[i].class != CLASS_PROCESS))
			rc = add_rule(ctx, &call_table[i]);
	return rc;
}

/* libseccomp writes the program into a descriptor; there it is as long as the file */
static int export_program(scmp_filter_ctx ctx, struct sock_fprog *ret)
{
	int fd = memfd_create("sockcheck-filter", MFD_CLOEXEC);
	off_t size;
	int rc;

	if (fd < 0)
		return -errno;
	rc = seccomp_export_bpf(ctx, fd);
	size = lseek(fd, 0, SEEK_END);
	if (rc == 0 && size > 0) {
		ret->len = (unsigned short)((size_t)size / sizeof(struct sock_filter));
		ret->filter = malloc((size_t)size);
		if (!ret->filter || pread(fd, ret->filter, (size_t)size, 0) != size)
			rc = -EIO;
	}
	close(fd);
	return rc;
}

int filter_program(bool forks, const struct sock_fprog **ret, struct sck_err *err)
{
	static struct sock_fprog programs[2];
	struct sock_fprog *program = &programs[forks];
	scmp_filter_ctx ctx;
	int rc;

	if (!program->filter) {
		ctx = seccomp_init(SCMP_ACT_ALLOW);
		if (!ctx)
			return err_set(err, -ENOMEM, "the filter: libseccomp does not start");
		rc = fill(ctx, forks);
		if (rc == 0)
			rc = export_program(ctx, program);
		seccomp_release(ctx);
		if (rc < 0)
			return err_errno(err, rc, "the filter of system calls");
	}
	*ret = program;
	return 0;
}

int filter_install(const struct sock_fprog *program)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program) < 0)
		return -errno;
	return 0;
}
