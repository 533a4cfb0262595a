# Behind each option of each help that takes a value bash, zsh and fish offer just what the command takes, as its own error says it; files where one is
# wanted, the names of cases, and nothing where nobody can know it. The manual has each of these words at the option.
. tests/golden/completion.sh
man=$(dirname "$(command -v sockcheck)")/man
for shell in zsh fish; do
	command -v $shell >/dev/null || { echo "SKIP: no $shell"; exit 77; }
done
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT && mkdir -p "$there/here/folder" && touch "$there/here/file" && cd "$there/here" || exit

# A command line that is right but for the option's value, and the words that it is said to expect, sorted.
expected()
{
	case $1 in
	run) set -- "$@" -- /dev/null ;;
	talk) set -- "$@" --connect -- /dev/null ;;
	check | sweep) set -- "$@" tcp-echo-server -- /dev/null ;;
	bundle) set -- "$@" tcp-echo-server ;;
	grade) set -- "$@" tcp-echo-server file ;;
	list) set -- "$@" cases ;;
	*) set -- "$@" file ;;
	esac
	sockcheck "$@" 2>&1 | sed -nE '1{s/.*\(expected (one of )?([^()]*)\)$/\2/p}' | sed -E 's/, or | or |, /\n/g' |
		awk '!/^[a-z0-9-]+$/ { exit } { all = all "\n" $0 } END { if (NR > 1) print all }' | sed '/^$/d' | LC_ALL=C sort
}

# What the page says of the option.
entry() { awk -v option="-${2#--}" '/^\.It Fl -/ { on = $3 == "-" substr(option, 2) } on' "$man/sockcheck-$1.1"; }

for command in $(sockcheck --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	sockcheck "$command" --help | sed -nE "/^Options:/,/^\$/s/^  (--[a-z0-9-]+) ([^ ]+) .*/$command \1 \2/p"
done >../options
while read -r command option value; do
	line="sockcheck $command tcp-echo-server $option "
	echo "$line"
	case $value in
	FILE) printf '%s|file\n%s|folder\n' "$line" "$line" ;;
	DIR) printf '%s|folder\n' "$line" ;;
	WHEN) printf '%s|auto\n' "$line" ;;
	GLOB) [ "$option" != --case ] || sockcheck check tcp-echo-server --list | cut -f 1 | sed "s/^/$line|/" ;;
	STEP...) sockcheck list steps | cut -d ' ' -f 1 | sed "s/^/$line|/" ;;
	N | I/N | SECONDS | LIST | WORDS) ;;
	RULE | COMMAND) echo "$line|?" ;; # of these see the other tests
	*)
		words=$(expected "$command" "$option" none)
		[ -n "$words" ] || echo "$command $option: '$value' is no kind of value that this test knows"
		for word in $words; do
			printf '%s|%s\n' "$line" "$word"
			entry "$command" "$option" | grep -qiE "\.Xr sockcheck(-check)? 1|(^|[^a-z0-9-])$word([^a-z0-9-]|\$)" || echo "sockcheck-$command.1: $option lacks $word" >&2
		done
		;;
	esac
done <../options | LC_ALL=C sort >../lines
grep -v '|' ../lines >../asked
for shell in bash zsh fish; do
	${shell}_words <../asked | sed -E '/ (--inject|--rule|--build) \|/s/\|.*/|?/; s:/$::' | LC_ALL=C sort -u >../offered
	diff <(grep '|' ../lines | LC_ALL=C sort -u) ../offered && echo "$shell: every value"
done
