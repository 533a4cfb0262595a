# For the tests that run what docs/grading.md tells teachers to run: a class to run it on.

# commands [KIND]: of the blocks of that kind (```console KIND), the lines that a shell is given.
commands()
{
	awk -v fence="\`\`\`console${1:+ $1}" '/^```/ { on = $0 == fence; next } on && /^\$ / { print substr($0, 3) }' docs/grading.md
}

# make_class THERE: five submissions, and in THERE/bin a sockcheck that grades by one case alone, which is all that these tests have time for.
make_class()
{
	local from=fixtures/assignments/tcp-echo-server student
	mkdir -p "$1/bin" "$1/submissions"
	for student in alice bob carl dora; do
		mkdir "$1/submissions/$student"
		cp $from/good/iterative.py "$1/submissions/$student/server.py"
	done
	rm "$1/submissions/alice/server.py"
	cp $from/good/iterative.c "$1/submissions/alice/server.c"
	bsdtar -czf "$1/submissions/eve.tar.gz" -C $from/broken adds_a_nul.c
	cat >"$1/bin/sockcheck" <<-END
		#!/bin/sh
		[ "\$1" != grade ] || set -- "\$@" --case 'echoes a l*' --family ipv4
		exec '$(command -v sockcheck)' "\$@"
	END
	chmod 755 "$1/bin/sockcheck"
}
