# What looked like a fault and is none: an answer by datagram that could not be sent is lost as any may be; a server of one client has nobody left to serve
# without him; a timer is not said to be over that is not; getaddrinfo is not told that it could not take a peer away; of two questions one may have no answer.
sweep()
{
	local suite=$1 case=$2 program=$3
	shift 3
	sockcheck sweep "$suite" --case "$case" --family ipv4 "$@" -- "build/assignments/$suite/good/$program" | sed 's/;.*//'
	echo "exit ${PIPESTATUS[0]}"
}
sweep stop-and-wait-receiver 'takes blocks of every length' poll_two_sockets --rule sendto:error=EMSGSIZE:when=12
sweep stop-and-wait-receiver 'takes a block that comes twice at once' poll_two_sockets --rule connect:error=EADDRNOTAVAIL:when=2
sweep connect-timeout-client 'says refused when nobody listens' timer_epoll --rule epoll_wait:spurious:when=1
sweep lecture-demo 'is at localhost alone' stdio --rule accept:error=EPERM:when=1
sweep lecture-demo 'greets whoever it is' stdio
sweep dns-client 'asks over TCP for the A records alone' poll --rule recv:reset:offset=44:when=1
# Who serves one client may be ended by SIGPIPE, if the next client is served.
sockcheck sweep --talk --connect --send 'hello\n' --expect 'hello\n' --half-close --expect-end --kind calls -- \
	build/programs/leaves_each_client_to_a_child '{port}' | sed 's/; [0-9]* planned.*//'
# What Node makes a thread for, and what it does without one, is its own.
if command -v node >/dev/null; then
	sweep http-server 'finds files in folders' raw_net.js --rule clone3:error=EAGAIN:when=1 2>&1 | sed 's/ (expected.*//'
else
	printf "sockcheck sweep: --rule: no call that is made can meet 'clone3:error=EAGAIN:when=1'\nexit 2\n"
fi
