/*
 * See finish.h. The leader of each process is stopped, preferably in the system call that it waits in, and sent to exit(3) on its own
 * stack. It may hold a lock that exit wants (the C library's for stdio or the heap): then it rests or spins, and is
 * killed like any other. Whether a file has gcov in it is asked once for each.
 */
#include "run/finish.h"
#include "base/deadline.h"
#include "os/regs.h"
#include "os/symbol.h"
#include "run/pump.h"
#include "run/positions.h"
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/stat.h>

static bool has_gcov(pid_t tgid)
{
	static struct {
		dev_t device;
		ino_t inode;
		struct timespec changed;
		bool has;
	} last;
	char path[32];
	struct stat file;
	uint64_t address;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)tgid);
	if (stat(path, &file) < 0)
		return false;
	if (file.st_dev == last.device && file.st_ino == last.inode &&
	    file.st_ctim.tv_sec == last.changed.tv_sec && file.st_ctim.tv_nsec == last.changed.tv_nsec)
		return last.has;
	last.device = file.st_dev;
	last.inode = file.st_ino;
	last.changed = file.st_ctim;
	/* gcc's, and clang's */
	last.has = symbol_address(tgid, "__gcov_merge_add", &address, NULL) == 0 ||
		   symbol_address(tgid, "__gcov_reset", &address, NULL) == 0;
	return last.has;
}

static void send_to_exit(void *arg, struct tracee *who)
{
	bool *any = arg;
	uint64_t address;

	if (who->tid != who->tgid || !who->begun || !has_gcov(who->tgid) ||
	    symbol_address(who->tgid, "exit", &address, NULL) < 0)
		return;
	if (!positions_halt(who) || regs_call(who->tid, address, 0) < 0)
		return;
	*any = true;
	who->in_call = who->in_group_stop = false;
	who->signal = 0;
	who->stopped = who->held = false;
	ptrace(PTRACE_CONT, who->tid, 0, 0);
}

static bool all_gone(void *arg)
{
	return ((struct sck_session *)arg)->tracees.count == 0;
}

void finish_programs(struct sck_session *s)
{
	bool any = false;

	tracees_each(&s->tracees, send_to_exit, &any);
	if (!any)
		return;
	s->limit_for = 2 * NS_PER_S;
	pump_until(s, all_gone, s, false);
}
