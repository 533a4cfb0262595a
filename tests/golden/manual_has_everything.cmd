# What the tables and the helps have is in the manual: a page a command, with each of its options and its exit status; steps, outcomes, cases, edge cases, families,
# and the functions of the library.
man=$(dirname "$(command -v sockcheck)")/man
# Each line of the input as .It has it in the page: the words behind the macro, without macros and quotes.
items()
{
	sed -n 's/^\.It //p' "$man/$1" | sed -E 's/\b(Fl|Ar|Cm|Sy|Xr|Ns) ?//g; s/"//g; s/\\e/\\/g'
}
missing()
{
	local words
	words=$(comm -23 <(sort -u) <(items "$1" | sort -u))
	[ -z "$words" ] || echo "$1 lacks $words"
}
for command in $(sockcheck --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	[ -f "$man/sockcheck-$command.1" ] || echo "no page of $command"
	grep -q "^\.It Xr sockcheck-$command 1$" "$man/sockcheck.1" || echo "sockcheck.1 lacks $command"
	grep -q '^\.Sh EXIT STATUS$' "$man/sockcheck-$command.1" || echo "sockcheck-$command.1 lacks EXIT STATUS"
	sockcheck "$command" --help | sed -n '/^Options:/,/^$/s/^  -\(-[a-z0-9-]*\)\( [^ ][^ ]*\)*  *.*/\1/p' |
		comm -23 <(sort -u) <(items "sockcheck-$command.1" | sed 's/ .*//' | sort -u) | sed "s/^/sockcheck-$command.1 lacks -/"
done
sockcheck list steps | sed -E 's/^-(-[a-z0-9-]+).*/\1/' | comm -23 <(sort -u) <(items sockcheck-steps.7 | sed 's/ .*//' | sort -u) | sed 's/^/no step -/'
sockcheck list cases --format json | sed -n 's/^ *"case": "\(.*\)",$/\1/p' | missing sockcheck-cases.7
sockcheck list edge-cases --format json | sed -n 's/^ *"number": \(.*\),$/\1/p; s/^ *"sentence": "\(.*\)",$/\1/p' | paste -d ' ' - - | missing sockcheck-cases.7
sockcheck list families | awk '{ print $1 }' | missing sockcheck.1
! grep "^1 points" "$man/sockcheck-cases.7"
echo "outcomes: $(($(sockcheck list outcomes | wc -l) - $(sed -n '/^\.Sh OUTCOMES/,/^\.Sh EXAMPLES/p' "$man/sockcheck-inject.7" | grep -c '^\.It'))) are missing"
sed -n 's/^\.Fo //p' "$man/sockcheck.3" | sort | diff <(nm -D --defined-only "$man/../libsockcheck.so.0" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort) - && echo "every function"
