page=$TMPDIR/sockcheck-golden.$$
sockcheck check tcp-echo-server --format html --case 'echoes [a-e]*' --family ipv4 --family ipv6 -- \
	build/assignments/tcp-echo-server/broken/takes_one_recv_for_one_message >"$page"
echo "exit $?"
python3 - "$page" <<'EOF'
import base64, hashlib, re, sys, xml.etree.ElementTree as ET
root = ET.fromstring(open(sys.argv[1]).read().split("\n", 1)[1])
style = root.find("head/style").text
policy = root.find("head/meta[@http-equiv='Content-Security-Policy']").get("content")
assert "'sha256-%s'" % base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy, policy
words = lambda element: " ".join("".join(element.itertext()).split())
print(words(root.find("body/header")))
for card in root.iter("article"):
    print("----", words(card.find("h3")))
    for part in ("p[@class='meta']", "p[@class='message']", "blockquote", "p[@class='hint']"):
        print(*(re.sub("was reset|ended", "is over", words(found)) for found in card.findall(part)))
    rows = [item.get("class") for item in card.find("details/div/ol")]
    print(*(row for row in rows if " in" in row or " out" in row), sep=", ")
    assert rows.count("row step unmet") == 1 and rows[-1] == "row ending"
assert not [e for e in root.iter() if e.tag == "script" or e.get("style") or e.get("src")]
EOF
sockcheck talk --format html --expect-exit 0 -- sh -c 'printf "<script>&\377\033[31m</pre>\n" >&2; exit 3' >"$page"
echo "exit $?"
python3 - "$page" <<'EOF'
import sys, xml.etree.ElementTree as ET
root = ET.fromstring(open(sys.argv[1]).read().split("\n", 1)[1])
print(*("".join(pre.itertext()) for pre in root.iter("pre")), sep="")
EOF
rm -f "$page"
