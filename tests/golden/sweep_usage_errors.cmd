# One line each on standard error, and the exit status.
try()
{
	sockcheck sweep "$@" >/dev/null
	echo "  exit $?"
}
try
try nonesuch -- true
try tcp-echo-server
try tcp-echo-server -- ./nonesuch
try tcp-echo-server --plausibility likely -- true
try tcp-echo-server --budget 0 -- true
try tcp-echo-server --budget -- true
try tcp-echo-server --format tap -- true
try tcp-echo-server --rule recv:shot=1 -- true
try tcp-echo-server --rule recvfrom:short=1 -- true
try tcp-echo-server --rule recvfrom:short=1:when=2..3 -- true
try tcp-echo-server --family ipv7 -- true
try tcp-echo-server --inject recv:short=1 -- true
try tcp-echo-server --baseline /nonesuch --case 'echoes a line' --family ipv4 --budget 1 -- true
only='echoes a line'
try tcp-echo-server --rule 'send:*' -- true
try tcp-echo-server --case "$only" --family ipv4 --rule connect:error=EINTR:when=1 -- build/assignments/tcp-echo-server/good/iterative
try tcp-echo-server --case "$only" --family ipv4 --rule recvfrom:error=ECONNREFUSED:when=1 -- build/assignments/tcp-echo-server/good/iterative
try --talk --connect --asan --valgrind -- true
