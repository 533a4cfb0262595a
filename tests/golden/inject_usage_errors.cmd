# One line each on standard error, a ^ before the fault, and the exit status. The commands that take rules read them alike.
try()
{
	sockcheck "$@" >/dev/null
	echo "  exit $?"
}
rule()
{
	try run --inject "$@" -- true
}
rule ''
rule recv
rule recvv:short=1
rule recv:shot=1
rule recv:short
rule recv:short=0
rule recv:short=100%
rule recv:end=1
rule recv:error=
rule recv:error=eintr
rule recv:error=EADDRINUSE
rule accept:short=1
rule recv:delay=5
rule recv:hold=breath
rule recv:short=1:
rule recv:short=1:wen=3
rule recv:short=1:when
rule recv:short=1:when=0
rule recv:short=1:when=3..1
rule recv:short=1:fd=x
rule recv:short=1:peer=::1
rule recv:short=1:family=inet
rule recv:short=1:site=
rule recv:short=1:process=0
rule recv:short=1:thread=first
rule accept:error=EMFILE:offset=3
rule recv:short=1:offset=-1
rule recv:short=1:chance=2
rule recv:short=1:fd=3:fd=4
rule "recv:short=1:site=$(printf 'directory/%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14).c:fd=x"
rule recv:short=1 --inject send:shot
rule recv:short=1 --seed x
rule recv:short=1 --seed -1
rule recv:short=1 --force --force
try talk --connect --inject recv:shot=1 -- true
try check tcp-echo-server --inject recv:shot=1 -- true
try run --inject
try run --seed 1 --inject=recv:shot=1 -- true
try list suites --inject recv:short=1
