# Every command of docs/sweep.md that stands in a plain block, in its order, on a server that takes a short send for a whole one.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
cp fixtures/assignments/tcp-echo-server/broken/ignores_short_sends.c "$there/server.c"
awk '$0 == "```console" { on = 1; next } /^```/ { on = 0 } on && /^\$ / { print substr($0, 3) }' docs/sweep.md >"$there/commands"
awk '/^```./ { blocks[$0]++ } END { for (kind in blocks) print kind, blocks[kind] }' docs/sweep.md | sort
cd "$there" || exit
while IFS= read -r command; do
	printf '$ %s\n' "$command"
	bash -c "$command" >out 2>&1 </dev/null
	echo "  exit $?"
	sed -n 's/server\.c:[0-9]*/server.c:N/; /^[0-9]*\./p; /^  *FAIL/p; /^server.*send/p' out
done <commands
