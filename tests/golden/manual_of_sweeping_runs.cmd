# The examples of sockcheck-sweep(1) are run as they stand.
command -v lcov >/dev/null || { echo "SKIP: no lcov"; exit 77; }
. tests/golden/manual.sh
run_examples sockcheck-sweep.1
