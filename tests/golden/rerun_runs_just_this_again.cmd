# The command of a report is a shell's, and ends as the row that gave it.
sockcheck check tcp-echo-server --format json --case 'echoes bytes in any*' --family ipv6 -- \
	build/assignments/tcp-echo-server/broken/takes_one_recv_for_one_message >"$TMPDIR/sockcheck-golden.$$"
rerun=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["cases"][0]["rerun"])' "$TMPDIR/sockcheck-golden.$$")
echo "$rerun"
eval "$rerun" | tail -n 1
rm -f "$TMPDIR/sockcheck-golden.$$"
