for program in good/iterative broken/takes_one_recv_for_one_message; do
	sockcheck check tcp-echo-server --format junit --case 'echoes [a-e]*' --family ipv4 --family ipv6 -- \
		build/assignments/tcp-echo-server/$program | python3 -c '
import sys, xml.etree.ElementTree as ET
root = ET.parse(sys.stdin).getroot()
suite, = root
print(root.tag, suite.tag, *(suite.get(k) for k in ("name", "tests", "failures", "errors", "skipped")))
seen = set()
for case in suite.iter("testcase"):
    assert case.get("file") and int(case.get("line")) > 0 and float(case.get("time")) >= 0
    key = case.get("classname"), case.get("name")
    assert key not in seen
    seen.add(key)
    print(*key, *(child.tag + " " + str(child.get("type")) for child in case))
'
done
