# What check, sweep, grade and list write as JSON is valid by the schemas that are published, and has no key of which they say nothing.
python3 tests/golden/read_report.py published docs/schema/class.schema.json || { echo "SKIP: no jsonschema for Python"; exit 77; }
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
keeps()
{
	python3 tests/golden/read_report.py published "docs/schema/$1.schema.json" "${@:2}" && echo "$1: $(($# - 1))"
}
programs=build/assignments/tcp-echo-server
[ -d $programs ] || programs=$(dirname "$(command -v sockcheck)")/assignments/tcp-echo-server
check()
{
	sockcheck check tcp-echo-server --family ipv4 --output "$there/$1" "${@:2}"
	echo "$1: exit $?"
}
check pass.json --format json --case 'echoes a l*' -- $programs/good/iterative
check fail.json --format json --ladder -- $programs/broken/takes_one_recv_for_one_message
check fail.jsonl --format jsonl --case 'echoes*' -- $programs/broken/adds_a_nul
check skip.json --format json --case 'echoes a line' --inject accept4:error=EMFILE -- $programs/good/iterative
keeps report "$there"/*.json "$there"/*.jsonl
sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 --format json --output "$there/sweep.json" -- $programs/broken/ignores_short_sends
# Of this one the control does not pass: it is left out.
sockcheck sweep --talk --connect --send hello --expect x --format json --output "$there/left_out.json" -- $programs/good/iterative {port}
echo "left_out.json: exit $?"
keeps sweep "$there/sweep.json" "$there/left_out.json"
for kind in suites cases calls steps families outcomes edge-cases; do
	sockcheck list $kind --format json >"$there/list-$kind.json"
done
keeps list "$there"/list-*.json
if bwrap --unshare-all --ro-bind / / true 2>/dev/null; then
	mkdir -p "$there"/class/{alice,bob,carl}
	cp fixtures/assignments/tcp-echo-server/good/iterative.c "$there/class/alice"
	cp fixtures/assignments/tcp-echo-server/broken/adds_a_nul.c "$there/class/bob"
	echo 'int main(void) { return 0 }' >"$there/class/carl/server.c"
	sockcheck grade tcp-echo-server --case 'echoes a l*' --family ipv4 --repeat 2 --output "$there/grades" "$there/class" >"$there/log" 2>&1
	echo "exit $?"
	keeps class "$there/grades/results.json"
	keeps report "$there"/grades/*/results.json
else
	printf 'exit 1\nclass: 1\nreport: 3\n'
fi
