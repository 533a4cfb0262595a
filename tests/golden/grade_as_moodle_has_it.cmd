# What Moodle downloads: a folder for each student, in it the files or the archive that was handed in, unpacked once: an archive in that is a file of it.
. tests/golden/class.sh
suffix=_123_assignsubmission_file_
mkdir "$there/moodle" "$there/moodle/Anna D'Amico$suffix" "$there/moodle/Zoé Roy$suffix" "$there/moodle/Bo Li$suffix" "$there/tp1"
cp $from/good/iterative.c "$there/moodle/Zoé Roy$suffix/server.c"
cp $from/good/iterative.c "$there/tp1/server.c"
ln -s /etc/passwd "$there/tp1/passwd"
bsdtar --format zip -cf "$there/moodle/Anna D'Amico$suffix/TP1 (final).ZIP" -C "$there" tp1
bsdtar -czf "$there/inner.tar.gz" -C "$there" tp1
bsdtar -cf "$there/moodle/Bo Li$suffix/tp.tar" -C "$there" inner.tar.gz
sockcheck grade tcp-echo-server "$there/moodle" --case 'echoes a line' --family ipv4 --build 'ls; cc -o server server.c' --run ./server \
	--output "$there/grades" >"$there/out"
echo "exit $?"
sed '0,/^$/d; /^$/,$d' "$there/out"
mkdir -p "$there/texts/cleo/src/lib" "$there/texts/cleo/figures" "$there/texts/drew/server" "$there/texts/drew/client"
touch "$there/texts/cleo/report.pdf" "$there/texts/cleo/figures/one.png" "$there/texts/drew/report.pdf"
tee "$there/texts/cleo/src/server.c" "$there/texts/drew/server/server.c" <$from/good/iterative.c >"$there/texts/drew/client/client.c"
mkdir "$there/texts/eric" "$there/texts/fay" "$there/fay"
touch "$there/texts/eric/report.pdf" "$there/texts/fay/report.pdf"
bsdtar --format zip -cf "$there/texts/eric/code.zip" -C "$there/texts" cleo
cp -r "$there/texts/cleo/src" "$there/texts/fay/src"
printf 'no source' >"$there/fay/server.c"
bsdtar -czf "$there/texts/fay/libraries.tgz" -C "$there/fay" server.c
sockcheck grade tcp-echo-server "$there/texts" --case 'echoes a line' --family ipv4 --output "$there/graded" >"$there/out"
echo "what has a report beside it, a folder (cleo), two (drew), an archive (eric), a folder and an archive (fay): exit $?"
sed '0,/^$/d; /^$/,$d' "$there/out"
for student in "Anna D'Amico" 'Bo Li'; do
	python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["build"].split("\n")[0])' "$there/grades/$student$suffix/results.json"
done
