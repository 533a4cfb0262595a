sockcheck check tcp-echo-server --ladder --format json --case 'echoes bytes in any split' --family ipv4 -- \
	build/assignments/tcp-echo-server/broken/takes_one_recv_for_one_message | python3 -c '
import json, sys
case, = json.load(sys.stdin)["cases"]
rows = case["ladder"]
for row in rows:
    if row["kind"] == "step":
        print("step", row["text"], "failed" if row.get("failed") else "")
for row in rows:
    if row["kind"] == "call":
        site = row["site"].replace(":", " ").split()
        assert site[0] == "takes_one_recv_for_one_message.c" and int(site[1]) > 0
        print(row["call"], site[2], *(row.get(key) for key in ("way", "len", "data", "mark", "open")))
'
sockcheck check tcp-echo-server --format json --case 'echoes bytes in any split' --family ipv4 -- \
	build/assignments/tcp-echo-server/broken/takes_one_recv_for_one_message | grep '"ladder"'
sockcheck check tcp-echo-server --ladder --format json --case 'echoes a line' --family ipv4 --inject recv:short=1 -- \
	build/assignments/tcp-echo-server/broken/takes_one_recv_for_one_message | python3 -c '
import json, sys
case, = json.load(sys.stdin)["cases"]
for row in case["ladder"]:
    if "injected" in row:
        print(row["call"], row["way"], row["len"], row["injected"])
'
