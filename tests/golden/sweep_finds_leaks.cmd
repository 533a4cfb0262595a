# Connections and files that are left when all clients have gone: no case of these looks for them. Who closes them has none.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
sweep()
{
	sockcheck sweep "$1" --case "$2" --family ipv4 -- "build/assignments/$1/$3" >"$there/report"
	echo "exit $?"
	sed -n 's/\.c:[0-9]*/.c:N/; /^[0-9]*\. /p; /FAIL/p' "$there/report"
	sed -n 's/^ *again //p' "$there/report" | head -n 1 >"$there/again"
}
sweep tcp-echo-server-concurrent 'echoes a line' broken/leaks_a_descriptor_on_a_reset
cat "$there/again"
sh "$there/again" | grep -o '^1 finding'
sweep http-server 'answers GET with the file' broken/leaks_the_file_when_a_client_leaves
sweep tcp-proxy 'carries bytes both ways' broken/leaks_the_socket_of_a_refused_connection
sweep http-server 'answers GET with the file' good/iterative
# A child that nobody waits for is left, too.
sockcheck sweep --talk --connect --send x --expect x --half-close --expect-end --rule recvfrom:reset:when=1 -- build/programs/forgets_a_child_that_failed {host} {port} |
	sed -n '/^[0-9]*\. /s/:[0-9]*/:N/p; /FAIL/p'
