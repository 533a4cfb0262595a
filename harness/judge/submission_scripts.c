/*
 * See submission_scripts.h. The Makefile makes string literals of the scripts.
 */
#include "judge/submission_scripts.h"

const char submission_build_script[] =
#include "judge/submission_build.inc"
	;
const char submission_run_script[] =
#include "judge/submission_run.inc"
	;
