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
wrong grade tcp-echo-server class --since nowhere
wrong grade tcp-echo-server class --since /dev/null
wrong grade tcp-echo-server class --output /dev/null/x
touch reports && wrong grade tcp-echo-server class --output reports && rm reports
wrong grade tcp-echo-server class --output .
mkdir class/ada class/bob && touch class/ada/server.py class/bob/server.py
wrong grade tcp-echo-server class --output class/
wrong grade tcp-echo-server class --output class/bob
(cd class/ada && wrong grade tcp-echo-server . --output ./)
rm -r class/ada class/bob
wrong grade tcp-echo-server class --columns student,shoe
for row in 'echoes a line hidden' ': hidden' 'echoes a line:' 'echoes a line: hiden' 'echoes a line: points=x' 'echoes a line: hidden, visible' 'echos*: hidden'; do
	printf '# what is hidden\n%s\n' "$row" >policy
	wrong grade tcp-echo-server class --policy policy --case 'ends*'
done
wrong grade tcp-echo-server class --policy nowhere
wrong grade tcp-echo-server class --policy
wrong grade tcp-echo-server class --policy= --policy=policy
wrong merge
wrong merge class
wrong compare class
wrong compare class class
ls
