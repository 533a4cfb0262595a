/* See tracee.h. process_vm_readv(2) needs no stop of the process and no descriptor. */
#include "os/tracee.h"
#include <limits.h>
#include <sys/uio.h>

enum { IOV_MOST = 64 }; /* iovecs looked at; the record's cap is reached long before */

size_t tracee_read(pid_t pid, uint64_t address, void *to, size_t len)
{
	struct iovec local = { .iov_base = to, .iov_len = len };
	struct iovec remote = { .iov_base = (void *)(uintptr_t)address, .iov_len = len };
	ssize_t n;

	if (!address || !len)
		return 0;
	n = process_vm_readv(pid, &local, 1, &remote, 1, 0);
	return n < 0 ? 0 : (size_t)n;
}

size_t tracee_write(pid_t pid, uint64_t address, const void *from, size_t len)
{
	struct iovec local = { .iov_base = (void *)from, .iov_len = len };
	struct iovec remote = { .iov_base = (void *)(uintptr_t)address, .iov_len = len };
	ssize_t n = process_vm_writev(pid, &local, 1, &remote, 1, 0);

	return n < 0 ? 0 : (size_t)n;
}

static size_t read_iovecs(pid_t pid, uint64_t address, size_t count, struct iovec vector[IOV_MOST])
{
	if (count > IOV_MOST)
		count = IOV_MOST;
	return tracee_read(pid, address, vector, count * sizeof(vector[0])) / sizeof(vector[0]);
}

void tracee_read_iov(pid_t pid, uint64_t address, size_t count, size_t total, size_t most, struct bytes *to)
{
	struct iovec vector[IOV_MOST];

	count = read_iovecs(pid, address, count, vector);
	if (total > most)
		total = most;
	for (size_t i = 0; i < count && total > 0; i++) {
		size_t len = vector[i].iov_len < total ? vector[i].iov_len : total;

		to->len += tracee_read(pid, (uintptr_t)vector[i].iov_base, bytes_grow(to, len), len);
		total -= len;
	}
}

size_t tracee_iov_total(pid_t pid, uint64_t address, size_t count)
{
	struct iovec vector[IOV_MOST];
	size_t total = 0;

	if (count > IOV_MAX)
		return 0;
	for (size_t at = 0, n; at < count; at += n) {
		size_t want = count - at < IOV_MOST ? count - at : IOV_MOST;

		n = read_iovecs(pid, address + at * sizeof(vector[0]), want, vector);
		if (n < want)
			return 0;
		for (size_t i = 0; i < n; i++) {
			if (vector[i].iov_len > SSIZE_MAX - total)
				return 0;
			total += vector[i].iov_len;
		}
	}
	return total;
}
