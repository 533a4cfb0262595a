/*
 * See fruitless.h. A wait that lasted until its time-out is no spin, however often it comes; nor is what takes no processor time.
 * Most of a traced call's time is ours, so ours counts too: both run on one core, and the bound is twice the second for which a
 * client may ask again and again for an answer. Of a program that has failed a case by this very conduct a quarter is enough.
 */
#include "run/fruitless.h"
#include "base/deadline.h"
#include "os/procfs.h"
#include "run/processes.h"
#include <sched.h>
#include <unistd.h>

enum { SOME = 64, MANY = 5000 };
static const int64_t cpu_most = 2 * NS_PER_S, cpu_most_of_known = NS_PER_S / 2;

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
		p->gets_on = true;
	} else if (p->fruitless < MANY) {
		p->fruitless++;
	}
	if (p->fruitless >= SOME)
		sched_yield(); /* else its threads that get on wait for a time slice at every stop of theirs: here all share a core */
}

void fruitless_rest(struct sck_session *s)
{
	for (struct sck_program *p = s->programs; p; p = p->next) {
		p->fruitless = 0;
		p->fruitless_cpu = -1;
		p->gets_on |= p->got_on_cpu >= 0;
	}
}

bool fruitless_spins(struct sck_session *s)
{
	const int64_t most = s->options.known_to_spin ? cpu_most_of_known : cpu_most;

	for (struct sck_program *p = s->programs; p; p = p->next) {
		if (p->fruitless < MANY)
			continue;
		if (p->fruitless_cpu < 0)
			p->fruitless_cpu = cpu_of(p);
		else if (cpu_of(p) - p->fruitless_cpu > most)
			return true;
	}
	return false;
}

int64_t fruitless_cpu(struct sck_session *s)
{
	int64_t most = 0;

	for (struct sck_program *p = s->programs; p; p = p->next) {
		const int64_t cpu = processes_cpu(p);

		if (p->gets_on)
			p->got_on_cpu = cpu;
		p->gets_on = false;
		if (p->got_on_cpu >= 0 && cpu - p->got_on_cpu > most)
			most = cpu - p->got_on_cpu;
	}
	return most;
}
