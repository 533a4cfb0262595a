/*
 * All the processes of a program together: how many live, what they hold and have used. Looks and kills, never waits.
 */
#ifndef RUN_PROCESSES_H
#define RUN_PROCESSES_H

#include "run/state.h"

int processes_alive(struct sck_program *p);       /* how many live (zombies do not) */
void processes_kill(struct sck_program *p);       /* SIGKILL to each; does not wait */
int processes_descriptors(struct sck_program *p); /* open in all of them */
int processes_zombies(struct sck_program *p);
int64_t processes_memory(struct sck_program *p); /* bytes that all of them hold; what is shared counts once where they are many */
int64_t processes_peak_memory(struct sck_program *p); /* bytes: the most that any of them had resident */
int64_t processes_cpu(struct sck_program *p); /* ns of processor time, of those that are gone, too */
bool processes_overgrow(struct sck_session *s); /* those of a program hold more than MEMORY_MOST */

#endif
