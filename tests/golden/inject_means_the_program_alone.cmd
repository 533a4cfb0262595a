# What a test has started beside the program, here a sender of its own, is not what --inject, or a sweep, means: neither does it meet the outcome, nor are its calls
# counted.
judge()
{
	sockcheck "$@" --family ipv4 -- build/assignments/stop-and-wait-receiver/good/recvfrom
	echo "exit $?"
}
lost=(stop-and-wait-receiver --case 'serves a sender when a datagram is lost')
judge check "${lost[@]}" --inject connect:error=ENETUNREACH:when=1
judge sweep "${lost[@]}" --rule connect:error=ENETUNREACH:when=1 2>&1 | sed 's/ (expected.*//'
