# Test::Harness is a reader that others wrote.
file=$TMPDIR/sockcheck-golden.$$.tap
for program in good/iterative broken/takes_one_recv_for_one_message; do
	sockcheck check tcp-echo-server --format tap --output "$file" --case 'echoes [a-e]*' --family ipv4 -- \
		build/assignments/tcp-echo-server/$program
	echo "exit $?"
	head -n 2 "$file"
	prove --norc --nocolor --nocount --exec cat "$file" 2>&1 | sed -E "s|$file|FILE|; s/^Files=.*//; s/ +$//" | grep -v '^$'
done
rm -f "$file"
