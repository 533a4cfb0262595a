# The same where there are no namespaces, as in a container of the platform's: root gives the submission a user of its own, who sees neither the suite nor
# the policy, and cannot write the result.
. tests/golden/bundle.sh
container=$PWD/build/programs/in_a_container
"$container" true 2>/dev/null || { echo "SKIP: it takes root"; exit 77; }
echo 'echoes a long*: hidden' >"$there/policy"
bundle gradescope --policy "$there/policy"
in_gradescope --ro-bind "$container" /container
hand_in $from/good/iterative.c
run /container ./run_autograder
cat >"$there/spy.c" <<'END'
#include <stdlib.h>
int main(void)
{
	return system("exec >&2 2>/dev/null; cat /autograder/source/sockcheck/policy.txt || echo unread; ls /autograder/source || echo unseen;"
		      "echo '{}' >/autograder/results/results.json || echo unwritten");
}
END
hand_in "$there/spy.c"
run /container ./run_autograder | sed 's/1:[0-9]*$/1:N/'
python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["tests"][0]["output"])' "$autograder/results/results.json" | grep 'program: "'
