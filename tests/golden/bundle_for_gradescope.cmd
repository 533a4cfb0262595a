# The zip, unpacked as Gradescope does, and its run_autograder on a good submission, on a broken one, on one that does not build, on none; with a
# grader that cannot be started, and with one that is killed. There is a results.json each time, and its schema holds.
. tests/golden/bundle.sh
bundle gradescope
bsdtar -tf "$packed"
export AUTOGRADER=$there/autograder
mkdir -p "$AUTOGRADER/source"
bsdtar -xf "$packed" -C "$AUTOGRADER/source"
cp "$AUTOGRADER/source/run_autograder" "$AUTOGRADER/run_autograder"
checked "$AUTOGRADER"/source/*.sh "$AUTOGRADER/run_autograder"

run()
{
	(cd "$AUTOGRADER" && ./run_autograder >"$there/log" 2>&1)
	echo "  exit $?"
	sed "s,$there/,,g; s/line [0-9]*: //" "$AUTOGRADER/results/results.json" | python3 tests/golden/bundle_result.py tests/golden/gradescope.schema.json
	rm -rf "$AUTOGRADER/results" "$AUTOGRADER/submission"
}

hand_in()
{
	mkdir -p "$AUTOGRADER/submission/$(dirname "$2")"
	cp "$1" "$AUTOGRADER/submission/$2"
}

echo "good, in a folder of its own:"
hand_in $from/good/iterative.c 'my work/server.c'
run
echo "broken:"
hand_in $from/broken/adds_a_nul.c server.c
run
echo "not C:"
mkdir -p "$AUTOGRADER/submission" && echo nonsense >"$AUTOGRADER/submission/server.c"
run
echo "nothing handed in:"
mkdir -p "$AUTOGRADER/submission"
run
echo "no submission at all:"
run
echo "killed while it grades:"
hand_in $from/good/iterative.c server.c
mv "$AUTOGRADER/source/sockcheck/bin/sockcheck" "$there/sockcheck"
printf '#!/bin/sh\nkill -KILL $PPID\n' >"$AUTOGRADER/source/sockcheck/bin/sockcheck"
chmod +x "$AUTOGRADER/source/sockcheck/bin/sockcheck"
run 2>/dev/null
echo "no grader:"
hand_in $from/good/iterative.c server.c
rm "$AUTOGRADER/source/sockcheck/bin/sockcheck"
run
