# For the golden tests of grade: a class of a few submissions of tcp-echo-server in $there/class, gone behind the test.

if ! bwrap --unshare-all --ro-bind / / true 2>/dev/null || ! command -v bsdtar >/dev/null; then
	echo "SKIP: no sandbox here (bubblewrap and bsdtar are needed, and user namespaces)"
	exit 77
fi
case $(dirname "$(command -v sockcheck)") in */asan)
	echo "SKIP: AddressSanitizer reserves more addresses than the sandbox lets a suite have"
	exit 77
	;;
esac
there=$(mktemp -d) && trap 'chmod -R u+rwX "$there"; rm -rf "$there"' EXIT
chmod 755 "$there"
from=fixtures/assignments/tcp-echo-server
mkdir -p "$there/class/alice" "$there/class/bob/src" "$there/class/carl x" "$there/class/empty"
cp $from/good/poll.c "$there/class/alice/server.c" 2>/dev/null || cp $from/good/iterative.c "$there/class/alice/server.c"
cp $from/broken/adds_a_nul.c "$there/class/bob/src/my_server.c"
printf 'all:\n\tcc -g -o server src/my_server.c\n' >"$there/class/bob/Makefile"
printf 'int main(void)\n{\n\treturn x;\n}\n' >"$there/class/carl x/server.c"
bsdtar -czf "$there/class/dora.tar.gz" -C $from/good iterative.py
bsdtar --format zip -cf "$there/class/eve.zip" -C $from/broken takes_one_recv_for_one_message.c

# grade WORDS...: on the class, a few cases alone. What differs from run to run is taken out.
grade()
{
	sockcheck grade tcp-echo-server "$there/class" --case 'echoes a*' --jobs 4 "$@" >"$there/out" 2>"$there/err"
	echo "exit $?"
	sort "$there/err"
}
