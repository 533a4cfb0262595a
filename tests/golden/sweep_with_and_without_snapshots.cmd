# A run that begins by a copy of the program shows what one shows for which it was started anew: the same findings, and at each call the same outcomes met.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
broken=build/assignments/tcp-echo-server/broken
for program in $broken/ignores_short_sends $broken/dies_of_sigpipe $broken/exits_on_a_reset.py; do
	for how in --seed=0 --no-snapshot; do
		sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 $how --format json -- $program >"$there/$how"
	done
	python3 - "$there/--seed=0" "$there/--no-snapshot" <<'END'
import json, sys
def told(name):
    r = json.load(open(name))
    found = sorted({(f["function"], f["call"], f["outcome"], f["cause"], f["message"], f["steady"]) for f in r["findings"]})
    return found, sorted({(l["site"], l["call"], l["outcome"], str(l["error"]), l["met"] > 0) for l in r["lines"]}), r["broken"], r["left_out"]
copied, anew = told(sys.argv[1]), told(sys.argv[2])
print(len(anew[0]) > 0, copied == anew)
for a, b in zip(copied, anew):
    if a != b:
        print(a, b, sep="\n")
END
done
