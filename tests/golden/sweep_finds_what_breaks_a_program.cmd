# One that takes a short send for a whole one, one that SIGPIPE ends, and one that bears everything. What a finding prints to make it happen again does so.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
broken=build/assignments/tcp-echo-server/broken
sweep()
{
	LC_ALL=C.UTF-8 sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 "$@"
}
sweep -- $broken/ignores_short_sends >"$there/report"
echo "exit $?"
sed '/planned/s/;.*//; s/_sends.c:[0-9]*/_sends.c:N/; s/, process [0-9]*/, process P/' "$there/report"
LC_ALL=C sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 -- $broken/ignores_short_sends | LC_ALL=C grep -c -e '[^ -~]' -e '#  sendto(4) = 1'
again=$(sed -n 's/^ *again //p' "$there/report" | head -n 1)
sh -c "$again" | grep -c '^  FAIL'
sweep -- $broken/dies_of_sigpipe >"$there/report"
echo "exit $?"
sed -n 's/\.c:[0-9]*/.c:N/; /^[0-9]*\./p; /FAIL/p' "$there/report"
again=$(sed -n 's/^ *again //p' "$there/report" | head -n 1)
sh -c "$again" | grep '^1 finding'
sweep -- build/assignments/tcp-echo-server/good/iterative | sed 's/ planned.*//; s/[0-9]*$//'
echo "exit ${PIPESTATUS[0]}"
