sockcheck check tcp-echo-server --format json --case 'echoes [a-e]*' --family ipv4 --family ipv6 -- \
	build/assignments/tcp-echo-server/broken/takes_one_recv_for_one_message >"$TMPDIR/sockcheck-golden.$$"
echo "exit $?"
python3 - "$TMPDIR/sockcheck-golden.$$" <<'EOF'
import json, shlex, sys
root = json.load(open(sys.argv[1]))
print(list(root))
print(root["suite"], root["program"], root["verdict"], root["points"], root["max_points"])
print(list(root["cases"][0]))
for row in root["cases"]:
    print(row["verdict"], row["name"], row["family"], row["cause"], row["points"], row["max_points"])
    assert (row["cause"] is None) == (row["verdict"] != "FAIL")
    words = shlex.split(row["rerun"])
    assert words[:5] == ["sockcheck", "check", "tcp-echo-server", "--case", row["name"]] and words[-1] == root["program"][-1]
EOF
rm -f "$TMPDIR/sockcheck-golden.$$"
