# Where namespaces are refused, the contract's port is somebody's of the machine's; its programs are judged all the same, and a report has the
# contract's port. Where nobody traces them it is skipped.
from=build/assignments/lecture-demo
untimed() { sed -E 's/  [0-9.]+ s$//'; }
build/programs/without_namespaces sockcheck check lecture-demo --family ipv4 -- $from/good/server.py | untimed
echo "exit ${PIPESTATUS[0]}"
build/programs/without_namespaces sockcheck check lecture-demo --family ipv4 --case 'is at *' -- $from/broken/binds_to_every_address.py |
	grep '^  FAIL'
echo "exit ${PIPESTATUS[0]}"
build/programs/without_namespaces sockcheck check tcp-echo-server --port 7 --family ipv6 --case 'echoes a line' -- \
	build/assignments/tcp-echo-server/good/iterative | untimed
echo "exit ${PIPESTATUS[0]}"
build/programs/without_namespaces build/programs/without_call ptrace sockcheck check lecture-demo --family ipv4 --case 'greets whoever it is' -- \
	$from/good/stdio | cut -c -150
echo "exit ${PIPESTATUS[0]}"
