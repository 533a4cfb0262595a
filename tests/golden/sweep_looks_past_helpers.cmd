# A wrapper's helper lives on when the server is gone: that is no server that goes on.
play="build/programs/play {host} {port} child listen loop accept recv close again"
sockcheck talk --connect --close --until-parked --expect-running --inject accept:error=ECONNABORTED:when=1 -- $play | grep FAIL
sockcheck sweep --talk --connect --send x --expect-end --rule accept:error=ECONNABORTED:when=1 -- $play | sed -n '/^[0-9]*\. /s/:[0-9]*/:N/p; /FAIL/p'
