/*
 * The registers of a stopped thread, as far as they differ from one architecture to another: changing a call and its
 * result, making one more, and calling a function where the thread stands. x86-64 and arm64.
 */
#ifndef OS_REGS_H
#define OS_REGS_H

#include <stdint.h>
#include <sys/types.h>

/* At a seccomp stop: the call is not made and returns RESULT (an error: negative). 0 or a negative errno. */
int regs_skip_call(pid_t tid, int64_t result);
/* At a seccomp stop: argument I (0 to 5) of the call becomes VALUE. At its exit: what it was is put back. */
int regs_set_arg(pid_t tid, int i, uint64_t value);
/* At a seccomp stop: call NR is made in its place; at its exit: that is the call that it was. */
int regs_set_number(pid_t tid, int64_t nr);
/* At an exit stop: the call returns RESULT. */
int regs_set_result(pid_t tid, int64_t result);
/*
 * At an exit stop: the thread makes the call NR(ARGUMENT) before it goes on; its own registers go to SAVED, from where
 * regs_end_call() puts them back at that call's exit stop, with RESULT as what the first one returned.
 */
struct regs_saved {
	uint64_t words[40];
};
/*
 * At any stop: the thread waits in pause(2) until regs_end_pause() puts its registers back at another stop; a call that was
 * interrupted is then made again. IP is behind an instruction that makes a call, in its address space. -ENOSYS: arm64 has no such
 * call.
 */
int regs_begin_pause(pid_t tid, uint64_t ip, struct regs_saved *saved);
int regs_end_pause(pid_t tid, const struct regs_saved *saved);
int regs_begin_call(pid_t tid, int64_t nr, uint64_t argument, struct regs_saved *saved);
int regs_end_call(pid_t tid, const struct regs_saved *saved, int64_t result);
/*
 * Of a thread that stood at the seccomp stop of a call when SAVED was taken: at any later stop regs_make_call() has it make call NR with ARGS, and
 * regs_make_again() the call that it was, when it goes on.
 */
int regs_save(pid_t tid, struct regs_saved *saved);
int regs_make_call(pid_t tid, const struct regs_saved *saved, int64_t nr, const uint64_t args[6]);
int regs_make_again(pid_t tid, const struct regs_saved *saved);
/* At an exit stop: what regs_save() took at one. */
int regs_restore(pid_t tid, const struct regs_saved *saved);
uint64_t regs_saved_sp(const struct regs_saved *saved);
/* The thread goes on in FUNCTION(ARGUMENT), on its own stack below the red zone; it must not return. 0 or a negative errno. */
int regs_call(pid_t tid, uint64_t function, uint64_t argument);

#endif
