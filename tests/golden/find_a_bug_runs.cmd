# Each command of docs/find-a-bug.md, in its order, on the program of Debian that it is about, which `make peers` brings.
build=$(dirname "$(command -v sockcheck)")
case $build in */asan | */cov)
	echo "SKIP: what is instrumented is linked as such, see suite_of_ones_own"
	exit 77
	;;
esac
program=${build%/}/peers/microsocks/usr/bin/microsocks
[ "$(uname -m)" = x86_64 ] && [ -x "$program" ] || { echo "SKIP: no microsocks for x86-64 (make peers)"; exit 77; }
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
make -s -o built BUILD="$build" PREFIX="$there/usr" LIBDIR="$there/usr/lib" DESTDIR= install || exit
export PATH=$there/usr/bin:$PATH PKG_CONFIG_PATH=$there/usr/lib/pkgconfig LD_LIBRARY_PATH=$there/usr/lib
mkdir -p "$there/work/usr/bin" && cp "$program" "$there/work/usr/bin" && root=$PWD && cd "$there/work" && "$root/docs/examples" "$root/docs/find-a-bug.md"
