# Wireshark's own reader takes every packet for what it is, and has the comments.
command -v tshark >/dev/null || { echo "no tshark here (Debian's package: tshark)"; exit 77; }
file=$TMPDIR/sockcheck-golden.$$.pcapng
sockcheck run --pcap "$file" -- true 2>&1 | grep . && exit 77
sockcheck check udp-echo-server --case 'echoes a datagram' --family ipv6 --pcap "$file" -- build/assignments/udp-echo-server/good/recvfrom | grep PASS
tshark -r "$file" -T fields -e frame.interface_name -e ipv6.src -e udp.dstport -e data.len -e frame.comment 2>/dev/null | sed -E 's/\.c:[0-9]+/.c:N/; s/\t[0-9]{5}\t/\tN\t/'
sockcheck talk --connect --send 'hello\n' --expect 'HELLO\n' --close --expect-exit 0 --pcap "$file" -- \
	build/programs/play '{host}' '{port}' listen accept recv 'send=HELLO\n' recv close | grep PASS
tshark -r "$file" -Y 'tcp.len > 0 || tcp.flags.syn == 1' -T fields -e ip.src -e tcp.flags.str -e tcp.payload -e frame.comment 2>/dev/null | sed -E 's/\.c:[0-9]+/.c:N/'
echo "malformed: $(tshark -r "$file" -Y '_ws.malformed || tcp.analysis.retransmission || tcp.analysis.duplicate_ack' 2>/dev/null | grep -c .)"
rm -f "$file"
