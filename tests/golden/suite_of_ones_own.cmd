# A suite outside this tree: built with what pkg-config says of an installed copy, with the shared library and with the archive, it runs by its
# path, and a step that is its function's last call has its line. A program in C++ that takes the same header is one, too,
# and can be a cmocka test.
command -v c++ >/dev/null || { echo "SKIP: no C++ compiler"; exit 77; }
build=$(dirname "$(command -v sockcheck)")
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
case $build in # what was instrumented is linked as such
*/asan) instrumented="-fsanitize=address,undefined $build/obj/tests/asan/leaks.o" ;;
*/cov) instrumented=--coverage ;;
esac
make -s -o built BUILD="$build" PREFIX="$there" LIBDIR="$there/lib" DESTDIR= install || exit
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
cat >"$there/suite.cc" <<'END'
#include <sockcheck.h>

static void greets(void **state)
{
	auto *s = static_cast<sck_session *>(*state);

	sck_expect_line(sck_connect(s, sck_subject(s)), "hello");
}

int main(int argc, char **argv)
{
	sck_case greeting{};
	sck_suite suite{};

	greeting.name = "greets";
	greeting.run = greets;
	suite.name = "greeting";
	suite.run = "{port}";
	suite.families = SCK_IPV4;
	suite.cases = &greeting;
	suite.cases_count = 1;
	return sck_suite_main(argc, argv, &suite);
}
END
cat >"$there/test.cc" <<'END'
#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
extern "C" {
#include <cmocka.h>
}
#include <sockcheck.h>

static void says_so(void **state)
{
	auto *s = static_cast<sck_session *>(*state);
	const char *const argv[] = { "/bin/echo", "{port}", nullptr };
	struct sck_start start{};

	start.argv = argv;
	sck_expect_exit(sck_start(s, &start), 0);
}

int main()
{
	const CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(says_so, sck_setup, sck_teardown) };

	return cmocka_run_group_tests(tests, nullptr, nullptr);
}
END
export PKG_CONFIG_PATH=$there/lib/pkgconfig LD_LIBRARY_PATH=$there/lib
cd "$there" || exit
# shellcheck disable=SC2046,SC2086 # the flags are words
{
	cc -Wall -O2 -g -o shared suite.c $instrumented $(pkg-config --cflags --libs sockcheck) &&
		cc -Wall -O2 -g -o static suite.c $instrumented $(pkg-config --cflags --libs sockcheck-static) &&
		c++ -std=c++17 -Wall -Wextra -Werror -pedantic -O2 -g -o in_c++ suite.cc $instrumented $(pkg-config --cflags --libs sockcheck) &&
		c++ -std=c++17 -Wall -Wextra -Werror -pedantic -O2 -g -o test_in_c++ test.cc $instrumented $(pkg-config --cflags --libs sockcheck)
} || exit
for greeting in shared static in_c++; do
	echo "$greeting: $(readelf -d $greeting | grep -c 'NEEDED.*libsockcheck')"
	for word in hello bye; do
		"$there/bin/sockcheck" check ./$greeting -- "$build/programs/play" 127.0.0.1 '{port}' listen accept "send=$word\\n" |
			grep -E '^ +(PASS|FAIL|at|want|got) ' | sed -E 's/  [0-9.]+ s$//'
		echo "exit ${PIPESTATUS[0]}"
	done
done
./test_in_c++ 2>&1 | tail -n 1
"$build/sockcheck" list suites >bundled && "$there/bin/sockcheck" list suites | diff bundled - && echo "the bundled suites are installed"
