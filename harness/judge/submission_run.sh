#!/usr/bin/env bash
# Runs in a submission's second sandbox: unpacks what the first one built, and becomes the suite. Arguments: the suite's name, INSTRUMENTS (of
# asan, coverage, a space between) and the suite's options. Standard input: the built folder as a tar. Standard output: the suite's. Descriptor 3: with
# coverage, a tar of coverage.info and coverage/. Descriptor 9: the suite's program, which cannot be seen in here by a name.
set -u
suite=$1 instruments=" $2 "
shift 2
# How many processes there may be: counted in here alone since Linux 5.14, else with all that the user has.
limit_processes()
{
	local major minor
	IFS=.- read -r major minor _ </proc/sys/kernel/osrelease
	((major > 5 || (major == 5 && minor >= 14))) && ulimit -u 512
}

ulimit -c 0
limit_processes
# AddressSanitizer reserves terabytes, which RLIMIT_DATA takes for used.
[[ $instruments = *" asan "* ]] || ulimit -d 2097152
{ cd "$HOME" && mkdir -p submission && cd submission && bsdtar -xf - --no-same-owner; } || exit 99
mapfile -t words <.sockcheck
[[ $instruments = *" coverage "* ]] || exec -a "$suite" /proc/self/fd/9 "$@" -- "${words[@]}" </dev/null

# The programs are through, and their counters beside the objects. Names that are more than names in a page are left out, as is whatever tells lcov what to do.
collect_coverage()
{
	local branches=(--rc lcov_branch_coverage=1)
	[[ $(lcov --version) = *"version 1."* ]] || branches=(--rc branch_coverage=1)
	export HOME=$there
	lcov --quiet --config-file /dev/null --capture --directory . --base-directory "$PWD" --no-external --output-file "$there/all" || return
	below_here <"$there/all" | grep -v ^BRDA >"$there/lines"
	[ -s "$there/lines" ] || return
	# Outcomes are branches of lines that gcov knows, whose counts they leave as they are.
	below_here <"$there/outcomes" | awk 'NR == FNR { if (/^SF:/) file = $0; else if (/^DA:/) known[file, substr($0, 4) + 0] = 1; next }
		/^SF:/ { file = $0 } /DA:/ && !known[file, substr($0, index($0, ":") + 1) + 0] { next } { print }' "$there/lines" - >"$there/branches"
	lcov --quiet --config-file /dev/null "${branches[@]}" --add-tracefile "$there/lines" --add-tracefile "$there/branches" --output-file "$there/coverage.info" ||
		cp "$there/lines" "$there/coverage.info"
	genhtml --quiet --config-file /dev/null "${branches[@]}" --branch-coverage --legend --title "$suite" --output-directory "$there/coverage" "$there/coverage.info" || return
	bsdtar -cf - -C "$there" coverage.info coverage >&3
}

# Of a tracefile what is about the files here, without what tells lcov what to do.
below_here()
{
	awk -v below="$PWD/" '
	/^SF:/ {
		file = substr($0, 4)
		if (index(file, below) == 1)
			file = substr(file, length(below) + 1)
		keep = file ~ /^[A-Za-z0-9_+][A-Za-z0-9_.\/+-]*$/ && file !~ /\.\./
		if (keep)
			print "TN:\nSF:" file
	}
	keep && /^(DA:[0-9]+,[0-9]+|BRDA:[0-9]+,[0-9]+,[0-9]+,(-|[0-9]+)|(FN|FNDA):[0-9]+,[A-Za-z0-9_]+|end_of_record)$/
	'
}

there=$(mktemp -d) || exit 99
(exec -a "$suite" /proc/self/fd/9 "$@" --outcomes "$there/outcomes" -- "${words[@]}" </dev/null 3>&-)
status=$?
collect_coverage >/dev/null 2>&1
exit $status
