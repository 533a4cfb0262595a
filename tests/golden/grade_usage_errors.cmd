# Each says in one line what is wrong, and nothing is written.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
mkdir "$there/class"
cd "$there" || exit
wrong()
{
	sockcheck "$@" 2>&1
	echo "  exit $?"
}
wrong grade
wrong grade tcp-echo-server
wrong grade tcp-echo-server nowhere
wrong grade tcp-echo-server /dev/null
wrong grade tcp-echo-server class --format xml
wrong grade tcp-echo-server class --case nothing
wrong grade tcp-echo-server class --shard 3/2
wrong grade tcp-echo-server class --shard x
wrong grade tcp-echo-server class --build ' '
wrong grade tcp-echo-server class --build-limit x
wrong grade tcp-echo-server class --only nobody
wrong grade tcp-echo-server class --output /dev/null/x
wrong grade tcp-echo-server class --columns student,shoe
wrong merge
wrong merge class
wrong compare class
wrong compare class class
ls
