/* See processes.h. Of each process the first thread stands in the table of traced threads, if it is traced; /proc says the rest. */
#include "run/processes.h"
#include "os/procfs.h"
#include "run/descendants.h"
#include <signal.h>

struct tally {
	int program;
	int64_t sum;
	int64_t (*of)(pid_t tgid);
};

static void count_one(void *arg, pid_t tgid)
{
	struct tally *tally = arg;
	int64_t value = tally->of(tgid);

	if (value > 0)
		tally->sum += value;
}

static void count_in(void *arg, struct tracee *who)
{
	const struct tally *tally = arg;

	if (who->program == tally->program && who->tid == who->tgid)
		count_one(arg, who->tgid);
}

static int64_t over_processes(struct sck_program *p, int64_t (*of)(pid_t tgid))
{
	struct tally tally = { .program = p->index, .of = of };

	if (p->session->untraced)
		descendants_each(p, count_one, &tally);
	else
		tracees_each(&p->session->tracees, count_in, &tally);
	return tally.sum;
}

static int64_t one(pid_t tgid)
{
	(void)tgid;
	return 1;
}

static int64_t descriptors_of(pid_t tgid)
{
	return procfs_descriptors(tgid);
}

static int64_t zombies_of(pid_t tgid)
{
	return procfs_zombies(tgid);
}

static int64_t kill_one(pid_t tgid)
{
	return kill(tgid, SIGKILL);
}

int processes_alive(struct sck_program *p)
{
	return (int)over_processes(p, one);
}

void processes_kill(struct sck_program *p)
{
	p->ended_by_us = SIGKILL;
	over_processes(p, kill_one);
}

int processes_descriptors(struct sck_program *p)
{
	return (int)over_processes(p, descriptors_of);
}

int processes_zombies(struct sck_program *p)
{
	return (int)over_processes(p, zombies_of);
}

int64_t processes_memory(struct sck_program *p)
{
	int64_t resident = over_processes(p, procfs_memory);

	return resident > MEMORY_MOST ? over_processes(p, procfs_own_memory) : resident;
}

int64_t processes_peak_memory(struct sck_program *p)
{
	int64_t living = over_processes(p, procfs_peak_memory);

	return living > p->dead_peak ? living : p->dead_peak;
}

int64_t processes_cpu(struct sck_program *p)
{
	return p->dead_cpu + over_processes(p, procfs_cpu_ns);
}

bool processes_overgrow(struct sck_session *s)
{
	for (struct sck_program *p = s->programs; p; p = p->next)
		if (processes_memory(p) > MEMORY_MOST)
			return true;
	return false;
}
