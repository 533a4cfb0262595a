# A byte before a buffer, and only where recv fails: no case sees it, AddressSanitizer and valgrind do, and a finding is at the line that they name. A program
# whose reports say nothing has no findings, and in the command of a finding its checker is named.
. tests/golden/stable.sh
[ -x build/programs/writes_before_its_buffer_asan ] && command -v valgrind >/dev/null || { echo "SKIP: valgrind, or a compiler with AddressSanitizer, is not here"; exit 77; }
here=$PWD there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
cd "$there" && ln -s "$here/build" build || exit
sweep()
{
	sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 --kind calls "$@" >report
	echo "exit $?"
	sed -n 's/\.c:[0-9]*/.c:N/g; /^[0-9]*\. /p; /FAIL/p; / again /p; /finding/s/;.*//p' report
}
{
	sweep -- build/programs/writes_before_its_buffer
	sweep --valgrind --rule recvfrom:reset:when=1 -- build/programs/writes_before_its_buffer
	sweep --asan -- build/programs/writes_before_its_buffer_asan
	sweep --asan --rule recvfrom:short=1:when=1 -- build/programs/writes_before_its_buffer_asan
} | stable
sockcheck sweep tcp-echo-server --asan --valgrind -- /bin/true 2>&1 | head -n 1
