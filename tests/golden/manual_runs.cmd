# The examples of the manual are run as they stand; those of sockcheck-inject(7) and sockcheck-sweep(1) are run by tests of their own, those that need a
# sandbox or an installed library by two more.
. tests/golden/manual.sh
for page in sockcheck.1 sockcheck-bundle.1 sockcheck-cases.7 sockcheck-check.1 sockcheck-list.1 sockcheck-run.1 sockcheck-show.1 sockcheck-steps.7 \
	sockcheck-talk.1 sockcheck-time.7; do
	run_examples $page
done
# What there is for grep to print is the machine's.
run_examples sockcheck-doctor.1 | sed 's/exit [01]:/exit 0 or 1:/'
