# A machine that has no descriptor left, for a file neither; a name whose first address refuses. What no other kind finds, and the command for it.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
show()
{
	sed -n 's/\.c:[0-9]*/.c:N/; s/; [0-9]* planned.*//; /^[0-9]/p; /FAIL/p' "$there/report"
}
again()
{
	(eval "$(sed -n 's/^ *again //p' "$there/report" | head -n 1)") >"$there/again"
	echo "again: exit $?"
}
server=(--connect --send 'hello\n' --expect 'hello\n' --half-close --expect-end)
sweep_server()
{
	sockcheck sweep --talk "${server[@]}" "$@" -- build/programs/notes_what_it_cannot_accept '{port}' >"$there/report"
	echo "exit $?"
}
sweep_server --kind surroundings
show
again
sweep_server --rule accept:error=EMFILE:when=1
show
client=(--listen --accept --expect-output 'connected\n' --expect-exit 0)
sweep_client()
{
	sockcheck sweep --talk "${client[@]}" --family name "$@" -- build/programs/connects_by_name '{host}' '{port}' "$how" >"$there/report"
	echo "$how: exit $?"
}
for how in all first; do
	sweep_client --kind surroundings
	show
done
again
sweep_client --rule 'connect:error=ECONNREFUSED:when=1+:peer=127.0.0.1'
show
