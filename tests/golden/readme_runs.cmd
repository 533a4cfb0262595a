# Each command of README.md, copied as it stands, prints what README.md says; against an installed copy.
build=$(dirname "$(command -v sockcheck)")
case $build in */asan | */cov)
	echo "SKIP: what is instrumented is linked as such, see suite_of_ones_own"
	exit 77
	;;
esac
if ! bwrap --unshare-all --ro-bind / / true 2>/dev/null || ! command -v bsdtar >/dev/null; then
	echo "SKIP: no sandbox here (bubblewrap and bsdtar are needed, and user namespaces)"
	exit 77
fi
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
make -s -o built BUILD="$build" PREFIX="$there/usr" LIBDIR="$there/usr/lib" DESTDIR= install || exit
export PATH=$there/usr/bin:$PATH PKG_CONFIG_PATH=$there/usr/lib/pkgconfig LD_LIBRARY_PATH=$there/usr/lib
mkdir "$there/work" && root=$PWD && cd "$there/work" && "$root/docs/examples" --share "$there/usr/share/sockcheck" "$root/README.md"
