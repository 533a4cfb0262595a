/*
 * Where the fixtures are, and how they are started. The tests are build/tests/live/NAME, the
 * fixtures build/programs/NAME.
 */
#include "live.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MOST = 64, PROGRAMS_MOST = 8, LAST_RESORT_S = 300 };

void live_begin(void)
{
	alarm(LAST_RESORT_S);
}

const char *live_self(void)
{
	static char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_true(len > 0);
	path[len] = '\0';
	return path;
}

const char *live_program(const char *name)
{
	static char paths[PROGRAMS_MOST][PATH_MAX];
	static size_t next;
	char *path = paths[next++ % PROGRAMS_MOST];
	char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), "%s", live_self());
	*strrchr(folder, '/') = '\0';
	assert_true(snprintf(path, PATH_MAX, "%s/../../programs/%s", folder, name) < PATH_MAX);
	if (access(path, R_OK) < 0) {
		print_message("%s was not built here\n", name);
		skip();
	}
	return path;
}

void live_passes_under(const char *outer, const char *wrapper)
{
	const char *words[] = { live_program(wrapper), live_self(), "there", NULL };
	const char *outer_words[] = { outer ? live_program(outer) : NULL, words[0], words[1],
				      words[2], NULL };
	const char *const *all = outer ? outer_words : words;
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		execv(all[0], (char *const *)(uintptr_t)all);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

struct sck_program *live_start(struct sck_session *s, const char *const *argv)
{
	const char *words[WORDS_MOST + 1];
	size_t count = 0;

	for (; argv[count]; count++) {
		assert_true(count < WORDS_MOST);
		words[count] = argv[count];
	}
	words[0] = live_program(argv[0]);
	words[count] = NULL;
	return sck_start(s, &(struct sck_start){ .argv = words });
}

struct sck_program *live_play_with(struct sck_session *s, const char *words, struct sck_start how)
{
	const char *argv[WORDS_MOST + 4] = { live_program("play"), "{host}", "{port}" };
	char *copy = strdup(words);
	struct sck_program *program;
	char *rest = copy, *word;
	size_t count = 3;

	assert_non_null(copy);
	while ((word = strsep(&rest, " "))) {
		assert_true(count < WORDS_MOST);
		if (*word)
			argv[count++] = word;
	}
	how.argv = argv;
	program = sck_start(s, &how);
	free(copy);
	return program;
}

struct sck_program *live_play(struct sck_session *s, const char *words)
{
	return live_play_with(s, words, (struct sck_start){ 0 });
}

static void run_untraced(const char *path, const char *const *argv, int fd_output)
{
	int fd_null = open("/dev/null", O_RDONLY);

	dup2(fd_null, 0);
	dup2(fd_output, 1);
	close_range(3, ~0U, 0);
	execv(path, (char *const *)argv);
	_exit(127);
}

int live_untraced(const char *const *argv, struct bytes *ret_output)
{
	const char *path = live_program(argv[0]);
	int pipe_ends[2], status = 0;
	ssize_t len;
	pid_t pid;

	assert_int_equal(pipe2(pipe_ends, O_CLOEXEC), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		run_untraced(path, argv, pipe_ends[1]);
	close(pipe_ends[1]);
	do {
		len = read(pipe_ends[0], bytes_grow(ret_output, 4096), 4096);
		if (len > 0)
			ret_output->len += (size_t)len;
	} while (len > 0 || (len < 0 && errno == EINTR));
	close(pipe_ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

void live_assert_output(struct sck_program *p, const char *text)
{
	size_t len;
	const uint8_t *output = sck_output(p, &len);

	assert_int_equal(len, strlen(text));
	assert_memory_equal(output, text, len);
}
