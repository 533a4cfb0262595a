echo in | sockcheck run -- sh -c 'cat; echo out; echo err >&2; exit 7'
echo "exit $?"
sockcheck run -- sh -c 'kill -TERM $$'
echo "exit $?"
sockcheck run --limit 0.3 -- build/programs/play '{host}' '{port}' listen accept
echo "exit $?"
sockcheck run --family ipv6 -- sh -c 'echo $0' '{host}'
sockcheck run --port 53 -- sh -c 'echo $0' '{port}'
sockcheck run -- sh -c 'ls -A $0; touch $0/here && ls -A $0' '{dir}'
