# Bash completion for sockcheck: commands, options, rules, and the names that `sockcheck list` prints.

# What can stand next in the rule $1. Readline's words end at a colon and at an equals sign (COMP_WORDBREAKS): what is offered is
# only what follows the last of them.
_sockcheck_rule()
{
	local rule=$1 call=${1%%:*} last=${1##*:} words
	case $rule in
	*:*:family=*) words="family=ipv4 family=ipv6" ;;
	*:*:*) words="when= fd= peer= family= site= process= thread= offset= chance=" ;;
	*:hold=*) words=$(sockcheck list calls 2>/dev/null | awk '{ print "hold=" $1 }') ;;
	*:*)
		words=$(sockcheck list calls 2>/dev/null | awk -v call="$call" '$1 == call || $2 == call { print $1, $2 }')
		words=$(sockcheck list outcomes 2>/dev/null | awk -F '  +' -v calls="any $call ${words//$'\n'/ } " '
			{
				n = split($1, name, " ")
				sub(/=(N|TIME|CALL)$/, "=", $2)
				for (i = 1; i <= n; i++)
					if (index(" " calls, " " name[i] " ")) {
						print $2
						break
					}
			}')
		;;
	*)
		words=$(sockcheck list calls 2>/dev/null | awk '{ print $1 ":"; if ($2 ~ /^[a-z]+$/) print $2 ":" }')
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$last" | sort -u)
	case $last in
	*=*) COMPREPLY=("${COMPREPLY[@]#*=}") ;;
	esac
	case ${COMPREPLY[*]} in
	*[=:]) compopt -o nospace 2>/dev/null ;;
	esac
}

# What --format takes: of a list, of a student's file, of a report.
_sockcheck_formats()
{
	local formats
	formats=$(sockcheck check --help 2>/dev/null | tr '\n' ' ' | sed -E 's/.*of the report: ([a-z0-9, ]*[a-z0-9]) +--.*/\1/; s/,//g')
	case $1 in
	list) echo "text json" ;;
	sweep) echo "text json annotations outcomes lcov" ;;
	show) echo "text svg html trace" ;;
	grade) echo "${formats/ jsonl/}" ;;
	*) echo "$formats" ;;
	esac
}

# What can stand behind the option $2 of the command $1, by the word for it in the help; fails where it takes no value.
_sockcheck_value()
{
	local value words name
	value=$(sockcheck "$1" --help 2>/dev/null | sed -nE "s/^  $2 ([^ ]+).*/\1/p")
	case $value in
	'') return 1 ;;
	FILE) mapfile -t COMPREPLY < <(compgen -f -- "$3"); return ;;
	DIR) mapfile -t COMPREPLY < <(compgen -d -- "$3"); return ;;
	COMMAND) mapfile -t COMPREPLY < <(compgen -c -- "$3"); return ;;
	GLOB)
		[ "$2" = --case ] || return 0
		compopt -o filenames 2>/dev/null # their blanks are quoted then
		while IFS=$'\t' read -r name _; do
			[[ $name != "$3"* ]] || COMPREPLY+=("$name")
		done < <(sockcheck check "${COMP_WORDS[2]}" --list 2>/dev/null)
		return
		;;
	F) words="all $(sockcheck list families 2>/dev/null | cut -d' ' -f1)" ;;
	FORMAT) words=$(_sockcheck_formats "$1") ;;
	KIND) words="calls offsets order surroundings lasting" ;;
	LANG) words="en fr" ;;
	P) words="loopback network posix stress" ;;
	PLATFORM) words="gradescope classroom autolab" ;;
	STEP...) words=$(sockcheck list steps 2>/dev/null | cut -d' ' -f1) ;;
	WHEN) words=auto ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$3")
}

_sockcheck()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} i words
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [ "${COMP_WORDS[i]}" = -- ]; then
			_command_offset $((i + 1)) 2>/dev/null || mapfile -t COMPREPLY < <(compgen -f -- "$word")
			return
		fi
	done
	if [[ ${COMP_LINE:0:COMP_POINT} =~ --(inject|rule)[=[:blank:]]+([^[:blank:]]*)$ ]]; then
		_sockcheck_rule "${BASH_REMATCH[2]}"
		return
	fi
	# "--format=te" is three words here.
	case $word:$before in
	=:--*) word= ;;
	*:=) before=${COMP_WORDS[COMP_CWORD - 2]} ;;
	esac
	word=${word#[\"\']}
	case $before in
	--*) ! _sockcheck_value "$command" "$before" "${word//\\/}" || return 0 ;;
	esac
	case $before in
	sockcheck) words="$(sockcheck --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p') --help --version" ;;
	check | sweep | grade | bundle) words=$(sockcheck list suites 2>/dev/null) ;;
	list) words="suites cases calls outcomes steps families edge-cases" ;;
	*) words="-- $(sockcheck "$command" --help 2>/dev/null | grep -oE '^  --[a-z0-9-]+')" ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	case $command in
	# A suite's path, submissions, or folders of reports.
	check | sweep | bundle | grade | merge | compare | show) [[ $word == -* ]] || mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$word") ;;
	esac
}
complete -F _sockcheck sockcheck
