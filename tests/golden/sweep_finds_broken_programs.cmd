# Some of those that `make check-sweep` goes through: an outcome of each sort is found at the line that says so.
names=(
	tcp-echo-server/ignores_short_sends.c
	line-server/takes_nothing_yet_for_an_error.c
	length-prefixed-server/exits_when_accept_is_interrupted.c
	length-prefixed-server/exits_when_a_client_is_gone.c
	daytime-server/leaks_a_descriptor_on_a_reset.c
	file-client/goes_on_without_a_connection.c
	tcp-echo-client/takes_an_interrupted_wait_for_an_error.c
	stop-and-wait-receiver/takes_an_empty_datagram_for_the_end.c
)
tests/sweep/check_broken --build build "${names[@]/#/--program=}"
