/*
 * os/sandbox_user: where there are no namespaces a submission has a user of its own. What that user has left is gone behind it, whatever it is and
 * whoever's directory it lies in; what others have is not looked at.
 */
#include "os/sandbox_user.h"
#include "support/live.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <dirent.h>
#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USERS = 5000 };

/* By a shell of that user; what it starts in the background stays. */
static void run_as(uid_t user, const char *home, const char *command)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (!chdir(home) && !setresgid(user, user, user) && !setresuid(user, user, user))
			execlp("bash", "bash", "-c", command, (char *)NULL);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static bool has_processes(uid_t user)
{
	DIR *list = opendir("/proc");
	bool found = false;

	assert_non_null(list);
	for (struct dirent *at = readdir(list); at; at = readdir(list)) {
		struct stat st;

		found |= atoi(at->d_name) > 0 && !fstatat(dirfd(list), at->d_name, &st, 0) &&
			 st.st_uid == user;
	}
	closedir(list);
	return found;
}

static void its_files_and_processes_are_gone(void **state)
{
	static char open_to_all[] = "/tmp/sockcheck-open-XXXXXX",
		    closed[] = "/tmp/sockcheck-closed-XXXXXX";
	char home[SANDBOX_HOME_MOST], command[800];
	uid_t user;

	(void)state;
	assert_true(sandbox_user_take(&user, &(struct sck_err){ 0 }) >= 0);
	assert_int_equal(sandbox_user_begin(user, home, &(struct sck_err){ 0 }), 0);
	assert_true(mkdtemp(open_to_all) && mkdtemp(closed));
	assert_int_equal(chmod(open_to_all, 01777), 0);
	assert_int_equal(chmod(closed, 0755), 0);
	snprintf(command, sizeof(command),
		 "set -e; mkdir -p a/b; echo >a/b/c; chmod 0 a/b a; mkdir %s/mine; echo "
		 ">%s/mine/file; echo >/dev/shm/sockcheck-%u; "
		 "chmod 500 %s/mine; setsid sleep 1000 </dev/null >/dev/null 2>&1 & "
		 "(trap '' HUP INT TERM; exec sleep 1000) </dev/null >/dev/null 2>&1 &",
		 open_to_all, open_to_all, user, open_to_all);
	run_as(user, home, command);
	assert_true(has_processes(user));
	snprintf(command, sizeof(command), "%s/theirs", closed);
	assert_int_equal(close(open(command, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)), 0);

	sandbox_user_end(user, home);
	assert_int_equal(access(home, F_OK), -1);
	assert_int_equal(rmdir(open_to_all), 0); /* empty */
	assert_int_equal(unlink(command), 0);    /* still there */
	assert_int_equal(rmdir(closed), 0);
	snprintf(command, sizeof(command), "/dev/shm/sockcheck-%u", user);
	assert_int_equal(access(command, F_OK), -1);
	assert_false(has_processes(user));
}

static void another_s_closed_directory_is_not_searched(void **state)
{
	static char closed[] = "/tmp/sockcheck-closed-XXXXXX";
	char home[SANDBOX_HOME_MOST], below[64];
	uid_t user;
	struct stat st;

	(void)state;
	assert_true(sandbox_user_take(&user, &(struct sck_err){ 0 }) >= 0);
	assert_int_equal(sandbox_user_begin(user, home, &(struct sck_err){ 0 }), 0);
	assert_true(mkdtemp(closed));
	assert_int_equal(chmod(closed, 0755), 0);
	snprintf(below, sizeof(below), "%s/below", closed);
	assert_int_equal(mkdir(below, 0700), 0);
	assert_int_equal(chown(below, user, user), 0);
	assert_int_equal(chmod(below, 0555), 0);
	sandbox_user_end(user, home);
	assert_int_equal(stat(below, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0555); /* whoever comes by opens what is the user's */
	assert_int_equal(rmdir(below), 0);
	assert_int_equal(rmdir(closed), 0);
}

static void no_two_have_the_same_user(void **state)
{
	uid_t one, other;

	(void)state;
	assert_true(sandbox_user_take(&one, &(struct sck_err){ 0 }) >= 0);
	assert_true(sandbox_user_take(&other, &(struct sck_err){ 0 }) >= 0);
	assert_int_not_equal(one, other);
}

static void graders_in_two_networks_begin_at_different_users(void **state)
{
	uid_t here, there;

	(void)state;
	assert_true(sandbox_user_take(&here, &(struct sck_err){ 0 }) >= 0);
	if (unshare(CLONE_NEWNET) < 0) {
		print_message("SKIP: no network namespace (%s)\n", strerror(errno));
		skip();
	}
	assert_true(sandbox_user_take(&there, &(struct sck_err){ 0 }) >= 0);
	assert_int_not_equal(here, there);
}

/* As whoever wants to keep a grader from its users may: an abstract address is anybody's to take. */
static void hold_every_address(void)
{
	for (unsigned user = 61184; user <= 65519; user++) {
		struct sockaddr_un address = { .sun_family = AF_UNIX };
		int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		int len = snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1,
				   "sockcheck-user-%u", user);

		assert_true(fd >= 0);
		assert_int_equal(bind(fd, (struct sockaddr *)&address,
				      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len)),
				 0);
	}
}

/* In a network of this process's own, where nobody else looks for one. */
static void that_none_is_left_is_told(void **state)
{
	const struct rlimit room = { USERS, USERS };
	struct sck_err err = { 0 };
	uid_t user;

	(void)state;
	if (unshare(CLONE_NEWNET) || setrlimit(RLIMIT_NOFILE, &room))
		skip();
	hold_every_address();
	assert_int_equal(sandbox_user_take(&user, &err), -EUSERS);
	assert_string_equal(
		err.text,
		"other processes hold each user that a submission could have (61184 to 65519)");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(its_files_and_processes_are_gone),
	cmocka_unit_test(another_s_closed_directory_is_not_searched),
	cmocka_unit_test(no_two_have_the_same_user),
	cmocka_unit_test(graders_in_two_networks_begin_at_different_users),
	cmocka_unit_test(that_none_is_left_is_told),
};

int main(void)
{
	if (geteuid()) {
		printf("SKIP: only root can give a submission another user\n");
		return 77;
	}
	live_begin();
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
