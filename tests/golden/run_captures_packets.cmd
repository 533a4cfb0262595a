# What went over the loopback, once, each packet with the call that sent it; read back without anybody's library.
file=$TMPDIR/sockcheck-golden.$$.pcapng
read_pcapng() { PYTHONDONTWRITEBYTECODE=1 python3 tests/golden/read_pcapng.py "$file" | sed -E 's/\.c:[0-9]+/.c:N/g'; }
sockcheck run --pcap "$file" -- true 2>&1 | grep . && exit 77
for family in ipv4 ipv6; do
	echo "---- $family"
	sockcheck run --family $family --pcap "$file" -- build/programs/moves_in_bulk messages '{host}' '{port}'
	read_pcapng
	sockcheck talk --family $family --connect --send 'hel' --drained --send 'lo\n' --expect 'HELLO\n' --close --expect-exit 0 --pcap "$file" -- \
		build/programs/play '{host}' '{port}' listen accept recv recv 'send=HELLO\n' recv close | grep PASS
	read_pcapng
	sockcheck talk --family $family --listen --accept --expect a --close --expect-exit 0 --inject send:short=1:when=1 --pcap "$file" -- \
		build/programs/play '{host}' '{port}' connect send=abc recv | grep PASS
	read_pcapng
done
sockcheck check udp-echo-server --case 'echoes a datagram' --family mapped --pcap "$file" -- build/assignments/udp-echo-server/good/recvfrom | grep PASS
read_pcapng
echo "---- verdicts are as without"
sockcheck talk --connect --expect x --pcap "$file" -- build/programs/play '{host}' '{port}' listen accept recv | sed -n 's/ *[0-9.]* s$//; s/^  FAIL /FAIL/p; 5q'
sockcheck run --clock auto --pcap "$file" -- build/programs/play '{host}' '{port}' listen sleep=3600 print=later
echo "exit $?"
echo "---- on the host's loopback"
build/programs/without_namespaces sockcheck run --pcap "$file" -- true 2>&1 | cut -c -104
echo "exit ${PIPESTATUS[0]}"
build/programs/without_namespaces sockcheck talk --connect --pcap "$file" -- build/programs/play '{host}' '{port}' listen accept 2>&1 | sed -n '/SKIP/p' | cut -c -100
echo "exit ${PIPESTATUS[0]}"
echo "---- usage"
sockcheck check udp-echo-server --family ipv4 --pcap "$file" -- build/assignments/udp-echo-server/good/recvfrom
echo "exit $?"
sockcheck run --untraced --pcap "$file" -- true
echo "exit $?"
sockcheck run --pcap /nowhere/file -- true
echo "exit $?"
sockcheck run --pcap
echo "exit $?"
rm -f "$file"
