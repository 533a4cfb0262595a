# Its help, and what is wrong in one line each. The same bundle is the same file, wherever and whenever it was made, and has the options of its command line.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
cd "$there" || exit
wrong()
{
	sockcheck bundle "$@" 2>&1
	echo "  exit $?"
}
wrong --help
wrong
wrong tcp-echo-server
wrong nothing --for gradescope | cut -c 1-60
wrong tcp-echo-server --for moodle
wrong tcp-echo-server --for
wrong tcp-echo-server --for gradescope --for autolab
wrong tcp-echo-server --for gradescope --output
wrong tcp-echo-server --for gradescope --output=
wrong tcp-echo-server --for gradescope --output nowhere/x
wrong tcp-echo-server --for gradescope --lang xx
echo 'echos*: hidden' >policy
wrong tcp-echo-server --for gradescope --policy policy
echo 'echoes*: hidden' >policy
ls
for platform in gradescope classroom autolab; do
	wrong tcp-echo-server --for $platform
	mkdir -p else
	(cd else && TZ=America/New_York sockcheck bundle tcp-echo-server --output=x --for=$platform)
	cmp tcp-echo-server-$platform.* else/x
done
ls
wrong tcp-echo-server --for gradescope --case "it's; a" --family ipv4 --family ipv6 --limit 2.5 --build 'make -f x' --run './a b' --build-limit 60 --repeat 2 --lang fr --output x
bsdtar -xOf x run_autograder | grep ^options=
wrong tcp-echo-server --for gradescope --coverage
wrong tcp-echo-server --for gradescope --asan --output x
bsdtar -xOf x run_autograder | grep ^options=
bsdtar -xOf x setup.sh | grep libseccomp2
wrong tcp-echo-server --for gradescope --case x --valgrind --output x
bsdtar -xOf x run_autograder | grep ^options=
bsdtar -xOf x setup.sh | grep libseccomp2
wrong tcp-echo-server --for autolab --policy policy --output x
bsdtar -xOf x autograde.tar | bsdtar -xOf - autograder/sockcheck/policy.txt
