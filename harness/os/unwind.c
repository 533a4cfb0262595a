/*
 * See unwind.h. libdwfl computes, by the call frame information of each module; registers and
 * memory are fetched here, because its own fetching takes a ptrace request a register and a
 * stopped thread.
 */
#include "os/unwind.h"
#include "os/tracee.h"
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

enum { WINDOW = 512, FRAMES_MOST = 128 };

struct unwind {
	struct modules *modules;
	pid_t tid;
	uint64_t pc, sp;
	uint64_t stack[WINDOW]; /* from the stack pointer upwards */
	size_t stack_len;       /* in bytes */
	bool (*each)(const struct unwind_frame *frame, void *arg);
	void *arg;
	int count;
	bool was_stopped;
};

#if defined(__x86_64__)

static bool set_all(Dwfl_Thread *thread, const struct user_regs_struct *r)
{
	/* in the order of the psABI's DWARF numbers, 16 is the return address */
	const Dwarf_Word words[] = { r->rax, r->rdx, r->rcx, r->rbx, r->rsi, r->rdi,
				     r->rbp, r->rsp, r->r8,  r->r9,  r->r10, r->r11,
				     r->r12, r->r13, r->r14, r->r15, r->rip };

	return dwfl_thread_state_registers(thread, 0, sizeof(words) / sizeof(words[0]), words);
}

static bool set_two(Dwfl_Thread *thread, Dwarf_Word pc, Dwarf_Word sp)
{
	return dwfl_thread_state_registers(thread, 7, 1, &sp) &&
	       dwfl_thread_state_registers(thread, 16, 1, &pc);
}

static bool is_call_instruction(pid_t pid, uint64_t behind)
{
	unsigned char code[2];

	return tracee_read(pid, behind - sizeof(code), code, sizeof(code)) == sizeof(code) &&
	       code[0] == 0x0f && code[1] == 0x05; /* syscall */
}

#elif defined(__aarch64__)

static bool set_all(Dwfl_Thread *thread, const struct user_regs_struct *r)
{
	Dwarf_Word words[32];

	for (int i = 0; i < 31; i++)
		words[i] = r->regs[i];
	words[31] = r->sp;
	dwfl_thread_state_register_pc(thread, r->pc);
	return dwfl_thread_state_registers(thread, 0, 32, words);
}

static bool set_two(Dwfl_Thread *thread, Dwarf_Word pc, Dwarf_Word sp)
{
	dwfl_thread_state_register_pc(thread, pc);
	return dwfl_thread_state_registers(thread, 31, 1, &sp);
}

static bool is_call_instruction(pid_t pid, uint64_t behind)
{
	uint32_t code;

	return tracee_read(pid, behind - sizeof(code), &code, sizeof(code)) == sizeof(code) &&
	       code == 0xd4000001; /* svc #0 */
}

#else
#error "unwind.c knows x86-64 and arm64"
#endif

static bool set_registers(Dwfl_Thread *thread, void *arg)
{
	struct unwind *u = arg;
	struct user_regs_struct regs;
	struct iovec io = { .iov_base = &regs, .iov_len = sizeof(regs) };

	if (ptrace(PTRACE_GETREGSET, u->tid, NT_PRSTATUS, &io) < 0)
		return set_two(thread, u->pc, u->sp);
	u->was_stopped = true;
	/* fewer: a 32-bit program's */
	return io.iov_len == sizeof(regs) && set_all(thread, &regs);
}

static bool read_word(Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *ret, void *arg)
{
	struct unwind *u = arg;

	(void)dwfl;
	if (address >= u->sp && address - u->sp + sizeof(*ret) <= u->stack_len) {
		memcpy(ret, (const char *)u->stack + (address - u->sp), sizeof(*ret));
		return true;
	}
	return tracee_read(u->modules->pid, address, ret, sizeof(*ret)) == sizeof(*ret);
}

static bool get_thread(Dwfl *dwfl, pid_t tid, void *arg, void **ret_thread)
{
	(void)dwfl;
	(void)tid;
	*ret_thread = arg;
	return true;
}

/* Asked for by dwfl_getthreads(3) only; a thread's number is always given here. */
static pid_t next_thread(Dwfl *dwfl, void *arg, void **thread)
{
	(void)dwfl;
	(void)arg;
	(void)thread;
	return 0;
}

static int take_frame(Dwfl_Frame *state, void *arg)
{
	struct unwind *u = arg;
	struct unwind_frame frame;
	bool is_exact;
	Dwarf_Addr pc;

	if (!dwfl_frame_pc(state, &pc, &is_exact))
		return DWARF_CB_ABORT;
	frame.return_address = frame.address = pc;
	/* A return address may already belong to the next line, or to the next function. */
	if (!is_exact || (u->count == 0 && is_call_instruction(u->modules->pid, pc)))
		frame.address--;
	frame.module = dwfl_addrmodule(u->modules->dwfl, frame.address);
	u->count++;
	return u->each(&frame, u->arg) && u->count < FRAMES_MOST ? DWARF_CB_OK : DWARF_CB_ABORT;
}

struct unwind *unwind_new(struct modules *m)
{
	static const Dwfl_Thread_Callbacks callbacks = {
		.next_thread = next_thread,
		.get_thread = get_thread,
		.memory_read = read_word,
		.set_initial_registers = set_registers,
	};
	struct unwind *u = calloc(1, sizeof(*u));

	if (!u)
		return NULL;
	u->modules = m;
	if (!dwfl_attach_state(m->dwfl, NULL, m->pid, &callbacks, u)) {
		free(u);
		return NULL;
	}
	return u;
}

void unwind_free(struct unwind *u)
{
	free(u);
}

int unwind_thread(struct unwind *u, pid_t tid, uint64_t pc, uint64_t sp,
		  bool (*each)(const struct unwind_frame *frame, void *arg), void *arg)
{
	u->tid = tid;
	u->pc = pc;
	u->sp = sp;
	u->each = each;
	u->arg = arg;
	u->count = 0;
	u->was_stopped = false;
	u->stack_len = tracee_read(u->modules->pid, sp, u->stack, sizeof(u->stack));
	/* Its result says little: at the outermost frame it may be an error as well. */
	if (dwfl_getthread_frames(u->modules->dwfl, tid, take_frame, u) < 0 && u->count == 0)
		return u->stack_len > 0 ? -ENOEXEC : -ESRCH;
	return u->count;
}

bool unwind_was_stopped(const struct unwind *u)
{
	return u->was_stopped;
}
