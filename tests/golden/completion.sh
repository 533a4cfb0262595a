# What bash, zsh and fish offer behind each line of standard input: "LINE|WORD" for each word, sorted. Zsh's own functions, which need a terminal, are
# replaced by ones that print what they are given.
completion=$PWD/docs/completion

# A shell prints each line with a mark before it, then the words.
join_words() { awk '/^\001/ { line = substr($0, 2); next } $0 != "" { print line "|" $0 }' | LC_ALL=C sort -u; }

# Readline ends a word at = too (COMP_WORDBREAKS), and the sign is a word.
bash_words()
{
	bash --norc -c '
		. "$0/sockcheck.bash"
		while IFS= read -r line; do
			read -ra COMP_WORDS <<<"${line//=/ = }"
			case $line in *" ") COMP_WORDS+=("") ;; esac
			COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
			_sockcheck
			printf "\001%s\n" "$line"
			printf "%s\n" "${COMPREPLY[@]}"
		done' "$completion" | join_words
}

zsh_words()
{
	zsh -f -c '
		function compadd { shift ${argv[(i)--]}; print -rl -- ${(M)@:#${PREFIX}*} }
		function _describe { print -rl -- ${${(M)${(P)2}:#${PREFIX}*}%%:*} }
		function compset { [[ $2 == 1 ]] && PREFIX=${PREFIX#*=} || PREFIX=${PREFIX##*:} }
		function _files { [[ $1 == -/ ]] && print -rl -- ${PREFIX}*(N/) || print -rl -- ${PREFIX}*(N) }
		function _command_names { print -rl -- ${(Mk)commands:#${PREFIX}*} }
		function _normal { print -r -- "normal: $words, $CURRENT" }
		while IFS= read -r line; do
			words=(${(s: :)line}); [[ $line == *" " ]] && words+=("")
			CURRENT=$#words PREFIX=$words[-1]
			print -r -- $'"'\\001'"'$line
			source $0/_sockcheck
		done' "$completion" | join_words
}

fish_words()
{
	HOME=${TMPDIR:-/tmp} fish --no-config -c '
		source $argv[1]/sockcheck.fish
		while read -l line
			printf "\001%s\n" $line
			complete -C "$line" | cut -f 1
		end' "$completion" | join_words
}
