/* See order.h. */
#include "judge/order.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

bool order_send(int fd, const struct suite_job *job, bool known_to_spin)
{
	struct order order = { .job = *job,
			       .rule_len = job->rule ? strlen(job->rule) : 0,
			       .known_to_spin = known_to_spin };
	struct iovec parts[] = { { &order, sizeof(order) },
				 { (void *)(uintptr_t)job->rule, order.rule_len } };
	const struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)(sizeof(order) + order.rule_len);
}

static bool receive(int fd, void *to, size_t len)
{
	return TEMP_FAILURE_RETRY(recv(fd, to, len, MSG_WAITALL)) == (ssize_t)len;
}

bool order_hear(int fd, struct order *ret, struct bytes *rule)
{
	if (!receive(fd, ret, sizeof(*ret)))
		return false;
	bytes_clear(rule);
	if (!ret->job.rule)
		return true;
	if (ret->rule_len && !receive(fd, bytes_grow(rule, ret->rule_len), ret->rule_len))
		return false;
	rule->len = ret->rule_len;
	ret->job.rule = bytes_text(rule);
	return true;
}
