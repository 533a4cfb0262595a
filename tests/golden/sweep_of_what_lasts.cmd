# An outcome from a call on: a program that bears each short send by itself does not bear that all are; one that takes each failed accept for a passing one spins.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
steps=(--connect --send 'hello\n' --expect 'hello\n' --half-close --expect-end)
sweep()
{
	program=$1
	shift
	sockcheck sweep --talk "${steps[@]}" "$@" -- build/programs/$program '{port}' >"$there/report"
	echo "$program ${*##--kind}: exit $?"
	sed -n 's/\.c:[0-9]*/.c:N/; s/; [0-9]* planned.*//; /^[0-9]/p; /FAIL/p' "$there/report"
}
sweep sends_the_rest_once --kind calls
sweep sends_the_rest_once --kind lasting
(eval "$(sed -n 's/^ *again //p' "$there/report")") >"$there/again"
echo "again: exit $?"
sweep echoes_in_ten_calls --rule accept:error=EMFILE:when=1
sweep echoes_in_ten_calls --rule accept:error=EMFILE:when=1+
sed -n 's/.*\(--rule [^ ]*\).*/\1/p' "$there/report"
