# Where no word of the command has a {host}, {port} or {dir}, the contract's own arguments are appended; a brace
# alone is no such word.
. tests/golden/stable.sh
set -o pipefail
sockcheck check tcp-echo-server --case 'echoes a line' --family ipv4 -- \
	build/assignments/tcp-echo-server/good/iterative '{port}' | stable
sockcheck check tcp-echo-server --case 'echoes a line' --family ipv4 -- \
	sh -c 'exec build/assignments/tcp-echo-server/good/iterative "$1"' sh | tail -n 1
sockcheck check tcp-echo-server --case 'echoes a line' --family ipv4 -- \
	sh -c 'exec build/assignments/tcp-echo-server/good/iterative "$2"' sh '{' | tail -n 1
