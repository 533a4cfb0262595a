# Two outcomes: a way that only the first leads to, and that does not bear the second. One command shows it again; parts leave the pairs to the whole.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
steps=(--listen --accept --expect 'hello\n' --send 'HELLO\n' --close --expect-output 'HELLO\n' --expect-exit 0)
sweep()
{
	sockcheck sweep --talk "${steps[@]}" "$@" -- build/programs/tries_again_carelessly '{host}' '{port}'
}
sweep | sed 's/ planned.*//; s/[0-9]*$//'
sweep --pairs >"$there/report"
echo "exit $?"
sed -n 's/\.c:[0-9]*/.c:N/; s/ planned.*//; s/; [0-9]*$//; /^[0-9]/p; /FAIL/p; s/.*\(--inject .*\)/\1/p' "$there/report"
(eval "$(sed -n 's/^ *again //p' "$there/report")") >"$there/again"
echo "again: exit $?"
sweep --rule 'connect:error=ETIMEDOUT:when=1 sendto:short=1:when=1' | sed -n 's/\.c:[0-9]*/.c:N/; /^[0-9]/p'
report()
{
	sweep --pairs --format json "$@" | grep -v '"seconds"'
}
report --journal "$there/whole.journal" >"$there/whole"
report --resume --journal "$there/whole.journal" | cmp - "$there/whole" && echo "the same by the journal"
for shard in 1 2; do
	report --shard $shard/2 --journal "$there/$shard.journal" | grep -c ' after '
done
report --resume --journal "$there/1.journal" --journal "$there/2.journal" | cmp - "$there/whole" && echo "the same by parts"
sweep --rule 'connect:error=ETIMEDOUT:when=1 sendto:short=1' 2>&1
sweep --rule 'sendto:short=1:when=1 sendto:short=1:when=2 sendto:short=1:when=3' 2>&1
