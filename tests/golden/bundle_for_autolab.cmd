# The tar's two files, used as Autolab does: make, beside one file that was handed in. The last line is the scores; there is none for what could not be
# judged.
. tests/golden/bundle.sh
bundle autolab
mkdir "$there/bundle"
bsdtar -xf "$packed" -C "$there/bundle"
bsdtar -tf "$there/bundle/autograde.tar"
bsdtar -xf "$there/bundle/autograde.tar" -C "$there"
checked "$there/autograder/driver" "$there/autograder/setup.sh"

# run FILE NAME
run()
{
	rm -rf "$there/autolab"
	mkdir "$there/autolab"
	cp "$there/bundle/autograde-Makefile" "$there/autolab/Makefile"
	cp "$there/bundle/autograde.tar" "$there/autolab"
	[ $# = 0 ] || cp "$1" "$there/autolab/$2"
	make -s -C "$there/autolab" >"$there/log" 2>&1
	echo "  exit $?"
	tail -n 2 "$there/log" | cut -c 1-150
}
echo "good:"
run $from/good/iterative.c echo.c
echo "broken, in an archive:"
bsdtar -czf "$there/handin.tar.gz" -C $from/broken adds_a_nul.c
run "$there/handin.tar.gz" handin.tar.gz
echo "nothing handed in:"
run
