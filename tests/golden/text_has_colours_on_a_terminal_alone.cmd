# A terminal is had from python3's pty; NO_COLOR takes the colours away.
run='sockcheck check tcp-echo-server --case "echoes a line" --family ipv4 -- build/assignments/tcp-echo-server/good/iterative'
on_a_terminal()
{
	TERM=xterm python3 -c 'import pty, sys; pty.spawn(["bash", "-c", sys.argv[1]])' "$1" | grep -c "$(printf '\033\\[32mPASS')"
}
on_a_terminal "$run"
NO_COLOR=1 on_a_terminal "$run"
TERM=xterm bash -c "$run" | grep -c "$(printf '\033')" || true
