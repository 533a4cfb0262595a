# Killed at twenty moments by chance, --resume ends with the same gradebook as a run that nobody disturbed. A moment is the n-th stop of grade's own system calls
# (fixtures/programs/killed_at_a_stop.c); SEED=N chooses them again. (That no process of it is left says
# tests/live/leaves_nothing_of_a_command_that_was_killed.c.)
. tests/golden/class.sh
rm -r "$there/class/empty" "$there/class/dora.tar.gz" # whom others are like enough
seed=${SEED:-$RANDOM}
RANDOM=$seed

# grade_until N FOLDER: sets $status, and $stops, how many there were; N is 0: to the end.
grade_until()
{
	stops=$(build/programs/killed_at_a_stop "$1" sockcheck grade tcp-echo-server "$there/class" --case 'echoes a line*' --jobs 4 --output "$there/$2" --resume 2>/dev/null)
	status=$?
}

same_as_whole()
{
	sockcheck compare "$there/whole" "$there/cut" && cmp <(cut -d , -f 1-11 "$there/whole/gradebook.csv") <(cut -d , -f 1-11 "$there/cut/gradebook.csv")
}

grade_until 0 whole
echo "exit $status"
most=$stops kills=0 runs=0
while [ $kills -lt 20 ] && [ $((runs += 1)) -le 200 ]; do
	grade_until $((1 + (RANDOM * 32768 + RANDOM) % most)) cut
	if [ $status = 137 ]; then
		cp -r "$there/cut" "$there/killed.$((kills += 1))" 2>/dev/null
		continue
	fi
	# It had less to do than there were stops until then.
	[ $status = 1 ] && same_as_whole || echo "after $kills kills another gradebook, exit $status"
	rm -rf "$there/cut"
done >"$there/said" 2>&1
grade_until 0 cut
{
	[ $status = 1 ] && same_as_whole || echo "after the last kill another gradebook, exit $status"
	find "$there" -path "*/killed.*" -name '*.json' -exec python3 -c '
import json, sys
for file in sys.argv[1:]:
    try:
        json.load(open(file))
    except ValueError as error:
        print(file, error)' {} +
} >>"$there/said" 2>&1
[ ! -s "$there/said" ] || { echo "SEED=$seed"; cat "$there/said"; }
echo "$kills kills, and the same gradebook"
