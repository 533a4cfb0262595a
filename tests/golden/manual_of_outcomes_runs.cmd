# The examples of sockcheck-inject(7) are run as they stand, each with a ./server and a ./client whose calls can have its outcome: it comes, for a rule that
# acted on no call would end the run with 77.
examples=$(sed -n 's/^\.It Li \(sockcheck run --inject .*\)/\1/p' docs/man/sockcheck-inject.7)
root=$PWD
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
cd "$there" || exit
cc -std=gnu17 -D_GNU_SOURCE -g -pthread -o server "$root/tests/golden/manual_outcomes.c" && cp server client || exit
came=
while IFS= read -r example; do
	status=77
	for kind in stream datagram ready sendto together; do
		[ $status = 77 ] || break
		status=0
		KIND=$kind timeout 60 bash -c "$example" >out 2>&1 </dev/null || status=$?
	done
	[ $status = 0 ] && came=yes || { echo "exit $status: $example"; tail -n 3 out; }
done <<<"$examples"
[ -z "$came" ] || echo "each example has been run"
