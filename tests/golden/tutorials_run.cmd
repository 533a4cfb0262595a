# docs/write-a-suite.md, in English and in French, and docs/test-a-library.md: each piece of C stands in the file of docs/example that it names, and each command runs there
# against an installed copy. That the library is found at run time is the dynamic linker's business: here its path says so.
. tests/golden/stable.sh
build=$(dirname "$(command -v sockcheck)")
case $build in */asan | */cov)
	echo "SKIP: what is instrumented is linked as such, see suite_of_ones_own"
	exit 77
	;;
esac
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
make -s -o built BUILD="$build" PREFIX="$there/usr" LIBDIR="$there/usr/lib" DESTDIR= install || exit
python3 - docs/write-a-suite.md docs/write-a-suite.fr.md docs/test-a-library.md <<'END'
import re, sys
for name in sys.argv[1:]:
    blocks = re.findall(r"^```(\S*) ?(\S*)\n(.*?)^```$", open(name).read(), re.M | re.S)
    for kind, file, text in blocks:
        if kind == "c" and text not in open("docs/example/" + file).read():
            print(f"{name}: this is not in {file}:\n{text}")
    print(name, sum(kind == "c" for kind, _, _ in blocks), "pieces of C")
END

docs=$PWD/docs
export PATH=$there/usr/bin:$PATH PKG_CONFIG_PATH=$there/usr/lib/pkgconfig LD_LIBRARY_PATH=$there/usr/lib

for tutorial in write-a-suite write-a-suite.fr test-a-library; do
	cp -R "$docs/example" "$there/$tutorial" && cd "$there/$tutorial" || exit
	awk '/^```/ { on = $0 == "```console"; next } on && /^\$ / { print substr($0, 3) }' "$docs/$tutorial.md" | while IFS= read -r command; do
		case $command in *sockcheck-static*) sockcheck bundle ./suite --for gradescope 2>&1 ;; esac
		printf '$ %s\n' "$command"
		bash -c "$command" 2>&1 </dev/null | stable | sed '/^---- /,/^$/d; s/^/  /'
		[ "${PIPESTATUS[0]}" = 0 ] || echo "  exit ${PIPESTATUS[0]}"
	done
done
# A translation has the same commands and the same C.
blocks() { awk '/^```/ { on = !on } on' "$docs/$1"; }
cmp <(blocks write-a-suite.md) <(blocks write-a-suite.fr.md) && echo "the French tutorial has the same blocks"
