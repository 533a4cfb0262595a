. tests/golden/stable.sh
set -o pipefail
sockcheck talk --connect --send hel --drained --send 'lo\n' --expect 'hello\n' --half-close --expect-end \
	--expect-calls 'socket bind listen accept recv send close' -- \
	build/assignments/tcp-echo-server/good/iterative '{port}' | stable
