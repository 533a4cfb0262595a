# A byte behind a buffer, in a child: no case of the suite sees it, AddressSanitizer and valgrind do, and say where; a good program bears both. What comes at
# the end of a connection is seen even where the case does not end it.
. tests/golden/stable.sh
[ -x build/programs/reads_past_its_buffer_asan ] && command -v valgrind >/dev/null || { echo "SKIP: valgrind, or a compiler with AddressSanitizer, is not here"; exit 77; }
check()
{
	sockcheck check tcp-echo-server --case "$1" --family ipv4 --format json "${@:2}" >report
	echo "exit $?"
	python3 - <<'END'
import json
for row in json.load(open("report"))["cases"]:
    print(row["verdict"], row["cause"], row["message"], row["rerun"].split("--family")[1], sep="; ")
    for line in (row["detail"] or "").split("\n")[:1]:
        print(line)
END
}
here=$PWD there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
cd "$there" && ln -s "$here/build" build || exit
{
	check 'echoes messages of any*' -- build/programs/reads_past_its_buffer
	check 'echoes messages of any*' --asan -- build/programs/reads_past_its_buffer_asan
	check 'echoes a line' --asan -- build/programs/reads_past_its_buffer_asan
	check 'echoes messages of any*' --valgrind -- build/programs/reads_past_its_buffer
	check 'echoes messages of any*' --asan -- build/assignments/tcp-echo-server/good/iterative
	check 'echoes messages of any*' --valgrind -- build/assignments/tcp-echo-server-concurrent/good/fork_per_client
} | stable
sockcheck check tcp-echo-server --asan --valgrind -- /bin/true 2>&1 | head -n 1
PATH=$here/build sockcheck check tcp-echo-server --valgrind -- /bin/true
echo "exit $?"
