# What CONTRIBUTING.md says of a suite outside this tree: built with what pkg-config says of an installed copy, it runs by its path,
# and a step that is its function's last call has its line.
build=$(dirname "$(command -v sockcheck)")
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
case $build in # what was instrumented is linked as such
*/asan) instrumented="-fsanitize=address,undefined $build/obj/tests/asan/leaks.o" ;;
*/cov) instrumented=--coverage ;;
esac
make -s -o built BUILD="$build" PREFIX="$there" install || exit
cat >"$there/suite.c" <<'END'
#include <sockcheck.h>

static void greets(void **state)
{
	struct sck_peer *client = sck_connect(*state, sck_subject(*state));

	sck_expect_line(client, "hello");
}

int main(int argc, char **argv)
{
	static const struct sck_case cases[] = { { "greets", greets, .points = 1 } };

	return sck_suite_main(argc, argv, &(struct sck_suite){
		.name = "greeting", .run = "{port}", .families = SCK_IPV4, SCK_CASES(cases) });
}
END
# shellcheck disable=SC2046 # the flags are words
cd "$there" && PKG_CONFIG_PATH=$there/lib/pkgconfig cc -Wall -O2 -g -o greeting suite.c $instrumented \
	$(PKG_CONFIG_PATH=$there/lib/pkgconfig pkg-config --cflags --libs sockcheck) || exit
for word in hello bye; do
	"$there/bin/sockcheck" check ./greeting -- "$build/programs/play" 127.0.0.1 '{port}' listen accept "send=$word\\n" |
		grep -E '^ +(PASS|FAIL|at|want|got) ' | sed -E 's/  [0-9.]+ s$//'
	echo "exit ${PIPESTATUS[0]}"
done
"$build/sockcheck" list suites >bundled && "$there/bin/sockcheck" list suites | diff bundled - && echo "the bundled suites are installed"
