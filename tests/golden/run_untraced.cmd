echo in | sockcheck run --untraced -- sh -c 'cat; echo out; echo err >&2; exit 7'
echo "exit $?"
sockcheck run --untraced -- sh -c 'kill -TERM $$'
echo "exit $?"
sockcheck run --untraced --limit 0.3 -- sleep 60
echo "exit $?"
sockcheck run --untraced --family ipv6 -- sh -c 'echo $0' '{host}'
sockcheck run --untraced --port 53 -- sh -c 'echo $0' '{port}'
sockcheck run --untraced -- sh -c 'ls -A $0; touch $0/here && ls -A $0' '{dir}'
sockcheck run --untraced -- sed -n 's/ *\([a-z0-9]*\):.*/\1/p' /proc/net/dev
sockcheck run --untraced -- /dev/null
echo "exit $?"
# What is the tracer's cannot be had without it.
for option in --trace --call-sites --force --record=/nowhere/record --seed=1 --inject=recv:short=1 --clock=auto; do
	sockcheck run --untraced $option -- true
	echo "exit $?"
done
sockcheck talk --untraced -- true 2>&1 | head -n 1
# Where there are no namespaces, nobody would end what it leaves.
build/programs/without_namespaces sockcheck run --untraced -- true 2>&1 | sed 's/, for .*/, for .../'
echo "exit ${PIPESTATUS[0]}"
