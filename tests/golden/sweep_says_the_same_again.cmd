# Two sweeps with one seed print the same, byte for byte but for the time, however many runs are made side by side: one client at a time, Python, a process and a thread for each.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
try()
{
	local program=$1 jobs first=
	shift
	for jobs in 1 2 4; do
		sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 --kind calls --seed 7 --jobs $jobs --format json "$@" \
			-- "build/assignments/tcp-echo-server/$program" | grep -v '"seconds"' >"$there/now"
		[ -n "$first" ] || cp "$there/now" "$there/first"
		first=no
		diff "$there/first" "$there/now" || echo "not with --jobs $jobs"
	done
	python3 - "$there/first" "$program" <<'END'
import json, re, sys
r = json.loads(re.sub(r',(\s*})', r'\1', open(sys.argv[1]).read()))
assert r["planned"] and not r["left_out"] and not r["broken"], r
print(sys.argv[2], len(r["findings"]), "findings, each again" if all(f["steady"] for f in r["findings"]) else "findings")
END
}
try broken/ignores_short_sends
try good/iterative
try good/iterative.py --budget 20
try good/fork_per_client --budget 20
try ../tcp-echo-server-concurrent/good/threads
