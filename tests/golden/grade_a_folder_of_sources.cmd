# One folder of sources: a class where each is a program and nobody could say which of them one is; one submission where that cannot be told, or where --build says it.
. tests/golden/class.sh

# WORDS...: grades $there/loose, and says what that was taken for, and what came.
grade_loose()
{
	sockcheck grade tcp-echo-server "$there/loose" --case 'echoes a line' --family ipv4 --output "$there/loose/grades" --resume "$@" >"$there/out" 2>"$there/err"
	echo "exit $?"
	sed "s,$there/,,g" "$there/err"
	sed "0,/^\$/d; s,$there/,,; /^\$/,\$d" "$there/out"
}

mkdir "$there/loose"
cp $from/good/iterative.c "$there/loose/alice.c"
cp $from/good/iterative.py "$there/loose/bob.py"
printf 'int main(void)\n{\n\treturn x;\n}\n' >"$there/loose/carl.c"
echo "--- a class, and once more beside its results"
grade_loose
grade_loose
echo "--- one program, and none of its files are what came of it before, whatever the folder's name"
mkdir "$there/one"
touch "$there/one/server.py"
printf 'server:\n\tcp server.py $@; ls -A . gra[[]\n' >"$there/one/Makefile"
for reports in 'gra[d]*\' 'gra[d]*\' 'gra[/$^'; do
	mkdir -p "$there/one/gra["
	sockcheck grade tcp-echo-server "$there/one" --case 'echoes a line' --family ipv4 --output "$there/one/$reports" >"$there/out"
	python3 -c 'import json, sys; r = json.load(open(sys.argv[1] + "/one/results.json")); print(r["build"])' "$there/one/$reports"
done
echo "--- one program: of C there is but one"
rm -r "$there/loose/carl.c" "$there/loose/grades"
grade_loose
echo "--- one program: the other is a part of it"
rm -r "$there/loose/grades" "$there/loose/bob.py"
sed 's/main(/twice(/' "$there/loose/alice.c" >"$there/loose/bob.c"
grade_loose
echo "--- one program: of a main function the other does but speak"
rm -r "$there/loose"
mkdir "$there/loose"
{ cat $from/good/iterative.c && printf 'int lines(void);\nint (*used)(void) = lines;\n'; } >"$there/loose/echo.c"
printf '/* for main()\351 */\nconst char *media = "*/*", *main_s = "main(";\nint lines(void)\n{\n\treturn 1; // as main() has it\n}\n' >"$there/loose/lines.c"
grade_loose
echo "--- one program: it is said how it is built"
rm -r "$there/loose"/*
cp $from/good/iterative.c "$there/loose/alice.c"
cp $from/good/iterative.c "$there/loose/bob.c"
grade_loose --build 'cc -o server alice.c' --run ./server
