file=$TMPDIR/sockcheck-golden.$$
sockcheck run --trace --record "$file" -- build/programs/play '{host}' '{port}' listen connect accept 2>"$file.trace"
echo "exit $?"
sockcheck show --format trace "$file" | cmp - "$file.trace" && echo the same
sockcheck show --format=trace - <"$file" | cmp - "$file.trace" && echo the same
head -c 100 "$file" >"$file.cut"
sockcheck show "$file.cut" 2>&1 | sed "s|$file|FILE|"
rm -f "$file" "$file.trace" "$file.cut"
