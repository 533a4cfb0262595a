# On a terminal a line says how far it is. Ctrl-C ends it at once: valid files of those who are through, and of whom it was about what had been
# seen of the cases; --resume goes on. A record of cases that a kill left is no part of the next.
. tests/golden/class.sh
rm -rf "${there:?}"/class/{carl*,empty,bob,eve.zip}
cat >"$there/terminal.py" <<'END'
import os, pty, re, sys
wanted, words = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(words[0], words)
printed = b""
pressed = not wanted
while True:
    try:
        came = os.read(terminal, 65536)
    except OSError:
        break
    printed += came
    if not pressed and re.search(wanted.encode(), printed):
        os.write(terminal, b"\3")
        pressed = True
lines = printed.decode().replace("\r\n", "\n").replace("^C", "").split("\r\x1b[K")
shown = [line for line in lines if "\n" not in line and line]
wrong = [line for line in shown if not re.fullmatch(r"[0-9]+ of 2 done; [0-9]+ running \([a-z]+: [0-9]+ of [0-9]+ cases\)(; [0-9]+ s left)?", line) or len(line) >= 80]
print("exit", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "shown:", len(shown) > 0, "wrong:", wrong, "left at the end:", "running" in lines[-1])
END
run()
{
	python3 "$there/terminal.py" "$1" sockcheck grade tcp-echo-server "$there/class" --case 'echoes*' --family ipv4 --jobs 1 --output "$2" "${@:3}"
}
run '' "$there/whole"
run '1 of 2 done; 1 running' "$there/cut"
find "$there/cut" -name '*.json' | while read -r file; do python3 -m json.tool "$file" >/dev/null || echo "$file is cut"; done
for file in "$there"/cut/*/cases.jsonl; do
	head -n 1 "$file" | python3 -m json.tool >/dev/null && echo "a case is there"
	for _ in 1 2 3 4 5; do head -n 1 "$file"; done >"$there/more" && cat "$there/more" >"$file"
done
run '1 of 2 done; 1 running' "$there/cut" --resume
sort "$there"/cut/*/cases.jsonl | uniq -d | wc -l
run '' "$there/cut" --resume
diff "$there/whole/gradebook.csv" "$there/cut/gradebook.csv" && echo "the same gradebook"
