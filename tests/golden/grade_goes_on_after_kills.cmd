# Killed at twenty moments, in the end it has the same gradebook as a run that nobody disturbed. (That no process of it is left says
# tests/live/leaves_nothing_of_a_command_that_was_killed.c.)
. tests/golden/class.sh
grade --output "$there/whole"
exec {alive}<> <(:)
mkfifo "$there/fifo"
for moment in 02 05 08 11 14 17 20 24 28 32 36 40 45 50 55 60 70 80 90 99; do
	[ $((RANDOM % 2)) = 0 ] || rm -rf "$there/cut"
	# Whoever has the other end of the FIFO lives: its end comes when the grader is gone.
	(timeout -s KILL 0.$moment sockcheck grade tcp-echo-server "$there/class" --case 'echoes a*' --output "$there/cut" --resume \
		>/dev/null 2>&1 7>"$there/fifo" &)
	read -r <"$there/fifo"
	find "$there/cut" -name '*.json' 2>/dev/null | while read -r file; do python3 -m json.tool "$file" >/dev/null || echo "$file is cut"; done
done
grade --output "$there/cut" --resume
sockcheck compare "$there/whole" "$there/cut"
echo "compare $?"
diff <(cut -d , -f 1-11 "$there/whole/gradebook.csv") <(cut -d , -f 1-11 "$there/cut/gradebook.csv") && echo "the same gradebook"
