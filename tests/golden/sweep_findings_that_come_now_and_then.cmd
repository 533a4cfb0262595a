# A finding whose smallest run does not come again is shown by one that does.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
sockcheck sweep --talk --connect --send ab --expect ab --send cd --expect cd --half-close --expect-end --kind calls --jobs 1 -- \
	build/programs/is_careless_once_and_then_always '{port}' "$there/file" >"$there/report"
sed -n "/recvfrom:short=1/{s/^[0-9]*\. //; s/\.c:[0-9]*/.c:N/; s/-- .*/--/; p}; /not every time/p" "$there/report"
