# In a container as graders have it (root without CAP_SYS_ADMIN, namespaces and mounts refused) the verdicts are the same, each submission has a user
# of its own, nothing of that user's is left, the results are nobody else's, and the reports say what is weaker.
[ "$(id -u)" = 0 ] || { echo "SKIP: only root can give a submission another user"; exit 77; }
. tests/golden/class.sh
name=left-behind-$$
cat >"$there/class/empty/server.py" <<END
import os, sys
open("/tmp/$name", "w").close()
os.makedirs("/tmp/$name-too/deep")
os.chmod("/tmp/$name-too", 0)
if os.fork() == 0:
    os.setsid()
    os.execlp("tail", "tail", "-f", "/tmp/$name")
sys.exit(3)
END
grade --output "$there/whole"
build/programs/in_a_container sockcheck grade tcp-echo-server "$there/class" --case 'echoes a*' --jobs 4 --output "$there/weaker" >"$there/out" 2>"$there/err"
echo "exit $?"
sed 's/(bwrap: .*): sub/(bwrap: ...): sub/' "$there/err"
sockcheck compare "$there/whole" "$there/weaker"
echo "compare $?"
stat -c %a "$there/weaker"
python3 - "$there/weaker/alice/results.json" <<'END'
import json, sys
print(json.load(open(sys.argv[1]))["weaker"][:40])
END
grep -c 'weaker than it could be' "$there/weaker/alice/report.html"
ls -d "/tmp/$name"* 2>/dev/null
pgrep -f "tail -f /tmp/$name"
# Where ptrace(2) is refused too, what a peer can make is graded all the same: the same verdicts, and one more thing is said to be weaker.
build/programs/in_a_container build/programs/without_call ptrace sockcheck grade tcp-echo-server "$there/class" --case 'echoes a*' --jobs 4 \
	--output "$there/untraced" >"$there/out" 2>"$there/err"
echo "exit $?"
grep -o 'programs may not be traced here' "$there/err"
sockcheck compare "$there/whole" "$there/untraced"
echo "compare $?"
pgrep -f "tail -f /tmp/$name"
true
