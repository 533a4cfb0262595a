# The examples of sockcheck-grade(1), sockcheck-merge(1) and sockcheck-compare(1) are run as they stand.
if ! bwrap --unshare-all --ro-bind / / true 2>/dev/null || ! command -v bsdtar >/dev/null; then
	echo "SKIP: no sandbox here (bubblewrap and bsdtar are needed, and user namespaces)"
	exit 77
fi
. tests/golden/manual.sh
for page in sockcheck-grade.1 sockcheck-merge.1 sockcheck-compare.1; do
	rm -rf grades
	run_examples $page
done
