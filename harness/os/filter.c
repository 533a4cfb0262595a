/* See filter.h. One row of the call table is one rule; ioctl is narrowed to what concerns sockets. */
#include "os/filter.h"
#include "facts/call.h"
#include "facts/park.h"
#include "facts/timing.h"
#include <errno.h>
#include <linux/futex.h>
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
				      SCMP_A1_32(SCMP_CMP_EQ, call_ioctls[i], 0));
	return rc;
}

/* A thread waits for nothing else as often as for a futex: of these only what has a time-out, and wakes nobody. */
static int add_futex(scmp_filter_ctx ctx, int number)
{
	static const int waits[] = { FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_LOCK_PI, FUTEX_LOCK_PI2,
				     FUTEX_WAIT_REQUEUE_PI };
	int rc = 0;

	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]) && rc == 0; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_TRACE(FILTER_TIME), number, 2,
				      SCMP_A1_32(SCMP_CMP_MASKED_EQ, FUTEX_CMD_MASK, (uint32_t)waits[i]),
				      SCMP_A3_64(SCMP_CMP_NE, 0, 0));
	return rc;
}

static int add_wait(scmp_filter_ctx ctx, const struct park *park)
{
	const int number = park_number(park);
	const struct scmp_arg_cmp has_time_out = {
		.arg = park->timer_arg,
		.op = SCMP_CMP_NE,
	};

	if (number < 0 || park->timer == PARK_NEVER || call_by_number(number))
		return 0;
	if (park->timer == PARK_FUTEX)
		return add_futex(ctx, number);
	if (park->timer == PARK_ALWAYS)
		return 0;
	return seccomp_rule_add_array(ctx, SCMP_ACT_TRACE(FILTER_TIME), number, 1, &has_time_out);
}

static int add_times(scmp_filter_ctx ctx)
{
	int rc = 0;

	for (size_t i = 0; i < park_table_count && rc == 0; i++)
		rc = add_wait(ctx, &park_table[i]);
	for (size_t i = 0; i < timing_table_count && rc == 0; i++) {
		int number = timing_number(&timing_table[i]);

		if (number >= 0 && !call_by_number(number))
			rc = seccomp_rule_add(ctx, SCMP_ACT_TRACE(FILTER_TIME), number, 0);
	}
	return rc;
}

/* A number below 0 is of a call that this architecture has not. */
static int add_opens(scmp_filter_ctx ctx)
{
	static const int opens[] = { SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2) };
	int rc = 0;

	for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]) && rc == 0; i++)
		if (opens[i] >= 0)
			rc = seccomp_rule_add(ctx, SCMP_ACT_TRACE(FILTER_OPEN), opens[i], 0);
	return rc;
}

static int fill(scmp_filter_ctx ctx, unsigned also)
{
	const bool forks = also & FILTER_FORKS;
	int rc = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_TRACE(FILTER_FOREIGN));

	/* a binary tree of comparisons rather than a chain; libseccomp before 2.5 has none */
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (!forks) /* a clone that would escape: see lend.h */
		rc = seccomp_rule_add(ctx, SCMP_ACT_TRACE(FILTER_CALL), SCMP_SYS(clone), 1,
				      SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_UNTRACED, CLONE_UNTRACED));
	for (size_t i = 0; i < call_table_count && rc == 0; i++)
		if (call_number(&call_table[i]) >= 0 && (forks || call_table[i].class != CLASS_PROCESS))
			rc = add_rule(ctx, &call_table[i]);
	if (rc == 0 && (also & FILTER_TIMES))
		rc = add_times(ctx);
	if (rc == 0 && (also & FILTER_OPENS))
		rc = add_opens(ctx);
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

int filter_program(unsigned also, const struct sock_fprog **ret, struct sck_err *err)
{
	static struct sock_fprog programs[(FILTER_FORKS | FILTER_TIMES | FILTER_OPENS) + 1];
	struct sock_fprog *program = &programs[also];
	scmp_filter_ctx ctx;
	int rc;

	if (!program->filter) {
		ctx = seccomp_init(SCMP_ACT_ALLOW);
		if (!ctx)
			return err_set(err, -ENOMEM, "the filter: libseccomp does not start");
		rc = fill(ctx, also);
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
