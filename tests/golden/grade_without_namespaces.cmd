# In a container as graders have it (root without CAP_SYS_ADMIN, namespaces and mounts refused) the verdicts are the same, each submission has a user
# of its own, nothing of that user's is left, the results are nobody else's, and the reports say what is weaker.
[ "$(id -u)" = 0 ] || { echo "SKIP: only root can give a submission another user"; exit 77; }
. tests/golden/class.sh
cat >"$there/class/empty/server.py" <<'END'
import os, signal, sys
if os.fork() == 0:
    os.setsid()
    open("/tmp/left-behind", "w").close()
    os.makedirs("/tmp/left-too/deep")
    os.chmod("/tmp/left-too", 0)
    signal.pause()
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
find /tmp -maxdepth 1 -uid +61183 -uid -61188 2>/dev/null # another test may take away what find has just seen
for user in 61184 61185 61186 61187; do ps -o stat= -u $user | grep -v Z; done
true
