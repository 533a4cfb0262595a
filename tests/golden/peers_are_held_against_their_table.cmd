# What `make check-peers` says of a program that fails as the table says, of one failure that is not in it, and of lines that are out of date.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
mkdir "$there/tcp-echo-server"
printf '%s\n' '#!/bin/sh' "exec $PWD/build/assignments/tcp-echo-server/broken/waits_for_a_newline.py \"\$1\"" >"$there/tcp-echo-server/real"
printf '%s\n' '#!/bin/sh' '# Package: no-such-package' >"$there/tcp-echo-server/absent"
chmod +x "$there"/*/*
case='echoes each byte before the next is sent'
peers()
{
	tests/peers --build build --jobs 1 --peers "$there" --case "$case" >"$there/out"
	echo "exit $?"
	sed -E 's/, [0-9]+ s$/, N s/; s/^( +sockcheck check .*-- ).*/\1.../' "$there/out"
}
echo "in the table:"
echo "tcp-echo-server/real | $case | * | waits for a whole line" >"$there/expected"
peers
echo "not in the table:"
: >"$there/expected"
peers | grep -v '^    '
echo "in the table, and out of date:"
printf '%s\n' "tcp-echo-server/real | * | * | waits for a whole line" "tcp-echo-server/real | $case | ipv4 name | not over a name" \
	"tcp-echo-server/gone | $case | * | is no more" >"$there/expected"
peers
echo "not a table:"
echo "tcp-echo-server/real" >"$there/expected"
peers 2>&1
