# Each sentence begins a line, and no line of text is longer than 80 bytes.

function show(text,	at)
{
	while (length(text) > 80) {
		for (at = 80; at > 1 && (substr(text, at, 1) != " " || substr(text, at + 1, 1) ~ /[.']/); at--)
			;
		if (at == 1)
			break
		print substr(text, 1, at - 1)
		text = substr(text, at + 1)
	}
	print text
}

/^\.Bd .*-literal/ { literal = 1 }
/^\.Ed/ { literal = 0 }
# Behind a head there is no need for a distance.
/^\.Pp/ && headed { next }
{ headed = /^\.(Sh|Ss|Pp)( |$)/ }
# In a command line it is no dash; functions are named without markup.
!literal { gsub(/ -- /, " \\-\\- "); gsub(/[a-z]\(\)/, "&\001"); gsub(/\(\)\001/, "\\\\\\&()") }
literal || /^[.']/ { print; next }
{
	rest = $0
	kept = ""
	while (match(rest, /[A-Za-z0-9)>`][.?!]\)? +[A-Z]/)) {
		end = RSTART + RLENGTH - 1
		kept = kept substr(rest, 1, end - 1)
		rest = substr(rest, end)
		# "e.g." and the like are no ends.
		if (kept ~ /(^|[ (])(e\.g|i\.e|etc)\. +$/)
			continue
		sub(/ +$/, "", kept)
		show(kept)
		kept = ""
	}
	show(kept rest)
}
