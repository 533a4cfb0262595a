# Each command of the help is offered, with each of its options, and each format that --format takes; where submissions are expected, files are.
. docs/completion/sockcheck.bash
complete_line()
{
	read -ra COMP_WORDS <<<"$1"
	case $1 in *' ') COMP_WORDS+=('') ;; esac
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
	_sockcheck
	printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort -u
}
commands=$(sockcheck --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort)
diff <(echo "$commands") <(complete_line 'sockcheck ' | grep -v '^--') && echo "every command"
for command in $commands; do
	missing=$(comm -23 <(sockcheck "$command" --help | grep -oE '^  --[a-z0-9-]+' | tr -d ' ' | sort -u) <(complete_line "sockcheck $command x --" | sort -u))
	[ -z "$missing" ] || echo "$command lacks $missing"
done
for command in check grade; do
	sockcheck $command tcp-echo-server --format none -- /dev/null 2>&1 | sed 's/.*expected one of //; s/)$//; s/, /\n/g' | sort >"${TMPDIR:=/tmp}/formats.$$"
	sockcheck $command tcp-echo-server README.md --format none 2>&1 | sed 's/.*expected one of //; s/)$//; s/, /\n/g' | sort >>"$TMPDIR/formats.$$"
	missing=$(comm -13 <(complete_line "sockcheck $command --format ") <(grep -E '^[a-z0-9]+$' "$TMPDIR/formats.$$" | sort -u))
	echo "$command: $(grep -cE '^[a-z0-9]+$' "$TMPDIR/formats.$$") formats, not offered: $missing"
	rm "$TMPDIR/formats.$$"
done
complete_line 'sockcheck bundle x --for '
complete_line 'sockcheck grade tcp-e'
complete_line 'sockcheck grade tcp-echo-server READ'
complete_line 'sockcheck merge READ'
