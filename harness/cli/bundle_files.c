/*
 * See bundle_files.h. The Makefile makes string literals of the files.
 */
#include "cli/bundle_files.h"

const char bundle_setup[] =
#include "cli/bundle/setup.sh.inc"
	;
const char bundle_judge[] =
#include "cli/bundle/judge.sh.inc"
	;
const char bundle_gradescope[] =
#include "cli/bundle/gradescope.sh.inc"
	;
const char bundle_classroom[] =
#include "cli/bundle/classroom.sh.inc"
	;
const char bundle_classroom_workflow[] =
#include "cli/bundle/classroom.yml.inc"
	;
const char bundle_autolab[] =
#include "cli/bundle/autolab.sh.inc"
	;
const char bundle_autolab_makefile[] =
#include "cli/bundle/autolab.mk.inc"
	;
