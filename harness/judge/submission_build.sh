#!/usr/bin/env bash
# Runs in a submission's first sandbox: unpacks what was handed in, builds it, and packs what there is then.
#
# Arguments: KIND (archive; file: one by itself) NAME (of the file) ROLE (server or client, of two programs the one to take) BUILD
# RUN ("": found out here) INSTRUMENTS (of asan, valgrind, coverage, a space between) HOW (the suite and what it is asked). Standard input: what was handed in. Standard
# output: the program's folder as a tar, in it .sockcheck with how it is run, a word a line. Descriptor 3: what grade reads, a line each: started, digest HEX, lacks PROGRAM (of this machine's), begun, without INSTRUMENT, built, or failed WHY. Standard error: the
# compiler's words. It ends with the sandbox, and whatever it started with it.
set -u
kind=$1 name=$2 role=$3 build=$4 run=$5 instruments=" $6 " how=$7
[[ $instruments != *" coverage "* ]] || : "${CFLAGS:=-O0 -g -Wall -Wextra}"
: "${CC:=cc}" "${CFLAGS:=-O1 -g -Wall -Wextra}" "${LDLIBS:=-pthread}"
export CC CFLAGS

say()
{
	printf '%s\n' "$*" >&3
}

fail()
{
	say "failed $*"
	exit 1
}

# This machine's own fault; said before anything of the submission's has run, or it is not believed.
need()
{
	command -v "$1" >/dev/null || { say "lacks $1"; fail "$1 is not on the machine that grades"; }
}

# How many processes there may be: counted in here alone since Linux 5.14, else with all that the user has.
limit_processes()
{
	local major minor
	IFS=.- read -r major minor _ </proc/sys/kernel/osrelease
	((major > 5 || (major == 5 && minor >= 14))) && ulimit -u 512
}

limit()
{
	ulimit -c 0
	limit_processes
	ulimit -d 4194304
	ulimit -t 120
}

# What is at standard input.
unpack_archive()
{
	local why
	why=$(bsdtar -xf - --no-same-owner --no-same-permissions --no-xattrs --no-acls --no-fflags 2>&1 | tail -n 1) || :
	[ -z "$why" ] || fail "it cannot be unpacked: ${why#bsdtar: }"
	# Permissions as handed in may keep out even us.
	find . -type d ! -perm -700 -exec chmod u+rwx {} + 2>/dev/null
	find . -type f ! -perm -600 -exec chmod u+rw {} + 2>/dev/null
	find . ! -type f ! -type d ! -type l -exec rm -f {} +
	# A link that leads out of the submission leads to nothing of its own.
	find . -type l -exec bash -c 'for link; do
		case $(readlink -f "$link") in "$PWD"/*) ;; *) rm -f "$link" ;; esac
	done' bash {} +
	rm -rf ./__MACOSX
	find . -name .DS_Store -exec rm -f {} +
}

unpack()
{
	if [ "$kind" = file ]; then
		cat >"./$name" || fail "it cannot be kept: it is larger than a submission may be"
	else
		unpack_archive
	fi
}

# A folder by itself in an archive is not a folder of the submission's.
enter_only_folder()
{
	local entries
	shopt -s nullglob dotglob
	entries=(./*)
	while [ ${#entries[@]} -eq 1 ] && [ -d "${entries[0]}" ] && [ ! -L "${entries[0]}" ]; do
		cd "${entries[0]}" || fail "its folder cannot be entered"
		entries=(./*)
	done
	shopt -u dotglob
	move_here
}

# Compilers note where it was built: in the second sandbox it has the same place.
move_here()
{
	[ "$PWD" = "$HOME/submission" ] || {
		mv "$PWD" "$HOME/entered" && rm -rf "$HOME/submission" && mv "$HOME/entered" "$HOME/submission" && cd "$HOME/submission"
	} || fail "its folder cannot be entered"
}

# FOLDER: is there something in it to build or to start?
has_program()
{
	local files=("$1"/{[Mm]akefile,GNU[m]akefile,[C]argo.toml,*.c,*.java,*.go,*.rs,*.py,*.js,*.pl,*.rb,*.sh})
	[ ${#files[@]} -gt 0 ]
}

# Is there, at the top or in a folder there?
holds_program()
{
	local folder
	for folder in . ./*/; do
		if has_program "${folder%/}"; then return 0; fi
	done
	return 1
}

is_archive()
{
	[ -f "$1" ] && [ ! -L "$1" ] || return
	case ${1,,} in *.zip | *.tar | *.tar.gz | *.tgz | *.tar.bz2 | *.tar.xz | *.tar.zst | *.7z) ;; *) return 1 ;; esac
}

# An archive by itself in a folder is what was handed in, so Moodle has it; with something to read beside it, too, unless it is told how to build or to start it.
unpack_only_archive()
{
	local file others=0 archives=()
	shopt -s dotglob
	for file in ./*; do
		if is_archive "$file"; then archives+=("$file"); else others=1; fi
	done
	shopt -u dotglob
	[ ${#archives[@]} -eq 1 ] || return
	if [ $others = 1 ] && { [ -n "$build$run" ] || holds_program; }; then return; fi
	mv "${archives[0]}" "$HOME/archive" && mkdir "$HOME/inner" && cd "$HOME/inner" || fail "there is no room for it"
	unpack_archive <"$HOME/archive"
	rm -f "$HOME/archive"
	enter_only_folder
}

# What stands beside the only folder with a program is for people to read, unless it is told how to build or to start it.
enter_only_program()
{
	local folder found=()
	if [ -n "$build$run" ] || has_program .; then return; fi
	for folder in ./*/; do
		if [ ! -L "${folder%/}" ] && has_program "${folder%/}"; then found+=("$folder"); fi
	done
	[ ${#found[@]} -eq 1 ] || return
	cd "${found[0]}" || fail "its folder cannot be entered"
	move_here
}

# Of the files, and of how they are graded.
digest()
{
	{
		find . -type f -exec sha256sum {} + 2>/dev/null | LC_ALL=C sort
		find . -type l -printf '%p -> %l\n' | LC_ALL=C sort
		printf '%s\n' "$build" "$run" "$instruments" "$how"
	} | sha256sum | cut -c 1-64
}

is_elf()
{
	[ "$(head -c 4 "$1" 2>/dev/null | tr -d '\177')" = ELF ]
}

# What was built elsewhere is built again here.
drop_binaries()
{
	find . \( -name '*.class' -o -name '*.pyc' -o -name '*.gch' \) -type f -exec rm -f {} +
	find . -type f \( -perm -100 -o -name '*.o' -o -name '*.a' -o -name '*.so' \) -exec sh -c '
		for file; do
			[ "$(head -c 4 "$file" | tr -d "\177")" = ELF ] || [ "$(head -c 7 "$file")" = "!<arch>" ] || continue
			rm -f "$file"
		done' sh {} +
}

# The words of the command, a line each.
runs()
{
	rm -rf ./.sockcheck
	printf '%s\n' "$@" >.sockcheck || fail "no room is left for it"
}

# Of several files: the one by the role's name, or with the role in its name, or main.
choose()
{
	local pattern file base
	[ $# -gt 1 ] || { echo "$1"; return; }
	for pattern in "$role" "*$role*" main program; do
		for file; do
			base=${file##*/}
			# shellcheck disable=SC2053 # it is a pattern
			[[ ${base%.*} != $pattern ]] || { echo "$file"; return; }
		done
	done
	fail "which of these is the program: $* (--run says it)"
}

# Of C. Whoever only speaks of one, in a comment or a string, has none.
has_main()
{
	LC_ALL=C sed -zE 's:"([^"\\\n]|\\.)*"|'\''([^'\''\\\n]|\\.)*'\''|/\*([^*]|\*+[^*/])*\*+/|//[^\n]*: :g' "$1" |
		LC_ALL=C grep -Eqa '(^|[^[:alnum:]_])main[[:space:]]*\('
}

# What the submission has a say in gets none of our descriptors.
quietly()
{
	say begun
	"$@" </dev/null 3>&- >&2
}

# FLAGS WORD: each compiler of C gets FLAGS besides, and not the WORD, whoever calls it: a Makefile, --build, we. A call that fails with them (-Werror and a warning of theirs,
# a sanitizer of the student's own) is made again without.
instrument_compilers()
{
	local flags without=$2 name real
	mkdir -p "$HOME/.compilers" || fail "there is no room for it"
	for name in cc gcc clang c99 c++ g++ clang++; do
		real=$(command -v "$name") || continue
		flags=$1
		# gcc's two libraries share one log_path, and the other writes to standard error; as archives they are one, as clang's are.
		if [[ $flags = *undefined* ]] && ! "$real" --version | grep -q clang; then flags="$flags -static-libasan -static-libubsan"; fi
		cat >"$HOME/.compilers/$name" <<-END
			#!/usr/bin/env bash
			words=()
			for word; do [[ \$word = $without ]] || words+=("\$word"); done
			{ said=\$('$real' $flags "\${words[@]}" 2>&1 >&9); } 9>&1 && { [ -z "\$said" ] || printf '%s\n' "\$said" >&2; exit 0; }
			exec '$real' "\$@"
		END
		chmod 755 "$HOME/.compilers/$name"
	done
	PATH=$HOME/.compilers:$PATH
}

instrument()
{
	local flags='' without=-static # which a program with AddressSanitizer in it cannot be, and valgrind does not understand
	[[ $instruments != *" asan "* ]] || flags="-fsanitize=address,undefined -g -fno-omit-frame-pointer"
	[[ $instruments != *" valgrind "* ]] || flags=-g
	[ -n "$flags" ] || without=none
	[[ $instruments != *" coverage "* ]] || flags="$flags -g --coverage"
	[ -z "$flags" ] || instrument_compilers "$flags" "$without"
}

# INSTRUMENT WHY: nothing comes of it.
leave_out()
{
	say "without $1"
	printf 'sockcheck: without --%s: %s\n' "$1" "$2" >&2
}

# What of what was asked is not in the program, or is not for its language.
leave_instruments_out()
{
	local program
	read -r program <.sockcheck
	{ [ -f "$program" ] && is_elf "$program"; } || program=
	if [[ $instruments = *" asan "* ]] && ! grep -qs __asan_init "$program"; then
		leave_out asan "the program has no AddressSanitizer in it; it has where cc, gcc or clang from PATH compiles and links it from C"
	fi
	if [[ $instruments = *" valgrind "* ]] && { ! grep -qs /ld- "$program" || grep -qs -e __asan_init -e __tsan_init -e runtime.goexit "$program"; }; then
		leave_out valgrind "it is for programs that a compiler of C, C++ or Rust has made, dynamically linked, without a sanitizer in them"
	fi
	if [[ $instruments = *" coverage "* ]] && [ -z "$(find . -name '*.gcno' -print -quit)" ]; then
		leave_out coverage "the program has no gcov in it; it has where cc or gcc from PATH compiles and links it from C"
	fi
}

# One program of the C file that has the main function asked for, and of those that have none.
build_c()
{
	local file main mains=() others=()
	for file in ./*.c; do
		if has_main "$file"; then mains+=("$file"); else others+=("$file"); fi
	done
	[ ${#mains[@]} -gt 0 ] || fail "no C file has a main function"
	main=$(choose "${mains[@]}") || exit 1
	rm -rf ./program
	need "${CC%% *}"
	# shellcheck disable=SC2086 # words
	quietly $CC -std=gnu17 $CFLAGS -o program "$main" "${others[@]}" $LDLIBS -lm || fail "it does not compile"
	runs ./program
}

build_java()
{
	local file main package mains=()
	need javac
	quietly javac -g -d . ./*.java || fail "it does not compile"
	for file in ./*.java; do
		! grep -q 'static void main' "$file" || mains+=("$file")
	done
	[ ${#mains[@]} -gt 0 ] || fail "no class has a main method"
	main=$(choose "${mains[@]}") || exit 1
	package=$(sed -n 's/^[[:space:]]*package[[:space:]]\{1,\}\([[:alnum:]_.]*\).*/\1./p' "$main" | head -n 1)
	main=${main##*/}
	runs java -XX:TieredStopAtLevel=1 -cp . "$package${main%.java}"
}

build_go()
{
	need go
	GO111MODULE=off GOFLAGS='' GOPROXY=off GOTOOLCHAIN=local GOCACHE="$HOME/.go" quietly go build -o program . ||
		fail "it does not compile"
	runs ./program
}

build_rust()
{
	local main
	main=$(choose ./*.rs) || exit 1
	need rustc
	quietly rustc --edition 2021 -g -O -o program "$main" || fail "it does not compile"
	runs ./program
}

build_cargo()
{
	local programs
	need cargo
	quietly cargo build --offline --target-dir target || fail "it does not compile"
	mapfile -t programs < <(find target/debug -maxdepth 1 -type f -perm -100)
	[ ${#programs[@]} -gt 0 ] || fail "cargo has built no program"
	runs "$(choose "${programs[@]}")"
}

build_make()
{
	local file program programs=()
	need make
	quietly make || fail "make fails"
	for file in ./* ./build/* ./bin/* ./src/*; do
		[ -f "$file" ] && [ ! -L "$file" ] && [ -x "$file" ] && is_elf "$file" && programs+=("$file")
	done
	if [ ${#programs[@]} -eq 0 ]; then
		find_script || fail "make has built no program"
		return
	fi
	program=$(choose "${programs[@]}") || exit 1
	runs "$program"
}

# A program that needs no building. False: there is none.
find_script()
{
	local pair file files
	for pair in py:python3 js:node pl:perl rb:ruby sh:bash; do
		files=(./*."${pair%%:*}")
		[ ${#files[@]} -gt 0 ] || continue
		file=$(choose "${files[@]}") || exit 1
		need "${pair#*:}"
		runs "${pair#*:}" "$file"
		return 0
	done
	return 1
}

build_what_is_there()
{
	local makefiles=(./[Mm]akefile ./GNUmakefile) kind files
	for kind in c java go rs; do
		files=(./*."$kind")
		[ ${#files[@]} -eq 0 ] || break
	done
	for makefile in "${makefiles[@]}"; do
		[ ! -f "$makefile" ] || { build_make; return; }
	done
	if [ -f Cargo.toml ]; then
		build_cargo
	elif [ ${#files[@]} -eq 0 ]; then
		find_script || [ -n "$run" ] || fail "no program was found (expected a Makefile, or a source: .c .py .java .js .go .rs .pl)"
	else
		case $kind in
		c) build_c ;;
		java) build_java ;;
		go) build_go ;;
		rs) build_rust ;;
		esac
	fi
}

build_as_told()
{
	quietly bash -c "$build" || fail "'$build' fails"
	[ -n "$run" ] || find_script || runs "$([ -x ./program ] && echo ./program || echo "./$role")"
}

say started
need bsdtar
limit
{ cd "$HOME" && mkdir -p submission && cd submission; } || fail "there is no room for it"
unpack
enter_only_folder
unpack_only_archive
enter_only_program
say "digest $(digest)"
drop_binaries
instrument
if [ -n "$build" ]; then
	build_as_told
else
	build_what_is_there
fi
# shellcheck disable=SC2086 # words
[ -z "$run" ] || runs $run
leave_instruments_out
say built
exec bsdtar -cf - --no-xattrs --no-acls --no-fflags . 3>&-
