# Every suite has a name a line and its cases; both forms say the same.
sockcheck list suites >"$TMPDIR/suites.$$"
sockcheck list cases | awk '{ print $1 }' | uniq | cmp - "$TMPDIR/suites.$$" && echo every suite has cases
for suite in $(cat "$TMPDIR/suites.$$"); do
	sockcheck check $suite --list | awk -F'\t' 'NF != 4 || $2 + 0 <= 0 || $3 !~ /ipv[46]/ { print "bad:", $0 }'
done
sockcheck list cases --format json | python3 -c '
import json, sys
rows = json.load(sys.stdin)
suites = sorted({row["suite"] for row in rows})
print(suites == open(sys.argv[1]).read().split())
print({tuple(sorted(row)) for row in rows})
print(len({(row["suite"], row["case"]) for row in rows}) == len(rows))
' "$TMPDIR/suites.$$"
rm -f "$TMPDIR/suites.$$"
