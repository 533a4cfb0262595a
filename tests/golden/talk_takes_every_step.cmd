# Each line names what it takes; the last line of its report follows.
talk()
{
	local last
	last=$(sockcheck talk "$@" 2>&1 | tail -n 1)
	printf '%s\n' "$last"
}
server=build/assignments/tcp-echo-server/good/fork_per_client
play='build/programs/play {host} {port}'
polls=build/programs/polls_with_a_time_out

# Two connections, and back to the first; the second is closed, the first reset.
talk --connect --send-paced 'ab\n' --expect-line ab --connect --send-chunks 2 hello --expect-at-least 5 --expect hello \
	--peer 1 --send x --expect x --expect-silence --peer 2 --close --peer 1 --reset --until-parked --expect-running -- \
	$server {port}
# A reader that stops and goes on.
talk --connect --shrink-buffers 4096 --stop-reading --send hello --read-again --expect hello --half-close --expect-gone -- \
	$server {port}
# Held before its second recv; then it goes on.
talk --until-listening --connect --send a --run-until before:recv:2 --go-on --expect a -- $server {port}
# Resets and urgent data.
talk --connect --expect-reset -- $play listen accept reset
talk --connect --urgent '!' --drained --close --until-exit --expect-exit 0 -- $play listen accept recvend
# One that never listens, its output, a signal.
talk --connect-refused --expect-output-begins hi --expect-running --signal TERM -- $play print=hi pause
# Another address than the family's: a server at every one, and one that is at 127.0.0.1 alone.
talk --use-address 127.0.0.2 --connect --send a --expect a -- $server {port}
talk --until-listening --use-address 127.0.0.2 --connect-refused -- $play listen accept
# Ten time-outs of a tenth of a second pass while the clock is put on by a second; a nanosecond less are nine.
talk --clock auto --connect --send a --expect-silence --advance 0.999999999 --expect-silence --advance 0.000000001 --expect a -- $polls {port} 10
talk --clock 2038-01-19 --connect --set-clock '2000-02-29 12:00:00' --send a --expect a -- $server {port}
