sockcheck talk --send-datagram 'a\x00b' --expect-datagram 'a\x00b' --send-datagram '' --expect-datagram '' -- \
	build/assignments/udp-echo-server/good/recvfrom '{port}' | tail -n 1
sockcheck talk --expect-datagram hello --send-datagram hello --expect-exit 0 -- \
	build/assignments/udp-echo-client/good/poll '{host}' '{port}' hello | tail -n 1
