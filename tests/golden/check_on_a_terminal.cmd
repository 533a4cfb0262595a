# On a terminal a line says how many cases have ended, also while one takes its time; nothing of it is left. Elsewhere there is none.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
cat >"$there/terminal.py" <<'END'
import os, pty, re, sys
words = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.environ["NO_COLOR"] = "1"
    os.execvp(words[0], words)
printed = b""
while True:
    try:
        came = os.read(terminal, 65536)
    except OSError:
        break
    printed += came
shown, _, rest = printed.decode().replace("\r\n", "\n").rpartition("\r\x1b[K")
print("exit", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(re.findall("([0-9]+ of [0-9]+ cases)\x1b\\[K", shown), re.sub("\r[0-9]+ of [0-9]+ cases\x1b\\[K", "", shown))
print(rest, end="")
END
program=build/assignments/tcp-echo-server/good/iterative
python3 "$there/terminal.py" sockcheck check tcp-echo-server --case 'echoes a line' --jobs 1 -- $program
sockcheck check tcp-echo-server --case 'echoes a line' --family ipv4 -- $program 2>&1 | grep -c 'of [0-9]* cases' || true
python3 "$there/terminal.py" sockcheck check tcp-echo-server --case 'echoes a line' --family ipv4 --format jsonl -- $program | grep -c ' cases' || true
