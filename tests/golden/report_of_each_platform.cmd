# What each learning platform is told of a program of which some cases fail.
file=$TMPDIR/sockcheck-golden.$$
for format in gradescope check50 prairielearn classroom autolab annotations summary; do
	sockcheck check tcp-echo-server --format $format --output "$file" --case 'echoes [a-e]*' --family ipv4 --family ipv6 -- \
		build/assignments/tcp-echo-server/broken/takes_one_recv_for_one_message
	echo "$format: exit $?"
	python3 - $format "$file" <<'EOF'
import json, re, sys
format, text = sys.argv[1], open(sys.argv[2], encoding="utf-8").read()
if format in ("annotations", "summary"):
    for line in text.splitlines():
        if line.startswith("::"):
            command = re.match(r"::(\w+) (?:file=([^,]*),line=\d+,)?title=(.*?)::(.*)", line)
            print(command[1], command[2], command[3], command[4][:10], sep=" | ")
        elif line.startswith(("#", "*", "|", "<details")):
            print(line.rstrip())
elif format == "autolab":
    for line in text.splitlines():
        row = json.loads(line)
        print(*row.get("stages", []), row.get("scores"), {name: test["passed"] for name, test in row.get("cases", {}).items()})
else:
    root = json.loads(text)
    tests = root.get("tests", root.get("results"))
    print(*(f"{key}={value}" for key, value in root.items() if value is not tests and key not in ("execution_time", "version")))
    for row in tests:
        print(*(row.get(key) for key in ("number", "name", "status", "passed", "score", "points", "max_score", "max_points") if key in row))
    row = tests[-1]
    for key in row.get("output", row.get("message", "")).splitlines() + row.get("log", []):
        if re.match(r" *(FAIL|over|at|asked|want|got|hint|again) ", key):
            print("   ", key.split()[0])
EOF
done
rm -f "$file"
