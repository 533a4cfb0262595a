# The JSON report holds together, the same seed draws the same runs, what a baseline has is known, and annotations name file and line.
broken=build/assignments/tcp-echo-server/broken
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
sweep()
{
	sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 "$@" -- $broken/ignores_short_sends
}
sweep --format json >"$there/whole.json"
echo "exit $?"
python3 - "$there/whole.json" <<'END'
import json, sys
r = json.load(open(sys.argv[1]))
assert r["planned"] == r["fired"] + r["unreachable"] and r["fired"] == r["absorbed"] + sum(f["count"] for f in r["findings"])
assert r["runs"] >= r["planned"] > 20 and r["unreachable"] > 0 and r["seconds"] > 0 and not r["broken"]
assert sum(l["met"] for l in r["lines"]) == r["fired"] and sum(l["survived"] for l in r["lines"]) == r["absorbed"]
for f in r["findings"]:
    print(f["function"], f["call"], f["outcome"], f["when"], f["case"], f["family"], f["cause"], f["count"], f["steady"], f["known"])
    assert f["site"].startswith("ignores_short_sends.c:") and f["source"].startswith("send(fd, ")
    print("  ", [row["text"] + (" <- " + row["injected"] if "injected" in row else "") for row in f["ladder"]][:6])
print(r["suite"], r["program"])
open(sys.argv[1] + ".sums", "w").write("%d findings; %d planned, %d fired, %d absorbed, %d not borne, %d unreachable; %d runs\n" % (
    len(r["findings"]), r["planned"], r["fired"], r["absorbed"], r["fired"] - r["absorbed"], r["unreachable"], r["runs"]))
END
sweep | tail -n 1 | cmp - "$there/whole.json.sums" && echo "the text has the same sums"
for i in 1 2; do
	sweep --format json --budget 9 --seed 5 | grep -v '"seconds"' >"$there/drawn$i"
done
grep -q '"planned": 0' "$there/drawn1" && echo "what was not drawn is told, too"
cmp "$there/drawn1" "$there/drawn2" && grep '"planned": 9,' "$there/drawn1" | head -n 1
sweep --format json --budget 9 --seed 6 | grep -v '"seconds"' | cmp -s "$there/drawn1" - || echo "another seed, other runs"
sweep --baseline "$there/whole.json" | sed -n '/known/s/\.c:[0-9]*/.c:N/p'
echo "exit ${PIPESTATUS[0]}"
sweep --format annotations | sed 's/line=[0-9]*/line=N/; s/again .*//; s/[0-9]* outcomes/N outcomes/' | cut -c1-120
# What chance has a say in (how far the program was when the case had seen enough) is not in it, nor is how many run side by side.
for jobs in 1 2; do
	sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 --jobs $jobs --format json -- build/assignments/tcp-echo-server/good/iterative |
		grep -v '"seconds"' >"$there/by$jobs"
done
cmp "$there/by1" "$there/by2" && echo "the same by one worker and by two"
