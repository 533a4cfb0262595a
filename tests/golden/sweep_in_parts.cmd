# The shards of a sweep, put together by their journals, are what one sweep finds; each makes a part of the runs, and no run is made twice.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
program=build/assignments/tcp-echo-server/broken/ignores_short_sends
sweep()
{
	sockcheck sweep tcp-echo-server --case 'echoes a line' --family ipv4 --family ipv6 --format json "$@" -- $program
}
report()
{
	sweep "$@" | grep -v '"seconds"'
}
planned()
{
	python3 -c 'import json, sys; print(sum(json.load(open(name))["planned"] for name in sys.argv[1:]))' "$@"
}
report --journal "$there/whole.journal" >"$there/whole"
parts=()
for shard in 1 2 3; do
	sweep --shard $shard/3 --journal "$there/$shard.journal" >"$there/$shard"
	parts+=(--journal "$there/$shard.journal")
done
before=$(cat "$there"/?.journal | wc -l)
report --resume "${parts[@]}" | cmp - "$there/whole" && echo "together: the same"
[ "$before" = "$(cat "$there"/?.journal | wc -l)" ] && echo "nothing was made again"
[ "$(planned "$there/1" "$there/2" "$there/3")" = "$(planned "$there/whole")" ] && echo "no run was planned twice"
report --resume "${parts[@]}" --shard 2/3 | cmp - <(grep -v '"seconds"' "$there/2") && echo "a part of it is a part"
report --resume --journal "$there/rest.journal" --journal "$there/1.journal" --journal "$there/3.journal" | cmp - "$there/whole" && echo "with a part missing: the same"
[ -s "$there/rest.journal" ] && echo "what was missing was made"
sweep --shard 4/3
