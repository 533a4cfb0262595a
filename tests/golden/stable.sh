# For the golden tests: takes out of a report what differs from run to run or moves with a source.

# Line numbers, long times, process numbers.
stable()
{
	sed -E 's/(\.[ch]):[0-9]+/\1:N/; s/  [0-9.]+ s( |$)/\1/; s/process [0-9]+, thread [0-9]+/process N, thread N/'
}

# The same, and where a program stood that was under way.
under_way()
{
	stable | sed -E 's/(process N, thread N): .*/\1: .../'
}
