# The examples of sockcheck(3) compile as they stand, without a warning, and run, against an installed copy. Each page of a command has an example, and is
# run here or in its neighbours.
build=$(dirname "$(command -v sockcheck)")
case $build in */asan | */cov)
	echo "SKIP: what is instrumented is linked as such, see suite_of_ones_own"
	exit 77
	;;
esac
. tests/golden/manual.sh
(cd "$root" && make -s -o built BUILD="$build" PREFIX="$there/usr" LIBDIR="$there/usr/lib" DESTDIR= install) || exit
export PKG_CONFIG_PATH=$there/usr/lib/pkgconfig LD_LIBRARY_PATH=$there/usr/lib
run_examples sockcheck.3
sed -i 's/^cc /cc -Wall -Wextra -Werror -pedantic -std=c99 /' "$there/sockcheck.3"/*.sh
for example in "$there/sockcheck.3"/*.sh; do
	bash -e "$example" >/dev/null 2>"$there/warnings" || cat "$there/warnings"
done
for page in "$build"/man/*.[137]; do
	name=$(basename "$page")
	grep -qw "$name" "$root"/tests/golden/manual*_runs.cmd || echo "no test runs the examples of $name"
done
