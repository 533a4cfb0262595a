# We are the server: the program is started by the first step that needs it.
. tests/golden/stable.sh
sockcheck talk --listen --accept --expect-end --half-close --expect-exit 0 -- \
	build/assignments/tcp-echo-client/good/poll '{host}' '{port}' | stable
sockcheck talk --listen --input 'hi\n' --end-input --accept --expect 'hi\n' --send 'hi\n' --half-close --expect-end \
	--expect-output 'hi\n' --expect-exit 0 -- build/assignments/tcp-echo-client/good/poll '{host}' '{port}' | tail -n 1
sockcheck talk --refuse --end-input --expect-failure -- \
	build/assignments/tcp-echo-client/good/poll '{host}' '{port}' | tail -n 1
