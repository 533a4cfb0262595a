# What nothing can be judged without: doctor names it and says how to allow it, and a case says what it was refused.
for call in ptrace pidfd_getfd seccomp pipe2 bind socket; do
	echo "$call:"
	build/programs/without_call $call sockcheck doctor | grep -E '^NO .* -- ' | cut -c -22
	echo "exit ${PIPESTATUS[0]}"
	build/programs/without_call $call sockcheck check tcp-echo-server --case 'echoes a line' --family ipv4 -- \
		build/assignments/tcp-echo-server/good/iterative | grep '^  BROKEN [^ ]'
	echo "exit ${PIPESTATUS[0]}"
	build/programs/without_call $call sockcheck run -- build/programs/play '{host}' '{port}' listen
	echo "exit $?"
done
# What the cases' own processes need.
for call in memfd_create pidfd_open socketpair sendmsg; do
	echo "$call:"
	build/programs/without_call $call sockcheck check tcp-echo-server --case 'echoes a line' --family ipv4 -- \
		build/assignments/tcp-echo-server/good/iterative | grep '^  BROKEN [^ ]'
	echo "exit ${PIPESTATUS[0]}"
done
