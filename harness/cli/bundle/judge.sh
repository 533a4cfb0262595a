# Made by `sockcheck bundle`, of two parts: how a submission is judged, and what its platform wants.
set -u
assignment=@ASSIGNMENT@
options=(@OPTIONS@)
why=
reports=

# judge THING FORMAT...: grades THING, which is one submission, by the sockcheck in the folder $here. Status 0: the folder $reports has the reports; 2:
# they are there, but nothing could be judged; 1: they are not, and $why says why.
judge()
{
	local thing=$1 format formats=() status=0 work folders
	shift
	for format; do
		formats+=(--format "$format")
	done
	[ ! -e "$here/policy.txt" ] || formats+=(--policy "$here/policy.txt")
	work=$(mktemp -d) || { why="no folder can be made for the reports"; return 1; }
	# shellcheck disable=SC2064 # it is a local variable
	trap "rm -rf '$work'" EXIT
	if [ -d "$thing" ]; then
		# As an archive it is one submission, whatever is in it.
		if ! bsdtar -czf "$work/submission.tar.gz" --exclude ./.git --exclude ./.github -C "$thing" . 2>"$work/log"; then
			why="the submission cannot be packed: $(tail -n 1 "$work/log")"
			return 1
		fi
		thing=$work/submission.tar.gz
	fi
	"$here/bin/sockcheck" grade "$assignment" "$thing" --output "$work/grades" --columns max_points \
		"${formats[@]}" "${options[@]}" >"$work/log" 2>&1 || status=$?
	cat "$work/log"
	folders=("$work"/grades/*/results.json)
	if [ ! -f "${folders[0]}" ]; then
		why="sockcheck ended with status $status: $(tail -n 1 "$work/log")"
		return 1
	fi
	reports=${folders[0]%/*}
	[ "$(sed -n 2p "$work/grades/gradebook.csv" | tr -d '\r')" != 0 ] || return 2
}

# What stands in JSON between quotes: of strangers' words the harmless characters.
plain()
{
	printf '%.1000s' "$*" | LC_ALL=C tr -c ' -~' '?' | sed 's/["\\]/\\&/g'
}
