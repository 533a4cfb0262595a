/*
 * See alter.h. A length in a register is set there. Of a vector the count is cut in its register (in the message header where
 * there is one) to the iovec that holds the last byte, and that one's iov_len is cut in memory. PTRACE_POKEDATA writes read-only
 * memory, too (a const struct msghdr), in a copy of the page that is the program's own.
 */
#include "os/alter.h"
#include "os/regs.h"
#include "os/tracee.h"
#include <errno.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>

int alter_arg(pid_t tid, int arg, int64_t was, uint64_t value, struct alteration *a)
{
	int rc = regs_set_arg(tid, arg, value);

	if (rc == 0) {
		a->arg = arg;
		a->arg_was = (uint64_t)was;
	}
	return rc;
}

int alter_word(pid_t tid, uint64_t address, uint64_t value, struct alteration *a)
{
	int slot = a->words[0].address ? 1 : 0;
	uint64_t was;

	if (tracee_read(tid, address, &was, sizeof(was)) != sizeof(was))
		return -EFAULT;
	if (ptrace(PTRACE_POKEDATA, tid, address, value) < 0)
		return -errno;
	a->words[slot].address = address;
	a->words[slot].was = was;
	a->words[slot].is = value;
	return 0;
}

/* One that was written is one of a time's two: the other is the kernel's, too, though it looks the same. */
void alter_restore_words(pid_t tid, const struct alteration *a)
{
	uint64_t now;

	for (int i = 0; i < 2; i++)
		if (a->words[i].address &&
		    (tracee_read(tid, a->words[i].address, &now, sizeof(now)) != sizeof(now) ||
		     now != a->words[i].is))
			return;
	for (int i = 1; i >= 0; i--)
		if (a->words[i].address)
			ptrace(PTRACE_POKEDATA, tid, a->words[i].address, a->words[i].was);
}

static bool is_within(uint64_t word, uint64_t address, uint64_t len)
{
	return word - address < len;
}

bool alter_is_read_by(pid_t pid, const struct call *call, const int64_t args[6], uint64_t word)
{
	struct msghdr message;

	for (int i = 0; i < call->args_count; i++)
		switch (call->args[i]) {
		case ARG_IOV_IN:
		case ARG_IOV_OUT:
			return is_within(word, (uint64_t)args[i],
					 (uint64_t)args[i + 1] * sizeof(struct iovec));
		case ARG_MSG_IN:
		case ARG_MSG_OUT:
			if (is_within(word, (uint64_t)args[i], sizeof(message)))
				return true;
			return tracee_read(pid, (uint64_t)args[i], &message, sizeof(message)) ==
				       sizeof(message) &&
			       is_within(word, (uintptr_t)message.msg_iov,
					 message.msg_iovlen * sizeof(struct iovec));
		default:
			break;
		}
	return false;
}

void alter_restore(pid_t tid, struct alteration *a)
{
	alter_restore_words(tid, a);
	if (a->arg >= 0)
		regs_set_arg(tid, a->arg, a->arg_was);
	*a = (struct alteration)ALTERATION_NONE;
}

/*
 * Cuts the vector at ADDRESS so that its first iovecs hold MOST bytes: their number in *RET_COUNT (at most COUNT). The last of
 * them may be cut in memory. 0, or a negative errno.
 */
static int cut_vector(pid_t tid, uint64_t address, size_t count, size_t most, size_t *ret_count,
		      struct alteration *a)
{
	struct iovec vector[64];

	for (size_t at = 0; at < count; at += sizeof(vector) / sizeof(vector[0])) {
		size_t n = count - at < sizeof(vector) / sizeof(vector[0])
				   ? count - at
				   : sizeof(vector) / sizeof(vector[0]);

		if (tracee_read(tid, address + at * sizeof(vector[0]), vector, n * sizeof(vector[0])) !=
		    n * sizeof(vector[0]))
			return -EFAULT;
		for (size_t i = 0; i < n; i++) {
			if (vector[i].iov_len < most) {
				most -= vector[i].iov_len;
				continue;
			}
			*ret_count = at + i + 1;
			if (vector[i].iov_len == most)
				return 0;
			return alter_word(tid,
					  address + (at + i) * sizeof(vector[0]) +
						  offsetof(struct iovec, iov_len),
					  most, a);
		}
	}
	*ret_count = count;
	return 0;
}

static int cut_message(pid_t tid, uint64_t address, size_t most, struct alteration *a)
{
	struct msghdr message;
	size_t count;
	int rc;

	if (tracee_read(tid, address, &message, sizeof(message)) != sizeof(message))
		return -EFAULT;
	rc = cut_vector(tid, (uintptr_t)message.msg_iov, message.msg_iovlen, most, &count, a);
	if (rc == 0 && count < message.msg_iovlen)
		rc = alter_word(tid, address + offsetof(struct msghdr, msg_iovlen), count, a);
	return rc;
}

static int cut_iov(pid_t tid, const int64_t args[6], int i, size_t most, struct alteration *a)
{
	size_t count;
	int rc = cut_vector(tid, (uint64_t)args[i], (size_t)args[i + 1], most, &count, a);

	if (rc == 0 && count < (size_t)args[i + 1])
		rc = alter_arg(tid, i + 1, args[i + 1], count, a);
	return rc;
}

int alter_shorten(pid_t tid, const struct call *call, const int64_t args[6], size_t most,
		  struct alteration *ret)
{
	int rc = -ENOTSUP;

	*ret = (struct alteration)ALTERATION_NONE;
	for (int i = 0; i < call->args_count && rc == -ENOTSUP; i++)
		switch (call->args[i]) {
		case ARG_SIZE:
			rc = alter_arg(tid, i, args[i], most, ret);
			break;
		case ARG_IOV_IN:
		case ARG_IOV_OUT:
			rc = cut_iov(tid, args, i, most, ret);
			break;
		case ARG_MSG_IN:
		case ARG_MSG_OUT:
			rc = cut_message(tid, (uint64_t)args[i], most, ret);
			break;
		case ARG_MMSG_IN:
		case ARG_MMSG_OUT:
			rc = alter_arg(tid, i + 1, args[i + 1], most, ret);
			break;
		default:
			break;
		}
	if (rc < 0)
		alter_restore(tid, ret);
	return rc;
}
