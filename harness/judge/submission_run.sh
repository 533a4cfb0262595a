#!/usr/bin/env bash
# Runs in a submission's second sandbox: unpacks what the first one built, and becomes the suite. Arguments: the suite's name and options. Standard
# input: the built folder as a tar. Standard output: the suite's. Descriptor 9: the suite's program, which cannot be seen in here by a name.
set -u
suite=$1
shift
# How many processes there may be: counted in here alone since Linux 5.14, else with all that the user has.
limit_processes()
{
	local major minor
	IFS=.- read -r major minor _ </proc/sys/kernel/osrelease
	((major > 5 || (major == 5 && minor >= 14))) && ulimit -u 512
}

ulimit -c 0
limit_processes
ulimit -d 2097152
{ cd "$HOME" && mkdir -p submission && cd submission && bsdtar -xf - --no-same-owner; } || exit 99
mapfile -t words <.sockcheck
exec -a "$suite" /proc/self/fd/9 "$@" -- "${words[@]}" </dev/null
