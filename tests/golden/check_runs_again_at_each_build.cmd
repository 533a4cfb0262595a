# --watch: a run after each build, however the build puts its program there; what is not whole yet is waited for.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
programs=$PWD/build/assignments/tcp-echo-server
mkfifo "$there/said"
mkdir "$there/out" "$there/other"
cd "$there" || exit

# watch WORDS...: begins, with what it says on descriptor 3.
watch()
{
	sockcheck check tcp-echo-server --watch --case 'echoes a line' --family ipv4 --format tap -- "$@" >said 2>&1 &
	exec 3<said
}

# until_said PATTERN: reads up to that line. Nothing is said twice in a row.
until_said()
{
	local line last=
	while read -r -t 60 line <&3; do
		[ "$line" != "$last" ] || echo "twice: $line"
		last=$line
		# shellcheck disable=SC2254 # it is a pattern
		case $line in
		$1) echo "$line"; return ;;
		esac
	done
	echo "it does not say: $1"
	kill $!
}

# build PROGRAM: as a linker does, beside the name and then to it.
build()
{
	cp "$programs/$1" out/server.new && mv out/server.new out/server
}

build good/iterative
watch out/server
until_said 'ok*'
until_said '*waits*'
echo "-- replaced"
build broken/never_flushes
until_said 'not ok*'
echo "-- several times in a burst, of which the last is another"
for _ in 1 2 3 4 5; do
	build broken/never_flushes
done
build good/iterative
until_said 'ok*'
echo "-- step by step"
rm out/server
printf x >out/server
printf y >>out/server
printf z >>out/server
cp --no-preserve=mode "$programs/broken/never_flushes" out/server
until_said '*waits*cannot be executed*'
exec 4>>out/server
chmod +x out/server
until_said '*waits*is being written*'
exec 4>&-
until_said 'not ok*'
echo "-- the folder too"
rm -r out
until_said '*waits*is not there*'
mkdir -p out
build good/iterative
until_said 'ok*'
echo "-- a link, and what it stands for"
cp "$programs/broken/never_flushes" other/one
ln -s ../other/one out/server.new && mv -T out/server.new out/server
until_said 'not ok*'
cp "$programs/good/iterative" other/two && mv other/two other/one
until_said 'ok*'
until_said '*waits*'
kill -INT $!
wait $!
echo "exit $?"

echo "-- a script"
cp "$programs/good/iterative.py" server.py
watch python3 server.py
until_said 'ok*'
until_said '*waits*'
sed 's/sendall(data)/sendall(data.upper())/' "$programs/good/iterative.py" >server.py
until_said 'not ok*'
until_said '*waits*'
kill -TERM $!
wait $!
echo "exit $?"
echo "-- without a run"
watch no/folder/server
until_said '*waits*'
kill -INT $!
wait $!
echo "exit $?"
sockcheck check tcp-echo-server --watch -- python3
echo "exit $?"
sockcheck check tcp-echo-server --watch --case none -- ./server.py 2>&1 | head -n 1
sockcheck check tcp-echo-server --watch=1 -- ./server.py
