# Outcome coverage: a table, and a tracefile that lcov merges with the compiler's own and genhtml shows beside the code.
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
find pages -name 'server.c.gcov.html' | grep -c .
