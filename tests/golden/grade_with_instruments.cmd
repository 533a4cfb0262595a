# --asan, --valgrind and --coverage of grade: a byte behind a buffer that the suite does not see, built by a Makefile of its own mind; a good program that
# forks; an overflow of int; one without a compiler, which is judged as ever and told so. A later grading and a merged one have the coverage, too. The lines of docs/grading.md.
. tests/golden/class.sh
command -v valgrind >/dev/null && command -v genhtml >/dev/null && [ -x build/programs/reads_past_its_buffer_asan ] || { echo "SKIP: valgrind, lcov or AddressSanitizer is not here"; exit 77; }
rm -r "$there/class" && mkdir -p "$there/class/bob/work/src" "$there/class/alice"
cp fixtures/programs/reads_past_its_buffer.c "$there/class/bob/work/src/server.c"
printf 'CC = gcc\nCFLAGS = -O1 -Werror\nserver: server.o\n\t$(CC) -static -o $@ $^\nserver.o: src/server.c\n\t$(CC) $(CFLAGS) -c $^\n' >"$there/class/bob/work/Makefile"
cp fixtures/assignments/tcp-echo-server-concurrent/good/fork_per_client.c "$there/class/alice/server.c"
mkdir "$there/class/carl"
sed 's/char buf\[16384\];/& volatile int most = 0x7fffffff; most += fd;/' fixtures/assignments/tcp-echo-server/good/iterative.c >"$there/class/carl/server.c"
bsdtar -czf "$there/class/dora.tar.gz" -C fixtures/assignments/tcp-echo-server/good iterative.py
grade()
{
	sockcheck grade tcp-echo-server "$there/class" --case "${case:-echoes messages of any*}" --family ipv4 --columns student,points,coverage "$@" >"$there/out"
	echo "exit $?"
}
with()
{
	echo "---- $*"
	grade --output "$there/grades$1" "$@"
	sed -n '/^$/,$p' "$there/out" | sed "s,$there/,,"
	python3 - "$there/grades$1" <<'END'
import json, re, sys
for student in "alice", "bob", "carl", "dora":
    root = json.load(open(f"{sys.argv[1]}/{student}/results.json"))
    failed = [re.sub(r"\d+ \+ \d+", "N + N", re.sub(r"\.c:\d+", ".c:N", row["message"])) for row in root["cases"] if row["verdict"] == "FAIL"]
    said = [line for line in (root["build"] or "").split("\n") if line.startswith("sockcheck")]
    counts = root.get("coverage", {})
    print(student, *failed, *said, sorted(counts), counts and counts["functions_hit"] == counts["functions"] and 0 < counts["lines_hit"] <= counts["lines"])
END
}
with
with --asan
with --valgrind
with --coverage
case='outlives a reset' grade --coverage --only alice --output "$there/outcomes"
python3 - "$there/outcomes/alice/results.json" <<'END'
import json, sys
outcomes = json.load(open(sys.argv[1]))["outcomes"]
assert all(o["planned"] or o["met"] for o in outcomes) and any(o["met"] == 0 for o in outcomes)
print(sorted({o["error"] or o["outcome"] for o in outcomes if o["met"] == o["survived"] > 0}))
END
grep -c '^BRDA:[0-9]*,9[0-9][0-9],[0-9]*,[1-9]' "$there/outcomes/alice/coverage.info" | sed 's/^[1-9].*/some outcomes were survived/'
grep -c 'branchNo' "$there/outcomes/alice/coverage/submission/server.c.gcov.html" | sed 's/^[1-9].*/they stand beside the code/'
sed -n 's/.*<h2 id="outcomes-title">\([^<]*\).*/\1/p' "$there"/outcomes/alice/report.html "$there"/grades*/dora/report.html
(cd "$there/grades--coverage" && find . -name 'coverage.info' -o -name '*.c.gcov.html' | LC_ALL=C sort; cut -d , -f 1,2 gradebook.csv; grep -c '^bob,.*,[0-9.]' gradebook.csv)
grep -o 'href="coverage[^"]*"' "$there/grades--coverage/bob/report.html"
grade --coverage --since "$there/grades--coverage" --output "$there/later" >/dev/null
sockcheck merge "$there/later" --output "$there/merged" >/dev/null
cmp "$there/grades--coverage/bob/coverage/src/server.c.gcov.html" "$there/merged/bob/coverage/src/server.c.gcov.html" 2>&1 | sed "s,$there/,,g"
find "$there/merged/bob" -name '*.gcov.html' | sed "s,$there/,,"
wrong()
{
	sockcheck grade tcp-echo-server "$there/class" "$@" 2>&1
	echo "exit $?"
}
wrong --coverage --valgrind
wrong --asan=1
PATH=$PWD/build wrong --coverage
. tests/support/guide.sh
make_class "$there/guide"
commands instruments >"$there/commands"
cd "$there/guide" || exit
while IFS= read -r command; do
	echo "$ $command"
	PATH=$there/guide/bin:$PATH bash -c "$command" </dev/null | sed -n '/^$/,$p'
done <"$there/commands"
grep -c . covered/gradebook.csv covered/alice/coverage.info | sed 's/:[1-9].*/: there/'
