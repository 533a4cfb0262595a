# Test::Harness is a reader that others wrote. It takes version 14 from 3.48 on; what the first line says is all that differs.
file=$TMPDIR/sockcheck-golden.$$.tap
last=tap13
perl -MTAP::Parser -e 'exit !(TAP::Parser->VERSION >= 3.48)' && last=tap
for program in good/iterative broken/takes_one_recv_for_one_message; do
	for format in tap "$last"; do
		sockcheck check tcp-echo-server --format $format --output "$file" --case 'echoes [a-e]*' --family ipv4 -- \
			build/assignments/tcp-echo-server/$program
		echo "exit $?"
		[ $format = tap ] && head -n 2 "$file"
	done
	prove --norc --nocolor --nocount --exec cat "$file" 2>&1 | sed -E "s|$file|FILE|; s/^Files=.*//; s/ +$//" | grep -v '^$'
done
rm -f "$file"
