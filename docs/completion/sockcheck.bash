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

_sockcheck()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} i words
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [ "${COMP_WORDS[i]}" = -- ]; then
			_command_offset $((i + 1)) 2>/dev/null || mapfile -t COMPREPLY < <(compgen -f -- "$word")
			return
		fi
	done
	if [[ ${COMP_LINE:0:COMP_POINT} =~ --inject[=[:blank:]]+([^[:blank:]]*)$ ]]; then
		_sockcheck_rule "${BASH_REMATCH[1]}"
		return
	fi
	case $before in
	--family) words="all $(sockcheck list families 2>/dev/null | cut -d' ' -f1)" ;;
	--format) words=$(_sockcheck_formats "$command") ;;
	--for) words="gradescope classroom autolab" ;;
	--lang) words="en fr" ;;
	--plausibility) words="loopback network posix stress" ;;
	--output | --record | --pcap | --since | --steps | --baseline | --policy) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
	sockcheck) words="$(sockcheck --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p') --help --version" ;;
	check | sweep | grade | bundle) words=$(sockcheck list suites 2>/dev/null) ;;
	list) words="suites cases calls outcomes steps families edge-cases" ;;
	show) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
	*) words="-- $(sockcheck "$command" --help 2>/dev/null | grep -oE '^  --[a-z-]+')" ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	case $command in
	# Submissions, or folders of reports.
	grade | merge | compare | show) [[ $word == -* || $before == --* ]] || mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$word") ;;
	esac
}
complete -F _sockcheck sockcheck
