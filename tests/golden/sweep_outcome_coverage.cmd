# Outcome coverage: a table, and a tracefile that lcov merges with the compiler's own and genhtml shows beside the code; of a suite's run, too.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
cp fixtures/assignments/tcp-echo-server/broken/ignores_short_sends.c "$there/server.c"
cd "$there" || exit
cc -g --coverage -o server server.c || exit
swept()
{
	sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 --format "$1" -- ./server
	echo "exit $?"
}
swept outcomes | sed 's/server.c:[0-9]*/server.c:N/; s/  */ /g'
swept lcov >outcomes.info
grep -c "^BRDA:[0-9]*,901," outcomes.info
grep -c '^SF:' outcomes.info && grep -q "^SF:$there/server.c$" outcomes.info && echo "its source is found"
tail -n 1 outcomes.info
grep -v '^exit' outcomes.info >only.info
branches="--rc lcov_branch_coverage=1 --rc branch_coverage=1"
lcov $branches --capture --directory . --output-file lines.info >/dev/null 2>&1 || echo "lcov has no lines"
lcov $branches -a lines.info -a only.info --output-file both.info >/dev/null 2>&1 || echo "lcov does not merge them"
genhtml $branches --branch-coverage --output-directory pages both.info >/dev/null 2>&1 || echo "genhtml does not take it"
before=$(grep -c '^BRDA' lines.info)
after=$(grep -c '^BRDA' both.info)
echo "$((after - before)) branches more"
sockcheck check tcp-echo-server --case 'outlives*' --family ipv4 --outcomes checked.info --format json -- ./server >checked.json
echo "check: exit $?"
python3 - checked.json checked.info <<'END'
import json, sys
lines = json.load(open(sys.argv[1]))["outcomes"]
# what a send behind a reset is told depends on who is quicker
print(sorted({l["call"] + ":" + (l["error"] or l["outcome"]) for l in lines if l["met"] and l["call"] != "sendto"}))
taken = [line.split(",")[3].strip() for line in open(sys.argv[2]) if line.startswith("BRDA:")]
assert sorted(taken) == sorted(str(l["survived"]) if l["met"] else "-" for l in lines)
END
sockcheck check tcp-echo-server --outcomes none/there --case 'echoes a line' --family ipv4 -- ./server >/dev/null
echo "no such folder: exit $?"
find pages -name 'server.c.gcov.html' | grep -c .
