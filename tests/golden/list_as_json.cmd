for kind in suites cases calls steps families; do
	sockcheck list $kind --format json | python3 -c '
import json, sys
rows = json.load(sys.stdin)
print(sys.argv[1], ",".join(rows[0]), len(rows) > 3)' $kind
done
