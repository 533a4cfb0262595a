# A ladder is drawn while its run goes on: the program waits for a line, and what it called until then stands there already. It ends with the run, says so
# where that was killed, and at Ctrl-C; the record may be a file, also one that is yet to come, or a pipe. Nothing here waits for time to pass.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
timeout 300 python3 - "$there" <<'END'
import os, pty, signal, subprocess, sys
there = sys.argv[1]
PROGRAM = """
import socket, sys
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
sys.stdin.readline()
listener.close()
"""

def run(record, **more):
    return subprocess.Popen(["sockcheck", "run", "--record", record, "--", "python3", "-c", PROGRAM], stdin=subprocess.PIPE, **more)

def show(record, **more):
    more = {"stdout": subprocess.PIPE, **more}
    return subprocess.Popen(["sockcheck", "show", "--ascii", "--follow", record], stderr=subprocess.PIPE, text=True, **more)

def read_until(show, word):
    for line in show.stdout:
        if word in line:
            return line.split("  ")[-1].strip()
    return "it ended before " + word

def ended(what, show):
    out, err = show.communicate()
    lines = out.splitlines()
    print(f"{what}: exit {show.returncode}", err.strip().replace(there, "THERE"))
    return lines

def a_run_that_ends(what, record, first):
    if first:
        follower, runner = show(record), run(record)
    else:
        runner = run(record)
        follower = show(record)
    print(read_until(follower, "listen("))
    runner.communicate(b"\n")
    lines = ended(what, follower)
    print([word for word in ("close(", "+++ exited with 0 +++") if word in "".join(lines)], runner.returncode)
    whole = subprocess.run(["sockcheck", "show", "--ascii", record], stdout=subprocess.PIPE, text=True).stdout.splitlines()
    print("the end of it is as show has it:", whole[-len(lines):] == lines)

a_run_that_ends("a run that ends", there + "/record", True)
a_run_that_ends("a record that begins anew", there + "/record2", False)

runner = run(there + "/killed")
follower = show(there + "/killed")
read_until(follower, "listen(")
other = subprocess.run(["sockcheck", "run", "--record", there + "/killed", "--", "true"], stderr=subprocess.PIPE, text=True)
print("a second run:", other.returncode, other.stderr.strip().replace(there, "THERE"))
runner.kill()
runner.wait()
ended("a run that is killed", follower)
ended("one that was killed", show(there + "/killed"))
plain = subprocess.run(["sockcheck", "show", there + "/killed"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
print("without --follow:", plain.returncode, "listen(" in plain.stdout, plain.stderr.strip().replace(there, "THERE"))

runner = run(there + "/stopped")
follower = show(there + "/stopped")
read_until(follower, "listen(")
follower.send_signal(signal.SIGINT)
lines = ended("Ctrl-C", follower)
runner.communicate(b"\n")
print("the run goes on:", runner.returncode)

follower = show(there + "/nothing")
follower.send_signal(signal.SIGTERM)
follower.wait()
print("what never came:", follower.returncode in (143, -15))

runner = run("/dev/stderr", stderr=subprocess.PIPE)
follower = show("-", stdin=runner.stderr)
runner.stderr.close()
print(read_until(follower, "listen("))
runner.communicate(b"\n")
ended("a pipe", follower)

ours, theirs = pty.openpty()
runner = run(there + "/terminal")
follower = show(there + "/terminal", stdout=theirs, env={**os.environ, "TERM": "xterm", "NO_COLOR": ""})
os.close(theirs)
seen = b""
while b"listen(" not in seen:
    seen += os.read(ours, 4096)
print("a terminal has colours:", b"\x1b[36mlisten(" in seen)
runner.communicate(b"\n")
try:
    while os.read(ours, 4096):
        pass
except OSError:
    pass
print("a terminal: exit", follower.wait(), follower.stderr.read())
END
sockcheck show --follow --ascii tests/golden/show.record | diff - <(sockcheck show --ascii tests/golden/show.record) && echo "a record that has ended is drawn as ever"
sockcheck show --follow --format svg tests/golden/show.record
echo "exit $?"
sockcheck show --follow README.md
