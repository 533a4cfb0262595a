sockcheck run --trace -- build/programs/play '{host}' '{port}' listen connect send=hello accept recv=3 recv close print=bye 2>&1 |
	sed -E 's/htons\([0-9]+\)/htons(PORT)/; s/^# process [0-9]+/# process N/; s/^# execve .*\//# execve /'
echo "exit ${PIPESTATUS[0]}"
