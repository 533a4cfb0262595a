# The command that a finding ends with makes it happen again, each time: in C and in Python, over a name, by steps, with a program whose name a shell minds.
build=$(dirname "$(command -v sockcheck)")
for row in 'a short send' 'a reset, in Python' 'over a family of names' 'odd words' 'a talk'; do
	tests/sweep/again --build "$build" --times 3 --name "$row" | sed 's/: [0-9]* of [0-9]* findings/: N findings/'
done
