# Each row of `list outcomes` has an example in the manual, which manual_of_outcomes_runs runs.
examples=$(sed -n 's/^\.It Li sockcheck run --inject \([^ ]*\) .*/\1/p' docs/man/sockcheck-inject.7)
sockcheck list outcomes | awk -F '  +' -v examples="$examples" '
BEGIN { n = split(examples, example, "\n") }
{
	words = $1 == "any" ? "[a-z]+" : $1
	if (words ~ /(^| )recvmsg( |$)/)
		words = words " recv"
	if (words ~ /(^| )sendmsg( |$)/)
		words = words " send"
	gsub(/ /, "|", words)
	outcome = $2
	sub(/=(N|TIME|CALL)$/, "=[^:]+", outcome)
	for (i = 1; i <= n; i++)
		if (example[i] ~ "^(" words "):" outcome "(:|$)")
			next
	print "no example: " $1 ": " $2
	missing = 1
}
END { if (!missing) print "every outcome has its example" }'
