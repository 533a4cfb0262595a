# The compiler's words are where a student looks: with the failure of what does not compile, in each format; of what does, beside the cases. That the machine
# lacks a compiler is BROKEN, and not the student's.
. tests/golden/class.sh
mkdir "$there/class/fred"
{ cat $from/good/iterative.c && echo 'static int never_used(void) { return 1; }'; } >"$there/class/fred/server.c"
formats=(text tap junit gradescope check50 prairielearn classroom autolab annotations summary)
grade --output "$there/grades" --only '[cf]*' "${formats[@]/#/--format=}"
sed -n '/^$/,$p' "$there/out" | sed "s,$there/,,"
cd "$there/grades" || exit
echo "an error:"
LC_ALL=C grep -rl 'undeclared' "carl x" | LC_ALL=C sort
echo "a warning:"
LC_ALL=C grep -rlE "never(_|&#95;)used" fred | LC_ALL=C sort
grep '^What' fred/report.txt
echo "the line of the error:"
grep -o 'at    .*' "carl x/report.txt"
grep -o '^::error file=[^,]*,line=[0-9]*' "carl x/annotations.txt"
grep -o 'name="builds".* file=.*' "carl x/junit.xml" | sed 's, time="[^"]*",,'
cd "$OLDPWD" || exit

mkdir "$there/others"
printf 'package main\n\nfunc main() {\n\tx := 1\n}\n' >"$there/others/gina.go"
printf 'fn main() {\n    let x: u8 = "a";\n}\n' >"$there/others/hugo.rs"
sockcheck grade tcp-echo-server "$there/others"/* --case 'echoes a*' --output "$there/places" --format junit >"$there/out" 2>&1
for pair in gina:go:go hugo:rs:rustc; do
	IFS=: read -r student suffix compiler <<<"$pair"
	if [ -e "/usr/bin/$compiler" ] || [ -e "/usr/local/bin/$compiler" ]; then
		grep -o 'name="builds".* file=.*' "$there/places/$student/junit.xml" | sed 's, time="[^"]*",,'
	else
		printf 'name="builds" file="%s.%s" line="%s">\n' "$student" "$suffix" $([ $suffix = go ] && echo 4 || echo 2)
	fi
done

# A linker's too: its line where there is debugging information, else the file alone.
mkdir -p "$there/linked/irma" "$there/linked/jan/src"
printf 'int nowhere(void);\nint main(void)\n{\n\treturn nowhere();\n}\n' | tee "$there/linked/irma/server.c" >"$there/linked/jan/src/server.c"
printf 'server: src/server.c\n\tcc -o $@ $<\n' >"$there/linked/jan/Makefile"
sockcheck grade tcp-echo-server "$there/linked" --case 'echoes a*' --output "$there/linking" --format text --format junit --format tap \
	--format annotations >"$there/out" 2>&1
(cd "$there/linking" && grep -Eo '^ *(at   |file:|line:) .*|name="builds".* file=.*|^::error file=[^:]*:' irma/[ajr]*t* jan/[ajr]*t* |
	sed 's, time="[^"]*",,; s,title.*,,')
sockcheck grade tcp-echo-server "$there/linked" --case 'echoes a*' --output "$there/again" --since "$there/linking" --format text >"$there/out" 2>&1
grep -o 'at    .*' "$there/again/jan/report.txt"

mkdir "$there/lacking"
for pair in rb:ruby rs:rustc go:go java:javac js:node pl:perl; do
	if [ ! -e "/usr/bin/${pair#*:}" ] && [ ! -e "/usr/local/bin/${pair#*:}" ]; then
		echo "what it needs is not here" >"$there/lacking/server.${pair%%:*}"
		break
	fi
done
if [ -e "$there"/lacking/* ]; then
	sockcheck grade tcp-echo-server "$there/lacking" --case 'echoes a*' --output "$there/none" --format text >"$there/out"
	echo "exit $?"
	sed -n '/^$/,/passed/p' "$there/out"
	sed -n 's/'"${pair#*:}"'/COMPILER/; s/^  BROKEN/BROKEN/p' "$there/none/lacking/report.txt"
else
	printf 'exit 99\n\nlacking  BROKEN  0/0  builds; 1 broken\n\ntcp-echo-server: 0 of 1 passed, 1 broken\nBROKEN  builds                  (any)\nBROKEN COMPILER is not on the machine that grades\n'
fi
