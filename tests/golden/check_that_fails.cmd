. tests/golden/stable.sh
set -o pipefail
sockcheck check tcp-echo-server --case 'echoes [ab]*[et]' --family ipv4 --family ipv6 -- \
	build/assignments/tcp-echo-server/broken/takes_one_recv_for_one_message | under_way
