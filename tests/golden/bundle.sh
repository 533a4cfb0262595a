# For the golden tests of bundle: a folder $there, gone behind the test; what a bundle is tried with is a few cases alone.

if ! bwrap --unshare-all --ro-bind / / true 2>/dev/null || ! command -v bsdtar >/dev/null; then
	echo "SKIP: no sandbox here (bubblewrap and bsdtar are needed, and user namespaces)"
	exit 77
fi
there=$(mktemp -d) && trap 'chmod -R u+rwX "$there"; rm -rf "$there"' EXIT
chmod 755 "$there"
from=fixtures/assignments/tcp-echo-server

# bundle PLATFORM [OPTION]...: for the tests' cases, into the file $packed.
bundle()
{
	packed=$there/$1.packed
	sockcheck bundle tcp-echo-server --for "$@" --case 'echoes a*' --family ipv4 --output "$packed" | sed "s,$there/,,"
}

# in_gradescope [WORD]...: a root with Gradescope's paths, made by bubblewrap (WORD), where `run` runs; the zip is unpacked there.
in_gradescope()
{
	autograder=$there/autograder
	mkdir -p "$autograder/source" "$autograder/results"
	bsdtar -xf "$packed" -C "$autograder/source"
	cp "$autograder/source/run_autograder" "$autograder"
	place=(bwrap --ro-bind /usr /usr --ro-bind /etc /etc --bind /proc /proc --dev-bind /dev /dev --tmpfs /tmp --chmod 1777 /tmp
		--dir /var/tmp --dir /home --bind "$autograder" /autograder --chdir /autograder --clearenv --setenv PATH /usr/local/bin:/usr/bin:/bin "$@")
	[ "$(id -u)" != 0 ] || place+=(--cap-add ALL)
	local link
	for link in bin lib lib64 sbin; do
		[ ! -L /$link ] || place+=(--symlink "usr/$link" "/$link")
	done
}

# hand_in FILE: a submission of that alone.
hand_in()
{
	rm -rf "$autograder/submission"
	mkdir "$autograder/submission"
	cp "$1" "$autograder/submission/server.c"
}

# run COMMAND...: there; the result in short.
run()
{
	"${place[@]}" "$@" >"$there/log" 2>&1
	echo "  exit $?"
	python3 tests/golden/bundle_result.py tests/golden/gradescope.schema.json <"$autograder/results/results.json"
}

# checked SCRIPT...: shellcheck has nothing to say of them; where it is not there, neither has it.
checked()
{
	! command -v shellcheck >/dev/null || shellcheck -S style "$@"
}
