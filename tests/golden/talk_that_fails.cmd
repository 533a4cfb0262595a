. tests/golden/stable.sh
set -o pipefail
sockcheck talk --family ipv4 --connect --send 'hello\n' --expect 'help\n' -- \
	build/programs/play '{host}' '{port}' listen accept echo | under_way
