# The help of a command, and in OWN and in the file SHARED what there is to say beyond it.

function add(line)
{
	if (line ~ /^\.It Fl -/) {
		name = line
		sub(/^\.It Fl /, "-", name)
		sub(/ .*/, "", name)
		started = name
		texts[name] = ""
	} else if (line != "" && line !~ /^\.\\"/) {
		texts[started] = texts[started] line "\n"
	}
}
function finish()
{
	if (option == "")
		return
	print ".It Fl " substr(option, 2) (value == "" ? "" : " Ar " value)
	if (option in texts)
		printf "%s", texts[option]
	else
		paragraph(sentence(help))
	option = ""
}
BEGIN {
	while ((getline line < shared) > 0)
		add(line)
	count = split(own, lines, "\n")
	for (i = 1; i <= count; i++)
		add(lines[i])
}
/^Options:/ { on = 1; next }
on && /^$/ { on = 0 }
on && /^  --/ {
	finish()
	option = $1
	line = $0
	sub(/^  --[a-z0-9-]+/, "", line)
	value = ""
	# The value stands a single space behind, the help two at least.
	if (line ~ /^ [^ ]/) {
		value = $2
		sub(/^ [^ ]+/, "", line)
	}
	sub(/^ +/, "", line)
	help = line
	next
}
on { sub(/^ +/, ""); help = help " " $0 }
END { finish() }
