# The same record in Unicode, in ASCII, in colours, as a picture and as a page; what a stranger has written into one is text.
record=tests/golden/show.record
LC_ALL=C.UTF-8 sockcheck show $record
LC_ALL=C sockcheck show $record | LC_ALL=C grep -c '[^ -~]'
LC_ALL=C.UTF-8 sockcheck show --ascii $record | cmp - <(LC_ALL=C sockcheck show --format=text $record) && echo "ASCII where nothing else can be shown"
in_a_terminal() { python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' "$@" | tr -d '\r'; }
in_a_terminal env TERM=xterm NO_COLOR= sockcheck show --ascii $record | sed -n '/recvfrom/s/\x1b/ESC/gp'
in_a_terminal env TERM=xterm NO_COLOR=1 sockcheck show --ascii $record | cmp - <(sockcheck show --ascii $record) && echo "no colours"
hostile=$TMPDIR/sockcheck-golden.$$
sed 's|server.c:10|</text><script>\\\\x1b[31m\\\\xe2\\\\x80\\\\xae\&|; s|/usr/bin/server|/usr/bin/\&<b>|; s|io_uring|<![CDATA[|' $record >"$hostile"
for file in $record "$hostile"; do
	for format in svg html; do
		sockcheck show --format $format "$file" | python3 -c '
import sys, xml.etree.ElementTree as ET
root = ET.fromstring(sys.stdin.read().replace("<!DOCTYPE html>", ""))
names = [element.tag.split("}")[-1] for element in root.iter()]
assert not {"script", "b", "image", "foreignObject", "use"} & set(names)
assert not [key for element in root.iter() for key in element.keys() if key in ("style", "src") or key.startswith("on") or key == "href" and not element.get(key).startswith("#")]
text = "".join(root.itertext())
assert "\x1b" not in text and "\u202e" not in text
if "svg" in root.tag:
    width, height = int(root.get("width")), int(root.get("height"))
    numbers = [float(element.get(key)) for element in root.iter() for key in ("x", "cx") if element.get(key)]
    assert max(numbers) < width and max(float(e.get(k)) for e in root.iter() for k in ("y", "cy") if e.get(k)) < height
    print("svg", names.count("g"), "rows", names.count("circle"), "dots", len([e for e in root.iter() if (e.get("class") or "").startswith("arrow")]), "arrows")
else:
    print("html", len([e for e in root.iter() if "row" in (e.get("class") or "").split()]), "rows")
print("recvfrom(4, \"h\\x00" in text, "recv:short=5" in text)
'
	done
done
LC_ALL=C sockcheck show "$hostile" | grep -a 'socket(' | LC_ALL=C grep -ac $'\x1b'
printf '{"record":1}\n{"end":0}\n' | sockcheck show -
echo "exit $?"
sockcheck show --format jpeg $record
echo "exit $?"
rm -f "$hostile"
