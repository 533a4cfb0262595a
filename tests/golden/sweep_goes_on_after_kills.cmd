# Killed at ten moments, and its journal cut at ten places, in the end it reports what a sweep does that nobody disturbed. What is there is
# not made again; a journal of anything else is refused.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
cp build/assignments/tcp-echo-server/broken/ignores_short_sends "$there/server"
sweep()
{
	sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 --family ipv6 --format json "$@" -- "$there/server"
}
report()
{
	sweep "$@" | grep -v '"seconds"'
}
report --journal "$there/whole" >"$there/report"
exec {alive}<> <(:)
mkfifo "$there/fifo"
for moment in 04 09 14 19 24 29 34 39 44 49; do
	had=$(grep -c . "$there/killed" 2>/dev/null)
	# Whoever has the other end of the FIFO lives: its end comes when all are gone.
	(timeout -s KILL 0.$moment sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 --family ipv6 --resume --journal "$there/killed" \
		-- "$there/server" >/dev/null 2>&1 7>"$there/fifo" &)
	read -r <"$there/fifo"
	has=$(grep -c . "$there/killed" 2>/dev/null)
	[ "${has:-0}" -ge "${had:-0}" ] || echo "it has lost something"
done
report --resume --journal "$there/killed" | cmp - "$there/report" && echo "killed: the same"
size=$(stat -c %s "$there/whole")
for _ in 1 2 3 4 5 6 7 8 9 10; do
	at=$((RANDOM * size / 32768))
	head -c $at "$there/whole" >"$there/cut"
	report --resume --journal "$there/cut" | cmp - "$there/report" || echo "cut at $at: not the same"
	[ "$(sort "$there/cut" | cut -f 1 | uniq -d)" = "" ] && [ "$(wc -l <"$there/cut")" = "$(wc -l <"$there/whole")" ] || echo "cut at $at: lines are missing or twice there"
done
refused()
{
	sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 --resume "$@" 2>&1 >/dev/null | sed "s,$there/,,"
}
lines=$(wc -l <"$there/whole")
refused --journal "$there/whole" -- "$there/server"
[ "$lines" = "$(wc -l <"$there/whole")" ] && echo "nothing was made again"
refused --journal "$there/whole" --limit 3 -- "$there/server"
echo >>"$there/server"
refused --journal "$there/whole" -- "$there/server"
printf 'what somebody wrote' >"$there/text"
refused --journal "$there/text" -- "$there/server"
cat "$there/text" && echo
refused -- "$there/server"
refused --journal "$there/none/there" -- "$there/server"
