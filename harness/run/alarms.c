/* See alarms.h. */
#include "run/alarms.h"
#include "facts/call.h"
#include "os/tracee.h"
#include <sys/time.h>

void alarms_note(struct sck_session *s, const struct tracee *who)
{
	struct sck_program *p = state_program(s, who->program);
	struct itimerval timer = { 0 };

	if (!p)
		return;
	if (who->call->args_count == 1) {
		p->has_itimer = who->args[0] != 0;
		p->itimer_repeats = false;
	} else if (who->args[0] == ITIMER_REAL) {
		tracee_read(who->tid, (uint64_t)who->args[1], &timer, sizeof(timer));
		p->has_itimer = timer.it_value.tv_sec || timer.it_value.tv_usec;
		p->itimer_repeats = timer.it_interval.tv_sec || timer.it_interval.tv_usec;
	}
}

void alarms_rang(struct sck_session *s, const struct tracee *who)
{
	struct sck_program *p = state_program(s, who->program);

	if (p)
		p->has_itimer = p->itimer_repeats;
}
