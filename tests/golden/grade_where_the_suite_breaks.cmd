# A case whose own code crashes is BROKEN: it gives no points and costs none, whatever the others did, and every report says so; the exit status is 99.
. tests/golden/class.sh
build=$(dirname "$(command -v sockcheck)")
case $build in # what was instrumented is linked as such
*/asan) instrumented="-fsanitize=address,undefined $build/obj/tests/asan/leaks.o" ;;
*/cov) instrumented=--coverage ;;
esac
cat >"$there/suite.c" <<'END'
#include <sockcheck.h>
#include <stdlib.h>

static void answers(void **state)
{
	struct sck_peer *client = sck_connect(*state, sck_subject(*state));

	sck_send_text(client, "hello\n");
	sck_expect(client, "hello\n", 6);
	sck_half_close(client);
	sck_expect_end(client);
}

static void breaks(void **state)
{
	(void)state;
	abort();
}

static void breaks_over_ipv6(void **state)
{
	if (sck_family(*state) == SCK_IPV6)
		abort();
	answers(state);
}

int main(int argc, char **argv)
{
	static const struct sck_case cases[] = {
		{ "answers", answers, .points = 4 },
		{ "breaks", breaks, .points = 2 },
		{ "breaks over ipv6", breaks_over_ipv6, .points = 2 },
	};

	return sck_suite_main(argc, argv, &(struct sck_suite){
		.name = "breaking", .run = "{port}", .families = SCK_IPV4 | SCK_IPV6, SCK_CASES(cases) });
}
END
# shellcheck disable=SC2046,SC2086 # the flags are words
cc -g -o "$there/breaking" -Iharness "$there/suite.c" $instrumented "$build/libsockcheck.a" $(pkg-config --cflags --libs cmocka libseccomp libdw libelf libmnl jansson) -pthread || exit

# grade_by CASES FOLDER: alice is right, bob is wrong; the table, the gradebook and what else is on the pages.
grade_by()
{
	sockcheck grade "$there/breaking" "$there/class/alice" "$there/class/bob" --case "$1" --output "$2" --jobs 2 \
		--format text --format junit --format gradescope --format classroom --format autolab --format check50 --format prairielearn >"$there/out"
	echo "exit $?"
	sed "s,$there/,," "$there/out" | grep -v '^reports' | sed '/^$/,$!d'
	cut -d , -f 1-9 "$2/gradebook.csv"
}
echo "beside others:"
grade_by '*' "$there/some"
grep BROKEN "$there/some/alice/report.txt" | uniq -c
python3 - "$there/some" <<'END'
import json, re, sys
folder = sys.argv[1]
def read(student, name):
    return json.load(open(f"{folder}/{student}/{name}.json"))
for student in json.load(open(folder + "/results.json"))["students"]:
    print(student["name"], student["verdict"], student["points"], student["max_points"], student["cases"])
for student in "alice", "bob":
    print(student, read(student, "results")["verdict"], [(row["name"], row["family"], row["verdict"], row["points"], row["max_points"]) for row in read(student, "results")["cases"] if "breaks" in row["name"]])
    print(" gradescope:", read(student, "gradescope")["score"], read(student, "gradescope")["output"].split("\n")[1], [(test["name"], test.get("status"), test.get("max_score")) for test in read(student, "gradescope")["tests"]])
    print(" classroom:", read(student, "classroom")["status"], read(student, "classroom")["max_score"], [(test["status"], test["score"]) for test in read(student, "classroom")["tests"]])
    print(" prairielearn:", read(student, "prairielearn")["score"], [(test["points"], test["max_points"]) for test in read(student, "prairielearn")["tests"]])
    print(" check50:", [row["passed"] for row in read(student, "check50")["results"]])
    print(" junit:", re.findall('(errors="[0-9]+"|<error)', open(f"{folder}/{student}/junit.xml").read()))
    print(" autolab:", open(f"{folder}/{student}/autolab.json").read().split("\n")[1])
    print(" page:", re.findall("<strong>[0-9]+</strong> broken[^<]*", open(f"{folder}/{student}/report.html").read()))
print("class:", re.findall("<strong>[0-9]+</strong> have broken[^<]*", open(folder + "/index.html").read()), re.findall('<td class="x">', open(folder + "/index.html").read()))
END
echo "in every family of every case:"
grade_by 'breaks' "$there/all"
python3 - "$there/all" <<'END'
import json, sys
for name in "gradescope", "classroom", "prairielearn":
    root = json.load(open(f"{sys.argv[1]}/alice/{name}.json"))
    print(name, {key: root[key] for key in ("score", "status", "max_score", "gradable") if key in root})
print(open(sys.argv[1] + "/alice/autolab.json").read().split("\n")[1])
END
