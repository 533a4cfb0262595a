# The runner of these very tests, on programs that print as cmocka does. Of a failed program only the failed tests are shown.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
mkdir -p "$there/tests/golden" "$there/build/tests/unit"
cp tests/run "$there/tests"
program()
{
	{ echo '#!/bin/sh'; cat; } >"$there/build/tests/unit/$1"
	chmod +x "$there/build/tests/unit/$1"
}
program has_failures <<'END'
echo '[==========] Running 4 test(s).'
echo '[ RUN      ] passes'; seq -f 'passed %g' 500; echo '[       OK ] passes'
echo '[ RUN      ] says much'; seq -f 'failed %g' 500; echo '[  FAILED  ] says much'
echo '[ RUN      ] is not set up'; echo 'Could not run test: Test setup failed'; echo '[  ERROR   ] is not set up'
echo '[ RUN      ] is skipped'; echo 'not here'; echo '[  SKIPPED ] is skipped'
echo '[==========] 4 test(s) run.'
echo '[  PASSED  ] 1 test(s).'
echo '[  SKIPPED ] 1 test(s), listed below:'
exit 2
END
program is_killed <<'END'
echo '[==========] Running 2 test(s).'
echo '[ RUN      ] passes'; echo 'passed'; echo '[       OK ] passes'
echo '[ RUN      ] does not end'; echo 'begun'
kill -KILL $$
END
program says_nothing <<'END'
exit 3
END
for i in a b c d; do
	program "z_fails_$i" <<-END
		echo '[==========] Running 1 test(s).'
		echo '[ RUN      ] $i'; seq -f '$i %g' 70; echo '[  FAILED  ] $i'
		echo '[==========] 1 test(s) run.'
		exit 1
	END
done
"$there/tests/run" --build "$there/build" --jobs 1 unit >"$there/out"
echo "exit $?"
# What was shown of each, in short.
grep -vE '^(failed|[abcd]) [0-9]+$' "$there/out" | sed -E 's/ +[0-9.]+ s / N s /; s/ +$//'
grep -E '^(failed|[abcd]) [0-9]+$' "$there/out" | awk '{ n[$1]++; last[$1] = $2 } END { for (i in n) print i, n[i], "to", last[i] }' | sort
[ "$(wc -l <"$there/out")" -lt 280 ] || echo "$(wc -l <"$there/out") lines are too many"

echo
echo "--update takes over what a command prints, unless a signal ended it:"
cd "$there/tests/golden" || exit
echo 'echo well; exit 3' >ends.cmd
echo 'sh -c "kill -SEGV \$\$"; echo on; exit 0' >crashes_within.cmd
echo 'echo off; kill -ABRT $$' >crashes.cmd
touch crashes.out crashes_within.out
../run --build "$there/build" --jobs 1 --update golden | sed -E 's/ +[0-9.]+ s / N s /; s/line 1: +[0-9]+ ([A-Z][a-z]+( f[a-z]+)?).*/line 1: N \1/; s/ +$//'
tail -n 9 -- *.out
