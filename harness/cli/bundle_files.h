/*
 * The text files of a bundle, as they stand in harness/cli/bundle. @ASSIGNMENT@ and @OPTIONS@ in them are still to be replaced.
 */
#ifndef CLI_BUNDLE_FILES_H
#define CLI_BUNDLE_FILES_H

extern const char bundle_setup[];      /* a script, whole */
extern const char bundle_judge[];      /* the first part of every platform's script */
extern const char bundle_gradescope[]; /* the second part of run_autograder */
extern const char bundle_classroom[], bundle_classroom_workflow[];
extern const char bundle_autolab[], bundle_autolab_makefile[];

#endif
