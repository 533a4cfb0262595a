# What bash completes, zsh and fish do: each command of the help, each of its options, the formats, the families, suites, rules, and files where
# submissions are expected. Where make install and the Debian package put it, zsh looks. Zsh's own functions, which need a terminal, are replaced by ones that print what they are given.
for shell in zsh fish; do
	command -v $shell >/dev/null || { echo "SKIP: no $shell"; exit 77; }
done
export HOME=${TMPDIR:-/tmp}
zsh_words()
{
	zsh -f -c '
		function compadd { shift ${argv[(i)--]}; print -rl -- ${(M)@:#${PREFIX}*} }
		function _describe { print -rl -- ${${(M)${(P)2}:#${PREFIX}*}%%:*} }
		function compset { PREFIX=${PREFIX##*:} }
		function _files { print -rl -- ${PREFIX}*(N) }
		function _normal { print -r -- "normal: $words, $CURRENT" }
		words=(${(s: :)1}); [[ $1 == *" " ]] && words+=("")
		CURRENT=$#words PREFIX=$words[-1]
		source docs/completion/_sockcheck' zsh "$1" | sed '/^$/d' | LC_ALL=C sort -u
}
fish_words()
{
	fish --no-config -c "source docs/completion/sockcheck.fish; complete -C '$1'" | cut -f 1 | LC_ALL=C sort -u
}
commands=$(sockcheck --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort)
formats=$(sockcheck check tcp-echo-server --format none -- /dev/null 2>&1 | sed 's/.*expected one of //; s/)$//; s/, /\n/g' | sort)
for shell in zsh fish; do
	diff <(echo "$commands") <(${shell}_words 'sockcheck ' | grep -v '^--') && echo "$shell: every command"
	for command in $commands; do
		missing=$(comm -23 <(sockcheck "$command" --help | grep -oE '^  --[a-z0-9-]+' | tr -d ' ' | sort -u) <(${shell}_words "sockcheck $command --" | sort -u))
		[ -z "$missing" ] || echo "$shell: $command lacks $missing"
	done
	diff <(echo "$formats") <(${shell}_words 'sockcheck check --format ') && echo "$shell: every format"
	diff <(echo "$formats" | grep -vx jsonl) <(${shell}_words 'sockcheck grade --format ') && echo "$shell: every format of a student's report"
	diff <(sockcheck list families | awk 'BEGIN { print "all" } { print $1 }' | LC_ALL=C sort) <(${shell}_words 'sockcheck run --family ') && echo "$shell: every family"
	diff <(sockcheck list suites | LC_ALL=C sort) <(${shell}_words 'sockcheck grade ' | grep -Fxf <(sockcheck list suites)) && echo "$shell: every suite"
	for line in 'list f' 'bundle --for a' 'sweep tcp-echo-s' 'sweep --format o' 'sweep --plausibility ' 'sweep --baseline READ' 'show --format s' 'grade tcp-echo-server READ' 'merge READ' 'run --inject accep' 'run --inject recv:sho' 'run --inject recv:short=1:whe' 'run -- true READ'; do
		echo "$shell: $line: $(${shell}_words "sockcheck $line" | tr '\n' ' ')"
	done
done
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
packaged=$(sed -n 's/^places :=.* \(ZSHDIR=[^ ]*\).*/\1/p' debian/rules)
for places in PREFIX=/usr/local "PREFIX=/usr $packaged"; do
	# shellcheck disable=SC2086 # words
	make -s -o built BUILD="$(dirname "$(command -v sockcheck)")" $places DESTDIR="$there" install || exit
done
(cd "$there" && find . -name _sockcheck -printf '/%P\n' | sort | while read -r file; do
	zsh -f -c 'print -l $fpath' | grep -Fx "${file%/*}" || echo "zsh does not look for $file"
done)
