# What it finds is the machine's; each line has its shape, and what is refused says how to allow it.
sockcheck doctor >"$TMPDIR/doctor.$$"
status=$?
awk -v status=$status '
	!/^(ok|no|NO)   ? [A-Za-z0-9_ ]+  [^ ]/ { print "bad:", $0 }
	/^(no|NO)/ && !/ -- / { print "does not say how:", $0 }
	{ print $1 == "ok" || $1 == "no" || $1 == "NO" ? "line" : $0 }
	/^NO/ { missing++ }
	END { if ((missing > 0) != (status == 77)) print "exit", status }' "$TMPDIR/doctor.$$" | sort | uniq -c
rm -f "$TMPDIR/doctor.$$"
# In a container's default profile.
build/programs/without_namespaces sockcheck doctor | grep -E '^no +(user namespaces|private loopback) .* -- ' | cut -c -22
echo "exit ${PIPESTATUS[0]}"
