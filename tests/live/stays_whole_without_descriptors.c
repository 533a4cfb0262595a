/*
 * The test's own process has no descriptor left, at any point of a session: what needed one is refused with a reason, what can be
 * done without is left out, and nothing stays open or unreaped. From none to more than a session takes.
 */
#include "support/live.h"

#include "os/peer.h"
#include "run/folder.h"
#include "run/processes.h"
#include "run/program.h"
#include "run/session.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MORE_MOST = 48 };

static struct sck_err err;
static struct rlimit limit;

static int count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* A descriptor is the lowest that is free: so many more than are open now, if none is missing among them. */
static void allow_more(int more)
{
	int fd = dup(STDIN_FILENO);

	assert_true(fd >= 0);
	close(fd);
	err.text[0] = '\0';
	assert_int_equal(
		setrlimit(RLIMIT_NOFILE, &(struct rlimit){ (rlim_t)(fd + more), limit.rlim_max }), 0);
}

static void assert_nothing_is_left(int descriptors)
{
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(count_descriptors(), descriptors);
	assert_int_equal(waitpid(-1, NULL, __WALL), -1);
	assert_int_equal(errno, ECHILD);
}

static void a_folder(void **state)
{
	int before = count_descriptors(), made = 0;
	struct folder *folder;

	(void)state;
	for (int more = 0; more < 4; more++) {
		int rc;

		allow_more(more);
		rc = folder_open(&folder, &err);
		if (rc == 0) {
			assert_int_equal(access(folder->path, W_OK), 0);
			folder_close(folder);
			made++;
		} else {
			assert_string_equal(err.text, "a socket pair: Too many open files");
		}
		assert_nothing_is_left(before);
	}
	assert_int_equal(made, 2);
}

/* How far it came: 0 no session, 1 no program, 2 all of it. */
static int start_a_program(int more)
{
	const struct session_options options = { .family = SCK_IPV4 };
	const struct sck_rlimit limits[] = { { RLIMIT_NOFILE, 64 } };
	const char *argv[] = { live_program("play"), "{host}", "{port}", "listen", "accept", NULL };
	const struct sck_start how = { .argv = argv, .limits = limits, .limits_count = 1 };
	struct sck_program *program;
	struct sck_session *s;
	int far = 0;

	allow_more(more);
	if (session_new(&options, &s, &err) < 0) {
		assert_non_null(strstr(err.text, "opening a loopback"));
		return far;
	}
	far = program_start(s, &how, false, &program, &err) < 0 ? 1 : 2;
	if (far == 1)
		assert_non_null(strstr(err.text, "Too many open files"));
	else
		assert_true(processes_alive(program));
	sck_session_free(s);
	return far;
}

static void a_program(void **state)
{
	int before = count_descriptors(), far = 0, steps = 0;

	(void)state;
	for (int more = 0; more < MORE_MOST; more++) {
		int now = start_a_program(more);

		assert_nothing_is_left(before);
		steps += now != far;
		far = now;
	}
	assert_int_equal(far, 2);
	assert_in_range(steps, 1, 2);
}

/* With the source line of every call: without descriptors no file can be read, and the line is not known. */
static int run_to_the_end(int more, bool *ret_has_site)
{
	const struct session_options options = { .family = SCK_IPV4, .call_sites = true, .full_view = true };
	const struct sck_rlimit limits[] = { { RLIMIT_NOFILE, 64 } };
	const char *argv[] = { live_program("play"), "{host}", "{port}", "listen", NULL };
	const struct sck_start how = { .argv = argv, .limits = limits, .limits_count = 1 };
	struct sck_session *s;
	int rc, status = -1;

	allow_more(more);
	if (session_new(&options, &s, &err) < 0)
		return -1;
	rc = session_run(s, &how, 0, &status, &err);
	if (rc == 0) {
		const struct record *r = session_record(s);

		assert_int_equal(status, 0);
		assert_true(r->calls_count > 0);
		for (size_t i = 0; i < r->calls_count; i++)
			*ret_has_site |= r->calls[i].site.len > 0;
	}
	sck_session_free(s);
	return rc;
}

static void a_run_with_the_lines_of_its_calls(void **state)
{
	int before = count_descriptors(), rc = -1;
	bool has_site = false;

	(void)state;
	for (int more = 0; more < MORE_MOST; more++) {
		has_site = false;
		rc = run_to_the_end(more, &has_site);
		assert_nothing_is_left(before);
	}
	assert_int_equal(rc, 0);
	assert_true(has_site);
}

static void begin(void)
{
	live_begin();
	getrlimit(RLIMIT_NOFILE, &limit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder),
		cmocka_unit_test(a_program),
		cmocka_unit_test(a_run_with_the_lines_of_its_calls),
	};

	begin();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
