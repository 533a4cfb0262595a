# One line each, on standard error, and the exit status.
try()
{
	sockcheck "$@" >/dev/null
	echo "  exit $?"
}
try
try dance
try --dance
try run
try run --limit x -- true
try run --limit 0 -- true
try run --trace=yes -- true
try run --trace --trace -- true
try run true
try run --family ipv5 -- true
try run --family all -- true
try run --record /nowhere/at/all -- true
try run -- no-such-program
try run -- ./no-such-program
try run -- tests/golden/usage_errors.cmd
try check
try check udp-echo-server
try check ./no-such-suite -- true
try check /bin/true -- true
try check ./tests/run -- true
try check udp-echo-server --family name -- true
try check udp-echo-server --format xml -- true
try check udp-echo-server --jobs 0 -- true
try check udp-echo-server --port 65536 -- true
try check udp-echo-server --output /nowhere/at/all -- true
try check udp-echo-server -- no-such-program
try list
try list dances
try list suites --format tap
try show
try show /nowhere/at/all
try show tests/golden/usage_errors.cmd
try talk -- true
try talk --connect
try talk --send hello -- true
try talk --connect --send 'hel\lo' -- true
try talk --run-until recv -- true
try talk --advance 1 -- true
try talk --advance -1 --clock auto -- true
try talk --set-clock soon --clock auto -- true
try run --clock yesterday -- true
try run --clock 2001-02-29 -- true
try run --rate 0 -- true
try run --rate 101 -- true
try run --rate fast -- true
try run --rate 2 --clock auto -- true
try doctor now
