# Bash completion for sockcheck: commands, options, and the names that `sockcheck list` prints.

_sockcheck()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} i words
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [ "${COMP_WORDS[i]}" = -- ]; then
			_command_offset $((i + 1)) 2>/dev/null || mapfile -t COMPREPLY < <(compgen -f -- "$word")
			return
		fi
	done
	case $before in
	--family) words="all $(sockcheck list families 2>/dev/null | cut -d' ' -f1)" ;;
	--format) words="text tap junit json" ;;
	--output | --record) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
	sockcheck) words="run talk check list show doctor --help --version" ;;
	check) words=$(sockcheck list suites 2>/dev/null) ;;
	list) words="suites cases calls steps families" ;;
	show) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
	*) words="-- $(sockcheck "$command" --help 2>/dev/null | grep -oE '^  --[a-z-]+')" ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _sockcheck sockcheck
