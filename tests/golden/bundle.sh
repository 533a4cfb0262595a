# For the golden tests of bundle: a folder $there, gone behind the test; what a bundle is tried with is a few cases alone.

if ! bwrap --unshare-all --ro-bind / / true 2>/dev/null || ! command -v bsdtar >/dev/null; then
	echo "SKIP: no sandbox here (bubblewrap and bsdtar are needed, and user namespaces)"
	exit 77
fi
there=$(mktemp -d) && trap 'chmod -R u+rwX "$there"; rm -rf "$there"' EXIT
chmod 755 "$there"
from=fixtures/assignments/tcp-echo-server

# bundle PLATFORM: for the tests' cases, into the file $packed.
bundle()
{
	packed=$there/$1.packed
	sockcheck bundle tcp-echo-server --for "$1" --case 'echoes a*' --family ipv4 --output "$packed" | sed "s,$there/,,"
}

# checked SCRIPT...: shellcheck has nothing to say of them; where it is not there, neither has it.
checked()
{
	! command -v shellcheck >/dev/null || shellcheck -S style "$@"
}
