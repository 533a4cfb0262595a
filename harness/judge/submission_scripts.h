/*
 * The two scripts that run in a submission's sandboxes, submission_build.sh and submission_run.sh, as text.
 */
#ifndef JUDGE_SUBMISSION_SCRIPTS_H
#define JUDGE_SUBMISSION_SCRIPTS_H

extern const char submission_build_script[], submission_run_script[];

#endif
