# What a policy hides counts, and stands in nothing that a student is given: no format has a hidden case's name, what came of it or how it is run again. Another
# policy marks the same results anew, and where there was one nobody forgets it.
. tests/golden/class.sh
mkdir "$there/class/fred" "$there/class/gina"
cp $from/broken/never_flushes.c "$there/class/fred/server.c"
cp $from/broken/listens_on_ipv4_only.c "$there/class/gina/server.c"
formats=(text tap junit gradescope check50 prairielearn classroom autolab annotations summary)

marks()
{
	sed -n '/^$/,$p' "$there/out" | sed "s,$there/,,"
}

# Reads all that each student is given. Of Gradescope's file what it shows to students: its tests that are visible, and its output.
leaks()
{
	python3 - "$1" <<'END'
import glob, json, os, sys
found = shown = 0
for folder in sorted(glob.glob(sys.argv[1] + "/*/")):
    truth = json.load(open(folder + "results.json"))
    hidden = [row for row in truth["cases"] if row.get("visibility", "visible") != "visible"]
    words = {row["name"] for row in hidden} | {row["rerun"].split(" --family")[0] for row in hidden if row["rerun"]}
    words |= {row[key] for row in hidden if row["verdict"] == "FAIL" for key in ("message", "want", "got") if row[key]}
    for name in sorted(os.listdir(folder)):
        text = open(folder + name).read()
        if name == "results.json":
            continue
        if name == "gradescope.json":
            root = json.loads(text)
            assert len([test for test in root["tests"] if test["visibility"] == "hidden"]) == len({row["name"] for row in hidden})
            assert abs(root["score"] - truth["points"]) < 1e-6
            text = json.dumps([test for test in root["tests"] if test["visibility"] == "visible"]) + root["output"]
        shown += "hidden case" in text
        for word in words:
            if word in text or json.dumps(word)[1:-1] in text:
                found += 1
                print(folder, name, "has", word)
print("leaks:", found, "told of the sum:", shown > 0)
END
}

cat >"$there/policy" <<'END'
# One row a case, or several by a glob; a later row holds.
echoes a*: points=2
*long stream: hidden, points=3
END
grade --output "$there/grades" --family ipv4 --family ipv6 --policy "$there/policy" "${formats[@]/#/--format=}"
echo "the page of the class says which are hidden:" && grep -o '<li id="case-.*hidden</span>' "$there/grades/index.html" | sed 's/<[^>]*>/ /g'
marks
leaks "$there/grades"
grep -n -A1 'hidden' "$there/grades/eve/results.tap"
grep -c 'long stream' "$there/grades/results.json" "$there/grades/index.html" "$there/grades/gradebook.csv" | sed "s,$there/,,"
python3 - "$there/grades/bob/gradescope.json" <<'END'
import json, sys
root = json.load(open(sys.argv[1]))
print(root["output"], [(test["name"], test["visibility"], test["score"], test["max_score"]) for test in root["tests"]])
END
grep -oE '[^>]*hidden case[^<]*' "$there/grades/eve/report.html"

echo "-- forgotten"
grade --output "$there/grades" --resume | sed "s,$there/,,g"
echo "-- the case that the others need is hidden, and all of its families are needed"
printf 'echoes a line: hidden, all, points=1\r\n' >"$there/grades/policy.txt"
grade --output "$there/grades" --family ipv4 --family ipv6 --policy "$there/grades/policy.txt" --resume --lang fr
marks
leaks "$there/grades"
grep 'SKIP' "$there/grades/fred/results.tap"
grep -oE '[^>]*cas caché[^<]*' "$there/grades/fred/report.html" | sort -u
echo "French are the pages alone, and those have no English of ours:"
(cd "$there/grades" && grep -lrE 'caché|réussi|exécuté' . | sed 's,.*/,,' | sort | uniq -c)
grep -lr 'hidden case' "$there/grades" --include '*.html'
echo "-- after the due date"
echo 'echoes a line: after_due_date' >"$there/policy"
grade --output "$there/grades" --family ipv4 --family ipv6 --policy "$there/policy" --resume
marks
grep -ho '"visibility": "a[^"]*"' "$there"/grades/*/gradescope.json | sort | uniq -c
echo "-- merged"
sockcheck merge "$there/grades" --output "$there/merged" >"$there/out"
marks
diff -r "$there/grades" "$there/merged" && echo "the same files"
