# The steps of a talk in place of a suite: with a server, with a client over two families, from a file; and what is refused.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
steps=(--connect --send 'hel' --drained --send 'lo\n' --expect 'hello\n' --half-close --expect-end)
sockcheck sweep --talk "${steps[@]}" -- build/assignments/tcp-echo-server/broken/ignores_short_sends '{port}' >"$there/report"
echo "exit $?"
grep -A 6 '^1' "$there/report" | sed 's/\.c:[0-9]* /.c:N /'
again=$(sed -n 's/^ *again \(sockcheck talk .*sendto:short.*\)/\1/p' "$there/report")
(eval "$again") >"$there/again"
echo "again: exit $?"
echo "a server that bears all: $(sockcheck sweep --talk "${steps[@]}" -- build/assignments/tcp-echo-server/good/iterative '{port}' | sed -n 's/\(^[0-9]* findings\);.*/\1/p')"
printf '%s\n' '# of an echo client' '--input hello\n' --end-input --listen --accept '--expect hello\n' --expect-end '--send hello\n' --half-close '--expect-output hello\n' '--expect-exit 0' >"$there/steps"
for program in good/poll broken/resends_from_the_start_after_a_short_send broken/exits_0_when_refused; do
	sockcheck sweep --talk --steps "$there/steps" --family ipv4 --family ipv6 -- build/assignments/tcp-echo-client/$program '{host}' '{port}' >"$there/report"
	echo "$program: exit $?"
	sed -n "s,$there,DIR,; s,^ *FAIL,FAIL,p; s,.*\(again .*short.*\),\1,p" "$there/report" | sort | uniq -c
done
try()
{
	sockcheck sweep "$@" >/dev/null
	echo "  exit $?"
}
exec 2>&1
try --talk -- true
try --talk --send x -- true
try tcp-echo-server --connect -- true
try tcp-echo-server --talk --connect -- true
try --talk --connect --case x -- true
try --talk --connect --advance 1 -- true
