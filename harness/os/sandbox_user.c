/*
 * See sandbox_user.h. Its processes are ended by one of them, which may end no others: kill(2) of -1 reaches whom it has the right to. Only
 * when none is left are its files removed, so that nobody moves them meanwhile.
 */
#include "os/sandbox_user.h"
#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <grp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS_MOST = 1000 };
enum { FIRST = 61184, LAST = 65519 }; /* systemd leaves these to such as us */
enum { COUNT = LAST - FIRST + 1 };

/* Who has the abstract address of that number has the user: the kernel gives it back with the last descriptor of it, however that goes (unix(7)). */
static int take(uid_t user)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), code;
	int len = snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "sockcheck-user-%u", user);

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address,
		 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len)) == 0)
		return fd;
	code = -errno;
	close(fd);
	return code;
}

/* These addresses are one network's: a grader in another one on the same machine begins elsewhere. */
static unsigned begin_at(void)
{
	struct stat network = { 0 };

	return stat("/proc/self/ns/net", &network) ? 0 : (unsigned)(network.st_ino % COUNT);
}

int sandbox_user_take(uid_t *ret, struct sck_err *err)
{
	const unsigned first = begin_at();
	int code = -EADDRINUSE;

	for (unsigned i = 0; i < COUNT && code == -EADDRINUSE; i++) {
		*ret = FIRST + (first + i) % COUNT;
		code = take(*ret);
	}
	if (code == -EADDRINUSE)
		return err_set(err, -EUSERS, "other processes hold each user that a submission could have (%u to %u)",
			       FIRST, LAST);
	return code < 0 ? err_errno(err, code, "a user for a submission") : code;
}

int sandbox_user_begin(uid_t user, char *ret_home, struct sck_err *err)
{
	snprintf(ret_home, SANDBOX_HOME_MOST, "/tmp/sockcheck-XXXXXX");
	if (!mkdtemp(ret_home))
		return err_errno(err, -errno, "a home for a submission");
	return chown(ret_home, user, user) ? err_errno(err, -errno, "'%s'", ret_home) : 0;
}

/* In a child: ends all of the user's but itself. */
static _Noreturn void end_others(uid_t user)
{
	if (!setresgid(user, user, user) && !setresuid(user, user, user))
		kill(-1, SIGKILL); /* 0 as well where there was none that it may reach */
	_exit(0);
}

/*
 * Those whose parents have ended are children of ours (prctl(2), PR_SET_CHILD_SUBREAPER), and until they are waited for kill(2) reaches
 * them. Who is whose says /proc: waitid(2) of any child would stop at one that another waits for. True: there was one of the user's.
 */
static bool wait_for_children(uid_t user)
{
	DIR *list = opendir("/proc");
	bool was_there = false;

	for (struct dirent *at = list ? readdir(list) : NULL; at; at = readdir(list)) {
		pid_t pid = atoi(at->d_name);
		struct stat st;

		if (pid <= 0 || fstatat(dirfd(list), at->d_name, &st, 0) || st.st_uid != user)
			continue;
		was_there = true;
		TEMP_FAILURE_RETRY(waitpid(pid, NULL, 0)); /* ECHILD: its parent is about to end */
	}
	if (list)
		closedir(list);
	return was_there;
}

static void end_processes(uid_t user)
{
	pid_t pid;
	int round = 0;

	do {
		pid = fork();
		if (pid == 0)
			end_others(user);
		if (pid > 0)
			TEMP_FAILURE_RETRY(waitpid(pid, NULL, 0));
	} while (wait_for_children(user) && ++round < ROUNDS_MOST);
}

/* Where it may make no file it has none; what lies deeper in another's closed directory is not looked for. */
static bool may_hold_some(const FTSENT *at, uid_t user)
{
	return at->fts_statp->st_uid == user || !access(at->fts_path, W_OK | X_OK);
}

/*
 * As that user, which may remove no more than is its own, whatever another user puts in place of a directory meanwhile. Others make and
 * remove files beside it: what is gone by then is passed over. How much others have in there costs nothing.
 */
static void remove_own(char *const *places, uid_t user)
{
	FTS *walk = fts_open(places, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, NULL);

	for (FTSENT *at = walk ? fts_read(walk) : NULL; at; at = fts_read(walk))
		if (at->fts_info == FTS_D && !may_hold_some(at, user))
			fts_set(walk, at, FTS_SKIP);
		else if (at->fts_info == FTS_D && at->fts_statp->st_uid == user)
			chmod(at->fts_path, 0700);
		else if (at->fts_info != FTS_D && at->fts_info != FTS_NS && at->fts_statp->st_uid == user)
			remove(at->fts_path);
	if (walk)
		fts_close(walk);
}

static void remove_shm(int id)
{
	shmctl(id, IPC_RMID, NULL);
}

static void remove_msg(int id)
{
	msgctl(id, IPC_RMID, NULL);
}

static void remove_sem(int id)
{
	semctl(id, 0, IPC_RMID);
}

/* A line of /proc/sysvipc begins with key and id; the user's number is its FIELD-th. */
static void remove_ipc(const char *path, int field, uid_t user, void (*take)(int id))
{
	FILE *file = fopen(path, "re");
	char line[512];

	while (file && fgets(line, sizeof(line), file)) {
		char *rest, *word = strtok_r(line, " ", &rest);
		int id = -1;

		for (int i = 1; word && i < field; i++) {
			word = strtok_r(NULL, " ", &rest);
			if (i == 1 && word)
				id = atoi(word);
		}
		if (word && *word >= '0' && *word <= '9' && strtoul(word, NULL, 10) == user)
			take(id);
	}
	if (file)
		fclose(file);
}

/* In a child, as that user: who has no more than a container's root may remove another's System V objects no more than its files. */
static void remove_all(uid_t user, const char *home)
{
	char own[SANDBOX_HOME_MOST];
	char *const places[] = { own,           "/tmp",      "/var/tmp", "/dev/shm",
				 "/dev/mqueue", "/run/lock", NULL };
	pid_t pid = fork();

	if (pid == 0) {
		snprintf(own, sizeof(own), "%s", home);
		if (!setgroups(0, NULL) && !setresgid(user, user, user) && !setresuid(user, user, user)) {
			remove_own(places, user);
			remove_ipc("/proc/sysvipc/shm", 8, user, remove_shm);
			remove_ipc("/proc/sysvipc/msg", 8, user, remove_msg);
			remove_ipc("/proc/sysvipc/sem", 5, user, remove_sem);
		}
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

void sandbox_user_end(uid_t user, const char *home)
{
	end_processes(user);
	remove_all(user, home);
}
