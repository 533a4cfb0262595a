# What each kind finds that the others do not: at a byte behind the header alone a recv that brings less is a part of the body; of two threads the one that is always
# quicker is so no more; a datagram of nobody's that has no byte is taken for the end, be it there before that of the test or behind it.
. tests/golden/stable.sh
sweep()
{
	sockcheck sweep "$@" >report
	echo "exit $?"
	sed -n '/^[0-9]*\. /p; /FAIL/p; / again /p; /^[0-9]* finding/s/;.*//p' report | stable
	sed -n 's/^ *again //p' report | head -n 1 >again
	echo "again: $(sh ./again | grep -c FAIL)"
}
here=$PWD there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
cd "$there" && ln -s "$here/build" build || exit
broken=build/assignments
sweep http-client --case 'fetches a body of known length' --family ipv4 --kind offsets -- $broken/http-client/broken/takes_one_recv_for_the_body
sweep http-client --case 'fetches a body of known length' --family ipv4 --kind calls -- $broken/http-client/broken/takes_one_recv_for_the_body
sweep --talk --connect --expect 'the answer is 42\n' --expect-end --kind order -- build/programs/counts_on_being_slower {port}
sweep --talk --connect --expect 'the answer is 42\n' --expect-end --kind calls -- build/programs/counts_on_being_slower {port}
sweep udp-echo-server --case 'echoes a datagram' --family ipv4 --kind surroundings -- $broken/udp-echo-server/broken/takes_an_empty_datagram_for_the_end
sweep udp-echo-server --case 'echoes a datagram' --family ipv4 --kind calls -- $broken/udp-echo-server/broken/takes_an_empty_datagram_for_the_end
