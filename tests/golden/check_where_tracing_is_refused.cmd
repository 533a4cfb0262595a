# Where ptrace(2) is refused, what a peer can make is judged all the same, and nobody is accused of what only a tracer sees: those
# cases are skipped, worth nothing, and it is said once. As root, as an ordinary user, and on the host's loopback.
from=build/assignments/tcp-echo-server
judge()
{
	"$@" 2>&1 | grep -E 'weaker|^  (PASS|FAIL|SKIP|BROKEN) +[^ (]|passed' |
		sed -E -e 's/  [0-9.]+ s( |$)/ /' -e 's/\(PTRACE_SEIZE.*\)//' -e 's/  */ /g' -e 's/ $//'
	echo "exit ${PIPESTATUS[0]}"
}
check()
{
	build/programs/without_call ptrace sockcheck check tcp-echo-server --family ipv4 "$@"
}
judge check -- $from/good/iterative
judge check --case 'echoes *' -- $from/broken/adds_a_nul
judge check --case "sends nothing*" -- $from/broken/sends_a_banner.py
# Nobody can say that it is a deadlock, but nothing has come, and the limit has passed.
judge check --case 'echoes each byte*' --limit 0.3 -- $from/broken/waits_for_a_newline.py
judge build/programs/without_namespaces build/programs/without_call ptrace sockcheck check tcp-echo-server --family ipv6 --case 'serves *' \
	-- $from/good/fork_per_client
judge check --case 'echoes a line' --inject recv:short=1 -- $from/good/iterative
if [ "$(id -u)" = 0 ]; then
	user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
else
	user=()
fi
judge "${user[@]}" build/programs/without_call ptrace sockcheck check tcp-echo-server --family ipv6 --case 'runs *' -- $from/good/fork_per_client
