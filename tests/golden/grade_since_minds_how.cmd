# --since and --resume take over what was graded in the same way, and no other: by other options, another build or another suite it is graded again, and so is what was BROKEN. A remark in the
# older results shows which of them it was.
if ! bwrap --unshare-all --ro-bind / / true 2>/dev/null || ! command -v bsdtar >/dev/null; then
	echo "SKIP: no sandbox here (bubblewrap and bsdtar are needed, and user namespaces)"
	exit 77
fi
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
mkdir -p "$there/class/alice" "$there/suites"
cp fixtures/assignments/tcp-echo-server/good/iterative.c "$there/class/alice/server.c"
sed -i '1i #define _GNU_SOURCE' "$there/class/alice/server.c"
cp "$(dirname "$(command -v sockcheck)")/suites/tcp-echo-server" "$there/suites/"
grade()
{
	sockcheck grade "$@" "$there/class" --case 'echoes a line' --output "$there/now" >/dev/null 2>&1 || echo "exit $?"
}
kept()
{
	grep -q remarked "$there/now/alice/results.json" && echo kept || echo graded again
}
again()
{
	rm -rf "$there/now"
	echo "$1: $(shift; grade "$@" --since "$there/first"; kept)"
	rm -rf "$there/now"
	cp -r "$there/first" "$there/now"
	echo "  resumed: $(shift; grade "$@" --resume; kept)"
}
grade "$there/suites/tcp-echo-server" --family ipv4
mv "$there/now" "$there/first"
sed -i 's,"./program","./remarked",' "$there/first/alice/results.json"
again "the same" "$there/suites/tcp-echo-server" --family ipv4
again "another family" "$there/suites/tcp-echo-server" --family ipv6
again "another build" "$there/suites/tcp-echo-server" --family ipv4 --build 'cc -o program server.c'
again "--asan" "$there/suites/tcp-echo-server" --family ipv4 --asan
cp "$there/first/alice/results.json" "$there/judged.json"
sed -i 's/"verdict": "PASS"/"verdict": "BROKEN"/' "$there/first/alice/results.json"
again "the same, but some of it was BROKEN" "$there/suites/tcp-echo-server" --family ipv4
cp "$there/judged.json" "$there/first/alice/results.json"
printf x >>"$there/suites/tcp-echo-server"
again "another suite" "$there/suites/tcp-echo-server" --family ipv4
