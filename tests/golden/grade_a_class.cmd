# What grade leaves of a class: the table, a folder for each student, and of a program that does not compile the compiler's words.
. tests/golden/class.sh
grade --output "$there/grades" --format junit --format tap
sed -n '/^$/,$p' "$there/out" | sed "s,$there/,,"
(cd "$there/grades" && find . | LC_ALL=C sort)
cut -d , -f 1-10 "$there/grades/gradebook.csv"
python3 - "$there/grades" <<'END'
import json, sys
root = json.load(open(sys.argv[1] + "/carl x/results.json"))
print(root["student"], len(root["digest"]), root["verdict"], root["points"], root["max_points"], root["program"])
print(root["build"].split("\n")[1][:24])
print([(row["name"], row["verdict"], row["cause"], row["message"], row["dependency"]) for row in root["cases"][:2]])
root = json.load(open(sys.argv[1] + "/bob/results.json"))
print(root["program"], [row["detail"].split("\n")[-2] for row in root["cases"] if row["verdict"] == "FAIL"][0].split(" at ")[1].split(":")[0])
END
head -n 3 "$there/grades/eve/results.tap"
for run in first second; do
	grade --output "$there/class/grades" --only 'a*' # which is no student of the class
done
cut -d , -f 1,5 "$there/class/grades/gradebook.csv"
