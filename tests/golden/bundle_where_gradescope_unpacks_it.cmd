# The zip by its real paths, in a root of its own that has the system's programs and nothing of this tree: /autograder/source, /autograder/submission.
. tests/golden/bundle.sh
bundle gradescope
in_gradescope
hand_in $from/good/iterative.c
run ./run_autograder
hand_in $from/broken/adds_a_nul.c
run ./run_autograder
