/*
 * A folder of sources and nothing else: one program, or one of each? Reads what strangers handed in, and believes none of it: a folder that it is not sure of is
 * one program. Knows how a program is found among sources as judge/submission_build.sh does it; starts nothing.
 */
#ifndef JUDGE_SOURCES_H
#define JUDGE_SOURCES_H

#include <dirent.h>
#include <sys/types.h>

enum sources_are {
	SOURCES_OF_ONE,   /* no two of them could be a program by itself */
	SOURCES_DOUBTFUL, /* of one, for all that can be told */
	SOURCES_OF_EACH,  /* as one program nobody could say which of them it is: each is its own */
};

/* The suffixes of files that a program can be made of, in the order in which one is looked for; ends with NULL. */
extern const char *const sources_suffixes[];

/*
 * They are of each where the folder has nothing but sources (and grade's own reports), each with a main function of its own or a script, several of the first
 * language among them, no name that says what it is (server, client, main, program, test), and no source names another one: by its file name, in a line that
 * imports it, or of Java as a word.
 */
enum sources_are sources_look_into(const char *folder);

int sources_is_shown(const struct dirent *entry); /* for scandir(3): nothing hidden, nor what macOS packs besides */
/* S_IFREG, S_IFDIR or another of NAME in FOLDER, whose own links are not followed; not every file system says it in the list (readdir(3), d_type). */
mode_t sources_type(const char *folder, const char *name);

#endif
