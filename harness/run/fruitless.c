/*
 * See fruitless.h. A wait that lasted until its time-out is no spin, however often it comes; nor is what takes no processor time.
 * Most of a traced call's time is ours, so ours counts too: both run on one core, and the bound is twice the second for which a
 * client may ask again and again for an answer.
 */
#include "run/fruitless.h"
#include "base/deadline.h"
#include "os/procfs.h"
#include "run/processes.h"
#include <unistd.h>

enum { MANY = 5000 };
static const int64_t cpu_most = 2 * NS_PER_S;

static int64_t cpu_of(struct sck_program *p)
{
	return processes_cpu(p) + procfs_cpu_ns(getpid());
}

bool fruitless_got_somewhere(const struct record_call *call)
{
	if (call->error)
		return false;
	switch (call->call->class) {
	case CLASS_RECV:
	case CLASS_SEND:
		return call->result > 0;
	case CLASS_WAIT:
		return call->result == 0 && !call->only_looks;
	case CLASS_OPTION:
	case CLASS_NAME:
	case CLASS_NONE:
		return false;
	default:
		return true;
	}
}

void fruitless_count(struct sck_program *p, const struct record_call *call)
{
	if (fruitless_got_somewhere(call)) {
		p->fruitless = 0;
		p->fruitless_cpu = -1;
	} else if (p->fruitless < MANY) {
		p->fruitless++;
	}
}

void fruitless_rest(struct sck_session *s)
{
	for (struct sck_program *p = s->programs; p; p = p->next) {
		p->fruitless = 0;
		p->fruitless_cpu = -1;
	}
}

bool fruitless_spins(struct sck_session *s)
{
	for (struct sck_program *p = s->programs; p; p = p->next) {
		if (p->fruitless < MANY)
			continue;
		if (p->fruitless_cpu < 0)
			p->fruitless_cpu = cpu_of(p);
		else if (cpu_of(p) - p->fruitless_cpu > cpu_most)
			return true;
	}
	return false;
}
