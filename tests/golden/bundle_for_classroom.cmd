# The zip, unpacked in a repository: the grader's result as GitHub Classroom's reporter reads it, its annotations and summary; nothing of what it prints
# meanwhile is a command. Its workflow is YAML that hands the one to the other.
. tests/golden/bundle.sh
python3 -c 'import yaml' 2>/dev/null || { echo "SKIP: python3-yaml is not here"; exit 77; }
bundle classroom
repository=$there/repository
mkdir "$repository"
bsdtar -xf "$packed" -C "$repository"
(cd "$repository" && find . -type f | LC_ALL=C sort)
checked "$repository"/.github/sockcheck/setup.sh "$repository"/.github/sockcheck/grade

python3 - "$repository/.github/workflows/classroom.yml" <<'END'
import yaml, sys
root = yaml.safe_load(open(sys.argv[1]))
job, = root["jobs"].values()
print(root["name"], root[True], job["runs-on"])
for step in job["steps"]:
    print(" ", step.get("id"), step.get("uses"), step.get("run"), step.get("env"), step.get("with"))
END

run()
{
	rm -f "$there/output" "$there/summary"
	(cd "$repository" && GITHUB_WORKSPACE=$repository GITHUB_OUTPUT=$there/output GITHUB_STEP_SUMMARY=$there/summary .github/sockcheck/grade >"$there/log" 2>&1)
	echo "  exit $?"
	python3 - "$there/output" "$there/log" "$there/summary" <<-'END'
		import base64, json, re, sys
		name, value = open(sys.argv[1]).read().rstrip("\n").split("=", 1)
		root = json.loads(base64.b64decode(value))
		try:
		    import jsonschema
		    jsonschema.validate(root, json.load(open("tests/golden/classroom.schema.json")))
		except ImportError:
		    pass
		print(" ", name, root["version"], root["status"], root["max_score"], [(t["name"], t["status"], t["score"]) for t in root["tests"]])
		log = open(sys.argv[2]).read().split("\n")
		word = [line for line in log if line.startswith("::stop-commands::")][0][17:]
		ends = log.index("::" + word + "::")
		print("  printed meanwhile:", ends - 1 > 0, "; commands:", [re.sub("line=[0-9]+", "line=N", line)[:40] for line in log[ends + 1:] if line.startswith("::")])
		print("  summary:", open(sys.argv[3]).readline().rstrip()[:60])
	END
}
echo "good:"
cp $from/good/iterative.c "$repository/server.c"
run
echo "broken:"
cp $from/broken/adds_a_nul.c "$repository/server.c"
run
echo "no grader:"
rm "$repository/.github/sockcheck/sockcheck/lib/sockcheck/suites/tcp-echo-server"
run
